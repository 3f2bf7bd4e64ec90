import type { z } from 'zod';
import type { Caller } from '../caller.ts';
import { commit } from '../commit.ts';
import type { Person } from '../directory.ts';
import { directoryEventWrite, findPersonByAddress, loadSection, personWrites } from '../directory-store.ts';
import { type Problem, refused } from '../errors.ts';
import { group } from '../fields.ts';
import type { Ports } from '../ports.ts';
import { emailAddress, line, selected } from '../text.ts';
import { actForOffice } from './office-act.ts';

export const personInputSchema = group('職員', {
  name: line('氏名', 60),
  email: emailAddress('メールアドレス'),
  sectionId: selected('所属'),
});

/** A member of the city's staff who can then be appointed to a role (第2条). Rights come with appointments only. */
export const registerPerson = (ports: Ports) => (caller: Caller, input: z.infer<typeof personInputSchema>) =>
  commit<Person>(ports.store, async () => {
    const { store, clock, ids } = ports;
    const office = await actForOffice(ports, caller, '職員の登録は統括部門が行います');
    if (!office.ok) return office;
    const problems: Problem[] = [];
    if (!(await loadSection(store, input.sectionId)))
      problems.push({ pointer: '/sectionId', message: '課が登録されていません' });
    if (await findPersonByAddress(store, input.email))
      problems.push({
        pointer: '/email',
        message: 'このメールアドレスは、ほかの利用者が使用しています',
      });
    if (problems.length > 0)
      return refused('invalid', 'invalid-person', '入力内容に誤りがあります', problems);
    const person: Person = {
      personId: `p-${ids.next()}`,
      name: input.name,
      email: input.email,
      affiliation: { kind: 'city', sectionId: input.sectionId },
    };
    const what = `register ${person.personId}`;
    return {
      ok: true,
      value: person,
      writes: [
        ...personWrites(person),
        directoryEventWrite(ids.next(), clock(), caller.person.personId, what, '職員の登録'),
        office.guard,
      ],
    };
  });
