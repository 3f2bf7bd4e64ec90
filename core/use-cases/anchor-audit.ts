import { anchorHash, anchorText, type Head, headFault, headOf, parseAnchor, trailFault } from '../audit.ts';
import { dateOf } from '../calendar.ts';
import { loadCase, loadEvents, queryAll, stateOf } from '../case-store.ts';
import { listSections } from '../directory-store.ts';
import { Fatal } from '../errors.ts';
import type { Anchors, Clock, Store } from '../ports.ts';

type AuditPorts = { readonly store: Store; readonly anchors: Anchors };

const listHeads = async (store: Store): Promise<Head[]> => {
  const sections = await listSections(store);
  const rows = await Promise.all(
    sections.map(({ sectionId }) => queryAll(store, { index: 'register', hash: `SECTION#${sectionId}` })),
  );
  return rows.flat().map((row) => headOf(stateOf(row)));
};

/** Everything wrong with one trail, measured against what the anchors know of it. */
const faultsOf = async (store: Store, caseId: string, known: readonly Head[]): Promise<string[]> => {
  const events = await loadEvents(store, caseId);
  const faults = [
    trailFault(events, await loadCase(store, caseId)),
    ...known.map((head) => headFault(head, events)),
  ];
  return faults.filter((fault) => fault !== undefined).map((fault) => `${caseId}: ${fault}`);
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

/** Every trail against its chain, its state and every anchor; and the anchors against each other (INV-14). */
export const verifyAudit =
  ({ store, anchors }: AuditPorts) =>
  async (): Promise<AuditReport> => {
    const { faults, known } = await readAnchors(anchors);
    const cases = new Set([...known.keys(), ...(await listHeads(store)).map(({ caseId }) => caseId)]);
    for (const caseId of cases) faults.push(...(await faultsOf(store, caseId, known.get(caseId) ?? [])));
    return { cases: cases.size, anchors: (await anchors.list()).length, faults };
  };

/**
 * The state AnchorAudit, once a day: the newest anchor must still hold, then today's heads are written down.
 * A day that has its anchor keeps it. Throws `Fatal` when the trail was tampered with: the alarm is the point.
 */
export const anchorAudit =
  ({ store, anchors, clock }: AuditPorts & { readonly clock: Clock }) =>
  async (): Promise<{ date: string; cases: number }> => {
    const names = await anchors.list();
    const newest = names.at(-1);
    const text = newest === undefined ? undefined : ((await anchors.get(newest)) ?? '');
    for (const head of (text === undefined ? undefined : parseAnchor(text))?.heads ?? []) {
      const [fault] = await faultsOf(store, head.caseId, [head]);
      if (fault) throw new Fatal(`audit trail broken: ${fault}`);
    }
    const date = dateOf(clock()).toString();
    const heads = await listHeads(store);
    const previousHash = text === undefined ? '' : anchorHash(text);
    if (newest === undefined || newest < date)
      await anchors.put(date, anchorText({ date, previousHash, heads }));
    return { date, cases: heads.length };
  };
