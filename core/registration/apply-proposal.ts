import { Temporal } from 'temporal-polyfill';
import { outboxWrite } from '../case/outbox-write.ts';
import { basisHash, type Judged } from '../directory/directory-change.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { addBusinessDays, dateOf, isOfficeHour } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';
import { confirmersOf } from './confirmers.ts';
import { actOf, judgeChange } from './directory-changes.ts';
import { loadProposal, type Proposal, type ProposedChange, proposalKey, proposalWrite } from './proposal.ts';
import { newsToContacts } from './tell-directory.ts';
import { proposalLinkEnds } from './view-proposal.ts';

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

/**
 * What is due for a proposal that waits: it lapses, or those who may confirm now get new links, because the day has come,
 * the links have ended, or others hold the office. Once a day at most. True when something moved.
 */
export const attendProposal =
  (ports: Ports) =>
  async (proposalId: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const { store, clock, ids } = ports;
    return carriedOut(
      await commit<boolean>({ store }, async ({ store }) => {
        const nothing = { ok: true, value: false, writes: [] } as const;
        const trail = await openDirectoryTrail(store);
        const proposal = await loadProposal(store, proposalId);
        const settings = await loadSettings(store);
        const now = clock();
        if (proposal?.status !== 'open' || !isOfficeHour(now, businessDate, settings)) return nothing;
        const at = now.toString({ smallestUnit: 'millisecond' });
        const version = proposal.version + 1;
        const today = businessDate.toString();
        const tell = (news: 'reminded' | 'lapsed') =>
          outboxWrite(proposalKey(proposalId), ids.next(), now, { kind: 'tell-proposal', proposalId, news });
        const write = (after: Proposal, act: 'lapse' | 'renew-links') =>
          trail.record(
            { ids, at: now },
            { act, subject: proposal.proposalNo, by: 'daily', proposal: proposalId },
            [proposalWrite(after)],
          );
        if (proposal.lapsesOn <= today) {
          const lapsed: Proposal = { ...proposal, version, status: 'lapsed', closed: { by: 'daily', at } };
          return { ok: true, value: true, writes: [...write(lapsed, 'lapse'), tell('lapsed')] };
        }
        const issuedTo = (await confirmersOf(store, proposal, businessDate)).map(({ personId }) => personId);
        const others = issuedTo.toSorted().join() !== proposal.issuedTo.toSorted().join();
        const isEnded =
          Temporal.Instant.compare(proposalLinkEnds(proposal, settings.linkValidDays), now) <= 0;
        const askedToday = dateOf(Temporal.Instant.from(proposal.issuedAt)).equals(businessDate);
        if (!others && (askedToday || (!isEnded && today < proposal.remindOn))) return nothing;
        const reissued: Proposal = {
          ...proposal,
          version,
          generation: proposal.generation + 1,
          issuedTo,
          issuedAt: at,
          remindOn: addBusinessDays(businessDate, settings.decisionTargetDays, settings).toString(),
        };
        return { ok: true, value: true, writes: [...write(reissued, 'renew-links'), tell('reminded')] };
      }),
    );
  };
