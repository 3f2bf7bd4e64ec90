import { type ActFn, flag, number, text, today } from './acts-vendor.ts';
import { member } from './invariants/judged.ts';
import type { CityWorld } from './world.ts';

/** A vendor's people come and go; whoever has left finds every door shut (INV-17). */

const ADMINISTRATOR: Readonly<Record<string, string>> = { hokuto: 'p-vendor', minami: 'p-other' };

type Profile = {
  readonly personId: string;
  readonly affiliation: { readonly vendorId: string; readonly to?: string };
};

/** Those who were added in the story, as their rows have them. */
const newcomers = (world: CityWorld, vendorId: string): readonly Profile[] =>
  world.store
    .partition(`VENDOR#${vendorId}`)
    .flatMap(({ sk }) => (sk.startsWith('CONTACT#') ? [sk.slice('CONTACT#'.length)] : []))
    .filter((personId) => personId !== ADMINISTRATOR[vendorId])
    .flatMap((personId) =>
      world.store.partition(`PERSON#${personId}`).flatMap((row) => member<Profile>(row, 'person') ?? []),
    );

const hasLeft = (world: CityWorld, { affiliation: { to } }: Profile): boolean =>
  to !== undefined && to <= today(world).toString();

const pathOf = (vendorId: string): string => `/v1/vendors/${vendorId}/contacts`;

const comes: ActFn = async (world, action) => {
  const vendorId = text(action, 'vendor', 'hokuto');
  const answer = await world.asPerson(ADMINISTRATOR[vendorId] ?? '', {
    path: pathOf(vendorId),
    body: {
      name: `新任 ${action.id}`,
      // The same mailbox again and again, as a company has it.
      email: `tanto${number(action, 'mailbox')}@${vendorId}.example.com`,
      reason: '増員',
    },
  });
  if (answer?.status !== 201) return answer;
  const { personId } = answer.json;
  await world.letIn(personId);
  const made = await world.asPerson(personId, { path: '/v1/api-keys', body: { label: '新任' } });
  if (made?.status === 201) world.contactKeys.set(personId, made.json.secret);
  return answer;
};

const leaves: ActFn = async (world, action) => {
  const vendorId = text(action, 'vendor', 'hokuto');
  const [leaver] = newcomers(world, vendorId).filter((person) => !hasLeft(world, person));
  const personId = leaver?.personId ?? 'p-none';
  const on = today(world)
    .add({ days: number(action, 'days') })
    .toString();
  return world.asPerson(flag(action, 'office') ? 'p-clerk' : (ADMINISTRATOR[vendorId] ?? ''), {
    path: `${pathOf(vendorId)}/${personId}/end`,
    body: { on, reason: '退職' },
  });
};

/** Everybody who ever came tries what they had: it opens to nobody who has left. */
const knock: ActFn = async (world, action) => {
  const vendorId = text(action, 'vendor', 'hokuto');
  for (const person of newcomers(world, vendorId)) {
    const left = hasLeft(world, person);
    const key = world.contactKeys.get(person.personId);
    const call = { method: 'GET', path: '/v1/applications' } as const;
    const answers = [
      await world.asPerson(person.personId, call),
      key === undefined ? undefined : await world.withKey(key, call),
    ];
    if (left && answers.some((answer) => answer !== undefined && answer.status < 400))
      world.violate('INV-17', `${person.personId} has left ${vendorId} and was let in`);
  }
  world.faults.note('foreign-hand');
  return undefined;
};

export const CONTACT_ACTS: Readonly<Record<string, ActFn>> = {
  'contact-comes': comes,
  'contact-leaves': leaves,
  'contacts-knock': knock,
};
