import type { z } from 'zod';
import { dateOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import type { Person } from '../directory.ts';
import {
  loadPerson,
  loadSection,
  lookUpAddress,
  personChangeWrites,
  personWrites,
} from '../directory-store.ts';
import { type Problem, refused } from '../errors.ts';
import { group } from '../fields.ts';
import type { Ports } from '../ports.ts';
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

export const ADDRESS_TAKEN = 'このメールアドレスは、ほかの利用者が使用しています';

/** A member of the city's staff who can then be appointed to a role (第2条). Rights come with appointments only. */
export const registerPerson = (ports: Ports) => (caller: Caller, input: PersonInput) => {
  const personId = `p-${ports.ids.next()}`;
  return officeAct<Person>(ports, caller, { act: 'register-person', subject: personId }, async () => {
    const { name, email, sectionId } = input;
    const person: Person = { personId, name, email, affiliation: { kind: 'city', sectionId } };
    const { problems, leaver } = await mistakes(ports, input, personId);
    return { ok: true, problems, value: person, writes: personWrites(person, leaver) };
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
      const { problems, leaver } = await mistakes(ports, input, personId);
      return { ok: true, problems, value: after, writes: personChangeWrites(before, after, leaver) };
    });

const mistakes = async (
  { store, clock }: Ports,
  { email, sectionId }: PersonInput,
  personId: string,
): Promise<{ readonly problems: readonly Problem[]; readonly leaver?: Person | undefined }> => {
  const { person: holder, leaver } = await lookUpAddress(store, email, dateOf(clock()));
  return {
    leaver,
    problems: [
      ...problemIf(!(await loadSection(store, sectionId)), '/sectionId', '課が登録されていません'),
      ...problemIf(holder !== undefined && holder.personId !== personId, '/email', ADDRESS_TAKEN),
    ],
  };
};
