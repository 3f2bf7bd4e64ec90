import { html } from 'hono/html';
import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../core/application/decision.ts';
import type { CaseSummary, CaseView, CityCaseView } from '../../core/application/views.ts';
import { STATUSES, type Status, UNDECIDED } from '../../core/case/permit-statuses.ts';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { Problem } from '../../core/values/errors.ts';
import { cityCaseListPage, vendorCaseListPage } from '../../functions/application/case-list.ts';
import { chooseConsultationPage } from '../../functions/application/task-list-page.ts';
import { casePage } from '../../functions/decision/case-page.ts';
import { type Html, type PageContext, page as pageOf } from '../../functions/ui/layout.ts';
import { exampleApplication } from '../support/example-application.ts';

const reader = { name: '鈴木 花子', roles: [], isClerk: false, isOffice: false } as const;
const vendor: PageContext = {
  cityName: '苫小牧市',
  today: Temporal.PlainDate.from('2026-04-03'),
  csrf: 'token',
  reader: { ...reader, kind: 'vendor' },
};
const city: PageContext = { ...vendor, reader: { ...reader, kind: 'city', isClerk: true } };
const documentOf = async (page: Html) => parseHTML(`${await page}`).document;

const summary = (status: Status = 'confirming'): CaseSummary => ({
  caseId: '01CASE',
  caseNo: 'R8-0012',
  status,
  statusLabel: STATUSES[status],
  applicationType: '新規',
  vendorName: '北海システム株式会社',
  systemName: '住民記録システム',
  sectionName: '市民課',
  period: { from: '2026-04-20', to: '2027-03-31' },
  submittedAt: '2026-04-03T01:12:00Z',
  changedAt: '2026-04-06T02:00:00Z',
});
const view = (status: Status = 'confirming'): Omit<CaseView, 'audience'> => ({
  ...summary(status),
  version: 3,
  rev: 2,
  regulationId: regulation.id,
  application: exampleApplication(),
  conformity: { conforming: 15, exceptions: ['4-1'], nonconforming: [] },
  consulted: [],
  differences: [],
  timeline: [{ seq: 1, at: '2026-04-03T01:12:00Z', label: '申請', by: '申請者', detail: '第1版' }],
  can: { withdraw: false, correct: false },
});
const forVendor = (changes: Partial<CaseView> = {}, status?: Status): CaseView => ({
  audience: 'vendor',
  ...view(status),
  ...changes,
});
const deputyDecision: Decision = {
  stage: 'approve',
  rev: 2,
  round: 1,
  requestId: 'r',
  choice: 'approve-with-conditions',
  shownHash: 'h',
  checklist: [{ item: '2-1', result: 'hold', method: 'photo', confirmedOn: '2026-04-07', note: '要確認' }],
  conditions: '画面の写しを添えること',
  reason: '例外があるため',
  decidedBy: { personId: 'p1', name: '木村 二', title: 'ICT推進室主幹' },
  decidedAs: 'deputy',
  principal: { personId: 'p2', name: '山田 太郎', title: '総務部ICT推進室長' },
  channel: 'mail-link',
  decidedAt: '2026-04-10T02:00:00Z',
};
const forCity = (changes: Partial<CityCaseView> = {}): CityCaseView => ({
  ...view(),
  audience: 'city',
  earlier: [],
  corrections: [],
  consultation: { heldOn: '2026-03-10', cityStaff: '市民課 田中', summary: '協議した' },
  decisions: [deputyDecision],
  request: {
    stage: 'confirm',
    hash: 'h',
    dueOn: '2026-04-10',
    openedAt: '2026-04-03T01:12:00Z',
    holders: ['市民課長 田中 一'],
  },
  changes: [{ pointer: '/purpose', label: '利用目的', before: '旧', after: '新' }],
  mails: [
    {
      sentAt: '2026-04-03T01:13:00Z',
      to: 'a@vendor.example',
      subject: '受付',
      text: '本文<b>',
      result: '送信済',
    },
  ],
  ...changes,
});

/** All on one page. */
const whole = (context: PageContext, view: CaseView | CityCaseView, problems: readonly Problem[] = []) =>
  casePage(context, view, regulation, { part: 'all' }, problems);

describe('casePage', () => {
  test.each(Object.keys(STATUSES) as Status[])(
    '%s: the page says the state and what comes next',
    async (status) => {
      for (const shown of [forVendor({}, status), forCity({ ...summary(status) })]) {
        const page = await documentOf(whole(vendor, shown));
        const line = page.querySelector('.status-line')?.textContent ?? '';
        expect(line).toContain(STATUSES[status]);
        expect(line.replace(STATUSES[status], '').trim().length).toBeGreaterThan(10);
        expect(page.querySelectorAll('h1')).toHaveLength(1);
        const left = status === 'refused' || status === 'withdrawn';
        expect(page.querySelectorAll('.stepper')).toHaveLength(left ? 0 : 1);
      }
    },
  );

  test('shows all that stands in the application', async () => {
    const text = (await documentOf(whole(vendor, forVendor()))).querySelector('main')?.textContent ?? '';
    const strings = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(strings)
          : [];
    // Keys of lists and ISO dates are shown as words; ids of other records by name.
    const isShownAsIs = (value: string) => !/^[a-z-]+$|^\d{4}-\d\d-\d\d$|^01JQ/.test(value);
    const missing = strings(exampleApplication())
      .filter(isShownAsIs)
      .filter((value) => !text.includes(value));
    expect(missing).toEqual([]);
    for (const item of regulation.checklist) expect(text).toContain(`${item.id} ${item.text}`);
  });

  test('第4条: a vendor withdraws only with a box ticked, and only where it may', async () => {
    const may = await documentOf(whole(vendor, forVendor({ can: { withdraw: true, correct: false } })));
    const form = may.querySelector('form[action="/applications/01CASE/withdraw"]');
    expect(form?.querySelector('input[name="confirmed:boolean"]')?.hasAttribute('checked')).toBe(false);
    expect(form?.querySelector('input[name="_csrf"]')?.getAttribute('value')).toBe('token');
    const mayNot = await documentOf(whole(vendor, forVendor()));
    expect(mayNot.querySelector('form[action$="/withdraw"]')).toBeNull();
    expect(UNDECIDED).toContain('confirming');
  });

  test('a withdrawal without the tick is explained at the box', async () => {
    const problems = [{ pointer: '/confirmed', message: '取り下げることを確認してください' }];
    const page = await documentOf(
      whole(vendor, forVendor({ can: { withdraw: true, correct: false } }), problems),
    );
    expect(page.querySelector('.error-summary a')?.getAttribute('href')).toBe('#f-confirmed');
    expect(page.getElementById('f-confirmed')?.getAttribute('aria-invalid')).toBe('true');
    expect(page.querySelector('details[open] #f-confirmed')).not.toBeNull();
  });

  test('補正中: what is to be corrected, with the words of the rule and the note, and the way there', async () => {
    const returned = {
      at: '2026-04-06T02:00:00Z',
      items: [{ item: '2-1', note: '保存期間' }],
      reason: '1点',
    };
    const page = await documentOf(
      whole(vendor, forVendor({ returned, can: { withdraw: true, correct: true } }, 'returned')),
    );
    expect(page.querySelector('.callout.attention')?.textContent).toMatch(
      /1点[\s\S]*2-1 作業場所が監視できること[\s\S]*保存期間/,
    );
    expect(page.querySelector('form[action="/applications/01CASE/correct"]')).not.toBeNull();
  });

  test('the notice is linked once there is one', async () => {
    const before = await documentOf(whole(vendor, forVendor()));
    const after = await documentOf(whole(vendor, forVendor({ documentNo: '苫情推第1号' }, 'active')));
    expect(before.querySelector('a[href="/applications/01CASE/notice"]')).toBeNull();
    expect(after.querySelector('a[href="/applications/01CASE/notice"]')).not.toBeNull();
  });

  test('the city sees deliberation, changes and mails, and with 代決 both names; the vendor has no link to the record', async () => {
    const page = await documentOf(whole(city, forCity()));
    const text = page.querySelector('main')?.textContent ?? '';
    for (const expected of [
      '代決',
      '木村 二',
      '山田 太郎',
      'メールリンク',
      '画面の写しを添えること',
      '保留',
      '写真',
      '令和8年4月10日',
      '市民課長 田中 一',
      '利用目的',
      'a@vendor.example',
    ])
      expect(text).toContain(expected);
    expect(page.querySelector('a[href="/applications/01CASE/record"]')).not.toBeNull();
    const mail = casePage(city, forCity(), regulation, { part: 'mails', mail: '1' });
    expect((await documentOf(mail)).querySelector('main pre')?.textContent).toBe('本文<b>');
    const vendors = await documentOf(whole(vendor, forVendor()));
    expect(vendors.querySelector('a[href="/applications/01CASE/record"]')).toBeNull();
  });

  test('the way to the decision is shown to whoever may decide', async () => {
    const href = 'a[href="/applications/01CASE/decision"]';
    const may = forCity({ can: { withdraw: false, correct: false, decide: 'confirm' } });
    expect((await documentOf(whole(city, may))).querySelector(href)).not.toBeNull();
    expect((await documentOf(whole(city, forCity()))).querySelector(href)).toBeNull();
  });
});

describe('lists', () => {
  test('drafts stand above the applications, which stand as they come', async () => {
    const later = { ...summary(), caseId: '02', changedAt: '2026-05-01T00:00:00Z' };
    const page = await documentOf(
      vendorCaseListPage(
        vendor,
        [later, summary()],
        [{ draftId: 'd1', systemName: undefined, savedAt: '2026-04-03T01:12:00Z' }],
      ),
    );
    expect([...page.querySelectorAll('main table a')].map((link) => link.getAttribute('href'))).toEqual([
      '/drafts/d1',
      '/applications/02',
      '/applications/01CASE',
    ]);
  });

  test('what is empty says what to do next', async () => {
    const pages = [
      vendorCaseListPage(vendor, [], []),
      cityCaseListPage(city, []),
      chooseConsultationPage(vendor, []),
    ];
    for (const page of await Promise.all(pages.map(documentOf)))
      expect(page.querySelector('.empty')?.textContent).toContain('第4条第1項');
  });

  test('every consultation has its own button', async () => {
    const choice = (consultationId: string, heldOn: string) => ({
      consultationId,
      heldOn,
      cityStaff: '田中',
      contract: {
        name: '契約',
        number: '1',
        from: '2026-04-01',
        to: '2027-03-31',
        kind: 'maintenance' as const,
      },
      systemNames: ['住民記録システム', '税務システム'],
    });
    const page = await documentOf(
      chooseConsultationPage(vendor, [choice('a', '2026-01-05'), choice('b', '2026-03-10')]),
    );
    const forms = [...page.querySelectorAll('form[action="/drafts"]')];
    expect(forms.map((form) => form.querySelector('[name="consultationId"]')?.getAttribute('value'))).toEqual(
      ['b', 'a'],
    );
    expect(forms[0]?.querySelector('button:not([hidden])')?.textContent).toBe(
      '申請書を作成する：令和8年3月10日の協議',
    );
  });
});

describe('layout', () => {
  const links = async (context: PageContext) => {
    const page = await documentOf(vendorCaseListPage(context, [], []));
    return [...page.querySelectorAll('nav[aria-label="メニュー"] a')].map((link) => link.textContent);
  };
  test('the menu holds what the reader may do', async () => {
    expect(await links(vendor)).toEqual([
      ...['トップページ', '申請一覧', '新しい申請', '許可一覧', '担当者とAPIキー', '手引'],
      'サインインの状況',
    ]);
    expect(await links(city)).toEqual([
      ...['トップページ', '決裁待ち', '申請一覧', '許可台帳', '作業の予定', '事前協議'],
      ...['役職・システム', '登録伺い', '手引', 'サインインの状況'],
    ]);
    expect(await links({ ...city, reader: { ...reader, kind: 'city', isOffice: true } })).toEqual([
      ...['トップページ', '決裁待ち', '申請一覧', '許可台帳', '作業の予定', '廃棄リスト'],
      ...['役職・システム', '登録伺い', '登録', '設定', '手引', 'サインインの状況'],
    ]);
    expect(await links({ ...vendor, reader: undefined })).toEqual([]);
  });

  test.each([
    ['R8-0001 税務総合システム', '受付番号 R8-0001　'],
    ['R8-P0012 税務総合システム', '許可番号 R8-P0012　'],
    ['R8-P0012 R8-W0003 作業', '作業申請 R8-W0003　'],
    ['R8-P0012 報告の指示 苫税第3号', '文書番号 苫税第3号　'],
    ['登録伺い R8-U4', '登録伺い R8-U4　'],
    ['廃棄リスト R15-D1', '廃棄リスト R15-D1　'],
    ['決裁待ち', ''],
  ])('what was done is said with the number of it: %s', async (title, number) => {
    const shown = await documentOf(pageOf({ ...vendor, done: '記録しました' }, title, html``));
    expect(shown.querySelector('[role="status"]')?.textContent).toBe(`${number}記録しました`);
  });

  test('has language, skip link, sign-out, the rule, and says what was done', async () => {
    const page = await documentOf(vendorCaseListPage({ ...vendor, done: '保存しました' }, [], []));
    expect(page.documentElement.getAttribute('lang')).toBe('ja');
    expect(page.querySelector('body > a.skip')?.getAttribute('href')).toBe('#main');
    expect(page.querySelector('[role="status"]')?.textContent).toBe('保存しました');
    expect(page.querySelector('form[action="/sign-out"] input[name="_csrf"]')?.getAttribute('value')).toBe(
      'token',
    );
    expect(page.querySelector('footer')?.textContent).toContain(regulation.title);
    expect(page.querySelector('nav [aria-current="page"]')?.textContent).toBe('申請一覧');
  });

  test('nothing that the content security policy forbids', async () => {
    const page = await documentOf(whole(city, forCity()));
    expect(page.querySelectorAll('script, style, [style], [onclick], img, iframe')).toHaveLength(0);
  });
});
