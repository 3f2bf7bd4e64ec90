import type { z } from 'zod';
import type { Caller } from '../caller.ts';
import type { Person } from '../directory.ts';
import {
  findPersonByAddress,
  loadPerson,
  loadSection,
  personChangeWrites,
  personWrites,
} from '../directory-store.ts';
import { type Problem, refused } from '../errors.ts';
import { group } from '../fields.ts';
import type { Ports, Store } from '../ports.ts';
import { emailAddress, line, selected } from '../text.ts';
import { CHANGED_ELSEWHERE, hasChanged, officeAct, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('氏名', 60),
  email: emailAddress('メールアドレス'),
  sectionId: selected('所属'),
};
export const personInputSchema = group('職員', fields);
export const personChangeSchema = group('職員の変更', {
  ...fields,
  reason: line('変更の理由', 300),
  hash: shownHash,
});
type PersonInput = z.infer<typeof personInputSchema>;

/** A member of the city's staff who can then be appointed to a role (第2条). Rights come with appointments only. */
export const registerPerson = (ports: Ports) => (caller: Caller, input: PersonInput) => {
  const personId = `p-${ports.ids.next()}`;
  return officeAct<Person>(ports, caller, { act: 'register-person', subject: personId }, async () => {
    const { name, email, sectionId } = input;
    const person: Person = { personId, name, email, affiliation: { kind: 'city', sectionId } };
    return {
      ok: true,
      problems: await mistakes(ports.store, input, personId),
      value: person,
      writes: personWrites(person),
    };
  });
};

/**
 * Name, address and section of a member of the city's staff. Records keep the name of then. With the address go the
 * sessions that were opened by it.
 */
export const changePerson =
  (ports: Ports) =>
  (caller: Caller, personId: string, { reason, hash, ...input }: z.infer<typeof personChangeSchema>) =>
    officeAct<Person>(ports, caller, { act: 'change-person', subject: personId, reason }, async () => {
      const before = await loadPerson(ports.store, personId);
      if (before?.affiliation.kind !== 'city') return refused('not-found', 'not-found', '見つかりません');
      if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
      const { name, email, sectionId } = input;
      const until = ports.clock().toString();
      const changed = name !== before.name || email !== before.email;
      const former = { name: before.name, email: before.email, until };
      const after: Person = {
        ...before,
        name,
        email,
        affiliation: { kind: 'city', sectionId },
        ...(changed ? { former: [...(before.former ?? []), former] } : {}),
      };
      return {
        ok: true,
        problems: await mistakes(ports.store, input, personId),
        value: after,
        writes: personChangeWrites(before, after),
      };
    });

const mistakes = async (
  store: Store,
  { email, sectionId }: PersonInput,
  personId: string,
): Promise<readonly Problem[]> => {
  const holder = await findPersonByAddress(store, email);
  return [
    ...problemIf(!(await loadSection(store, sectionId)), '/sectionId', '課が登録されていません'),
    ...problemIf(
      holder !== undefined && holder.personId !== personId,
      '/email',
      'このメールアドレスは、ほかの利用者が使用しています',
    ),
  ];
};
