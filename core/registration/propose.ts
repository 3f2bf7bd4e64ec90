import { z } from 'zod';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Caller } from '../directory/caller.ts';
import type { Role } from '../directory/directory.ts';
import { basisHash, type Judged } from '../directory/directory-change.ts';
import {
  type DirectoryActName,
  type DirectoryTrail,
  keyText,
  openDirectoryTrail,
} from '../directory/directory-trail.ts';
import { type Plan, replayable } from '../directory/idempotency.ts';
import { proposalNumber, takeNumber } from '../store/numbering.ts';
import type { Ports, Write } from '../store/ports.ts';
import { addBusinessDays, dateOf } from '../values/calendar.ts';
import { type Problem, type Refusal, refused } from '../values/errors.ts';
import { confirmersOf } from './confirmers.ts';
import { type Change, judgeChange } from './directory-changes.ts';
import { actForOffice } from './office-act.ts';
import { type Proposal, type ProposedChange, proposalKey, proposalWrite } from './proposal.ts';
import { newsOfAct } from './tell-directory.ts';

/**
 * What the chief's office does to the directory and the settings (第2条, 第12条): at once, or, where it gives, takes or
 * changes power, as a 登録伺い that another person confirms (docs/adr/0029).
 */

/** What has been done at once, as it is now; or the proposal that waits. */
export type Acted = { readonly applied: unknown } | { readonly proposal: Pick<Proposal, 'proposalId'> };

/** Of what was done: that it was. People's names stay in the directory. */
export const doneSchema = z.unknown().transform(() => null);
const proposalReceiptSchema = z.object({ proposalId: z.string() });
const actedSchema = z.union([
  z.object({ proposal: proposalReceiptSchema }),
  z.object({ applied: doneSchema }),
]);

type Office = Extract<Awaited<ReturnType<typeof actForOffice>>, { ok: true }>;

const OTHERWISE = 'この登録は統括部門が行います';

/** One change. */
export const actOnDirectory =
  (ports: Ports) =>
  (caller: Caller, change: Change, reason = '') =>
    replayable(
      ports,
      { caller, request: { change, reason }, receipt: actedSchema },
      async (ports): Promise<Refusal | Plan<Acted>> => {
        const trail = await openDirectoryTrail(ports.store);
        const office = await actForOffice(ports, caller, OTHERWISE);
        if (!office.ok) return office;
        const by = caller.person.personId;
        const judged = await judgeChange(ports, change, { by, reason });
        if (!judged.ok) return judged;
        const problems = [...judged.problems, ...barredFrom(judged, by, office)];
        if (problems.length > 0) return mistaken(problems);
        if (judged.power) return proposing(ports, trail, office, by, [{ change, judged }], reason);
        const act = { act: change.act, subject: judged.subject, by } satisfies {
          act: DirectoryActName;
          subject: string;
          by: string;
        };
        const said = reason === '' ? act : { ...act, reason };
        const recorded = trail.record({ ids: ports.ids, at: ports.clock() }, said, judged.writes);
        return {
          ok: true,
          value: { applied: judged.value },
          writes: guarded(
            [...recorded, ...judged.beside, ...(await newsOfAct(ports, trail.seq + 1, judged.told))],
            office,
          ),
        };
      },
    );

/** Many changes that are confirmed together, as on 1 April: none of them counts before. */
export const propose = (ports: Ports) => (caller: Caller, changes: readonly Change[], reason: string) =>
  replayable(
    ports,
    { caller, request: { changes, reason }, receipt: proposalReceiptSchema },
    async (ports) => {
      const trail = await openDirectoryTrail(ports.store);
      const office = await actForOffice(ports, caller, OTHERWISE);
      if (!office.ok) return office;
      const by = caller.person.personId;
      const problems: Problem[] = [];
      const judgedOnes: { change: Change; judged: Judged }[] = [];
      for (const [index, change] of changes.entries()) {
        const judged = await judgeChange(ports, change, { by, reason });
        const wrong = judged.ok
          ? [...judged.problems, ...barredFrom(judged, by, office)]
          : [{ pointer: '', message: judged.message }];
        for (const { pointer, message } of wrong)
          problems.push({ pointer: `/changes/${index}${pointer}`, message });
        if (judged.ok) judgedOnes.push({ change, judged });
      }
      if (problems.length > 0) return mistaken(problems);
      const planned = await proposing(ports, trail, office, by, judgedOnes, reason);
      return { ...planned, value: planned.value.proposal };
    },
  );

const mistaken = (problems: readonly Problem[]): Refusal =>
  refused('invalid', 'invalid-registration', '入力内容に誤りがあります', problems);

/** Nobody appoints himself, and nobody changes who holds a role of his own. */
const barredFrom = ({ barred }: Judged, by: string, { roles }: Office): readonly Problem[] => {
  if (!barred) return [];
  const own = (role: Role) => roles.includes(role);
  return [
    ...(barred.people.includes(by)
      ? [
          {
            pointer: '/personId',
            message: 'ご自分を役職に就けることはできません。統括部門のほかの職員が登録してください',
          },
        ]
      : []),
    ...(barred.roles.some(own)
      ? [
          {
            pointer: '/role',
            message:
              'ご自分が就いている役職の就任・退任は登録できません。統括部門のほかの職員が登録してください',
          },
        ]
      : []),
  ];
};

/** The guard, unless the act writes the very row, under the same condition. */
const guarded = (writes: readonly Write[], { guard }: Office): readonly Write[] =>
  writes.some((write) => 'put' in write && 'check' in guard && keyText(write.put) === keyText(guard.check))
    ? writes
    : [...writes, guard];

const proposed = (change: Change, { subject, lines, power, told }: Judged): ProposedChange => ({
  change,
  subject,
  lines: lines.map(([label, text]) => [label, text]),
  concerned: [...(power?.concerned ?? [])],
  roles: [...new Set([...(power?.roles ?? []), ...(told?.roles ?? [])])],
  people: [...(told?.people ?? [])],
  addresses: [...(power?.addresses ?? (told?.former ? [told.former.email] : []))],
  basis: power ? basisHash(power) : '',
});

const proposing = async (
  ports: Ports,
  trail: DirectoryTrail,
  office: Office,
  by: string,
  changes: readonly { readonly change: Change; readonly judged: Judged }[],
  reason: string,
): Promise<{
  readonly ok: true;
  readonly value: { readonly proposal: Proposal };
  readonly writes: readonly Write[];
}> => {
  const { store, clock, ids } = ports;
  const now = clock();
  const today = dateOf(now);
  const { settings } = office;
  const { year, number, write } = await takeNumber(store, 'proposal', today);
  const at = now.toString({ smallestUnit: 'millisecond' });
  const dueOn = addBusinessDays(today, settings.decisionTargetDays, settings).toString();
  const draft = {
    preparedBy: by,
    changes: changes.map(({ change, judged }) => proposed(change, judged)),
  };
  const proposal: Proposal = {
    ...draft,
    proposalId: ids.next(),
    proposalNo: proposalNumber(year, number),
    version: 1,
    status: 'open',
    preparedAt: at,
    reason,
    dueOn,
    lapsesOn: today.add({ days: settings.proposalValidDays }).toString(),
    generation: 1,
    issuedTo: (await confirmersOf(store, draft, today)).map(({ personId }) => personId),
    issuedAt: at,
    remindOn: dueOn,
  };
  const { proposalId } = proposal;
  const recorded = trail.record(
    { ids, at: now },
    { act: 'propose', subject: proposal.proposalNo, by, proposal: proposalId },
    [proposalWrite(proposal)],
  );
  const told = outboxWrite(proposalKey(proposalId), ids.next(), now, {
    kind: 'tell-proposal',
    proposalId,
    news: 'proposed',
  });
  return {
    ok: true,
    value: { proposal },
    writes: guarded([...recorded, write, told], office),
  };
};
