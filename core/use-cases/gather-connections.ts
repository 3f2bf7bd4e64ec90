import type { Temporal } from 'temporal-polyfill';
import type { CaseEvent, Supervised } from '../case.ts';
import { listRecords, loadEvents } from '../case-store.ts';
import { CHANGES } from '../change.ts';
import type { PermitScope } from '../permit-scope.ts';
import type { Store } from '../ports.ts';
import type { ReconcileInput } from '../reconcile.ts';
import { applicationOn } from '../scope-store.ts';

/** What a month's log is compared with: notices, session records, and the permit's scope as it was on each day. */
export const gatherConnections = async (
  store: Store,
  state: Supervised,
  yearMonth: Temporal.PlainYearMonth,
): Promise<Pick<ReconcileInput, 'works' | 'sessions' | 'scope' | 'changedScopes'>> => {
  const suspensions = suspensionsOf(await loadEvents(store, state.caseId));
  const first = yearMonth.toPlainDate({ day: 1 });
  const changed = (await listRecords(store, state.caseId, CHANGES))
    .map(({ effectiveOn }) => effectiveOn ?? '')
    .filter((day) => day > first.toString() && day < first.add({ months: 1 }).toString());
  const scopeOn = async (day: string): Promise<PermitScope> => {
    const { workers, terminals, originIps, targetHosts } = await applicationOn(store, state, day);
    return {
      period: state.period,
      suspensions,
      workers,
      accounts: [],
      terminals: terminals.map(({ assetNo }) => assetNo),
      originIps,
      targets: targetHosts.flatMap(({ host, ip }) => [host, ip]),
    };
  };
  return {
    works: [],
    sessions: [],
    scope: await scopeOn(first.toString()),
    changedScopes: await Promise.all(
      [...new Set(changed)].map(async (from) => ({ from, scope: await scopeOn(from) })),
    ),
  };
};

/** 停止 from when it was recorded until it was lifted, or the permit ended. */
const suspensionsOf = (events: readonly CaseEvent[]): PermitScope['suspensions'] => {
  const suspensions: { from: string; to: string }[] = [];
  let from: string | undefined;
  for (const { fact, at } of events) {
    if (fact.type === 'suspended') from = at;
    if (from === undefined || !LIFTED.has(fact.type)) continue;
    suspensions.push({ from, to: at });
    from = undefined;
  }
  return from === undefined ? suspensions : [...suspensions, { from, to: '9999-12-31T00:00:00Z' }];
};
const LIFTED: ReadonlySet<string> = new Set(['suspension-lifted', 'revoked', 'ended', 'expired']);
