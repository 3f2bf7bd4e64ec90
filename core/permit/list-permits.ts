import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { loadDecision } from '../application/decision.ts';
import { statusOn, summarize } from '../application/list-cases.ts';
import { loadRevision } from '../application/revision-store.ts';
import { isSubcontracted, isSupervised, lastDayHeld, type Supervised } from '../case/case-state.ts';
import { loadCase, permitsOf, stateOf } from '../case/case-store.ts';
import { IN_FORCE, OVER, type Status } from '../case/permit-statuses.ts';
import { latestMonth, MONTH_STANDINGS, overdueMonths } from '../case/register-figures.ts';
import { underParent, withCutOffs } from '../case/under-parent.ts';
import { type Caller, canSee, isOffice, vendorOf } from '../directory/caller.ts';
import { sectionOf } from '../directory/directory.ts';
import { listSections, loadSettings, loadSystem, loadVendor } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { type Item, type Ports, type Query, queryAll, type Store } from '../store/ports.ts';
import { isContinued } from '../store/store-query.ts';
import { dateOf } from '../values/calendar.ts';
import { Rejected } from '../values/errors.ts';
import { type Accepts, searchKey } from '../values/text.ts';
import { isUncontinued, keptUntil, nextReviewOf } from './ending.ts';
import type { RegisterEntry } from './views.ts';

/**
 * What the register (F12) can be asked for; every condition narrows the list further.
 *
 * Longer than 300 lines: conditions, row and paging of one list.
 */

export const REGISTER_STATES = {
  'in-force': '有効・開始前・停止中',
  upcoming: '有効（開始前）',
  active: '有効',
  suspended: '停止中',
  over: '終了（失効・取消・廃止）',
  expired: '失効',
  revoked: '取消',
  ended: '廃止',
} as const;
type RegisterState = keyof typeof REGISTER_STATES;

/** What an earlier answer gave, to go on from there. */
export const cursor = z
  .string()
  .max(2000)
  .meta({
    description: '前の応答の cursor。続きを返す',
    accepts: { pattern: '^[A-Za-z0-9_-]{1,2000}$' } satisfies Accepts,
  });

const yes = z.literal('yes').optional();
const id = z.string().max(60).optional();
const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

export const registerQuerySchema = z.strictObject({
  /** Part of a number or name, in any way of writing (search key). */
  q: blank(z.string().max(100).optional()).meta({ title: '検索する語' }),
  state: blank(z.enum(Object.keys(REGISTER_STATES) as [RegisterState, ...RegisterState[]]).optional()).meta({
    title: '状態',
  }),
  section: blank(id).meta({ title: '所管課' }),
  system: blank(id).meta({ title: '対象システム' }),
  vendor: blank(id).meta({ title: '保守事業者' }),
  /** id of a version of the rule, judged or confirmed by (G15). */
  rule: blank(id).meta({ title: '要領の版' }),
  /** A monthly report is missing: its day has passed. */
  missing: blank(yes).meta({ title: '月次報告の未提出' }),
  /** An order is open (第7条). */
  orders: blank(yes).meta({ title: '是正命令' }),
  /** The period ends within so many days. */
  within: blank(
    z
      .string()
      .regex(/^\d{1,4}$/, '「満了までの日数」は4桁までの数字で入力してください')
      .optional(),
  ).meta({ title: '満了までの日数' }),
  /** Nothing that has been applied for would continue it (継続). */
  uncontinued: blank(yes).meta({ title: '継続の申請がない許可' }),
  cursor: blank(cursor.optional()),
});
export type RegisterQuery = z.infer<typeof registerQuerySchema>;

const isInState = (status: Status, wanted: RegisterState): boolean =>
  wanted === 'in-force'
    ? !OVER.includes(status)
    : wanted === 'over'
      ? OVER.includes(status)
      : status === wanted;

/** Rows that one request looks at, however few of them match: the rest comes with the next page. */
const MAX_LOOKED_AT = 500;

/** Vendors, systems and sections are the same from line to line: no row is read twice for one page. */
const readingOnce = (store: Store): Store => {
  const rows = new Map<string, Promise<Item | undefined>>();
  return {
    ...store,
    get: (key) => {
      const id = JSON.stringify([key.pk, key.sk]);
      const row = rows.get(id) ?? store.get(key);
      rows.set(id, row);
      return row;
    },
  };
};

type Source = Pick<Query, 'index' | 'hash'>;

/** Where the caller's permits are listed: the vendor's own, or those of each section that may be seen. */
const sourcesOf = async (
  store: Store,
  caller: Caller,
  settings: Settings,
  section: string | undefined,
): Promise<readonly Source[]> => {
  const vendorId = vendorOf(caller);
  if (vendorId !== undefined) return [{ index: 'vendor', hash: vendorId }];
  const own = isOffice(caller, settings)
    ? (await listSections(store)).map(({ sectionId }) => sectionId)
    : [...new Set(caller.appointments.map(({ role }) => sectionOf(role)).filter((id) => id !== undefined))];
  return own
    .filter((id) => section === undefined || id === section)
    .sort()
    .map((id) => ({ index: 'register', hash: permitsOf(id) }));
};

/**
 * 許可台帳 (F12): the permits that the caller may see, section by section, newest first. Read page by page from the index
 * of permits; what a page costs does not grow with the table, three reads a line, and the permit that a
 * subcontractor's is under (docs/adr/0020).
 *
 * @throws {Rejected} for a cursor that is none of ours
 */
export const listPermits =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
    query: RegisterQuery = {},
    limit = 50,
  ): Promise<{ permits: RegisterEntry[]; cursor: string | undefined }> => {
    const store = readingOnce(ports.store);
    const settings = await loadSettings(store);
    const today = dateOf(ports.clock());
    const isVendor = vendorOf(caller) !== undefined;
    const sources = await sourcesOf(store, caller, settings, query.section);
    const matches = matcher(store, query, today);
    const found: Supervised[] = [];
    let { index, cursor } = startOf(query.cursor, sources);
    let looked = 0;
    while (index < sources.length && found.length < limit && looked < MAX_LOOKED_AT) {
      const source = sources[index];
      if (!source) break;
      const page = await store.query({
        ...source,
        descending: true,
        limit: limit - found.length,
        ...(cursor === undefined ? {} : { cursor }),
      });
      looked += page.items.length;
      const states = await Promise.all(page.items.map((row) => permitOf(store, row)));
      for (const state of states)
        if (state && canSee(caller, state, settings) && (await matches(state))) found.push(state);
      cursor = page.cursor;
      if (cursor === undefined) index += 1;
    }
    return {
      permits: await Promise.all(found.map((state) => entryOf(store, state, today, settings, isVendor))),
      cursor: index < sources.length ? `${index}.${cursor ?? ''}` : undefined,
    };
  };

/** Conditions that are asked of the permit itself; the section is that of the index. */
const isNarrowed = ({ section: _section, cursor: _cursor, ...others }: RegisterQuery): boolean =>
  Object.values(others).some((value) => value !== undefined);

/**
 * All that `listPermits` would list, by the ids of their cases, so that a page can be asked for by its number: from the index alone where
 * nothing but a section is asked for. Undefined: more than 500 would have to be looked at.
 */
export const findPermits =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, query: RegisterQuery): Promise<readonly string[] | undefined> => {
    const sources = await sourcesOf(store, caller, await loadSettings(store), query.section);
    const rows = (
      await Promise.all(sources.map((source) => queryAll(store, { ...source, descending: true })))
    ).flat();
    const idOf = ({ pk }: Item) => pk.slice('CASE#'.length);
    const isVendor = vendorOf(caller) !== undefined;
    if (!isVendor && !isNarrowed(query)) return rows.map(idOf);
    if (!isVendor && rows.length > MAX_LOOKED_AT) return undefined;
    const matches = matcher(readingOnce(store), query, dateOf(clock()));
    const fits = await Promise.all(
      rows.map(async (row) => {
        const state = await permitOf(store, row);
        return state !== undefined && (await matches(state));
      }),
    );
    return rows.filter((_, index) => fits[index]).map(idOf);
  };

/** The lines of these permits, as far as they are there and the caller may see them. */
export const permitEntries =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseIds: readonly string[]): Promise<readonly RegisterEntry[]> => {
    const store = readingOnce(ports.store);
    const settings = await loadSettings(store);
    const states = await Promise.all(caseIds.map((caseId) => loadCase(store, caseId)));
    return Promise.all(
      states
        .filter((state) => state !== undefined)
        .filter(isSupervised)
        .filter((state) => state.erasedAt === undefined && canSee(caller, state, settings) !== undefined)
        .map((state) =>
          entryOf(store, state, dateOf(ports.clock()), settings, vendorOf(caller) !== undefined),
        ),
    );
  };

const BAD_CURSOR = '一覧の続きの位置が正しくありません';

const startOf = (text: string | undefined, sources: readonly Source[]) => {
  if (text === undefined) return { index: 0, cursor: undefined };
  const [, place = '', cursor = ''] = /^(\d{1,4})\.([\w-]*)$/.exec(text) ?? [];
  const index = Number(place);
  const source = sources[index];
  if (place === '' || !source) throw new Rejected(BAD_CURSOR);
  if (cursor === '') return { index, cursor: undefined };
  if (!isContinued({ ...source, descending: true, cursor })) throw new Rejected(BAD_CURSOR);
  return { index, cursor };
};

/** The vendor's index holds the state itself, the sections' only which case it is. */
const permitOf = async (store: Store, row: Item): Promise<Supervised | undefined> => {
  const state = row.sk === 'STATE' ? stateOf(row) : await loadCase(store, row.pk.slice('CASE#'.length));
  return state && isSupervised(state) && state.erasedAt === undefined ? state : undefined;
};

/** @returns whether a permit fits the conditions on the day */
export const matcher = (store: Store, query: RegisterQuery, today: Temporal.PlainDate) => {
  const wanted = query.q === undefined ? '' : searchKey(query.q);
  const by = today.add({ days: Number(query.within ?? 0) }).toString();
  return async (state: Supervised): Promise<boolean> => {
    const status = statusOn(state, today);
    return (
      (query.state === undefined || isInState(status, query.state)) &&
      (query.system === undefined || state.systemId === query.system) &&
      (query.vendor === undefined || state.vendorId === query.vendor) &&
      (query.rule === undefined ||
        (state.reconfirmedUnder ?? state.regulationId) === query.rule ||
        state.regulationId === query.rule) &&
      (query.missing === undefined || monthsMissing(state, today).length > 0) &&
      (query.orders === undefined || state.orders.length > 0) &&
      (query.within === undefined || (isInState(status, 'in-force') && lastDayHeld(state) <= by)) &&
      (query.uncontinued === undefined || (await isUncontinued(store, state))) &&
      (wanted === '' || (await keyOf(store, state)).includes(wanted))
    );
  };
};

/** Numbers and names by which people look for a permit. */
const keyOf = async (store: Store, state: Supervised): Promise<string> => {
  const [vendor, system, revision] = await Promise.all([
    loadVendor(store, state.vendorId),
    loadSystem(store, state.systemId),
    isSubcontracted(state) ? loadRevision(store, state.caseId, state.rev) : undefined,
  ]);
  const texts = [
    state.permitNo,
    state.caseNo,
    state.notice.documentNo,
    vendor?.name,
    vendor?.kana,
    vendor?.corporateNumber,
    system?.name,
    revision?.application.subcontracting?.company,
  ];
  return searchKey(texts.filter(Boolean).join('\n'));
};

const monthsMissing = ({ figures }: Supervised, today: Temporal.PlainDate): string[] =>
  overdueMonths(figures, today.toString()).map(({ yearMonth }) => yearMonth);

const latestMonthOf = (
  { figures, questions }: Supervised,
  today: Temporal.PlainDate,
): RegisterEntry['month'] => {
  const asked = questions.filter(({ stage }) => stage === 'monthly').map(({ about = '' }) => about);
  const month = latestMonth(figures, asked, today.toString());
  return month && { ...month, label: MONTH_STANDINGS[month.status] };
};

const dayOf = (instant: string): string => dateOf(Temporal.Instant.from(instant)).toString();

/** Something is still to be done about what was found, or a measure holds (第7条, 第8条); for a vendor, about what was ordered. */
const isAnyOpen = (
  { orders, status, partialStops = [], questions }: Supervised,
  isVendor: boolean,
): boolean =>
  orders.length > 0 ||
  status === 'suspended' ||
  partialStops.length > 0 ||
  (!isVendor && questions.some(({ stage }) => ABOUT_FOUND.some((one) => one === stage)));
const ABOUT_FOUND = ['receipt', 'order', 'judge', 'noncompliance', 'sanction', 'lift', 'closing'] as const;

const entryOf = async (
  store: Store,
  state: Supervised,
  today: Temporal.PlainDate,
  settings: Settings,
  isVendor: boolean,
): Promise<RegisterEntry> => {
  const [summary, revision, decision, under] = await Promise.all([
    summarize(store, state, today),
    loadRevision(store, state.caseId, state.rev),
    loadDecision(store, state.caseId, 'approve', state.rev, state.round),
    underParent(store, state),
  ]);
  const { cutOffs } = withCutOffs(state, under);
  const overOn = 'overOn' in state ? state.overOn : undefined;
  const lastDay =
    overOn === undefined
      ? Temporal.PlainDate.from(lastDayHeld(state))
      : Temporal.PlainDate.from(overOn).subtract({ days: 1 });
  return {
    ...summary,
    permitNo: state.permitNo,
    sectionId: state.sectionId,
    systemId: state.systemId,
    vendorId: state.vendorId,
    contractTo: revision?.application.contract.to ?? '',
    appliedOn: revision?.application.appliedOn ?? '',
    confirmedOn: dayOf(state.confirmation.at),
    approvedOn: dayOf(state.decision.at),
    notifiedOn: state.notice.issuedOn,
    documentNo: state.notice.documentNo,
    correctedBy: state.notice.correctedBy,
    conditions: decision?.conditions,
    exceptions: state.confirmation.exceptions,
    lastSessionOn: state.figures.lastSession && dayOf(state.figures.lastSession),
    lastReport: state.figures.lastReport,
    month: latestMonthOf(state, today),
    monthsMissing: monthsMissing(state, today),
    // What goes before an order is the city's own matter (第7条): a vendor is told of what was ordered.
    violations: isVendor ? state.figures.ordersIssued : state.figures.violations,
    openOrders: state.orders.length,
    violationsOpen: isAnyOpen(state, isVendor),
    suspendedOn: state.status === 'suspended' ? dayOf(state.suspension.at) : undefined,
    partialStops: (state.partialStops ?? []).map(({ only }) => only),
    cutOff: cutOffs.length > 0 && IN_FORCE.includes(statusOn(state, today)),
    endsOn: state.ending?.lastDay,
    nextReviewOn: nextReviewOf(state),
    regulationId: state.regulationId,
    reconfirmedUnder: state.reconfirmedUnder,
    overOn,
    keptUntil: keptUntil(lastDay, settings.retentionYears).toString(),
  };
};
