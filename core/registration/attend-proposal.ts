import { Temporal } from 'temporal-polyfill';
import { outboxWrite } from '../case/outbox-write.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { addBusinessDays, dateOf, isOfficeHour } from '../values/calendar.ts';
import { confirmersOf } from './confirmers.ts';
import type { Proposal } from './proposal.ts';
import { loadProposal, proposalKey, proposalWrite } from './proposal-store.ts';
import { proposalLinkEnds } from './view-proposal.ts';

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
