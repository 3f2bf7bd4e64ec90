import { Temporal } from 'temporal-polyfill';
import type { CaseEvent } from '../case/case-event.ts';
import { type CaseState, isSupervised } from '../case/case-state.ts';
import { changedIn, loadCase, loadEvents, stateOf } from '../case/case-store.ts';
import { kindOf, type RecordRef } from '../case/records.ts';
import { toldEvents } from '../case/told-to-vendor.ts';
import { type EventType, STEPS, TRANSITIONS } from '../case/transitions.ts';
import { type Caller, canSee, isOffice, vendorOf } from '../directory/caller.ts';
import { sectionOf } from '../directory/directory.ts';
import { listSections, listSystems, loadSettings } from '../directory/directory-store.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { subjectOf } from './trail-words.ts';

/** What has changed since the reader was here last: read for the front page, never stored. */
export type News = {
  readonly at: string;
  /** What happened, e.g. 補正依頼. */
  readonly label: string;
  readonly caseId: string;
  /** 許可番号, or 受付番号 where nothing is permitted yet. */
  readonly no: string;
  readonly permitted: boolean;
  readonly systemName: string;
  readonly record: RecordRef | undefined;
  readonly who: (typeof TRANSITIONS)[EventType]['who'];
  /** 代決 */
  readonly asDeputy: boolean;
};

/** Lines of a list, and cases that are looked into for them. */
const LINES = 10;
const CASES = 20;

/**
 * To a vendor what it is told of its cases, to a section what happened in its own, to the chief's office decisions on
 * applications, permits, and findings (第4条, 第7条, 第8条) of all sections; never what the reader did. Newest first, what deputies
 * decided for itself. Costs a query for each section, and the events of the cases that have changed last, at most twenty.
 */
export const listNews =
  ({ store }: Pick<Ports, 'store'>) =>
  async (
    caller: Caller,
    since: Temporal.Instant,
  ): Promise<{ readonly changed: readonly News[]; readonly deputised: readonly News[] }> => {
    const [settings, systems] = await Promise.all([loadSettings(store), listSystems(store)]);
    const names = new Map(systems.map(({ systemId, name }) => [systemId, name]));
    const sections = new Set(caller.appointments.flatMap(({ role }) => sectionOf(role) ?? []));
    const isOfAll = isOffice(caller, settings);
    const isVendor = vendorOf(caller) !== undefined;
    const states = (await changedSince(store, caller, isOfAll, since)).filter(
      (state) => state.erasedAt === undefined && canSee(caller, state, settings),
    );
    const found = await Promise.all(
      states.map(async (state) => {
        const events = await loadEvents(store, state.caseId);
        const shown = isVendor ? toldEvents(events) : events;
        return shown
          .filter(
            (event) =>
              Temporal.Instant.compare(event.at, since) > 0 &&
              isNews(event, caller) &&
              (isVendor || sections.has(state.sectionId) || concernsOffice(event)),
          )
          .map((event) => newsOf(state, names.get(state.systemId) ?? '', event, events));
      }),
    );
    const all = found.flat().sort((a, b) => Temporal.Instant.compare(b.at, a.at));
    return {
      changed: all.filter(({ asDeputy }) => !asDeputy).slice(0, LINES),
      deputised: all.filter(({ asDeputy }) => asDeputy).slice(0, LINES),
    };
  };

const changedSince = async (
  store: Store,
  caller: Caller,
  isOfAll: boolean,
  since: Temporal.Instant,
): Promise<readonly CaseState[]> => {
  const vendorId = vendorOf(caller);
  // To the second: fractions sort before the `Z` that a whole second ends with. Which are later is judged by their events.
  const from = since.toString({ smallestUnit: 'second' }).slice(0, -1);
  if (vendorId !== undefined)
    return (await queryAll(store, { index: 'vendor', hash: vendorId }))
      .map(stateOf)
      .filter(({ changedAt }) => Temporal.Instant.compare(changedAt, since) > 0)
      .sort((a, b) => Temporal.Instant.compare(b.changedAt, a.changedAt))
      .slice(0, CASES);
  const sections = isOfAll
    ? (await listSections(store)).map(({ sectionId }) => sectionId)
    : [...new Set(caller.appointments.flatMap(({ role }) => sectionOf(role) ?? []))];
  const pages = await Promise.all(
    sections.map((id) =>
      store.query({ index: 'register', hash: changedIn(id), from, descending: true, limit: CASES }),
    ),
  );
  const rows = pages
    .flatMap(({ items }) => items)
    .sort((a, b) => ((a.registerSort ?? '') < (b.registerSort ?? '') ? 1 : -1))
    .slice(0, CASES);
  const states = await Promise.all(rows.map(({ pk }) => loadCase(store, pk.slice('CASE#'.length))));
  return states.filter((state) => state !== undefined);
};

const isNews = ({ fact, by }: CaseEvent, { person }: Caller): boolean =>
  !STEPS.has(fact.type) && !(by.kind === 'person' && by.personId === person.personId);

const concernsOffice = ({ fact }: CaseEvent): boolean => {
  const kind = kindOf(fact)?.kind;
  return kind === undefined || kind === 'finding';
};

const newsOf = (
  state: CaseState,
  systemName: string,
  event: CaseEvent,
  events: readonly CaseEvent[],
): News => ({
  at: event.at,
  label: TRANSITIONS[event.fact.type].label,
  caseId: state.caseId,
  no: 'permitNo' in state ? state.permitNo : state.caseNo,
  permitted: isSupervised(state),
  systemName,
  record: subjectOf(
    event.fact,
    events.filter(({ seq }) => seq <= event.seq),
  ),
  who: TRANSITIONS[event.fact.type].who,
  asDeputy: event.by.kind === 'person' && event.by.as === 'deputy',
});
