import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { frontPage } from '../../functions/sign-in/front-page.ts';
import { homePage } from '../../functions/sign-in/home-page.ts';
import { chosenEntries, inboxPage } from '../../functions/sign-in/inbox-page.ts';
import {
  deadHandlePage,
  handlePage,
  maskedAddress,
  signInCodePage,
  signInPage,
} from '../../functions/sign-in/page.ts';
import type { PageContext } from '../../functions/ui/layout.ts';
import { messagePage } from '../../functions/ui/message-page.ts';
import { createStory } from '../support/story.ts';
import { context, hostile, inboxEntry } from '../ui/examples.ts';

const nobody: PageContext = { cityName: context.cityName, today: context.today, csrf: '' };
const main = (page: unknown) => {
  const element = parseHTML(`${page}`).document.querySelector('main');
  if (!element) throw new Error('a page has a main part');
  return element;
};
const blank = { content: {}, problems: [] };

describe('sign-in (docs/adr/0003)', () => {
  test('asks for the address, and keeps where to go on', () => {
    const form = main(signInPage(nobody, blank, '/applications/1/decision')).querySelector('form');
    expect(form?.getAttribute('action')).toBe('/sign-in?next=%2Fapplications%2F1%2Fdecision');
    expect(form?.querySelector('input[name="address"]')?.getAttribute('autocomplete')).toBe('email');
  });

  test('asks for the code in a field that phones fill in, and says the same about every address', () => {
    const page = main(signInCodePage(nobody, blank));
    expect(page.querySelector('input[name="code"]')?.getAttribute('autocomplete')).toBe('one-time-code');
    expect(page.querySelector('input[name="code"]')?.getAttribute('inputmode')).toBe('numeric');
    expect(page.textContent).toContain('登録されているメールアドレスに、8桁の確認コードをお送りしました');
  });

  test('a wrong code is not shown again', () => {
    const message = '確認コードが正しくないか、有効期限が切れています';
    const page = signInCodePage(nobody, {
      content: { code: '12345678' },
      problems: [{ pointer: '/code', message }],
    });
    expect(main(page).textContent).toContain(message);
    expect(`${page}`).not.toContain('12345678');
  });

  test.each([
    ['taro@city.example', 't***@city.example'],
    ['a@b.example', 'a***@b.example'],
  ])('%s is shown as %s', (address, masked) => {
    expect(maskedAddress(address)).toBe(masked);
  });
});

describe('a mailed link', () => {
  const handle = 'h'.repeat(43);
  const page = handlePage(context, { handle, maskedAddress: 't***@city.example', asks: true });

  test('shows before the proof only that a decision is asked for, and where the code goes', () => {
    expect(main(page).textContent).toContain('リモートメンテナンス許可システムから決定を依頼されています');
    expect(main(page).textContent).toContain('t***@city.example');
    for (const fact of [
      inboxEntry.caseNo,
      inboxEntry.vendorName,
      inboxEntry.systemName,
      context.reader?.name ?? '?',
    ])
      expect(`${page}`).not.toContain(fact);
  });

  test('offers one thing: to send the code, by POST', () => {
    const forms = parseHTML(`${page}`).document.querySelectorAll('form');
    expect(forms).toHaveLength(1);
    expect(forms[0]?.getAttribute('action')).toBe(`/d/${handle}`);
    expect(forms[0]?.getAttribute('method')).toBe('post');
    expect(
      [...main(page).querySelectorAll('button:not([hidden])')].map((button) => button.textContent),
    ).toEqual(['確認コードを送る']);
    expect(main(page).querySelectorAll('input:not([name="_csrf"])')).toHaveLength(0);
  });

  test('INV-8: dead and unknown handles show the same bytes, whoever asks, with a way to 決裁待ち', () => {
    const contexts = [
      nobody,
      context,
      { ...context, csrf: 'other', done: '保存しました', reader: undefined },
    ];
    const [first, ...others] = contexts.map((asked) => `${deadHandlePage(asked)}`);
    for (const other of others) expect(other).toBe(first);
    expect(main(first).querySelector('a[href="/sign-in"]')?.textContent).toContain('決裁待ち');
    expect(main(first).querySelector('form')).toBeNull();
  });
});

describe('決裁待ち', () => {
  const overdue = { ...inboxEntry, caseNo: 'R8-0009', dueOn: '2026-04-08', overdue: true, asDeputy: true };

  test('lists what is most urgent first, and says in words what is overdue or to be decided as deputy', () => {
    const rows = [...main(inboxPage(context, [inboxEntry, overdue])).querySelectorAll('tbody tr')];
    expect(rows.map((row) => row.querySelector('a .nowrap')?.textContent)).toEqual(['R8-0009', 'R8-0012']);
    expect(rows[0]?.textContent).toMatch(/代決.*期限超過/s);
    expect(rows[1]?.textContent).not.toMatch(/代決|期限超過/);
  });

  test('sorts and filters by what is asked for; what is unknown changes nothing', () => {
    const one = { ...inboxEntry, caseNo: 'A', systemName: '税', vendorName: 'う', stage: 'monthly' as const };
    const two = { ...inboxEntry, caseNo: 'B', systemName: '介護', vendorName: 'あ', overdue: true };
    const of = (conditions: Record<string, string>) =>
      chosenEntries(
        [
          { ...one, dueOn: '2026-04-20', askedAt: '2026-04-01T00:00:00Z' },
          { ...two, dueOn: '2026-04-10', askedAt: '2026-04-02T00:00:00Z' },
        ],
        conditions,
      ).map(({ caseNo }) => caseNo);
    expect(of({})).toEqual(['B', 'A']);
    expect(of({ sort: 'asked' })).toEqual(['A', 'B']);
    expect(of({ sort: 'vendor' })).toEqual(['B', 'A']);
    expect(of({ stage: 'monthly' })).toEqual(['A']);
    expect(of({ system: '介護' })).toEqual(['B']);
    expect(of({ late: 'yes' })).toEqual(['B']);
    expect(of({ sort: '<script>', other: 'x' })).toEqual(['B', 'A']);
    const page = main(inboxPage(context, [one, two], [], { system: '税' }));
    expect(page.querySelectorAll('tbody tr')).toHaveLength(1);
    expect(page.textContent).toContain('条件に合う1件を表示しています');
    expect(page.querySelector('option[selected]')?.textContent).toBe('税');
  });

  test('says so when there is nothing to decide', () => {
    expect(main(inboxPage(context, [])).textContent).toContain(
      'あなたの決定・回答を待っている依頼はありません',
    );
  });

  test('escapes what the vendor typed', () => {
    const page = main(inboxPage(context, [{ ...inboxEntry, vendorName: hostile }]));
    expect(page.querySelector('script')).toBeNull();
    expect(page.textContent).toContain(hostile);
  });
});

describe('a page that says no', () => {
  test.each([400, 403, 404, 409, 429, 500] as const)('%i has a sentence and a way on', (status) => {
    const page = main(messagePage(context, status));
    expect(page.querySelectorAll('p').length).toBeGreaterThanOrEqual(3);
    expect(page.querySelector('a')?.getAttribute('href')).toBe('/');
  });

  test('tells more exactly what a refusal said, escaped, and leads back', () => {
    const back = { href: '/applications/1', label: '申請の画面に戻る' };
    const page = main(messagePage(context, 409, { sentence: hostile, back }));
    expect(page.textContent).toContain(hostile);
    expect(page.querySelector('script')).toBeNull();
    expect(page.querySelector('a')?.getAttribute('href')).toBe('/applications/1');
  });
});

describe('front page', () => {
  const hrefs = (page: unknown) =>
    [...main(page).querySelectorAll('a')].map((link) => link.getAttribute('href'));

  test('leads strangers to the sign-in', () => {
    expect(hrefs(frontPage(nobody))).toEqual(['/sign-in']);
  });

  test('leads officials to what waits for them, vendors to their permits and applications', () => {
    const reader = { name: '田中 三郎', kind: 'vendor' as const, roles: [], isClerk: false, isOffice: false };
    expect(hrefs(homePage(context, { proposals: 2 }))).toEqual([
      '/proposals',
      '/inbox',
      '/consultations/new',
      '/consultations',
    ]);
    expect(main(homePage(context, { proposals: 2 })).textContent).toContain('2件');
    expect(hrefs(homePage({ ...context, reader }, {}))).toEqual([
      '/permits',
      '/applications',
      '/applications/new',
    ]);
  });
});

describe('stylesheet', () => {
  const ask = async (query: string) => {
    const story = await createStory();
    return story.send({ path: `/assets/style.css${query && `?${query}`}` });
  };
  const linked = /href="\/assets\/style\.css\?v=([^"]+)"/;

  test('a browser keeps the one a page names, for good; under another name or none it is asked for again', async () => {
    const [, version = ''] = linked.exec(String(await frontPage(nobody))) ?? [];
    expect(version).toMatch(/^[\w-]{12}$/);
    const kept = await ask(`v=${version}`);
    expect(kept.status).toBe(200);
    expect(kept.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(kept.headers['content-type']).toBe('text/css; charset=utf-8');
    for (const query of ['', 'v=', 'v=old', `w=${version}`]) {
      const answer = await ask(query);
      expect(answer.text, query).toBe(kept.text);
      expect(answer.headers['cache-control'], query).toBe('no-store');
    }
  });

  test('pages are never kept', async () => {
    const story = await createStory();
    for (const path of ['/', '/sign-in'])
      expect((await story.send({ path: `${path}?v=x` })).headers['cache-control']).toBe('no-store');
  });
});
