import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { browse } from '../support/browse.ts';
import { CLERK, createStory, VENDOR } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

const pageOf = ({ text }: Pick<Answer, 'text'>) => parseHTML(text).document;
const mainOf = (answer: Pick<Answer, 'text'>) => pageOf(answer).querySelector('main')?.textContent;

describe('サインインの前に読めるもの', () => {
  test('手引、用語集及びこのシステムについては、だれでも開ける', async () => {
    const { send } = await createStory();
    for (const path of ['/help', '/help/vendor', '/help/manager', '/help/glossary', '/about'])
      expect((await send({ path })).status, path).toBe(200);
    const front = await send({ path: '/' });
    for (const href of ['/help', '/about']) expect(front.text).toContain(`href="${href}"`);
  });

  test('このシステムについては、問い合わせ先、目標とする基準、保管するもの及びCookieを述べる', async () => {
    const { text } = await (await createStory()).send({ path: '/about' });
    expect(text).toContain('WCAG 2.2');
    expect(text).toContain('苫小牧市リモートメンテナンスの許可等に関する要領');
    expect(text).toContain(`${DEFAULT_SETTINGS.retentionYears}年間保存`);
    expect(text).toMatch(/電話<\/dt>\s*<dd>[\d-]+/);
  });
});

describe('どこにもないアドレス', () => {
  test('サインインしている人には、他人のものと同じに、メニューのある画面で答える', async () => {
    const story = await createStory();
    const vendor = await browse(story, VENDOR);
    const nowhere = await vendor('/no-such-page');
    expect(nowhere.status).toBe(404);
    expect(pageOf(nowhere).querySelector('nav.menu a[href="/permits"]')).not.toBeNull();
    const others = await vendor('/applications/not-there');
    expect(others.status).toBe(404);
    expect(mainOf(nowhere)).toBe(mainOf(others));
  });

  test('だれでもない人には、メニューがない', async () => {
    const { status, text } = await (await createStory()).send({ path: '/no-such-page' });
    expect([status, text.includes('class="menu"')]).toEqual([404, false]);
  });
});

describe('時間がたってサインインが切れたとき', () => {
  test('サインインの画面が、切れたことと、続きに進むことを述べる', async () => {
    const story = await createStory();
    const clerk = await browse(story, CLERK);
    story.clock.moveTo(story.clock.now().add({ minutes: 31 }));
    const asked = await clerk('/permits');
    const at = asked.headers['location'] ?? '';
    expect(at).toBe('/sign-in?next=%2Fpermits&over=1');
    expect(mainOf(await story.send({ path: at }))).toContain('サインインが切れました');
  });

  test('初めて来た人と、自分でサインアウトした人には述べない', async () => {
    const story = await createStory();
    const { headers } = await story.send({ path: '/permits' });
    expect(headers['location']).toBe('/sign-in?next=%2Fpermits');
    expect((await story.send({ path: '/sign-in' })).text).not.toContain('切れました');
  });
});
