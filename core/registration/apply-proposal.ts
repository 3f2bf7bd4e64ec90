import { outboxWrite } from '../case/outbox-write.ts';
import { basisHash, type Judged } from '../directory/directory-change.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import type { Refusal } from '../values/errors.ts';
import { actOf, judgeChange } from './directory-changes.ts';
import type { Proposal, ProposedChange } from './proposal.ts';
import { loadProposal, proposalKey, proposalWrite } from './proposal-store.ts';
import { newsToContacts } from './tell-directory.ts';

/**
 * A confirmed proposal takes effect, change by change: each is judged anew at that moment and written together with its
 * event; what cannot be done any more is noted and told. At once in the request, and again by the outbox after a crash.
 */
export const applyProposal =
  (ports: Ports) =>
  async (proposalId: string): Promise<Proposal | undefined> => {
    for (;;) {
      const proposal = carriedOut(
        await commit<Proposal | undefined>(ports, (ports) => nextChange(ports, proposalId)),
      );
      if (proposal?.status !== 'confirmed') return proposal;
    }
  };

const nextChange = async (ports: Ports, proposalId: string) => {
  const { store, clock, ids } = ports;
  const trail = await openDirectoryTrail(store);
  const proposal = await loadProposal(store, proposalId);
  const next = proposal?.changes.find(({ result }) => result === undefined);
  if (proposal?.status !== 'confirmed' || !next) return { ok: true, value: proposal, writes: [] } as const;
  const confirmedBy = proposal.confirmation?.by ?? '';
  const { preparedBy: by, reason } = proposal;
  const judged = await judgeChange(ports, next.change, { by, confirmedBy, reason });
  const why = whyNot(next, judged);
  const now = clock();
  const at = now.toString({ smallestUnit: 'millisecond' });
  const done = judged.ok && why === undefined ? judged : undefined;
  const changes = proposal.changes.map((change) =>
    change === next
      ? {
          ...change,
          result: done
            ? ({ state: 'applied', at, subject: done.subject } as const)
            : ({ state: 'failed', at, why: why ?? '' } as const),
        }
      : change,
  );
  const isOver = changes.every(({ result }) => result !== undefined);
  const after: Proposal = {
    ...proposal,
    version: proposal.version + 1,
    status: isOver ? 'done' : 'confirmed',
    changes,
  };
  const act = done
    ? ({ act: actOf(next.change.act), subject: done.subject } as const)
    : ({ act: 'not-applied', subject: proposal.proposalNo } as const);
  const recorded = trail.record({ ids, at: now }, { ...act, by, confirmedBy, proposal: proposalId }, [
    ...(done?.writes ?? []),
    proposalWrite(after),
  ]);
  const told = outboxWrite(proposalKey(proposalId), ids.next(), now, {
    kind: 'tell-proposal',
    proposalId,
    news: 'applied',
  });
  return {
    ok: true,
    value: after,
    writes: [
      ...recorded,
      ...(done?.beside ?? []),
      ...newsToContacts(ports, trail.seq + 1, done?.told),
      ...(isOver ? [told] : []),
    ],
  } as const;
};

/** A sentence, when it cannot be done as it was confirmed. */
const whyNot = (change: ProposedChange, judged: Judged | Refusal): string | undefined => {
  if (!judged.ok) return judged.message;
  if (judged.problems.length > 0) return judged.problems.map(({ message }) => message).join('。');
  return judged.power && basisHash(judged.power) !== change.basis
    ? '登録伺いの作成の後に、登録内容が変わりました。改めて登録伺いを作成してください'
    : undefined;
};
