import { expect, test } from 'vitest';
import { seeded } from '../support/city.ts';
import type { Answer, World } from '../support/world.ts';
import { visit } from './scanner.ts';

/** "Nothing happened" says something only if the scanner does all that it claims: a site on which all goes wrong. */

const html = (body: string, cookies: readonly string[] = []): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  cookies,
  text: `<!doctype html><html><head></head><body>${body}</body></html>`,
  json: undefined,
});
const to = (location: string): Answer => ({ ...html(''), status: 303, headers: { location } });

const FORM = `<form method="post" action="/form"><input type="hidden" name="key" value="sealed">
  <input type="radio" name="choice" value="approve"><input type="radio" name="choice" value="refuse">
  <select name="result"><option value=""></option><option value="pass">適</option></select>
  <input type="checkbox" name="sure" value="true"><textarea name="reason"></textarea><input name="code">
  <button name="_action" value="save">保存</button><button name="_action" value="decide">決定</button></form>`;

test('the scanner opens, follows, presses and fills in everything, and reports what runs by itself', async () => {
  const seen = new Set<string>();
  const send: World['send'] = async ({ method = 'GET', path, form, cookies = [] }) => {
    seen.add(`${method} ${path}`);
    if (cookies.includes('attempt=1')) seen.add('the cookie');
    for (const [name, value] of Object.entries(form ?? {})) seen.add(`${name}=${value}`);
    if (/^\d{8}$/.test(form?.['code'] ?? '') && form?.['reason']) seen.add('a guess');
    switch (`${method} ${path}`) {
      case 'GET /mail':
        return to('/page');
      case 'GET /page':
        return html(`<a href="/linked?x=1#top">x</a><a href="https://elsewhere.example/">y</a>${FORM}`, [
          'attempt=1; Path=/',
        ]);
      case 'GET /linked?x=1':
        return html(
          '<p onclick="go()">x</p><script>decide()</script><script src="/assets/keep-session.js?v=2" defer></script><meta http-equiv="refresh" content="0">',
        );
      case 'POST /form':
        return form?.['_action'] === 'decide'
          ? { ...to('/page'), cookies: ['session=1; Path=/'] }
          : { ...html(FORM), status: 500 };
      default:
        return html('');
    }
  };
  const faults = new Set<string>();
  for (let seed = 1; seed <= 20; seed += 1) {
    const report = await visit(
      {
        send,
        random: seeded(seed),
        jar: new Map(),
        baseUrl: 'http://site.example',
        addresses: [],
        presses: true,
        most: 60,
      },
      ['/mail'],
    );
    for (const fault of report.faults) faults.add(fault);
  }
  const done = [
    'GET /mail',
    'HEAD /mail',
    'GET /page',
    'HEAD /page',
    'GET /linked?x=1',
    'HEAD /linked?x=1',
    'POST /form',
  ];
  const filled = [
    'key=sealed',
    'choice=approve',
    'choice=refuse',
    'result=pass',
    'sure=true',
    '_action=save',
    '_action=decide',
  ];
  for (const what of [...done, ...filled, 'a guess', 'the cookie']) expect(seen).toContain(what);
  expect([...seen].filter((what) => what.includes('elsewhere'))).toEqual([]);
  expect([...faults].toSorted()).toEqual([
    '500 POST /form',
    '<meta http-equiv content> on /linked?x=1',
    '<p onclick> on /linked?x=1',
    '<script > on /linked?x=1',
    '<script src defer> on /linked?x=1',
    'a session from POST /form',
  ]);
});
