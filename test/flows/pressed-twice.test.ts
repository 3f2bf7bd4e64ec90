import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEvents } from '../../core/case/case-store.ts';
import type { Store } from '../../core/store/ports.ts';
import type { JsonValue } from '../../functions/ui/form.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openDatabase } from '../../local/database.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { encodeForm } from '../support/encode-form.ts';
import { createOrders, FOUND, REPLY } from '../support/orders.ts';
import { sendFile } from '../support/sample-files.ts';
import { CLERK, createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';
import type { Answer } from '../support/world.ts';

/**
 * A button that is pressed twice (a double click, back and once more, the same page in two windows): what a page makes, it
 * makes once, and the second press is answered as the first was (INV-15). A changed form is another request.
 */

type Ids = Readonly<Record<'permit' | 'finding' | 'disobeyed' | 'workId' | 'instruction' | 'order', string>>;
type Maker = {
  /** The page with the form. */
  readonly at: (ids: Ids) => string;
  readonly by: string;
  /** What leads from there to the form. */
  readonly first?: Readonly<Record<string, string>>;
  readonly fill: Readonly<Record<string, JsonValue>>;
  readonly action?: string;
  /** Of the new rows, those of what is made. */
  readonly row: RegExp;
  /** What makes it another one; absent: there cannot be a second. */
  readonly other?: Readonly<Record<string, JsonValue>>;
  /** Answered with a page, which says a secret once. */
  readonly says?: readonly [first: string, again: string];
};

const TODAY = '2026-05-25';
const LOG =
  '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先\r\nhokko01,2026/05/12 10:02:11,2026/05/12 11:05:40,192.0.2.10,HK-0001,10.1.2.3';
/** A permit in force, a work of yesterday to report, an order to obey and one that was not obeyed, an instruction to answer. */
/** Number of the event of an order: of a paper that went out under a number. */
const orderIn = async (story: Story, caseId: string): Promise<number> =>
  (await loadEvents(story.store, caseId)).find(({ fact }) => fact.type === 'order-issued')?.seq ?? 0;

const prepared = async (story: Story): Promise<Ids> => {
  const caseId = await story.submit();
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  const orders = createOrders(story);
  const disobeyed = await orders.ordered(caseId);
  await story.until('2026-05-25T09:00');
  await orders.judge(caseId, disobeyed, {
    result: 'disobeyed',
    reason: '報告がない。',
    statementDueOn: '2026-06-30',
  });
  const finding = await orders.ordered(caseId);
  const permit = `/permits/${caseId}`;
  return {
    permit,
    finding: `${permit}/findings/${finding}`,
    disobeyed: `${permit}/findings/${disobeyed}`,
    instruction: `${permit}/instructions/${(await orders.instruct(caseId)).json.instructionId}`,
    order: `${await orderIn(story, caseId)}`,
    workId: await worksOf(story, caseId).announced('2026-05-22', { unannounced: true }),
  };
};

const CONTRACT = '税務総合システム保守業務委託契約';
const CONTACT = { name: '北斗 八子', email: 'hachiko@hokuto.example.com', reason: '増員' };
const APPOINTED = {
  ...{ role: 'manager:tax', personId: 'p-care', kind: 'deputy', title: '課長補佐' },
  ...{ from: '2026-06-01', reason: '人事異動' },
};

/** Every page of the contract table that makes something, with what a person types there. */
const MAKES: Readonly<Record<string, Maker>> = {
  '/drafts': {
    at: () => '/applications/new',
    by: VENDOR,
    fill: { consultationId: 'c-hokuto' },
    row: /^DRAFT#/,
  },
  '/permits/{caseId}/works': {
    at: ({ permit }) => `${permit}/works/new`,
    by: VENDOR,
    fill: JSON.parse(JSON.stringify(exampleWork('2026-06-16', { explainedOn: '2026-05-22' }))),
    action: 'submit',
    row: /WORK#/,
    other: { purpose: '別の点検' },
  },
  '/permits/{caseId}/works/{workId}/report': {
    at: ({ permit, workId }) => `${permit}/works/${workId}/report`,
    by: VENDOR,
    fill: JSON.parse(JSON.stringify(exampleSession('2026-05-22'))),
    action: 'submit',
    row: /PAPER#/,
  },
  '/permits/{caseId}/changes': {
    at: ({ permit }) => `${permit}/changes/new?about=contacts`,
    by: VENDOR,
    fill: { changedOn: TODAY, reason: '異動', emergencyContact: { name: '夜間窓口', tel: '011-777-7777' } },
    action: 'file',
    row: /CHANGE#/,
    other: { emergencyContact: { name: '昼間窓口', tel: '011-777-8888' } },
  },
  '/permits/{caseId}/renewal': {
    at: ({ permit }) => `${permit}/renewal`,
    by: VENDOR,
    fill: {
      consultationId: 'c-hokuto',
      period: { from: '2027-04-07', to: '2027-06-30' },
      pledge: { accepted: true },
    },
    row: /^CASE#\w+ STATE$/,
    other: { remarks: '別の申請' },
  },
  '/permits/{caseId}/new-finding': {
    at: ({ permit }) => `${permit}/new-finding`,
    by: TAX,
    fill: { ...FOUND },
    row: /FINDING#/,
    other: { facts: '別の違反' },
  },
  '/permits/{caseId}/new-candidate': {
    at: ({ permit }) => `${permit}/new-candidate`,
    by: CLERK,
    fill: { clause: 1, facts: '作業申請のない接続があった。' },
    row: /FINDING#/,
    other: { facts: '別の接続' },
  },
  '/permits/{caseId}/new-instruction': {
    at: ({ permit }) => `${permit}/new-instruction`,
    by: TAX,
    fill: {
      kind: 'report',
      title: '報告',
      text: '報告すること。',
      ground: '遅れているため。',
      dueOn: '2026-06-15',
    },
    row: /INSTRUCTION#/,
    other: { title: '別の報告' },
  },
  '/permits/{caseId}/new-shortening': {
    at: ({ permit }) => `${permit}/new-shortening`,
    by: TAX,
    fill: {
      ground: 'contract-ended',
      facts: '契約を解除した。',
      evidence: '契約解除通知書',
      // Before the last day of the 廃止届, which may come first.
      lastDay: '2026-08-31',
      statementDueOn: '2026-06-30',
    },
    row: /SHORTENING#/,
  },
  '/permits/{caseId}/documents/correction/{seq}': {
    at: ({ permit, order }) => `${permit}/documents/correction/${order}`,
    by: TAX,
    fill: { place: '違反の日時', wrong: '4月', right: '3月', reason: '誤記' },
    row: /PAPER#/,
    other: { place: '別の箇所' },
  },
  '/permits/{caseId}/documents/reissue/{seq}': {
    at: ({ permit, order }) => `${permit}/documents/reissue/${order}`,
    by: TAX,
    fill: { reason: '紛失の申出' },
    row: /PAPER#/,
    other: { reason: '汚損の申出' },
  },
  '/permits/{caseId}/documents/delivery/{seq}': {
    at: ({ permit, order }) => `${permit}/documents/delivery/${order}`,
    by: TAX,
    fill: { deliveredOn: '2026-04-21', how: 'registered', evidence: '引受番号 1' },
    row: /PAPER#/,
    other: { evidence: '引受番号 2' },
  },
  '/permits/{caseId}/instructions/{instructionId}/report': {
    at: ({ instruction }) => `${instruction}/report`,
    by: VENDOR,
    fill: { done: '報告した。', doneOn: TODAY },
    row: /PAPER#/,
  },
  '/permits/{caseId}/findings/{findingId}/reply': {
    at: ({ finding }) => `${finding}/reply`,
    by: VENDOR,
    fill: { ...REPLY, doneOn: TODAY },
    row: /PAPER#/,
  },
  '/permits/{caseId}/ending': {
    at: ({ permit }) => `${permit}/ending`,
    by: VENDOR,
    fill: { lastDay: '2026-09-01', reason: '契約終了', returnAndErasure: '返却する。', lastReport: true },
    row: /PAPER#/,
  },
  '/consultations': {
    at: () => '/consultations/new',
    by: CLERK,
    fill: {
      ...{
        vendorId: 'hokuto',
        systemIds: ['tax-system'],
        heldOn: '2026-05-20',
        summary: '協議した。',
        cityStaff: '担当 次郎',
      },
      contact: { name: '北斗 九子', email: 'kyuko@hokuto.example.com' },
      contract: {
        ...{ name: CONTRACT, number: '第9号', from: '2026-04-01', to: '2027-03-31' },
        ...{ kind: 'maintenance' },
      },
    },
    row: /CONSULTATION#/,
    other: { summary: '別の協議' },
  },
  '/appointments': {
    at: () => '/directory',
    by: CLERK,
    fill: APPOINTED,
    row: /^PROPOSAL#/,
    other: { title: '主幹' },
  },
  '/proposals': {
    at: () => '/proposals/new',
    by: CLERK,
    fill: { list: '担当者（財政部税務課）\t税務 補佐\t本人\t税務課主査\t2027-04-01', reason: '人事異動' },
    action: 'propose',
    row: /^PROPOSAL#/,
    other: { reason: '別の人事異動' },
  },
  '/registrations/section': {
    at: () => '/registrations/section',
    by: CLERK,
    fill: {
      ...{
        sectionId: 'water',
        name: '上下水道部総務課',
        headTitle: '上下水道部総務課長',
        documentPrefix: '苫水総',
      },
      ...{ email: 'suido@city.example.jp', tel: '0144-00-0400' },
    },
    row: /SECTION#water/,
  },
  '/registrations/system': {
    at: () => '/registrations/system',
    by: CLERK,
    fill: {
      systemId: 'x-system',
      name: '別のシステム',
      sectionId: 'tax',
      priorWorkMode: 'approve',
      from: '2026-04-01',
    },
    row: /SYSTEM#x-system/,
  },
  '/registrations/person': {
    at: () => '/registrations/person',
    by: CLERK,
    fill: { name: '水道 七子', email: 'nanako@city.example.jp', sectionId: 'tax' },
    row: /^PERSON#/,
  },
  '/registrations/vendor': {
    at: () => '/registrations/vendor',
    by: CLERK,
    fill: {
      ...{
        name: '東都システム株式会社',
        kana: 'トウトシステムカブシキガイシャ',
        corporateNumber: '4000012090001',
      },
      ...{ postalCode: '100-0001', address: '東京都千代田区千代田99番地' },
      representative: { title: '代表取締役', name: '東 都子' },
    },
    row: /^PROPOSAL#/,
    other: { address: '東京都千代田区千代田98番地' },
  },
  '/vendors/{vendorId}/contact': {
    at: () => '/vendors/hokuto/contact',
    by: VENDOR,
    fill: CONTACT,
    row: /^PERSON#/,
    other: { email: 'other@hokuto.example.com' },
  },
  '/api-keys': {
    at: () => '/api-keys',
    by: VENDOR,
    fill: { label: '夜間', lastDay: '2026-12-31' },
    row: /^VENDOR#hokuto APIKEY#/,
    other: { label: '昼間' },
    says: ['いま控えてください', '控えていないときは'],
  },
  '/permits/{caseId}/reconciliations/{yearMonth}/log': {
    at: ({ permit }) => `${permit}/reconciliations/2026-05/log`,
    by: TAX,
    first: { text: LOG, _action: 'preview' },
    fill: { text: LOG },
    action: 'reconcile',
    row: /PAPER#/,
  },
  '/permits/{caseId}/findings/{findingId}/extension': {
    at: ({ finding }) => `${finding}/extension`,
    by: TAX,
    fill: { dueOn: '2026-07-06', reason: '部品の納期による。' },
    row: /PAPER#/,
    other: { dueOn: '2026-07-13' },
  },
  '/permits/{caseId}/findings/{findingId}/hearing': {
    at: ({ disobeyed }) => `${disobeyed}/hearing`,
    by: TAX,
    fill: {
      how: 'spoken',
      heardOn: TODAY,
      heardBy: '税務 補佐',
      speaker: '北斗 一郎',
      statement: '人が足りない。',
    },
    row: /PAPER#/,
    other: { statement: '部品も足りない。' },
  },
  '/permits/{caseId}/findings/{findingId}/statement': {
    at: ({ disobeyed }) => `${disobeyed}/statement`,
    by: VENDOR,
    fill: { statement: '人員が不足していた。' },
    row: /PAPER#/,
    other: { statement: '部品も不足していた。' },
  },
};

/** What these pages do, they do to what is there already, or in the same words to one thing: there is no second of it. */
const CHANGES: readonly string[] = [
  ...['/sessions', '/sign-out', '/settings', '/rule-renewal', '/disposals', '/disposals/{disposalId}'],
  ...['/drafts/{draftId}', '/drafts/{draftId}/sections/{section}', '/drafts/{draftId}/attachments/{fileId}'],
  ...['withdraw', 'correct', 'resume', 'decision', 'paper-decision'].map(
    (act) => `/applications/{caseId}/${act}`,
  ),
  ...['edit', 'withdrawal', 'answer', 'review'].map((act) => `/permits/{caseId}/works/{workId}/${act}`),
  ...['', '/answer'].map((act) => `/permits/{caseId}/reports/{yearMonth}${act}`),
  ...['answer', 'follow', 'lifting', 'acknowledgement'].map(
    (act) => `/permits/{caseId}/instructions/{instructionId}/${act}`,
  ),
  ...['candidate', 'receipt', 'order', 'judge', 'noncompliance', 'sanction', 'lift', 'closing'].map(
    (act) => `/permits/{caseId}/findings/{findingId}/${act}`,
  ),
  ...['conditions', 'withdrawal'].map((act) => `/permits/{caseId}/findings/{findingId}/${act}`),
  ...['withdraw', 'answer', 'approval'].map((act) => `/permits/{caseId}/changes/{changeId}/${act}`),
  ...['statement', 'hearing', 'answer', 'approval'].map(
    (act) => `/permits/{caseId}/shortenings/{shorteningId}/${act}`,
  ),
  ...['/inbox/monthly', '/inbox/review'],
  // One's own, as it was saved last.
  '/saved-forms',
  ...['/permits/{caseId}/ending/withdraw', '/permits/{caseId}/documents/receipt/{seq}'],
  '/permits/{caseId}/reconfirmations/{reconfirmationId}/answer',
  ...['/appointments/end', '/api-keys/{keyId}/revoke', '/proposals/{proposalId}'],
  // The same log again, by its file: below.
  '/permits/{caseId}/reconciliations/{yearMonth}/log/{fileId}',
];

/** What a browser would send of the form of a route, untouched. */
const formIn = ({ text }: Answer, path: string): { action: string; fields: Record<string, string> } => {
  const { document } = parseHTML(text);
  const route = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  const form = [...document.querySelectorAll('main form[method="post"]')].find((one) =>
    route.test(one.getAttribute('action') ?? ''),
  );
  const fields = [...(form?.querySelectorAll('input, textarea, select') ?? [])].flatMap((control) => {
    const name = control.getAttribute('name') ?? '';
    const type = control.getAttribute('type') ?? '';
    if (name === '' || (['checkbox', 'radio'].includes(type) && !control.hasAttribute('checked'))) return [];
    const value =
      control.tagName === 'SELECT'
        ? control.querySelector('option[selected]')?.getAttribute('value')
        : control.tagName === 'TEXTAREA'
          ? control.textContent
          : control.getAttribute('value');
    return [[name, value ?? ''] as const];
  });
  return { action: form?.getAttribute('action') ?? '', fields: Object.fromEntries(fields) };
};

/** Over what the page holds; a field with the same name in another spelling of its type gives way. */
const filled = (shown: Record<string, string>, fill: Readonly<Record<string, JsonValue>>) => {
  const typed = [...new URLSearchParams(encodeForm(fill))];
  const plain = (name: string) => name.replace(/:\w+$/, '');
  const names = new Set(typed.map(([name]) => plain(name)));
  const kept = Object.entries(shown).filter(([name]) => name.startsWith('_') || !names.has(plain(name)));
  return Object.fromEntries([...kept, ...typed]);
};

test('契約表のすべての送信先は、新しく作るものか、あるものへの操作かのどちらかである', async () => {
  const { ports } = await createStory();
  const posts = endpoints(ports).flatMap(({ route }) =>
    route.kind === 'page' && route.method === 'POST' && route.who !== 'public' ? [route.path] : [],
  );
  expect(posts.toSorted()).toEqual([...Object.keys(MAKES), ...CHANGES].toSorted());
});

describe.each([
  ['memory', () => ({})],
  ['SQLite', () => ({ database: openDatabase(':memory:') })],
] as const)('on %s', (_, options) => {
  const rows = new Set<string>();
  const noted = (store: Store): Store => ({
    ...store,
    transact: async (writes) => {
      const result = await store.transact(writes);
      if (result.ok)
        for (const write of writes) if ('put' in write) rows.add(`${write.put.pk} ${write.put.sk}`);
      return result;
    },
  });
  let story: Story;
  let ids: Ids;
  beforeAll(async () => {
    story = await createStory({ ...options(), decorateStore: noted });
    ids = await prepared(story);
  }, 120_000);
  const made = (row: RegExp) => [...rows].filter((key) => row.test(key)).length;

  test.each(Object.entries(MAKES))('%s', async (path, maker) => {
    const visit = await browse(story, maker.by);
    const open = async () => {
      const page = await visit(maker.at(ids));
      expect(page.status, page.text).toBe(200);
      const first = maker.first ? await visit(maker.at(ids), maker.first) : page;
      return formIn(first, path);
    };
    const form = await open();
    expect(form.fields['_once'], 'a value of its own').toMatch(/^[\w-]{20,}$/);
    const send = (over: Readonly<Record<string, JsonValue>> = {}, fields = form.fields) =>
      visit(form.action, {
        ...filled(fields, { ...maker.fill, ...over }),
        ...(maker.action === undefined ? {} : { _action: maker.action }),
      });
    const receiptOf = ({ status, headers, text }: Answer) => [
      status,
      headers['location'] ?? text.slice(0, 0),
    ];

    const before = made(maker.row);
    const [one, two] = await Promise.all([send(), send()]);
    expect([200, 201, 303], one.text).toContain(one.status);
    expect(receiptOf(two), two.text).toEqual(receiptOf(one));
    const once = made(maker.row) - before;
    expect(once, `${path}: made by one press`).toBeGreaterThan(0);
    const third = await send();
    expect(receiptOf(third), third.text).toEqual(receiptOf(one));
    expect(made(maker.row) - before).toBe(once);
    if (maker.says) {
      const [first, again] = maker.says;
      expect([one, two].map(({ text }) => text.includes(first)).toSorted()).toEqual([false, true]);
      expect(third.text).toContain(again);
    }
    if (maker.other) {
      const changed = await send(maker.other);
      expect([201, 303], changed.text).toContain(changed.status);
      expect(made(maker.row) - before, 'a changed form is another').toBeGreaterThan(once);
    }
    expect(story.failures).toEqual([]);
  });
});

test('送信した接続ログも、二度押して一度だけ照合する。ログは一度目に消えている', async () => {
  const story = await createStory();
  const { permit } = await prepared(story);
  const tax = await browse(story, TAX);
  const month = `${permit}/reconciliations/2026-05`;
  const { policy = '' } = hiddenFields(await tax(`${month}/log`));
  await sendFile(story, { url: '', fields: { policy }, expiresAt: '' }, 'vpn.csv', Buffer.from(LOG));
  const at = new URL(story.localFiles.openPolicy(policy)?.redirect ?? '').pathname;
  const { fields } = formIn(await tax(at), '/permits/{caseId}/reconciliations/{yearMonth}/log/{fileId}');
  const first = await tax(at, fields);
  expect([first.status, first.headers['location']]).toEqual([303, `${month}?done=reconciled`]);
  const second = await tax(at, fields);
  expect([second.status, second.headers['location']]).toEqual([303, `${month}?done=reconciled`]);
});
