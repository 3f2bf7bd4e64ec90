import type { z } from 'zod';
import type { ProposalNews } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Caller } from '../directory/caller.ts';
import { holdersOf } from '../directory/directory.ts';
import { appointmentsOfRole, stillAppointed } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome, type Refusal, Retryable, refused } from '../values/errors.ts';
import { choice, group } from '../values/fields.ts';
import { line, optionalLine } from '../values/text.ts';
import { applyProposal } from './apply-proposal.ts';
import { confirmersOf, whyNotConfirm } from './confirmers.ts';
import {
  type Confirmation,
  loadProposal,
  PROPOSAL_STATUSES,
  type Proposal,
  proposalHash,
  proposalKey,
  proposalWrite,
} from './proposal.ts';
import { maySee } from './view-proposal.ts';

/** 登録伺い (docs/adr/0029): confirmed by another, stopped by whom it concerns, withdrawn by whoever drafted it. */

const PROPOSAL_DECISIONS = {
  confirm: '確認する',
  stop: '差し止める',
  withdraw: '取り下げる',
} as const;

export const proposalDecisionSchema = group('登録伺いへの判断', {
  choice: choice('判断', PROPOSAL_DECISIONS),
  /** Of what was shown. */
  hash: line('表示内容の照合値', 60),
  reason: optionalLine('理由', 300),
});
type Input = z.infer<typeof proposalDecisionSchema>;

const OPERATOR = 'operator';

type Open = { readonly ok: true; readonly proposal: Proposal };

const stillOpen = async (ports: Ports, proposalId: string): Promise<Open | Refusal> => {
  const proposal = await loadProposal(ports.store, proposalId);
  if (!proposal) return NOT_FOUND;
  if (proposal.status !== 'open')
    return refused(
      'conflict',
      'already-decided',
      `この登録伺いは「${PROPOSAL_STATUSES[proposal.status]}」です。今回の操作では、何も変更されていません`,
    );
  if (proposal.lapsesOn <= dateOf(ports.clock()).toString())
    return refused(
      'conflict',
      'lapsed',
      'この登録伺いは有効期間を過ぎています。必要なときは、改めて作成してください',
    );
  return { ok: true, proposal };
};

/** What a person of the city decides on the page, by whatever way it was reached. */
export const decideProposal =
  (ports: Ports) =>
  async (caller: Caller, proposalId: string, input: Input): Promise<Outcome<Proposal>> => {
    const outcome = await commit<Proposal>(ports, async (ports) => {
      const trail = await openDirectoryTrail(ports.store);
      const open = await stillOpen(ports, proposalId);
      const known = open.ok ? open.proposal : await loadProposal(ports.store, proposalId);
      if (!known || !(await maySee(ports, caller, known))) return NOT_FOUND;
      if (!open.ok) return open;
      const { proposal } = open;
      if (proposalHash(proposal) !== input.hash)
        return refused(
          'conflict',
          'changed-since-shown',
          '表示した後に内容が変わりました。最新の内容を確認してください',
        );
      const { personId: by } = caller.person;
      if (input.choice === 'confirm') {
        const confirmed = await confirming(ports, caller, proposal);
        return confirmed.ok ? closing(ports, trail, proposal, { act: 'confirm', by }, confirmed) : confirmed;
      }
      const { reason } = input;
      if (input.choice === 'withdraw' && proposal.preparedBy !== by)
        return refused('forbidden', 'not-drafter', '取下げは、登録伺いを作成した本人が行います');
      if (input.choice === 'stop' && reason === undefined)
        return refused('invalid', 'no-reason', '入力内容に誤りがあります', [
          { pointer: '/reason', message: '「理由」を入力してください' },
        ]);
      const at = now(ports);
      return closing(
        ports,
        trail,
        proposal,
        { act: input.choice, by, reason },
        {
          status: input.choice === 'stop' ? 'stopped' : 'withdrawn',
          closed: { by, at, ...(reason === undefined ? {} : { reason }) },
          guards: [],
        },
      );
    });
    return appliedNow(ports, outcome);
  };

/** For the operator (npm run proposals): confirms only while nobody of the city is entitled. */
export const decideAsOperator =
  (ports: Ports) =>
  async (proposalId: string, decision: 'confirm' | 'stop', reason?: string): Promise<Outcome<Proposal>> => {
    const outcome = await commit<Proposal>(ports, async (ports) => {
      const trail = await openDirectoryTrail(ports.store);
      const open = await stillOpen(ports, proposalId);
      if (!open.ok) return open;
      const { proposal } = open;
      const at = now(ports);
      if (decision === 'stop')
        return closing(
          ports,
          trail,
          proposal,
          { act: 'stop', by: OPERATOR, reason },
          {
            status: 'stopped',
            closed: { by: OPERATOR, at, ...(reason === undefined ? {} : { reason }) },
            guards: [],
          },
        );
      if ((await confirmersOf(ports.store, proposal, dateOf(ports.clock()))).length > 0)
        return refused(
          'forbidden',
          'somebody-is-entitled',
          '確認できる統括情報セキュリティ管理者又は代決者がいます。その職員が確認してください',
        );
      return closing(
        ports,
        trail,
        proposal,
        { act: 'confirm', by: OPERATOR },
        {
          status: 'confirmed',
          confirmation: { by: OPERATOR, channel: 'command', at, shownHash: proposalHash(proposal) },
          guards: [],
        },
      );
    });
    return appliedNow(ports, outcome);
  };

const now = ({ clock }: Ports): string => clock().toString({ smallestUnit: 'millisecond' });

type Decided = {
  readonly status: 'confirmed' | 'stopped' | 'withdrawn';
  readonly confirmation?: Confirmation;
  readonly closed?: Proposal['closed'];
  /** Whoever decides still may when it is written. */
  readonly guards: readonly Write[];
};

const confirming = async (
  ports: Ports,
  caller: Caller,
  proposal: Proposal,
): Promise<Refusal | ({ readonly ok: true } & Decided)> => {
  const { store } = ports;
  const today = dateOf(ports.clock());
  const why = await whyNotConfirm(store, proposal, caller.person, today);
  const held = (await confirmersOf(store, proposal, today)).find(
    ({ personId }) => personId === caller.person.personId,
  );
  if (why !== undefined || !held) return refused('forbidden', 'not-entitled', why ?? '');
  const principal = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', today).find(
    ({ kind }) => kind === 'principal',
  );
  return {
    ok: true,
    status: 'confirmed',
    confirmation: {
      by: caller.person.personId,
      as: held.kind,
      title: held.title,
      ...(held.kind === 'deputy' && principal ? { principalId: principal.personId } : {}),
      channel: caller.channel === 'mail-link' ? 'mail-link' : 'screen',
      at: now(ports),
      shownHash: proposalHash(proposal),
    },
    guards: [stillAppointed(held)],
  };
};

/** One transaction: the question is closed, and with it every link; the trail says by whom; what follows is in the outbox. */
const closing = (
  { clock, ids }: Ports,
  trail: Awaited<ReturnType<typeof openDirectoryTrail>>,
  proposal: Proposal,
  { act, by, reason }: { act: 'confirm' | 'stop' | 'withdraw'; by: string; reason?: string | undefined },
  { status, confirmation, closed, guards }: Decided,
) => {
  const after: Proposal = {
    ...proposal,
    version: proposal.version + 1,
    status,
    ...(confirmation ? { confirmation } : {}),
    ...(closed ? { closed } : {}),
  };
  const { proposalId } = proposal;
  const at = clock();
  const said = {
    ...{ act, subject: proposal.proposalNo, by, proposal: proposalId },
    ...(reason === undefined ? {} : { reason }),
  };
  const message =
    status === 'confirmed'
      ? ({ kind: 'apply-proposal', proposalId } as const)
      : ({ kind: 'tell-proposal', proposalId, news: status satisfies ProposalNews } as const);
  return {
    ok: true,
    value: after,
    writes: [
      ...trail.record({ ids, at }, said, [proposalWrite(after)]),
      outboxWrite(proposalKey(proposalId), ids.next(), at, message),
      ...guards,
    ],
  } as const;
};

/** Where something is in the way for now, the outbox goes on. */
const appliedNow = async (ports: Ports, outcome: Outcome<Proposal>): Promise<Outcome<Proposal>> => {
  if (!outcome.ok || outcome.value.status !== 'confirmed') return outcome;
  try {
    return accepted((await applyProposal(ports)(outcome.value.proposalId)) ?? outcome.value);
  } catch (error) {
    if (error instanceof Retryable) return outcome;
    throw error;
  }
};
