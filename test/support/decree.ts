import { type Caller, makeCaller } from '../../core/directory/caller.ts';
import { holdersOf } from '../../core/directory/directory.ts';
import { appointmentsOfRole, loadPerson } from '../../core/directory/directory-store.ts';
import { confirmersOf } from '../../core/registration/confirmers.ts';
import { decideAsOperator, decideProposal } from '../../core/registration/decide-proposal.ts';
import type { Change } from '../../core/registration/directory-changes.ts';
import { loadProposal, proposalHash } from '../../core/registration/proposal.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import type { Ports } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Answer, Client } from './world.ts';

/** What takes two persons (INV-25), done by two: prepared by the office, confirmed by whoever is entitled. */

type Of = { readonly ports: Ports; readonly person: (personId: string) => Promise<Caller> };

/** The value of what counts at once, or the id of the entry once it was confirmed. */
export const decree = async (
  { ports, person }: Of,
  change: Change,
  { by = 'p-clerk', reason = '理由' }: { readonly by?: string; readonly reason?: string } = {},
  // biome-ignore lint/suspicious/noExplicitAny: entries come in every shape
): Promise<any> => {
  const acted = await actOnDirectory(ports)(await person(by), change, reason);
  if (!acted.ok) throw new Error(acted.message + acted.problems.map(({ message }) => message).join());
  if ('applied' in acted.value) return acted.value.applied;
  const proposal = await loadProposal(ports.store, acted.value.proposal.proposalId);
  if (!proposal) throw new Error('no proposal');
  const [held] = await confirmersOf(ports.store, proposal, dateOf(ports.clock()));
  const outcome = held
    ? await decideProposal(ports)(await person(held.personId), proposal.proposalId, {
        choice: 'confirm',
        hash: proposalHash(proposal),
      })
    : await decideAsOperator(ports)(proposal.proposalId, 'confirm');
  if (!outcome.ok) throw new Error(outcome.message);
  const [{ result } = {}] = outcome.value.changes;
  if (result?.state !== 'applied') throw new Error(result?.why ?? 'not applied');
  return result.subject;
};

/** The same over HTTP. Answers as if it had counted at once: the status, and the id of what was registered. */
export const decreeOver =
  (ports: Ports, as: (address: string) => Promise<Client>, settle: () => Promise<unknown>) =>
  async (method: 'POST' | 'PUT', path: string, body: unknown, by?: string): Promise<Answer> => {
    const today = dateOf(ports.clock());
    const holders = [
      ...holdersOf(await appointmentsOfRole(ports.store, 'clerk:ict'), 'clerk:ict', today),
      ...holdersOf(await appointmentsOfRole(ports.store, 'chief'), 'chief', today),
    ];
    const addressOf = async (personId: string | undefined) =>
      (personId === undefined ? undefined : await loadPerson(ports.store, personId))?.email ?? '';
    const office = by ?? (await addressOf(holders[0]?.personId));
    const prepared = await (await as(office))(method, path, body);
    await settle();
    if (prepared.status !== 202) return prepared;
    const { proposalId } = prepared.json;
    const proposal = await loadProposal(ports.store, proposalId);
    if (!proposal) throw new Error('no proposal');
    const [held] = await confirmersOf(ports.store, proposal, today);
    if (!held) {
      const outcome = await decideAsOperator(ports)(proposalId, 'confirm');
      if (!outcome.ok) throw new Error(outcome.message);
    } else {
      const confirmer = await as(await addressOf(held.personId));
      const answer = await confirmer('POST', `/v1/proposals/${proposalId}/decision`, {
        choice: 'confirm',
        hash: proposalHash(proposal),
      });
      if (answer.status !== 200) return answer;
    }
    await settle();
    const [{ result } = {}] = (await loadProposal(ports.store, proposalId))?.changes ?? [];
    if (result?.state !== 'applied') throw new Error(result?.why ?? 'not applied');
    const { subject } = result;
    return {
      ...prepared,
      status: method === 'PUT' || path.endsWith('/end') ? 200 : 201,
      json: { ...prepared.json, subject, appointmentId: subject },
    };
  };

/** A person of a world, with the roles held today. */
export const callerIn =
  ({ store, clock }: Ports) =>
  async (personId: string): Promise<Caller> => {
    const person = await loadPerson(store, personId);
    if (!person) throw new Error(`no ${personId}`);
    return makeCaller(store, person, dateOf(clock()), 'screen');
  };
