import { describe, expect, test } from 'vitest';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { openServer } from './http-site.ts';

describe('clock and mailbox', () => {
  const post = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/clock`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

  test('the clock goes forward, by days or to an instant, and does what is due meanwhile', async () => {
    const { url, world } = await openServer();
    await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
      'idempotency-key': 'k',
    });
    const advanced = await post(url, '{"advanceDays":1}');
    expect(advanced.status).toBe(200);
    expect(await advanced.json()).toEqual({ now: '2026-04-07T00:00:00Z' });
    expect((await post(url, '{"to":"2026-04-10T09:00+09:00"}')).status).toBe(200);
    expect(world.mailsTo('tax-manager@city.example.jp').map(({ subject }) => subject)).toHaveLength(2);
    expect((await post(url, '{"advanceDays":0}')).status).toBe(200);
    expect((await post(url, `advanceDays=${encodeURIComponent('１')}`, FORM)).status).toBe(303);
    expect((await post(url, `to=${encodeURIComponent('2026-04-12T09:00+09:00')}`, FORM)).status).toBe(303);
    expect(await (await fetch(`${url}/clock`)).json()).toEqual({ now: '2026-04-12T00:00:00Z' });
    // As a browser's field of a day and a time sends it: in Japan.
    expect((await post(url, `to=${encodeURIComponent('2026-04-13T09:30')}`, FORM)).status).toBe(303);
    expect(await (await fetch(`${url}/clock`)).json()).toEqual({ now: '2026-04-13T00:30:00Z' });
  });

  test('while it goes forward the page says how far it is, looks again by itself, and offers nothing else; then the fields again', async () => {
    const { url, world } = await openServer();
    await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
      'idempotency-key': 'k',
    });
    const look = async () => {
      const answer = await fetch(`${url}/clock`, { headers: { accept: 'text/html' } });
      return { refresh: answer.headers.get('refresh'), text: await answer.text() };
    };
    expect(await look()).toMatchObject({
      refresh: null,
      text: expect.stringContaining('この日数だけ進める'),
    });
    let isOver = false;
    const moving = post(url, '{"advanceDays":200}').finally(() => {
      isOver = true;
    });
    const seen = [];
    while (!isOver) {
      const one = await look();
      if (one.refresh !== null) seen.push(one.text);
    }
    expect((await moving).status).toBe(200);
    expect(seen.length).toBeGreaterThan(0);
    for (const text of seen) {
      expect(text).toContain('<progress');
      expect(text).toContain('令和8年10月23日');
      expect(text).not.toContain('<form method="post" action="/clock">');
    }
    expect(await look()).toMatchObject({
      refresh: null,
      text: expect.stringContaining('この日時まで進める'),
    });
    const refused = await post(url, 'advanceDays=x', FORM);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('6年以内')]);
  });

  test('while years pass others are answered; a second move waits for the end of the first', async () => {
    const { url, world } = await openServer();
    await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
      'idempotency-key': 'k',
    });
    let isOver = false;
    const moving = post(url, '{"advanceDays":200}').then((answer) => {
      isOver = true;
      return answer;
    });
    const during: number[] = [];
    const refused: number[] = [];
    while (!isOver) {
      const { status } = await fetch(`${url}/sign-in`);
      const second = (await post(url, '{"advanceDays":1}')).status;
      if (isOver) break;
      during.push(status);
      refused.push(second);
    }
    expect((await moving).status).toBe(200);
    // Whatever the machine: not one at the end, but many on the way.
    expect(during.length).toBeGreaterThan(20);
    expect(new Set(during)).toEqual(new Set([200]));
    // The first question may come before the move.
    expect(new Set(refused.slice(1))).toEqual(new Set([409]));
    // The last question may have come after it.
    expect(['2026-10-23', '2026-10-24']).toContain(world.clock.now().toString().slice(0, 10));
    expect((await post(url, '{"advanceDays":1}')).status).toBe(200);
  });

  test('back, too far or nonsense: 422, and the clock stands', async () => {
    const { url, world } = await openServer();
    const before = world.clock.now().toString();
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{}',
      '{"advanceDays":-1}',
      '{"advanceDays":1.5}',
      '{"advanceDays":"x"}',
      '{"advanceDays":1e9}',
      '{"advanceDays":2197}',
      '{"advanceDays":1,"to":"2027-01-01T00:00Z"}',
      '{"advanceDays":1,"x":1}',
      '{"to":"2026-04-06T08:59+09:00"}',
      '{"to":"2020-01-01T00:00Z"}',
      '{"to":"2036-01-01T00:00Z"}',
      '{"to":"+275760-09-13T00:00Z"}',
      '{"to":"2027-04-01"}',
      '{"to":"2027-04-01T09:00"}',
      '{"to":"2027-02-30T09:00Z"}',
      '{"to":"tomorrow"}',
      '{"to":12}',
      '{"to":""}',
    ];
    for (const body of bodies) expect((await post(url, body)).status, body).toBe(422);
    for (const body of ['', 'advanceDays=', 'advanceDays=x', 'to=x', 'x=1'])
      expect((await post(url, body, FORM)).status, body).toBe(422);
    expect(world.clock.now().toString()).toBe(before);
  });

  test('another site can neither move the clock nor learn of it', async () => {
    const { url, world } = await openServer();
    const before = world.clock.now().toString();
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { ...FORM, origin: 'https://evil.example' },
    ];
    for (const headers of elsewhere) {
      const answer = await post(url, '{"advanceDays":1}', headers);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(world.clock.now().toString()).toBe(before);
  });

  test('/mailbox/messages is JSON, newest first, of one person if asked', async () => {
    const { url, world } = await openServer();
    await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
      'idempotency-key': 'k',
    });
    await world.settle();
    const list = async (
      query: string,
    ): Promise<{ id: number; to: string; subject: string; text: string }[]> => {
      const answer = await fetch(`${url}/mailbox/messages${query}`);
      expect(answer.headers.get('content-type')).toContain('application/json');
      return Object((await answer.json()) as unknown).messages;
    };
    const all = await list('');
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted((a, b) => b - a));
    const own = await list('?to=tax-manager%40city.example.jp');
    expect(own.map(({ subject }) => subject)).toEqual([expect.stringContaining('【要決定】')]);
    expect(own[0]?.text).toContain('/d/');
    expect(await list('?to=nobody')).toEqual([]);
  });

  test('in the demo city one press signs in as whoever it is, and gives up who was signed in before', async () => {
    const { url } = await openServer();
    const enter = (address: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/demo`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...FORM, ...headers },
        body: new URLSearchParams({ address }),
      });
    const cookieOf = (answer: Response) =>
      answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ');
    const home = async (cookie: string) => (await fetch(`${url}/home`, { headers: { cookie } })).text();
    expect(await (await fetch(`${url}/demo`)).text()).toContain('value="chief@city.example.jp"');
    const chief = await enter('chief@city.example.jp');
    expect([chief.status, chief.headers.get('location')]).toEqual([303, '/home']);
    const asChief = cookieOf(chief);
    expect(await home(asChief)).toContain('統括 太郎');
    const vendor = await enter('hoshu@hokuto.example.com', { cookie: asChief });
    expect(await home(cookieOf(vendor))).toContain('保守 五郎');
    expect(await home(asChief)).not.toContain('統括 太郎');
    expect((await enter('nobody@city.example.jp')).status).toBe(422);
    expect((await enter('chief@city.example.jp', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('without them, their addresses are unknown like any other', async () => {
    const { url, world } = await openServer(false);
    const before = world.clock.now().toString();
    for (const path of ['/mailbox', '/mailbox/messages', '/clock', '/demo'])
      expect((await fetch(url + path)).status, path).toBe(404);
    expect((await post(url, '{"advanceDays":1}')).status).toBe(404);
    const enter = { method: 'POST', headers: FORM, body: 'address=chief%40city.example.jp' };
    expect((await fetch(`${url}/demo`, enter)).status).toBe(404);
    expect(world.clock.now().toString()).toBe(before);
  });
});
