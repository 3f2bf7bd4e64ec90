import { Temporal } from 'temporal-polyfill';
import { casesBeside, earlierPermits } from '../application/earlier-permits.ts';
import { loadRevision } from '../application/revision-store.ts';
import { actAll } from '../case/case.ts';
import type { CaseEvent } from '../case/case-event.ts';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import {
  actWrites,
  caseKey,
  listRecords,
  loadCase,
  loadEvents,
  loadRecord,
  noLongerDue,
} from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { IN_FORCE, OVER } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { type FindingHead, UNSETTLED } from '../case/records/finding-facts.ts';
import type { Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { openAbout } from '../question/gate.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf, isOfficeHour } from '../values/calendar.ts';
import { companyKey, system } from '../values/identity.ts';
import { answerFinding, askAboutFinding } from './finding-act.ts';
import type { CloseInput } from './inputs.ts';
import { reassessLater } from './known-matters.ts';
import { isOrdered } from './views.ts';

/**
 * An order outlives the permit that it was about (第7条, 第8条, docs/adr/0034): what a permit leaves unsettled when it is over
 * goes on against the permit that follows it. Where none follows, the manager decides that it ends, and says why; a permit
 * that is given later takes over what nobody has ended.
 */
export const settleEnded =
  (ports: Ports) =>
  async (caseId: string): Promise<void> => {
    const state = await loadCase(ports.store, caseId);
    if (!state || !isSupervised(state) || !OVER.includes(state.status) || state.erasedAt !== undefined)
      return;
    for (const { findingId } of await leftBehind(ports.store, caseId))
      carriedOut(await settle(ports, caseId, findingId));
    for (const { findingId, status } of await listRecords(ports.store, caseId, FINDINGS))
      if (status === 'handed-on') carriedOut(await reassessLater(ports, caseId, findingId));
  };

/** Found, and neither obeyed nor answered by a sanction; or under a suspension that nobody has lifted. */
const leftBehind = async (store: Store, caseId: string): Promise<readonly FindingHead[]> => {
  const heads = await listRecords(store, caseId, FINDINGS);
  if (!heads.some(({ status }) => status === 'sanctioned'))
    return heads.filter(({ status }) => UNSETTLED.includes(status));
  const events = await loadEvents(store, caseId);
  return heads.filter(
    ({ status, findingId }) =>
      UNSETTLED.includes(status) || (status === 'sanctioned' && lastsAtEnd(events, findingId)),
  );
};

/** Decided and not carried out when the permit ended, or a suspension that would have lasted. */
const lastsAtEnd = (events: readonly CaseEvent[], findingId: string): boolean => {
  const facts = events
    .map(({ fact }) => fact)
    .filter((fact) => 'findingId' in fact && fact.findingId === findingId);
  const last = facts.findLast(({ type }) => OF_SANCTION.has(type));
  if (last?.type === 'sanction-decided') return last.sanction === 'revoke' || last.sanction === 'suspend';
  if (last?.type === 'sanction-notified') return true;
  const isExtended = last?.type === 'suspension-extended' || last?.type === 'partial-stop-extended';
  if (!isExtended && last?.type !== 'suspended' && last?.type !== 'partly-suspended') return false;
  // One that ends with a day of its own has no more to say after it (第8条).
  const ends = isExtended || last.ends === true;
  const over = events.find(({ fact }) => OVER.some((status) => status === fact.type));
  const overOn = over && dateOf(Temporal.Instant.from(over.at)).toString();
  return !ends || last.until === undefined || overOn === undefined || last.until >= overOn;
};
const OF_SANCTION: ReadonlySet<string> = new Set([
  ...['sanction-decided', 'sanction-notified', 'suspended', 'suspension-extended', 'suspension-ended'],
  ...['suspension-lifted', 'revoked', 'partly-suspended', 'partial-stop-extended', 'partial-stop-ended'],
  ...['partial-stop-lifted'],
]);

const settle = (ports: Ports, caseId: string, findingId: string) =>
  commit<'taken-over' | 'asked' | 'nothing'>(ports, async (ports) => {
    const { store } = ports;
    const nothing = { ok: true, value: 'nothing', writes: [] } as const;
    const [state, finding] = [
      await loadCase(store, caseId),
      await loadRecord(store, caseId, FINDINGS, findingId),
    ];
    if (!state || !isSupervised(state) || !finding) return nothing;
    if (finding.head.status === 'handed-on' || finding.head.status === 'closed') return nothing;
    const next = await successorOf(store, state, finding.head);
    if (next) return takeOver(ports, state, finding, next);
    if (openAbout(state, 'closing', findingId)) return nothing;
    const settings = await loadSettings(store);
    const asked = await askAboutFinding(ports, state, finding.head, { stage: 'closing' }, settings);
    const fact = { type: 'closing-requested', findingId, request: asked.request } as const;
    const outcome = actAll(state, [{ fact }], system('settle-ended'), ports.clock(), [finding]);
    if (!outcome.ok) return outcome;
    return { ok: true, value: 'asked', writes: [...actWrites(outcome.value), ...asked.mails] };
  });

/**
 * The permit that follows: the renewal, or one that the same vendor (or subcontractor) was given for the system after the
 * violation had come up. One that ran beside it before is another matter.
 */
const successorOf = async (
  store: Store,
  ended: Supervised,
  { openedAt }: FindingHead,
): Promise<Supervised | undefined> => {
  const openedOn = dateOf(Temporal.Instant.from(openedAt)).toString();
  const found: Supervised[] = [];
  for (const { caseId } of await casesBeside(store, ended)) {
    // The index may be behind: the permit may just have been given.
    const state = await loadCase(store, caseId);
    if (!state || !isSupervised(state) || !IN_FORCE.includes(state.status)) continue;
    const follows = state.previousCaseId === ended.caseId || state.notice.issuedOn >= openedOn;
    if (follows && (await companyOf(store, state)) === (await companyOf(store, ended))) found.push(state);
  }
  return found.toSorted((a, b) => rank(ended, b) - rank(ended, a)).at(0);
};

const rank = (ended: Supervised, { previousCaseId, notice }: Supervised): number =>
  (previousCaseId === ended.caseId ? 1e9 : 0) + Number(notice.issuedOn.replaceAll('-', ''));

/** Who uses it: the subcontractor (第11条), or the vendor itself. */
const companyOf = async (store: Store, { caseId, rev }: Supervised): Promise<string> =>
  companyKey((await loadRevision(store, caseId, rev))?.application.subcontracting?.company ?? '');

const takeOver = async (
  ports: Ports,
  ended: Supervised,
  finding: { readonly head: FindingHead; readonly sk: string; readonly version: number },
  next: Supervised,
) => {
  const { store, clock, ids } = ports;
  const now = clock();
  const settings = await loadSettings(store);
  const { findingId, papers } = finding.head;
  const { about: _, month: __, sanction: ___, only: ____, ...same } = finding.head;
  // A sanction of the earlier permit does not fall on this one by itself: the manager decides anew, on the same papers.
  const head: FindingHead = { ...same, status: same.status === 'sanctioned' ? 'referred' : same.status };
  const asked = async (stage: 'receipt' | 'order') =>
    askAboutFinding(
      ports,
      next,
      { findingId, papers },
      { stage, drafter: stage === 'receipt' ? head.foundBy : undefined },
      settings,
    );
  const receipt = head.receivedAt === undefined ? await asked('receipt') : undefined;
  const order = head.status === 'found' || head.status === 'reported' ? await asked('order') : undefined;
  const by = system('settle-ended');
  const handed = actAll(
    ended,
    [{ fact: { type: 'finding-handed-on', findingId, to: next.caseId } }],
    by,
    now,
    [finding],
  );
  if (!handed.ok) return handed;
  const fact = {
    type: 'finding-taken-over',
    findingId,
    from: ended.caseId,
    head,
    ...(receipt ? { request: receipt.request } : {}),
    ...(order ? { requestNext: order.request } : {}),
  } as const;
  const taken = actAll(next, [{ fact }], by, now);
  if (!taken.ok) return taken;
  const { caseId } = next;
  return {
    ok: true as const,
    value: 'taken-over' as const,
    writes: [
      ...actWrites(handed.value),
      ...actWrites(taken.value),
      ...(receipt?.mails ?? []),
      ...(order?.mails ?? []),
      // Of an order that was withdrawn nothing goes on but what was found: the vendor hears of the new one.
      ...(isOrdered(head)
        ? await newsMails(ports, taken.value.after, 'order-taken-over', now, findingId)
        : []),
      outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
    ],
  };
};

/** 終結: the manager lets what is unsettled end with the permit; the vendor is told where there was an order. */
export const closeFinding =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: CloseInput) =>
    answerFinding(ports, caller, caseId, findingId, { stage: 'closing', hash: input.hash }, async (on) => ({
      ok: true,
      step: {
        fact: { type: 'finding-closed', findingId, answers: on.question.requestId },
        paper: { type: 'finding-closed', reason: input.reason, signed: on.signed },
      },
      ...(on.record.head.orderNo === undefined ? {} : { news: 'order-closed' as const }),
    }));

/** A permit has been given: what earlier ones have left unsettled is looked at again. */
export const wakeEarlier = async (
  { store, clock, ids }: Ports,
  state: Supervised,
): Promise<readonly Write[]> => {
  const over = (await earlierPermits(store, state)).filter(({ status }) => OVER.includes(status));
  const left = await Promise.all(
    over.map(async ({ caseId }) => ((await leftBehind(store, caseId)).length > 0 ? [caseId] : [])),
  );
  return left
    .flat()
    .map((caseId) => outboxWrite(caseKey(caseId), ids.next(), clock(), { kind: 'continue-case', caseId }));
};

/**
 * 履行期限の経過 (G10): an order that was not answered in time goes to the manager's judgement. An order ends with its
 * permit (第7条); then its deadline is looked at no more.
 */
export const attendFinding =
  (ports: Ports) =>
  async (caseId: string, findingId: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const outcome = await commit<boolean>(ports, async (ports) => {
      const { store, clock, ids } = ports;
      const nothing = { ok: true, value: false, writes: [] } as const;
      const state = await loadCase(store, caseId);
      const finding = await loadRecord(store, caseId, FINDINGS, findingId);
      if (!state || !finding || FINDINGS.dueAt(finding.head) === undefined) return nothing;
      if (!IN_FORCE.includes(state.status)) return { ...nothing, writes: [noLongerDue(caseId, finding)] };
      const { dueOn } = finding.head;
      if (dueOn === undefined || Temporal.PlainDate.compare(businessDate, dueOn) <= 0) return nothing;
      const now = clock();
      // The manager is asked in office hours.
      if (!isOfficeHour(now, businessDate, await loadSettings(store))) return nothing;
      const done = actAll(state, [{ fact: { type: 'order-overdue', findingId } }], system('daily'), now, [
        finding,
      ]);
      if (!done.ok) return done;
      const wake = outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId });
      return { ok: true, value: true, writes: [...actWrites(done.value), wake] };
    });
    return carriedOut(outcome);
  };
