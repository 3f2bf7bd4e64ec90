import { anchorHash, anchorText, type Head, headFault, headOf, parseAnchor, trailFault } from '../audit.ts';
import { dateOf } from '../calendar.ts';
import { caseEventSchema } from '../case-event.ts';
import { caseKey, queryAll } from '../case-store.ts';
import { Fatal } from '../errors.ts';
import { canonicalJson } from '../hash.ts';
import { keptFaults } from '../kept-faults.ts';
import type { Anchors, Clock, Item, Store } from '../ports.ts';
import { everyCase } from './every-case.ts';

type AuditPorts = { readonly store: Store; readonly anchors: Anchors };

const listHeads = async (store: Store): Promise<Head[]> => (await everyCase(store)).map(headOf);

/** A row that cannot even be read is a fault as well, whatever it was. */
const orUnreadable = (judge: () => string[]): string[] => {
  try {
    return judge();
  } catch {
    return ['rows are not readable'];
  }
};

/** Everything wrong with one trail, measured against what the anchors know of it. Everything that is read was read as it stands. */
const trailFaults = (rows: readonly Item[], known: readonly Head[]): string[] =>
  orUnreadable(() => {
    const written = rows.filter(({ sk }) => sk.startsWith('EVENT#')).map((row) => row['event']);
    const events = written.map((event) => caseEventSchema.parse(event));
    const state = rows.find(({ sk }) => sk === 'STATE')?.['state'];
    const unknown = written.findIndex(
      (event, index) => canonicalJson(event) !== canonicalJson(events[index]),
    );
    return [
      unknown < 0 ? undefined : `event ${unknown + 1} says more than an event can`,
      trailFault(events, state),
      ...known.map((head) => headFault(head, events)),
    ].filter((fault) => fault !== undefined);
  });

/** Of one case: its rows as they stand, and what anchors know of it. */
export const allFaults = (rows: readonly Item[], known: readonly Head[]): string[] => {
  const trail = trailFaults(rows, known);
  // What hangs on a broken trail says nothing more.
  return trail.length > 0
    ? trail
    : orUnreadable(() =>
        keptFaults(
          rows.filter(({ sk }) => sk.startsWith('EVENT#')).map((row) => caseEventSchema.parse(row['event'])),
          rows,
        ),
      );
};

const trailRows = async (store: Store, caseId: string): Promise<Item[]> => {
  const state = await store.get({ pk: caseKey(caseId), sk: 'STATE' });
  return [...(state ? [state] : []), ...(await queryAll(store, { hash: caseKey(caseId), prefix: 'EVENT#' }))];
};

const readAnchors = async (anchors: Anchors) => {
  const faults: string[] = [];
  const known = new Map<string, Head[]>();
  let previousHash = '';
  for (const name of await anchors.list()) {
    const text = (await anchors.get(name)) ?? '';
    const anchor = parseAnchor(text);
    if (!anchor || anchor.date !== name) faults.push(`anchor ${name}: not readable`);
    else if (anchor.previousHash !== previousHash)
      faults.push(`anchor ${name}: does not follow from the one before`);
    for (const head of anchor?.heads ?? []) known.set(head.caseId, [...(known.get(head.caseId) ?? []), head]);
    previousHash = anchorHash(text);
  }
  return { faults, known, previousHash };
};

export type AuditReport = {
  readonly cases: number;
  readonly anchors: number;
  readonly faults: readonly string[];
};

/**
 * Every trail against its chain, its state and every anchor; the anchors against each other (INV-14); papers, revisions,
 * decisions and heads of records against their trail (INV-13).
 */
export const verifyAudit =
  ({ store, anchors }: AuditPorts) =>
  async (): Promise<AuditReport> => {
    const { faults, known } = await readAnchors(anchors);
    const cases = new Set([...known.keys(), ...(await listHeads(store)).map(({ caseId }) => caseId)]);
    for (const caseId of cases) {
      const rows = await queryAll(store, { hash: caseKey(caseId) });
      faults.push(...allFaults(rows, known.get(caseId) ?? []).map((fault) => `${caseId}: ${fault}`));
    }
    return { cases: cases.size, anchors: (await anchors.list()).length, faults };
  };

/**
 * The state AnchorAudit, once a day: the newest anchor must still hold, then today's heads are written down.
 * A day that has its anchor keeps it. Throws `Fatal` when the trail or the anchor was tampered with: the alarm is the
 * point.
 */
export const anchorAudit =
  ({ store, anchors, clock }: AuditPorts & { readonly clock: Clock }) =>
  async (): Promise<{ date: string; cases: number }> => {
    const names = await anchors.list();
    const newest = names.at(-1);
    const text = newest === undefined ? undefined : ((await anchors.get(newest)) ?? '');
    const anchor = text === undefined ? undefined : parseAnchor(text);
    if (newest !== undefined && anchor?.date !== newest) throw new Fatal(`anchor ${newest}: not readable`);
    for (const head of anchor?.heads ?? []) {
      const [fault] = trailFaults(await trailRows(store, head.caseId), [head]);
      if (fault) throw new Fatal(`audit trail broken: ${head.caseId}: ${fault}`);
    }
    const date = dateOf(clock()).toString();
    const heads = await listHeads(store);
    const previousHash = text === undefined ? '' : anchorHash(text);
    if (newest === undefined || newest < date)
      await anchors.put(date, anchorText({ date, previousHash, heads }));
    return { date, cases: heads.length };
  };
