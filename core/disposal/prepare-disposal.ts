import type { Temporal } from 'temporal-polyfill';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { everyCase } from '../case/every-case.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { STATUSES } from '../case/permit-statuses.ts';
import { type Caller, isOffice } from '../directory/caller.ts';
import { holdersOf } from '../directory/directory.ts';
import {
  appointmentsOfRole,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
} from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { goesOnElsewhere } from '../finding/raise-candidate.ts';
import { endedOn, keptUntil } from '../permit/ending.ts';
import { addresseesOf } from '../question/ask.ts';
import { actForOffice } from '../registration/office-act.ts';
import { carriedOut, commit } from '../store/commit.ts';
import { disposalNumber, takeNumber } from '../store/numbering.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome, type Refusal, refused } from '../values/errors.ts';
import { fiscalYearOf } from '../values/wareki.ts';
import {
  type Disposal,
  type DisposalEntry,
  disposalEntrySchema,
  disposalEntryWrite,
  disposalHash,
  disposalKey,
  disposalWrite,
  isYearPrepared,
  listDisposalEntries,
  listDisposals,
  loadDisposal,
  yearWrite,
} from './disposal.ts';

const endStatus = disposalEntrySchema.shape.status;

/** Entries of one transaction; the list, its number and the mails need some rows too. */
const BATCH = 80;

/**
 * 廃棄リストの作成: every case whose retention is over goes onto the list that waits for approval, or onto a new one.
 * Nothing is decided by it. Resumed after a crash by being asked again: what is on the list is not added twice.
 *
 * @returns the list, if there is anything on it
 */
const prepare = async (
  ports: Ports,
  today: Temporal.PlainDate,
  /** Whoever asks may do so: judged with each transaction. */
  mayAsk: () => Promise<{ readonly ok: true; readonly guard?: Write } | Refusal>,
  /** Whose act it is in the directory's trail. */
  by: string,
): Promise<Outcome<Disposal | undefined>> => {
  const { store, clock, ids } = ports;
  const settings = await loadSettings(store);
  const { retentionYears } = settings;
  const over = (await everyCase(store)).flatMap((state) => entryOf(state, retentionYears, today));
  const needed = new Set<string>();
  for (const { caseId } of over) if (await goesOnElsewhere(store, caseId)) needed.add(caseId);
  const ended = over.filter(({ caseId }) => !needed.has(caseId));
  for (;;) {
    const outcome = await commit<{ disposal: Disposal | undefined; left: number }>(
      { store },
      async ({ store }) => {
        const trail = await openDirectoryTrail(store);
        const asked = await mayAsk();
        if (!asked.ok) return asked;
        const open = (await listDisposals(store)).find(({ status }) => status !== 'executed');
        // One list at a time: while one is being carried out, nothing is added to it.
        if (open?.status === 'approved') return { ok: true, value: { disposal: open, left: 0 }, writes: [] };
        const known = new Set(
          open ? (await listDisposalEntries(store, open.disposalId)).map(({ caseId }) => caseId) : [],
        );
        const missing = ended.filter(({ caseId }) => !known.has(caseId));
        const added = missing.slice(0, BATCH);
        const left = missing.length - added.length;
        if (added.length === 0) return { ok: true, value: { disposal: open, left: 0 }, writes: [] };
        const now = clock();
        const numbered = open ? undefined : await takeNumber(store, 'disposal', today);
        const disposal: Disposal = open
          ? { ...open, version: open.version + 1, retentionYears }
          : {
              disposalId: ids.next(),
              disposalNo: disposalNumber(numbered?.year ?? '', numbered?.number ?? 0),
              version: 1,
              status: 'proposed',
              preparedAt: now.toString(),
              retentionYears,
            };
        return {
          ok: true,
          value: { disposal, left },
          writes: [
            ...trail.record({ ids, at: now }, { act: 'prepare-disposal', subject: disposal.disposalNo, by }, [
              disposalWrite(disposal),
              ...added.map((entry) => disposalEntryWrite(disposal.disposalId, entry)),
            ]),
            ...(numbered ? [numbered.write] : []),
            ...(asked.guard ? [asked.guard] : []),
            ...(left > 0 ? [] : await tell(ports, disposal, settings.officeSectionId, today)),
          ],
        };
      },
    );
    if (!outcome.ok) return outcome;
    if (outcome.value.left === 0) return { ok: true, value: outcome.value.disposal };
  }
};

const entryOf = (state: CaseState, years: number, today: Temporal.PlainDate): DisposalEntry[] => {
  const ended = endedOn(state);
  if (!ended) return [];
  const last = keptUntil(ended, years);
  if (last.toString() >= today.toString()) return [];
  const { caseId, caseNo, status, vendorId, sectionId, systemId } = state;
  const permitNo = 'permitNo' in state ? state.permitNo : undefined;
  return [
    {
      caseId,
      caseNo,
      ...(permitNo === undefined ? {} : { permitNo }),
      status: endStatus.parse(status),
      vendorId,
      sectionId,
      systemId,
      endedOn: ended.toString(),
      keptUntil: last.toString(),
      unanswered: openQuestions(state).length,
    },
  ];
};

/** The chief and the clerks of the chief's office are told that a list waits. */
const tell = async (
  { store, clock, ids }: Ports,
  { disposalId }: Disposal,
  officeSectionId: string,
  today: Temporal.PlainDate,
): Promise<Write[]> => {
  const roles = ['chief', `clerk:${officeSectionId}`] as const;
  const people = await Promise.all(
    roles.map(async (role) =>
      addresseesOf(holdersOf(await appointmentsOfRole(store, role), role, today), 'none'),
    ),
  );
  return [...new Set(people.flat())].slice(0, 10).map((personId) =>
    outboxWrite(disposalKey(disposalId), ids.next(), clock(), {
      kind: 'mail',
      mail: { template: 'disposal', personId, disposalId },
    }),
  );
};

/** Asked by the chief's office, at any time. */
export const prepareDisposal =
  (ports: Ports) =>
  async (caller: Caller): Promise<Outcome<Disposal>> => {
    const mayAsk = () => actForOffice(ports, caller, '廃棄リストは統括部門が作成します');
    const outcome = await prepare(ports, dateOf(ports.clock()), mayAsk, caller.person.personId);
    if (!outcome.ok) return outcome;
    return outcome.value
      ? { ok: true, value: outcome.value }
      : refused('conflict', 'nothing-to-dispose', '保存期間が満了した案件はありません');
  };

/** Asked by the daily run: once a fiscal year, on the first business day on which a run comes by. */
export const prepareYearlyDisposal =
  (ports: Ports) =>
  async (businessDate: Temporal.PlainDate): Promise<void> => {
    const fiscalYear = fiscalYearOf(businessDate);
    if (await isYearPrepared(ports.store, fiscalYear)) return;
    const { store, clock, ids } = ports;
    const outcome = await prepare(ports, businessDate, async () => ({ ok: true }), 'daily');
    if (!outcome.ok) return;
    const noted = await commit<undefined>({ store }, async ({ store }) => {
      const trail = await openDirectoryTrail(store);
      const act = { act: 'prepare-disposal', subject: `${fiscalYear}`, by: 'daily' } as const;
      const writes = trail.record({ ids, at: clock() }, act, [yearWrite(fiscalYear, clock().toString())]);
      return { ok: true, value: undefined, writes };
    });
    carriedOut(noted);
  };

type Reading = Pick<Ports, 'store' | 'clock'>;

const NOT_OFFICE = refused('forbidden', 'not-office', '廃棄リストは統括部門が扱います');

/** 廃棄リストの一覧, newest first. */
export const viewDisposals =
  ({ store }: Reading) =>
  async (caller: Caller): Promise<Outcome<{ disposals: Disposal[] }>> =>
    isOffice(caller, await loadSettings(store))
      ? accepted({ disposals: await listDisposals(store) })
      : NOT_OFFICE;

export type DisposalLine = DisposalEntry & {
  readonly statusLabel: string;
  readonly vendorName: string;
  readonly systemName: string;
  readonly sectionName: string;
};
export type DisposalView = Disposal & {
  /** Of what is shown: to be posted back with the approval. */
  readonly hash: string;
  readonly entries: readonly DisposalLine[];
  readonly can: { readonly change: boolean; readonly approve: boolean };
};

/** One list. Names are those of the directory today: what is erased has none any more. */
export const viewDisposal =
  ({ store, clock }: Reading) =>
  async (caller: Caller, disposalId: string): Promise<Outcome<DisposalView>> => {
    if (!isOffice(caller, await loadSettings(store))) return NOT_OFFICE;
    const disposal = await loadDisposal(store, disposalId);
    if (!disposal) return NOT_FOUND;
    const entries = await listDisposalEntries(store, disposalId);
    const chiefs = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', dateOf(clock()));
    const isOpen = disposal.status === 'proposed';
    return accepted({
      ...disposal,
      hash: disposalHash(disposal, entries),
      can: {
        change: isOpen,
        approve: isOpen && chiefs.some(({ personId }) => personId === caller.person.personId),
      },
      entries: await Promise.all(
        entries.map(async (entry) => {
          const [vendor, system, section] = await Promise.all([
            loadVendor(store, entry.vendorId),
            loadSystem(store, entry.systemId),
            loadSection(store, entry.sectionId),
          ]);
          return {
            ...entry,
            statusLabel: STATUSES[entry.status],
            vendorName: vendor?.name ?? '（削除済み）',
            systemName: system?.name ?? '（削除済み）',
            sectionName: section?.name ?? '（削除済み）',
          };
        }),
      ),
    });
  };
