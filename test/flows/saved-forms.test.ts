import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { saveForm } from '../../core/case/saved-form.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { type Item, queryAll } from '../../core/store/ports.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import type { JsonValue } from '../../functions/ui/form.ts';
import { openDatabase } from '../../local/database.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { browse, pressedLast } from '../support/browse.ts';
import { createOrders, ORDER, SANCTION } from '../support/orders.ts';
import { askToReconfirm } from '../support/permit.ts';
import { CLERK, createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { filledOver, typedForm } from '../support/typed-form.ts';
import { worksOf } from '../support/work-story.ts';

/**
 * 一時保存 (docs/adr/0051): of every form that is long, what was typed is there again in another session on another day, and goes
 * when the form is sent.
 */

const COLLEAGUE = 'nanako@hokuto.example.com';
const JSON_OF = (value: unknown): Readonly<Record<string, JsonValue>> => JSON.parse(JSON.stringify(value));

type Ids = Readonly<
  Record<
    'caseId' | 'asked' | 'waiting' | 'unreported' | 'returned' | 'reconfirmation' | 'ordering' | 'disobeyed',
    string
  >
>;
type LongForm = {
  /** The page, and where it is sent to. */
  readonly at: (ids: Ids) => string;
  readonly to?: (ids: Ids) => string;
  readonly by: string;
  /** What can be sent in the end. */
  readonly fill: Readonly<Record<string, JsonValue>>;
  readonly action?: string;
  /** It can be sent again, for something else. */
  readonly repeats?: boolean;
  /** Ten fields or fewer, as it is here; but nobody writes it at one sitting. */
  readonly isShort?: boolean;
};
const LONG: Readonly<Record<string, LongForm>> = {
  '/permits/{caseId}/works/new': {
    at: ({ caseId }) => `/permits/${caseId}/works/new`,
    to: ({ caseId }) => `/permits/${caseId}/works`,
    by: VENDOR,
    fill: JSON_OF(exampleWork('2026-08-04', { explainedOn: '2026-06-26' })),
    action: 'submit',
    repeats: true,
  },
  '/permits/{caseId}/works/{workId}/edit': {
    at: ({ caseId, returned }) => `/permits/${caseId}/works/${returned}/edit`,
    by: VENDOR,
    fill: JSON_OF(exampleWork('2026-08-05', { explainedOn: '2026-06-26' })),
    action: 'submit',
  },
  '/permits/{caseId}/works/{workId}/report': {
    at: ({ caseId, unreported }) => `/permits/${caseId}/works/${unreported}/report`,
    by: VENDOR,
    fill: JSON_OF(exampleSession('2026-06-26')),
    action: 'submit',
  },
  '/permits/{caseId}/renewal': {
    at: ({ caseId }) => `/permits/${caseId}/renewal`,
    by: VENDOR,
    fill: {
      consultationId: 'c-hokuto',
      period: { from: '2027-04-07', to: '2027-06-30' },
      pledge: { accepted: true },
    },
    repeats: true,
  },
  '/permits/{caseId}/reconfirmations/{reconfirmationId}/answer': {
    at: ({ caseId, reconfirmation }) => `/permits/${caseId}/reconfirmations/${reconfirmation}/answer`,
    by: TAX,
    fill: {
      checklist: tomakomaiR50401.checklist.map(({ id }) => ({
        ...{ item: id, result: 'pass', method: 'document', confirmedOn: '2026-07-01', evidence: '資料' },
      })),
    },
    action: 'decide',
  },
  '/permits/{caseId}/changes/new': {
    at: ({ caseId }) => `/permits/${caseId}/changes/new?about=contacts`,
    to: ({ caseId }) => `/permits/${caseId}/changes`,
    by: VENDOR,
    fill: {
      about: 'contacts',
      changedOn: '2026-07-15',
      reason: '異動',
      emergencyContact: { name: '夜間窓口', tel: '011-777-7777' },
    },
    action: 'file',
    repeats: true,
  },
  '/applications/{caseId}/decision': {
    at: ({ asked }) => `/applications/${asked}/decision`,
    by: TAX,
    fill: { choice: 'refuse', reason: '要件を満たさないため。' },
    action: 'decide',
  },
  '/applications/{caseId}/paper-decision': {
    at: ({ waiting }) => `/applications/${waiting}/paper-decision`,
    by: CLERK,
    fill: {
      paper: { decidedBy: 'p-tax', decidedOn: '2026-07-01', original: '第12号' },
      ...{ choice: 'refuse', reason: '要件を満たさないため。', confirmed: true },
    },
    action: 'record',
  },
  '/consultations/new': {
    at: () => '/consultations/new',
    to: () => '/consultations',
    by: CLERK,
    fill: {
      ...{ vendorId: 'hokuto', systemIds: ['tax-system'], heldOn: '2026-05-20' },
      ...{ summary: '協議した。', cityStaff: '担当 次郎' },
      contact: { name: '北斗 九子', email: 'kyuko@hokuto.example.com' },
      contract: {
        ...{ name: '税務総合システム保守業務委託契約', number: '第9号', kind: 'maintenance' },
        ...{ from: '2026-04-01', to: '2027-03-31' },
      },
    },
    repeats: true,
  },
  '/settings': {
    at: () => '/settings?part=reports',
    by: CLERK,
    fill: { settings: { reportDueDays: 6 }, reason: '事務の都合' },
    isShort: true,
  },
  '/permits/{caseId}/findings/{findingId}/sanction': {
    at: ({ disobeyed }) => `${disobeyed}/sanction`,
    by: TAX,
    fill: { sanction: 'revoke', ...SANCTION },
    isShort: true,
  },
  '/permits/{caseId}/findings/{findingId}/order': {
    at: ({ ordering }) => `${ordering}/order`,
    by: TAX,
    fill: { ...ORDER, dueOn: '2026-12-15' },
    isShort: true,
  },
};

const permitted = async (story: Story): Promise<string> => {
  const caseId = await story.submit();
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  return caseId;
};
const prepared = async (story: Story): Promise<Ids> => {
  const orders = createOrders(story);
  const caseId = await permitted(story);
  const second = await orders.permit();
  const disobeyed = await orders.disobeyed(second);
  const { findingId: ordering } = (await orders.find(caseId)).json;
  await orders.receive(caseId, ordering);
  await story.until('2026-07-01T09:03');
  const works = worksOf(story, caseId);
  const returned = await works.announced('2026-08-03', { explainedOn: '2026-06-26' });
  const answer = await works.answer(returned, { choice: 'return', reason: '日時を改めること。' });
  expect(answer.status, answer.text).toBe(200);
  const [waiting, asked] = [await story.submit(), await story.submit()];
  return {
    ...{
      caseId,
      waiting,
      asked,
      returned,
      ordering: `/permits/${caseId}/findings/${ordering}`,
      disobeyed: `/permits/${second}/findings/${disobeyed}`,
    },
    unreported: await works.announced('2026-06-26', { unannounced: true }),
    reconfirmation: await askToReconfirm(story, caseId),
  };
};
/** Where a form is opened with what was saved. */
const again = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}saved=1`;
const savedRows = async ({ ports }: Story, path: string): Promise<Item[]> => {
  const [, room = '', id] = path.split('/');
  const partitions = /^(permits|applications)$/.test(room)
    ? [`CASE#${id}`]
    : ['PERSON#p-clerk', 'PERSON#p-chief'];
  const rows = partitions.map((hash) => queryAll(ports.store, { hash, prefix: 'SAVED-FORM#' }));
  return (await Promise.all(rows)).flat().filter(({ sk }) => sk.endsWith(`#${path}`));
};

describe.each([
  ['memory', () => ({})],
  ['SQLite', () => ({ database: openDatabase(':memory:') })],
] as const)('on %s', (_, options) => {
  let story: Story;
  let ids: Ids;
  beforeAll(async () => {
    story = await createStory(options());
    ids = await prepared(story);
  }, 120_000);

  test.each(Object.entries(LONG))('%s', async (_, form) => {
    const path = form.at(ids);
    const to = form.to?.(ids) ?? path;
    const visit = await browse(story, form.by);
    const first = typedForm((await visit(path)).text, to);
    if (!form.isShort) expect(first.asks).toBeGreaterThan(10);
    expect(first.hidden['_saved']).toBe('0');
    const sections = first.buttons.filter((value) => /^save-/.test(value));
    const pressed = sections[0] ?? 'save';
    const saved = await visit(to, { ...first.hidden, ...first.typed, _action: pressed });
    const anchor = pressed === 'save' ? '' : `#saved-${pressed.slice('save-'.length)}`;
    expect([saved.status, saved.headers['location']], saved.text).toEqual([
      303,
      `${again(path)}&done=saved${anchor}`,
    ]);

    // A day later, elsewhere.
    story.clock.moveTo(story.clock.now().add({ hours: 26 }));
    const later = await browse(story, form.by);
    const offered = await later(path);
    expect(offered.text).toContain('に一時保存した入力があります');
    expect(typedForm(offered.text, to).held).not.toEqual(first.typed);
    const home = (await later('/home')).text;
    expect(home).toContain('作成中のもの');
    expect(home).toContain(`href="${again(path).replace('&', '&amp;')}"`);
    const reopened = typedForm((await later(again(path))).text, to);
    const { 'confirmed:boolean': ticked, ...typed } = first.typed;
    expect(ticked === undefined).toBe(!path.endsWith('/paper-decision'));
    expect(reopened.held).toEqual(typed);
    expect(reopened.hidden['_saved']).toMatch(/^[1-9]\d{0,8}$/);

    const fill = {
      ...filledOver({ ...first.held, ...reopened.hidden }, form.fill),
      ...(form.action ? { _action: form.action } : {}),
    };
    let sent = await later(to, fill);
    if (sent.status === 200) sent = await later(to, pressedLast(sent));
    expect(sent.status, sent.text).toBe(303);
    expect(await savedRows(story, path)).toEqual([]);
    expect((await later('/home')).text).not.toContain(again(path));
    if (form.repeats) expect((await later(path)).text).not.toContain('一時保存した入力があります');
    expect(story.failures).toEqual([]);
  });
});

describe('INV-4: 前の内容に対して入力されたものは、そうと告げずに今の内容に対するものとしない', () => {
  const TOLD = '表示した後に内容が変わりました';
  test.each([
    ['decision', TAX, 'decide'],
    ['paper-decision', CLERK, 'record'],
  ])('%s: 補正の後に、Enterで、又は誤りのため再び示すとき', async (name, address, action) => {
    const story = await createStory();
    const caseId = await story.submit();
    const path = `/applications/${caseId}/${name}`;
    const visit = await browse(story, address);
    const { hidden } = typedForm((await visit(path)).text, path);
    const typed = { ...hidden, opinion: '第1版への意見' };
    for (const _action of ['show', action])
      expect((await visit(path, { ...typed, _action })).text, _action).not.toContain(TOLD);
    await story.returnItems(caseId);
    expect((await story.resubmit(caseId, { purpose: '補正した目的' })).status).toBe(200);
    await story.settle();
    for (const _action of ['show', action]) {
      const again = await visit(path, { ...typed, _action });
      expect(again.text, _action).toContain(TOLD);
      expect(again.text.split(TOLD), _action).toHaveLength(2);
      expect(again.text).toContain('第1版への意見');
      // It is said once: what is shown now is what is answered.
      const now = typedForm(again.text, path).hidden;
      expect((await visit(path, { ...typed, ...now, _action })).text, _action).not.toContain(TOLD);
    }
    expect((await visit(path)).text).not.toContain(TOLD);
  });

  test('履行の判断: 是正報告が届いた後に、Enterで、又は誤りのため再び示すとき', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.ordered(caseId);
    await story.until('2026-05-26T09:00');
    const path = `/permits/${caseId}/findings/${findingId}/judge`;
    const visit = await browse(story, TAX);
    const { hidden } = typedForm((await visit(path)).text, path);
    const typed = { ...hidden, reason: '報告がない。' };
    for (const fields of [{ ...typed, _action: 'show' }, typed])
      expect((await visit(path, fields)).text).not.toContain(TOLD);
    expect((await orders.reply(caseId, findingId)).status).toBe(200);
    await story.settle();
    for (const fields of [{ ...typed, _action: 'show' }, typed])
      expect((await visit(path, fields)).text.split(TOLD)).toHaveLength(2);
  });
});

describe('INV-4: 一時保存した入力は、表示した内容に対するもの', () => {
  test.each([
    ['decision', TAX],
    ['paper-decision', CLERK],
  ])('%s: 補正された申請には、前の版に対する入力を使わない', async (name, address) => {
    const story = await createStory();
    const caseId = await story.submit();
    const path = `/applications/${caseId}/${name}`;
    const visit = await browse(story, address);
    const open = async (query = '') => {
      const { text } = await visit(`${path}${query}`);
      return { text, ...typedForm(text, path) };
    };
    const first = await open();
    const old = {
      'checklist.0.result': 'pass',
      'checklist.0.evidence': '第1版の図面',
      opinion: '第1版への意見',
    };
    expect((await visit(path, { ...first.hidden, ...old, _action: 'save' })).status).toBe(303);
    expect((await open('?saved=1')).held).toMatchObject(old);
    await story.returnItems(caseId);
    expect((await story.resubmit(caseId, { purpose: '補正した目的' })).status).toBe(200);
    await story.settle();

    for (const query of ['', '?saved=1']) {
      const stale = await open(query);
      expect(stale.hidden['hash']).not.toBe(first.hidden['hash']);
      expect(stale.text).toContain('内容が変わったため、保存した入力は使えません');
      expect(stale.text).not.toContain('第1版への意見');
      expect(stale.text).not.toContain('第1版の図面');
    }
    const now = await open('?saved=1');
    const saved = await visit(path, { ...now.hidden, opinion: '第2版への意見', _action: 'save' });
    expect(saved.status, saved.text).toBe(303);
    const reopened = await open('?saved=1');
    expect([reopened.held['opinion'], reopened.text.includes('使えません')]).toEqual([
      '第2版への意見',
      false,
    ]);

    // A window that still shows the first revision is told, keeps what was typed, and goes on over the second.
    const told = await visit(path, {
      ...{ ...first.hidden, _saved: reopened.hidden['_saved'] ?? '', _action: 'save' },
      ...{ opinion: '古い画面の意見', 'confirmed:boolean': 'true' },
    });
    expect(told.status).toBe(409);
    expect(told.text).toContain('この画面を表示した後に、内容が変わりました');
    const stands = typedForm(told.text, path);
    expect(stands.held).toMatchObject({ opinion: '古い画面の意見' });
    expect(stands.held).not.toHaveProperty('confirmed:boolean');
    expect((await open('?saved=1')).held['opinion']).toBe('第2版への意見');
    expect((await visit(path, { ...stands.hidden, ...stands.held, _action: 'save' })).status).toBe(303);
    expect((await open('?saved=1')).held['opinion']).toBe('古い画面の意見');
  });
});

describe('what was saved', () => {
  let story: Story;
  let caseId: string;
  let path: string;
  beforeEach(async () => {
    story = await createStory();
    caseId = await permitted(story);
    await story.until('2026-05-25T09:03');
    await (await story.as(VENDOR))('POST', '/v1/vendors/hokuto/contacts', {
      ...{ name: '北斗 七子', email: COLLEAGUE, reason: '増員' },
    });
    path = `/permits/${caseId}/works/new`;
  }, 120_000);
  const to = () => `/permits/${caseId}/works`;
  const open = async (visit: Awaited<ReturnType<typeof browse>>, query = '') =>
    typedForm((await visit(`${path}${query}`)).text, to());

  const save = async (address: string, purpose: string) => {
    const visit = await browse(story, address);
    const { hidden } = await open(visit, '?saved=1');
    const answer = await visit(to(), { ...hidden, purpose, _action: 'save' });
    expect(answer.status, answer.text).toBe(303);
    return visit;
  };
  /** The form of 削除する on a page. */
  const buttonAt = async (visit: Awaited<ReturnType<typeof browse>>, at: string) =>
    typedForm((await visit(at)).text, '/saved-forms').hidden;
  const discard = (visit: Awaited<ReturnType<typeof browse>>, hidden: Record<string, string>) =>
    visit('/saved-forms', hidden);
  const savedPurpose = async (address: string) =>
    (await open(await browse(story, address), '?saved=1')).held['purpose'];

  test('二つの画面は互いに知らせ、黙って上書きしない', async () => {
    const visit = await browse(story, VENDOR);
    const [one, two] = [await open(visit), await open(visit)];
    const press = (hidden: Record<string, string>, purpose: string) =>
      visit(to(), { ...hidden, purpose, _action: 'save' });
    expect((await press(one.hidden, '一つ目')).status).toBe(303);
    // The same words twice are one.
    expect((await press(one.hidden, '一つ目')).status).toBe(303);
    const told = await press(two.hidden, '二つ目');
    expect(told.status).toBe(409);
    expect(told.text).toContain('別の画面で一時保存した入力があります');
    const stands = typedForm(told.text, to());
    expect(stands.held['purpose']).toBe('二つ目');
    expect(stands.hidden['_saved']).toBe((await open(visit, '?saved=1')).hidden['_saved']);
    expect((await visit(path)).text).toMatch(/令和8年5月25日 9時0\d分に一時保存した入力があります/);
    expect(await savedPurpose(VENDOR)).toBe('一つ目');
    expect((await press(stands.hidden, '二つ目')).status).toBe(303);
    expect(await savedPurpose(VENDOR)).toBe('二つ目');
  });

  test('なくなった後に改めて保存した入力を、前の画面は上書きせず、送っても消さない', async () => {
    const visit = await save(VENDOR, '一つ目');
    const [old, other] = [await open(visit, '?saved=1'), await open(visit, '?saved=1')];
    const fill = (day: string) => JSON_OF(exampleWork(day, { explainedOn: '2026-05-22' }));
    const send = (hidden: Record<string, string>, day: string) =>
      visit(to(), { ...filledOver(hidden, fill(day)), _action: 'submit' });
    expect((await send(other.hidden, '2026-06-22')).status).toBe(303);
    expect(await savedRows(story, path)).toEqual([]);
    story.clock.moveTo(story.clock.now().add({ minutes: 5 }));
    await save(VENDOR, '二つ目');

    const told = await visit(to(), { ...old.hidden, purpose: '一つ目の続き', _action: 'save' });
    expect(told.status).toBe(409);
    expect(await savedPurpose(VENDOR)).toBe('二つ目');
    const { _once, ...hidden } = old.hidden;
    expect(_once).not.toBe('');
    expect((await send(hidden, '2026-06-23')).status).toBe(303);
    expect(await savedPurpose(VENDOR)).toBe('二つ目');
  });

  test('何も判定せず、何も送らない。誤りがあっても保存する', async () => {
    const before = await queryAll(story.ports.store, { hash: `CASE#${caseId}` });
    await save(VENDOR, '日時は未定');
    const after = await queryAll(story.ports.store, { hash: `CASE#${caseId}` });
    expect(after.filter(({ sk }) => !sk.startsWith('SAVED-FORM#'))).toEqual(before);
    expect((await verifyAudit(story.place())()).faults).toEqual([]);
  });

  test('ほかの作業を申請しても、一時保存した作業申請は残る', async () => {
    const visit = await save(VENDOR, '後の作業');
    const fresh = await open(visit);
    const fill = JSON_OF(exampleWork('2026-06-22', { explainedOn: '2026-05-22' }));
    const sent = await visit(to(), { ...filledOver(fresh.hidden, fill), _action: 'submit' });
    expect(sent.status, sent.text).toBe(303);
    expect(await savedPurpose(VENDOR)).toBe('後の作業');
    // Which of the two it is, is said wherever it is offered.
    const since = 'その後、令和8年5月25日 9時03分に、同じ様式を提出しています';
    for (const at of ['/home', '/saved-forms', path, `${path}?saved=1`])
      expect((await visit(at)).text, at).toContain(since);
    expect((await verifyAudit(story.place())()).faults).toEqual([]);
    // Saved again, it is newer than what was sent.
    story.clock.moveTo(story.clock.now().add({ minutes: 5 }));
    const taken = await open(visit, '?saved=1');
    expect((await visit(to(), { ...taken.hidden, purpose: '後の作業の続き', _action: 'save' })).status).toBe(
      303,
    );
    expect((await visit(path)).text).not.toContain('その後');
  });

  test('書きかけのまま保存した作業を、別の画面から提出すると、書きかけもなくなる', async () => {
    const work = JSON_OF(exampleWork('2026-06-22', { explainedOn: '2026-05-22' }));
    const visit = await browse(story, VENDOR);
    const [one, two] = [await open(visit), await open(visit)];
    const { workers, purpose } = work as Record<string, unknown>;
    const half = { ...filledOver(one.hidden, { workers, purpose } as never), _action: 'save' };
    expect((await visit(to(), half)).status).toBe(303);
    expect(await savedRows(story, path)).toHaveLength(1);
    const sent = await visit(to(), { ...filledOver(two.hidden, work), _action: 'submit' });
    expect(sent.status, sent.text).toBe(303);
    expect(await savedRows(story, path)).toEqual([]);
  });

  test('ほかの人の書きかけには、印を付けない', async () => {
    const visit = await browse(story, VENDOR);
    await save(COLLEAGUE, '同僚の作業');
    const fill = JSON_OF(exampleWork('2026-06-22', { explainedOn: '2026-05-22' }));
    const { hidden } = await open(visit);
    expect((await visit(to(), { ...filledOver(hidden, fill), _action: 'submit' })).status).toBe(303);
    expect((await (await browse(story, COLLEAGUE))(path)).text).not.toContain('その後');
  });

  test('本人だけのもので、同じ事業者のほかの担当者にも見えず、消せない', async () => {
    await save(VENDOR, '本人');
    const visit = await browse(story, COLLEAGUE);
    expect((await visit(path)).text).not.toContain('一時保存した入力があります');
    expect(await savedPurpose(COLLEAGUE)).toBeUndefined();
    expect((await visit('/saved-forms')).text).toContain('一時保存した入力はありません');
    expect((await visit('/saved-forms', { path })).status).toBe(404);
    await save(COLLEAGUE, '別の人');
    expect(await savedPurpose(VENDOR)).toBe('本人');
    expect(await savedRows(story, path)).toHaveLength(2);
  });

  test('破棄すると、様式又は一覧に戻り、なくなっている', async () => {
    const visit = await save(VENDOR, '不要');
    const gone = await discard(visit, await buttonAt(visit, path));
    expect([gone.status, gone.headers['location']]).toEqual([303, `${path}?done=discarded`]);
    expect(await savedPurpose(VENDOR)).toBeUndefined();
    await save(VENDOR, '不要');
    const listed = await discard(visit, await buttonAt(visit, '/saved-forms'));
    expect(listed.headers['location']).toBe('/saved-forms?done=discarded');
    expect(await savedRows(story, path)).toEqual([]);
  });

  test.each(['form', 'list'])('表示した後に別の画面で保存した入力は、破棄しない: %s', async (from) => {
    const visit = await save(VENDOR, '一つ目');
    const at = from === 'list' ? '/saved-forms' : path;
    const button = await buttonAt(visit, at);
    await save(VENDOR, '二つ目');
    const told = await discard(visit, button);
    expect([told.status, told.text.includes('削除しませんでした')]).toEqual([409, true]);
    expect(told.text).toContain(`href="${at}"`);
    expect(await savedPurpose(VENDOR)).toBe('二つ目');
    expect((await discard(visit, await buttonAt(visit, at))).status).toBe(303);
    expect(await savedPurpose(VENDOR)).toBeUndefined();
  });

  test('トップページには新しい20件を示し、ほかは一覧で見る', async () => {
    const home = async () => {
      const { text } = await (await browse(story, CLERK))('/home');
      return { rows: text.split('一覧で削除する').length - 1, more: text.includes('21件すべてを見る') };
    };
    for (let n = 1; n <= 21; n++) {
      if (n === 21) expect(await home()).toEqual({ rows: 20, more: false });
      const form = { personId: 'p-clerk', path: `/consultations/new?n=${n}`, title: '事前協議' };
      expect((await saveForm(story.ports)(form, 0, { summary: `${n}` })).ok).toBe(true);
    }
    expect(await home()).toEqual({ rows: 20, more: true });
  });

  test('最後の保存から30日でなくなる。29日目にはまだある', async () => {
    await save(VENDOR, '長く置く');
    const [row] = await savedRows(story, path);
    const savedAt = story.clock.now();
    story.clock.moveTo(savedAt.add({ hours: 24 * 29 }));
    expect(await savedPurpose(VENDOR)).toBe('長く置く');
    story.clock.moveTo(savedAt.add({ hours: 24 * 30, minutes: 1 }));
    expect(await savedPurpose(VENDOR)).toBeUndefined();
    expect((await (await browse(story, VENDOR))('/saved-forms')).text).toContain(
      '一時保存した入力はありません',
    );
    expect(Number(row?.expiresAt) - savedAt.epochMilliseconds / 1000).toBeLessThanOrEqual(30 * 86_400 + 1);
    // Not yet removed by the table, it is written over as if it were not there.
    await save(VENDOR, '改めて');
    expect(await savedPurpose(VENDOR)).toBe('改めて');
  });

  test('多すぎる入力は保存せず、画面に残す', async () => {
    const visit = await browse(story, VENDOR);
    const { hidden } = await open(visit);
    const purpose = 'x'.repeat(210_000);
    const told = await visit(to(), { ...hidden, purpose, _action: 'save' });
    expect([told.status, told.text.includes('一時保存できません'), told.text.includes(purpose)]).toEqual([
      409,
      true,
      true,
    ]);
    expect(await savedRows(story, path)).toEqual([]);
  });

  test('退いた担当者の入力は、誰にも見えない', async () => {
    await save(COLLEAGUE, '異動する人');
    const vendor = await story.as(VENDOR);
    const { contacts } = (await vendor('GET', '/v1/vendors/hokuto/contacts')).json;
    const { personId } = contacts.find(({ email }: { email: string }) => email === COLLEAGUE);
    const ended = await vendor('POST', `/v1/vendors/hokuto/contacts/${personId}/end`, { reason: '退職' });
    expect(ended.status, ended.text).toBeLessThan(300);
    expect(await savedPurpose(VENDOR)).toBeUndefined();
    await expect(browse(story, COLLEAGUE)).rejects.toThrow();
  });
});
