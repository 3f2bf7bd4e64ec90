import { expect, test } from 'vitest';
import { holdersOf, type Role } from '../../core/directory/directory.ts';
import { appointmentsOfRole, listSections } from '../../core/directory/directory-store.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { createCity } from '../support/city.ts';
import { decree } from '../support/decree.ts';

const SECTION = {
  ...{ headTitle: '課長', documentPrefix: '苫水総', email: 'suido@city.example.jp', tel: '0144-00-0400' },
};

test('空いている役職に同時に二人を登録しても、本人は一人だけ', async () => {
  const city = await createCity();
  const { store, today } = city;
  await decree(city, { act: 'register-section', ...SECTION, sectionId: 'water', name: '水道課' });
  const role: Role = 'manager:water';
  const input = (personId: string) => ({
    ...{ role, personId, kind: 'principal' as const, title: '課長', from: '2026-04-01' },
  });
  const both = await Promise.allSettled(
    ['p-tax', 'p-care'].map((id) => decree(city, { act: 'appoint', ...input(id) })),
  );
  // The later one was confirmed when nobody held the role: that is no longer so.
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const holders = holdersOf(await appointmentsOfRole(store, role), role, today());
  expect(holders.filter(({ kind }) => kind === 'principal')).toHaveLength(1);
});

test('同じ文書記号の課を同時に登録しても、登録されるのは一つだけ', async () => {
  const { ports, store, person } = await createCity();
  const clerk = await person('p-clerk');
  const both = await Promise.all(
    ['water', 'sewer'].map((sectionId) =>
      actOnDirectory(ports)(clerk, {
        ...{ act: 'register-section', ...SECTION, sectionId, name: `${sectionId}課` },
      }),
    ),
  );
  expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  expect(
    (await listSections(store)).filter(({ documentPrefix }) => documentPrefix === '苫水総'),
  ).toHaveLength(1);
});
