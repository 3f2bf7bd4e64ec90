import { Temporal } from 'temporal-polyfill';
import { listDrafts } from '../application/save-draft.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { listRecords, loadCase, loadRecord, stateOf } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import { SHORTENINGS } from '../case/records/shortening.ts';
import { UNREPORTED, WORKS } from '../case/records/work.ts';
import type { RecordName, RecordRef } from '../case/records.ts';
import { type Caller, vendorOf } from '../directory/caller.ts';
import { listSystems, listUnapplied, loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { findingPapersOf } from '../finding/finding-papers-of.ts';
import { unansweredHearings } from '../finding/heard-statements.ts';
import { mayBeJudgedAnew } from '../finding/judge-compliance.ts';
import { closingMonthOf, isUncontinued } from '../permit/ending.ts';
import { type Ports, queryAll } from '../store/ports.ts';
import { addBusinessDays, dateOf } from '../values/calendar.ts';
import { formatWareki, formatWarekiMonth } from '../values/wareki.ts';

/** Something that the vendor is asked for, or has begun itself. */
export type Due = {
  /** What is to be done, with the names of the rule's papers. */
  readonly what: string;
  /** YYYY-MM-DD: the last day; undefined where no day is set. */
  readonly by: string | undefined;
  readonly systemName: string;
  /** 許可番号 or, before there is one, 受付番号. */
  readonly no?: string | undefined;
  readonly at:
    | { readonly kind: 'application' | 'permit'; readonly caseId: string }
    | { readonly kind: 'draft'; readonly draftId: string }
    | { readonly kind: 'consultation'; readonly consultationId: string }
    | { readonly kind: 'record'; readonly caseId: string; readonly record: RecordRef };
};

type Found = Omit<Due, 'systemName' | 'no'>;
type Context = {
  readonly store: Ports['store'];
  readonly settings: Settings;
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
};

type Owed = (context: Context, state: Supervised) => Promise<Found[]>;

/** Once a permit is over for so long, nobody waits for what it left behind (第10条 asks for its last month). */
const DAYS_AFTER_THE_END = 90;

/**
 * What a vendor owes, by when: corrections (第4条), reports of works (第6条第1号), answers to instructions (第6条第6号), 是正報告
 * (第7条), 弁明 and the records of it (第8条), monthly reports (第10条), a renewal; then its drafts, and consultations (第4条第1項) to which
 * it has begun no application. The most urgent first, what has no day last. Of others nothing. Costs the vendor's cases, and the works and instructions of its permits in force.
 */
export const listDues =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller): Promise<readonly Due[]> => {
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return [];
    const now = clock();
    const today = dateOf(now);
    const [rows, drafts, consulted, systems, settings] = await Promise.all([
      queryAll(store, { index: 'vendor', hash: vendorId }),
      listDrafts(store, vendorId),
      listUnapplied(store, vendorId),
      listSystems(store),
      loadSettings(store),
    ]);
    const names = new Map(systems.map(({ systemId, name }) => [systemId, name]));
    const states = rows.map(stateOf).filter(({ erasedAt }) => erasedAt === undefined);
    const context = { store, settings, now, today };
    const ofCases = await Promise.all(
      states.map(async (state) =>
        (await ofCase(context, state)).map((found) => ({
          ...found,
          systemName: names.get(state.systemId) ?? '',
          no: 'permitNo' in state ? state.permitNo : state.caseNo,
        })),
      ),
    );
    const ofDrafts = drafts.map(({ draftId, content, caseId }) => ({
      what: `${caseId === undefined ? '申請書' : '補正'}の下書き`,
      by: undefined,
      systemName: names.get(String(content['systemId'] ?? '')) ?? '',
      no: states.find((state) => state.caseId === caseId)?.caseNo,
      at: { kind: 'draft', draftId } as const,
    }));
    const begun = new Set(drafts.map(({ content }) => content['consultationId']));
    const ofConsultations = consulted
      .filter(({ consultationId }) => !begun.has(consultationId))
      .map(({ consultationId, heldOn, systemIds }) => ({
        what: `申請書を作る（${formatWareki(Temporal.PlainDate.from(heldOn))}の事前協議）`,
        by: undefined,
        systemName: systemIds.flatMap((id) => names.get(id) ?? []).join('、'),
        at: { kind: 'consultation', consultationId } as const,
      }));
    return [...ofCases.flat(), ...ofDrafts, ...ofConsultations].sort((a, b) =>
      (a.by ?? '9999').localeCompare(b.by ?? '9999'),
    );
  };

/** The same of one case, for the page of the permit. */
export const duesOf =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caseId: string): Promise<readonly Found[]> => {
    const [state, settings] = await Promise.all([loadCase(store, caseId), loadSettings(store)]);
    const now = clock();
    return state ? ofCase({ store, settings, now, today: dateOf(now) }, state) : [];
  };

const ofCase = async (context: Context, state: CaseState): Promise<readonly Found[]> => {
  if (state.status === 'returned')
    return [
      {
        what: '申請の補正',
        by: state.returned.correctBy,
        at: { kind: 'application', caseId: state.caseId },
      },
    ];
  if (!isSupervised(state) || isLongOver(context, state)) return [];
  const owed = Object.values(OWED).flatMap((of) => of ?? []);
  return (await Promise.all([...owed, renewal].map((of) => of(context, state)))).flat();
};

const isLongOver = ({ today }: Context, state: Supervised): boolean =>
  'overOn' in state &&
  Temporal.PlainDate.compare(today, Temporal.PlainDate.from(state.overOn).add({ days: DAYS_AFTER_THE_END })) >
    0;

const record = (state: Supervised, kind: RecordRef['kind'], id: string, label: string): Due['at'] => ({
  kind: 'record',
  caseId: state.caseId,
  record: { kind, id, label },
});

const months: Owed = async ({ store }, state) => {
  const closing = state.figures.awaited.length > 0 ? await closingMonthOf(store, state) : undefined;
  return state.figures.awaited.map(({ yearMonth, dueOn }) => ({
    what: monthName(yearMonth, closing),
    by: dueOn,
    at: record(state, 'report', yearMonth, '報告する'),
  }));
};
/** `closing`: the month with whose report 終了時の措置 is told (docs/adr/0064). */
export const monthName = (yearMonth: string, closing: string | undefined): string =>
  `${formatWarekiMonth(yearMonth)}分の月次利用状況報告${yearMonth === closing ? '（終了時の措置を含む）' : ''}`;

/**
 * 是正報告 until it is handed in; then, where the vendor is heard, 弁明 until the day that was announced, and the city's records
 * of what was said, until the vendor has confirmed or corrected each.
 */
const orders: Owed = async ({ store, today }, state) => {
  const found = await Promise.all(
    state.orders.map(async ({ findingId }): Promise<Found[]> => {
      const loaded = await loadRecord(store, state.caseId, FINDINGS, findingId);
      if (!loaded) return [];
      const { head } = loaded;
      const { status, orderNo = '', dueOn, repliedAt, statementDueOn, statementClosed } = head;
      const at = record(state, 'finding', findingId, orderNo);
      if (status === 'ordered' && repliedAt === undefined)
        return [{ what: `是正命令（${orderNo}）への是正報告`, by: dueOn, at }];
      if (!mayBeJudgedAnew(head)) return [];
      const isHeard = statementDueOn !== undefined && statementDueOn >= today.toString() && !statementClosed;
      const records = unansweredHearings(await findingPapersOf(store, state.caseId, head));
      return [
        ...(isHeard ? [{ what: `弁明（${orderNo}）`, by: statementDueOn, at }] : []),
        ...(records.length > 0 ? [{ what: `弁明の記録の確認（${orderNo}）`, by: statementDueOn, at }] : []),
      ];
    }),
  );
  return found.flat();
};

const instructions: Owed = async ({ store }, state) =>
  (await listRecords(store, state.caseId, INSTRUCTIONS)).flatMap(
    ({ instructionId, status, answeredAt, dueOn, documentNo = '' }) =>
      (status === 'issued' || status === 'acknowledged') && answeredAt === undefined
        ? [
            {
              what: `指示（${documentNo}）への${dueOn === undefined ? '回答' : '報告'}`,
              by: dueOn,
              at: record(state, 'instruction', instructionId, documentNo),
            },
          ]
        : [],
  );

/** Works whose planned time has passed without a report, and what came back. */
const works: Owed = async ({ store, settings, now }, state) =>
  (await listRecords(store, state.caseId, WORKS)).flatMap((work) => {
    const { workId, noticeNo, status, plannedStart, plannedEnd, changedAt } = work;
    const at = record(state, 'work', workId, noticeNo);
    const daysFrom = (instant: string) =>
      addBusinessDays(dateOf(Temporal.Instant.from(instant)), settings.workReportDays, settings).toString();
    if (status === 'report-returned')
      return [{ what: `作業報告（${noticeNo}）の修正`, by: daysFrom(changedAt), at }];
    if (!UNREPORTED.includes(status)) return [];
    if (Temporal.Instant.compare(now, Temporal.Instant.from(plannedEnd)) >= 0)
      return [{ what: `作業報告（${noticeNo}）`, by: daysFrom(plannedEnd), at }];
    return status === 'returned'
      ? [
          {
            what: `作業申請（${noticeNo}）の修正`,
            by: dateOf(Temporal.Instant.from(plannedStart)).toString(),
            at,
          },
        ]
      : [];
  });

/** 弁明 before the permit is shortened (docs/adr/0062), until the day that was announced. */
const shortenings: Owed = async ({ store, today }, state) =>
  IN_FORCE.includes(state.status)
    ? (await listRecords(store, state.caseId, SHORTENINGS))
        .filter(({ status, statementDueOn }) => status === 'hearing' && statementDueOn >= today.toString())
        .map(({ shorteningId, documentNo, statementDueOn }) => ({
          what: `許可の期間の短縮についての弁明（${documentNo}）`,
          by: statementDueOn,
          at: record(state, 'shortening', shorteningId, documentNo),
        }))
    : [];

/** From the first reminder on, while nothing has been applied for and the permit is not given up (第4条第3項). */
const renewal: Owed = async ({ store }, state) => {
  if ((state.renewalReminded ?? 0) === 0 || !(await isUncontinued(store, state))) return [];
  return [
    {
      what: '継続の申請（引き続き利用するとき）',
      by: state.period.to,
      at: { kind: 'permit', caseId: state.caseId },
    },
  ];
};

/** What a vendor owes of each kind of record; undefined: nothing. In this order where no day tells which comes first. */
const OWED: Readonly<Record<RecordName, Owed | undefined>> = {
  finding: orders,
  instruction: instructions,
  work: works,
  report: months,
  shortening: shortenings,
  change: undefined,
  reconciliation: undefined,
  reconfirmation: undefined,
};
