import type { CaseEvent } from '../../core/case/case-event.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import { refoldWrites } from '../../core/case/case-store.ts';
import { evolve } from '../../core/case/evolve-case.ts';
import { foldRecords } from '../../core/case/records.ts';
import { type DirectoryEvent, keyText, rowHash } from '../../core/directory/directory-trail.ts';
import type { Item } from '../../core/store/ports.ts';
import { anchorHash, anchorText, parseAnchor } from '../../core/trail/audit.ts';
import { hashOf } from '../../core/values/hash.ts';
import type { Copy } from './bare-city.ts';

/** What somebody can do who holds the whole machine and has read the source: every hash computed anew. */

const chained = <E extends { hash: string; previousHash: string }>(
  events: readonly E[],
  change: (event: E) => E = (event) => event,
): E[] => {
  let previousHash = '';
  return events.map((event) => {
    const { hash: _, ...body } = { ...change(event), previousHash };
    const next = { ...body, hash: hashOf(body) } as E;
    previousHash = next.hash;
    return next;
  });
};

/** A case with some of its events changed: chain, state and heads are made to fit. */
export const forgeCase = (copy: Copy, caseId: string, change: (event: CaseEvent) => CaseEvent): void => {
  const pk = `CASE#${caseId}`;
  const rows = copy.rows(pk, 'EVENT#');
  const events = chained(
    rows.map((row) => row['event'] as CaseEvent),
    change,
  );
  for (const [index, row] of rows.entries()) copy.put({ ...row, event: events[index] });
  const state = events.reduce<CaseState | undefined>(evolve, undefined);
  if (!state) throw new Error('no events');
  for (const write of refoldWrites(state)) if ('put' in write) copy.put(write.put);
  for (const [sk, head] of foldRecords(events)) copy.put({ ...copy.get(pk, sk), head });
};

const TRAIL = 'TRAIL#';

/**
 * Directory and anchors made to fit the rows as they stand: hashes of covered rows in the newest event that names each,
 * the chain, the heads in every anchor, the anchors' chain, and the events that name them.
 */
export const forgeAnchors = (copy: Copy): void => {
  const rows = copy.rows('DIRECTORY', TRAIL);
  const known = new Map<string, number>();
  for (const row of rows)
    for (const { key } of (row['event'] as DirectoryEvent).rows)
      known.set(key, (row['event'] as DirectoryEvent).seq);
  const standing = (key: string): Item | undefined => {
    const [pk = '', ...sk] = key.split('/');
    return copy.rows(pk).find((row) => keyText(row) === `${pk}/${sk.join('/')}`);
  };
  let previousHash = '';
  let before = { hash: '', date: '' };
  const hashes: string[] = [];
  for (const row of rows) {
    const event = row['event'] as DirectoryEvent;
    let { subject } = event;
    if (event.act === 'anchored') {
      const [date = ''] = subject.split(' ');
      const anchor = parseAnchor(copy.anchors.read(date));
      if (!anchor) throw new Error(`no anchor ${date}`);
      const heads = anchor.heads.flatMap((head) => {
        const at = copy.rows(`CASE#${head.caseId}`, 'EVENT#')[head.seq - 1]?.['event'] as
          | CaseEvent
          | undefined;
        return at ? [{ ...head, hash: at.hash }] : [];
      });
      const seq = anchor.directory?.seq ?? 0;
      const text = anchorText({
        ...anchor,
        heads,
        previousHash: before.hash,
        directory: { seq, hash: hashes[seq - 1] ?? '' },
      });
      copy.anchors.write(date, text);
      before = { hash: anchorHash(text), date };
      subject = `${date} ${before.hash} ${heads.length}`;
    }
    const forged = event.rows.map(({ key, hash }) => {
      const stands = known.get(key) === event.seq ? standing(key) : undefined;
      return stands ? { key, hash: rowHash(stands) } : { key, ...(hash === undefined ? {} : { hash }) };
    });
    const { hash: _, ...body } = { ...event, subject, rows: forged, previousHash };
    const next = { ...body, hash: hashOf(body) };
    previousHash = next.hash;
    hashes.push(next.hash);
    copy.put({ ...row, event: next });
  }
};
