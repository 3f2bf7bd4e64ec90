import { describe, expect, test } from 'vitest';
import type { CaseFact } from '../../core/case/case-event.ts';
import { createRecordFolder, foldRecords, RECORDS } from '../../core/case/records.ts';
import { type EventType, TRANSITIONS } from '../../core/case/transitions.ts';
import { AT, BY, factOf } from '../support/case-facts.ts';

/** Every state of a record × every event about it: what its table says happens, and nothing else. */

const markOf = (fact: CaseFact, seq: number) => ({
  seq,
  at: AT.add({ minutes: seq }).toString(),
  by: BY,
  fact,
  paper: 'hash',
});

describe.each(RECORDS.map((record) => [record.noun, record] as const))('%s', (_, record) => {
  const types = Object.keys(record.transitions) as EventType[];

  /** Each state that the example facts reach, by the shortest way. */
  const ways = (): ReadonlyMap<string, readonly EventType[]> => {
    const found = new Map<string, readonly EventType[]>([['none', []]]);
    for (const [, way] of found)
      for (const type of types) {
        const folder = createRecordFolder();
        const ok = [...way, type].every(
          (step, seq) => folder.add(markOf(factOf(step), seq + 1)) === undefined,
        );
        const status = record.head.safeParse(folder.changes()[0]?.head).data?.status;
        if (ok && status && !found.has(status)) found.set(status, [...way, type]);
      }
    return found;
  };

  test('表にある事象だけが起こり、表のとおりの状態になる。折り畳めば同じ頭になる', () => {
    for (const [status, way] of ways())
      for (const type of types) {
        const folder = createRecordFolder();
        way.forEach((step, seq) => {
          expect(folder.add(markOf(factOf(step), seq + 1))).toBeUndefined();
        });
        const { from, to, label } = record.transitions[type as keyof typeof record.transitions];
        const no = folder.add(markOf(factOf(type), way.length + 1));
        expect(no === undefined, `${status} × ${type}`).toBe((from as readonly string[]).includes(status));
        if (no) {
          expect(no).toMatchObject({ kind: 'conflict', code: 'wrong-state' });
          expect(no.message).toContain(label);
          continue;
        }
        const [change] = folder.changes();
        const head = record.head.parse(change?.head);
        expect(head, 'the schema keeps every field').toEqual(change?.head);
        const allowed = to === 'same' ? [status] : Array.isArray(to) ? to : [to];
        expect(allowed, `${status} × ${type}`).toContain(head.status);
        const events = [...way, type].map((step, seq) => markOf(factOf(step), seq + 1));
        expect([...foldRecords(events)]).toEqual([[change?.sk, head]]);
      }
  });

  test('どの事象も、案件の表にもあり、案件の状態は変えない', () => {
    for (const type of types) expect(TRANSITIONS[type].to).toBe('same');
  });
});
