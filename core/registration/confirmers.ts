import type { Temporal } from 'temporal-polyfill';
import { type Appointment, holdersOf, type Person } from '../directory/directory.ts';
import { appointmentsOfRole } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { concernedBy, type Proposal } from './proposal.ts';

/**
 * Who may confirm today (第12条): the chief or a deputy, who has not drafted it and whom it does not concern. Nobody: then
 * the operator, by command line.
 */
export const confirmersOf = async (
  store: Store,
  proposal: Pick<Proposal, 'changes' | 'preparedBy'>,
  today: Temporal.PlainDate,
): Promise<readonly Appointment[]> => {
  const concerned = concernedBy(proposal);
  const seen = new Set<string>();
  return holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', today).filter(({ personId }) => {
    const isEntitled = personId !== proposal.preparedBy && !concerned.has(personId) && !seen.has(personId);
    seen.add(personId);
    return isEntitled;
  });
};

/** Why one may not confirm, in a sentence for that person; undefined: may. */
export const whyNotConfirm = async (
  store: Store,
  proposal: Proposal,
  { personId }: Pick<Person, 'personId'>,
  today: Temporal.PlainDate,
): Promise<string | undefined> => {
  const entitled = await confirmersOf(store, proposal, today);
  if (entitled.some((held) => held.personId === personId)) return undefined;
  if (proposal.preparedBy === personId)
    return '登録伺いを作成した本人は確認できません。統括情報セキュリティ管理者又は代決者が確認します（第12条）';
  if (concernedBy(proposal).has(personId))
    return 'ご自分の役職・氏名・メールアドレスに関わる登録伺いは確認できません。ほかの統括情報セキュリティ管理者又は代決者が確認します（第12条）';
  return '登録伺いの確認は、統括情報セキュリティ管理者又は代決者が行います（第12条）';
};
