import type { CaseEvent } from '../case-event.ts';
import type { Supervised } from '../case-state.ts';
import { loadEvents } from '../case-store.ts';
import { lastDayOf } from '../last-day.ts';
import type { PermitScope } from '../permit-scope.ts';
import type { Store } from '../ports.ts';
import { applicationOn } from '../scope-store.ts';

/** 許可の範囲 (第6条第3号) as it holds on a day, with the times in which the permit was suspended. */
export const scopeOfPermit = async (
  store: Store,
  state: Supervised,
): Promise<(on: string) => Promise<PermitScope>> => {
  const suspensions = suspensionsOf(await loadEvents(store, state.caseId));
  return async (on) => {
    const { workers, terminals, originIps, targetHosts } = await applicationOn(store, state, on);
    return {
      period: { from: state.period.from, to: lastDayOf(state).toString() },
      suspensions,
      workers,
      accounts: [],
      terminals: terminals.map(({ assetNo }) => assetNo),
      originIps,
      targets: targetHosts.flatMap(({ host, ip }) => [host, ip]),
    };
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
