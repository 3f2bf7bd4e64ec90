import type { CaseEvent, Supervised } from '../case.ts';
import { loadEvents, loadRevision } from '../case-store.ts';
import { Fatal } from '../errors.ts';
import type { PlannedWork, ReportedSession } from '../match-connections.ts';
import type { PermitScope } from '../permit-scope.ts';
import type { Store } from '../ports.ts';

/** What a log is compared with: the permit's scope, its notices and its session records. */
export const gatherConnections = async (
  store: Store,
  state: Supervised,
): Promise<{
  readonly works: readonly PlannedWork[];
  readonly sessions: readonly ReportedSession[];
  readonly scope: PermitScope;
}> => {
  const revision = await loadRevision(store, state.caseId, state.rev);
  if (!revision) throw new Fatal('a permit without its application');
  const { application } = revision;
  const works: readonly PlannedWork[] = [];
  return {
    works,
    sessions: [],
    scope: {
      period: state.period,
      suspensions: suspensionsOf(await loadEvents(store, state.caseId)),
      workers: application.workers,
      accounts: works.flatMap(({ accounts }) => accounts),
      terminals: application.terminals.map(({ assetNo }) => assetNo),
      originIps: application.originIps,
      targets: application.targetHosts.flatMap(({ host, ip }) => [host, ip]),
    },
  };
};

/** 停止 from when it was recorded until it was lifted, or the permit ended. */
const suspensionsOf = (events: readonly CaseEvent[]): PermitScope['suspensions'] => {
  const suspensions: { from: string; to: string }[] = [];
  let from: string | undefined;
  for (const { fact, at } of events) {
    if (fact.type === 'suspended') from = at;
    if (from === undefined || !['suspension-lifted', 'revoked', 'ended', 'expired'].includes(fact.type))
      continue;
    suspensions.push({ from, to: at });
    from = undefined;
  }
  return from === undefined ? suspensions : [...suspensions, { from, to: '9999-12-31T00:00:00Z' }];
};
