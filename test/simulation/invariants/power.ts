import type { DirectoryEvent } from '../../../core/directory/directory-trail.ts';
import type { Change } from '../../support/memory-store.ts';
import { holdersIn, type Judged, member } from './judged.ts';

/** INV-25 TwoForPower: judged at every commit, from the rows alone. */

/** Rows that are power, whoever writes them. */
const POWER = /^(ROLE#(chief|manager:[\w-]+)\/APPOINTMENT#|SETTINGS\/V#)/;
/** What begins a city, or takes it over as it is. */
const BEGINNINGS = ['bootstrap', 'covered', 'covered-all'];

export const judgePower = ({ store, violate }: Judged, changes: readonly Change[]): void => {
  const events = changes.flatMap(({ key, after }) =>
    key.pk === 'DIRECTORY' && key.sk.startsWith('TRAIL#')
      ? (member<DirectoryEvent>(after, 'event') ?? [])
      : [],
  );
  const power = changes.filter(({ key, before, after }) => {
    const text = `${key.pk}/${key.sk}`;
    return POWER.test(text) || (after !== undefined && before !== undefined && isHolders(text));
  });
  if (power.length === 0) return;
  const [event] = events;
  if (!event) {
    violate('INV-25', `${power[0]?.key.pk} was changed, and no trail tells of it`);
    return;
  }
  if (BEGINNINGS.includes(event.act)) return;
  const { act, by, confirmedBy, proposal } = event;
  if (confirmedBy === undefined || confirmedBy === by) {
    violate('INV-25', `${act} by ${by} alone`);
    return;
  }
  const confirmed = store
    .partition('DIRECTORY')
    .map((row) => member<DirectoryEvent>(row, 'event'))
    .some((other) => other?.act === 'confirm' && other.proposal === proposal && other.by === confirmedBy);
  if (!confirmed) violate('INV-25', `${act} was not confirmed by ${confirmedBy}`);
  for (const { key, before, after } of power) {
    const appointee = member<{ personId: string }>(after, 'appointment')?.personId;
    const concerned = before === undefined ? appointee : personOf(key.pk);
    if (concerned === confirmedBy) violate('INV-25', `${confirmedBy} confirmed what concerns himself`);
    if (before === undefined && appointee === by) violate('INV-25', `${by} appointed himself`);
  }

  /** Name and address of somebody who holds an office of power. */
  function isHolders(text: string): boolean {
    const personId = /^PERSON#(.+)\/PROFILE$/.exec(text)?.[1];
    return (
      personId !== undefined &&
      store
        .partition(`PERSON#${personId}`)
        .some((row) => /^(chief|manager:)/.test(member<{ role: string }>(row, 'appointment')?.role ?? ''))
    );
  }
};

const personOf = (pk: string): string | undefined => /^PERSON#(.+)$/.exec(pk)?.[1];

/** Who may confirm, by the rule: the chief and deputies of the day, but not whoever drafted it, nor whom it concerns. */
export const entitled = (
  store: Judged['store'],
  date: string,
  without: readonly (string | undefined)[],
): readonly string[] =>
  holdersIn(store, 'chief', date)
    .map(({ personId }) => personId)
    .filter((personId) => !without.includes(personId));
