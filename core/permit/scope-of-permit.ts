import { Temporal } from 'temporal-polyfill';
import { partialStopsOf } from '../application/partial-stops.ts';
import { applicationOn } from '../application/revision-store.ts';
import type { CaseEvent } from '../case/case-event.ts';
import type { Supervised } from '../case/case-state.ts';
import { listRecords, loadEvents } from '../case/case-store.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import type { Store } from '../store/ports.ts';
import { earlierOf, startOfDay } from '../values/calendar.ts';
import { lastDayOf } from './ending.ts';
import type { PermitScope } from './permit-scope.ts';

/** 許可の範囲 (第6条第3号) as it holds on a day, with the times in which nobody may connect. */
export const scopeOfPermit = async (
  store: Store,
  state: Supervised,
): Promise<(on: string) => Promise<PermitScope>> => {
  const events = await loadEvents(store, state.caseId);
  const suspensions = suspensionsOf(events);
  const partialStops = await partialStopsOf(store, state, events);
  const revokedAt = revokedAtOf(events);
  const notifiedAt = events.find(({ fact }) => fact.type === 'permit-notified')?.at;
  const cutOffs = [
    ...(await cutOffsOf(store, state.caseId)),
    ...(state.parentCaseId === undefined ? [] : await cutOffsOf(store, state.parentCaseId)),
  ];
  return async (on) => {
    const { workers, terminals, originIps, targetHosts } = await applicationOn(store, state, on);
    return {
      period: { from: state.period.from, to: lastDayOf(state).toString(), notifiedAt, revokedAt },
      suspensions,
      partialStops,
      cutOffs,
      workers,
      accounts: [],
      terminals: terminals.map(({ assetNo }) => assetNo),
      originIps,
      targets: targetHosts.flatMap(({ host, ip }) => [host, ip]),
    };
  };
};

const FOREVER = '9999-12-31T00:00:00Z';

/** 緊急接続停止指示 from when it was given until it was lifted; a subcontractor is cut off with the vendor (第11条). */
const cutOffsOf = async (store: Store, caseId: string): Promise<PermitScope['cutOffs']> =>
  (await listRecords(store, caseId, INSTRUCTIONS)).flatMap(({ kind, issuedAt, status, changedAt }) =>
    kind === 'cut-off' && issuedAt !== undefined
      ? [{ from: issuedAt, to: status === 'lifted' ? changedAt : FOREVER }]
      : [],
  );

const midnight = (date: string, days = 0): string =>
  startOfDay(Temporal.PlainDate.from(date).add({ days })).toString();

/** 効力の生ずる日 begins at midnight, whenever the run was that took it down; otherwise it is the notice that counts. */
const effectOf = (effectiveOn: string | undefined, at: string): string =>
  effectiveOn === undefined ? at : midnight(effectiveOn);

const revokedAtOf = (events: readonly CaseEvent[]): string | undefined => {
  for (const { fact, at } of events)
    if (fact.type === 'revoked' || fact.type === 'lapsed') return effectOf(fact.effectiveOn, at);
  return undefined;
};

/** 停止 from when it takes effect until the end of its last day, or until it was lifted, or the permit ended. */
const suspensionsOf = (events: readonly CaseEvent[]): PermitScope['suspensions'] => {
  const suspensions: { from: string; to: string }[] = [];
  let open: { readonly from: string; readonly to: string } | undefined;
  for (const { fact, at } of events) {
    if (fact.type === 'suspended') {
      const { effectiveOn, until, ends } = fact;
      const to = ends && until !== undefined ? midnight(until, 1) : FOREVER;
      open = { from: effectOf(effectiveOn, at), to };
    }
    if (open && fact.type === 'suspension-extended') open = { ...open, to: midnight(fact.until, 1) };
    if (!open || !LIFTED.has(fact.type)) continue;
    suspensions.push({ ...open, to: earlierOf(at, open.to) });
    open = undefined;
  }
  return open === undefined ? suspensions : [...suspensions, open];
};
const LIFTED: ReadonlySet<string> = new Set([
  'suspension-lifted',
  'suspension-ended',
  'revoked',
  'lapsed',
  'ended',
  'expired',
]);
