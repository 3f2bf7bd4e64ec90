import { beforeAll, describe, expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import { type CaseEvent, caseEventSchema } from '../../core/case/case-event.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import { actWrites, caseKey, loadCase } from '../../core/case/case-store.ts';
import { evolve } from '../../core/case/evolve-case.ts';
import { foldRecords } from '../../core/case/records.ts';
import { type Item, queryAll } from '../../core/store/ports.ts';
import { type Head, headOf } from '../../core/trail/audit.ts';
import { caseFaults } from '../../core/trail/case-faults.ts';
import { hashOf } from '../../core/values/hash.ts';
import { AT, BY, factOf } from '../support/case-facts.ts';
import { asked } from '../support/long-run.ts';
import { createStory } from '../support/story.ts';

/**
 * Somebody with the database in hand changes what is kept of a case, in every way that comes to mind; the anchor is out of
 * their reach. Each is found. `TAMPERINGS=100000 npx vitest run test/trail/tampering.test.ts` for the long form.
 */
const TAMPERINGS = asked('TAMPERINGS', 1000);

/** Mulberry32: the same tamperings every time. */
const randomOf = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};
type Random = ReturnType<typeof randomOf>;
type Json = Record<string, unknown>;

/** Another value somewhere within. */
const changed = (value: unknown, random: Random): unknown => {
  const paths: string[][] = [];
  const walk = (node: unknown, path: string[]): void => {
    if (typeof node === 'object' && node !== null && Object.keys(node).length > 0)
      for (const [name, member] of Object.entries(node)) walk(member, [...path, name]);
    else paths.push(path);
  };
  walk(value, []);
  const path = paths[random(paths.length)] ?? [];
  const copy = structuredClone(value);
  let holder = copy as Json;
  for (const part of path.slice(0, -1)) holder = holder[part] as Json;
  const last = path.at(-1) ?? '';
  const old = holder[last];
  if (random(4) === 0) delete holder[last];
  else holder[last] = typeof old === 'number' ? old + 1 : typeof old === 'boolean' ? !old : `${String(old)}x`;
  if (Array.isArray(holder)) return { ...(copy as Json), extra: true };
  return copy;
};

let rows: readonly Item[] = [];
let head: Head;
beforeAll(async () => {
  const story = await createStory();
  const caseId = await story.submit();
  await story.returnItems(caseId);
  await story.resubmit(caseId);
  await story.confirm(caseId);
  await story.approve(caseId);
  const state = await loadCase(story.store, caseId);
  const types = [
    'candidate-raised',
    'violation-found',
    'report-received',
    'order-issued',
    'order-replied',
  ] as const;
  const acts = actAll(
    state,
    types.map((type, index) => ({
      fact: factOf(type),
      paper: { text: `書面${index}`, note: { by: '税務 三郎' } },
    })),
    BY,
    AT,
  );
  if (!acts.ok) throw new Error(acts.message);
  await story.store.transact(actWrites(acts.value));
  rows = await queryAll(story.store, { hash: caseKey(caseId) });
  head = headOf(acts.value.after);
});

const isEvent = ({ sk }: Item) => sk.startsWith('EVENT#');
const under = (prefix: string) => rows.filter(({ sk }) => sk.startsWith(`${prefix}#`));
const eventsIn = (all: readonly Item[]): CaseEvent[] =>
  all.filter(isEvent).map((row) => caseEventSchema.parse(row['event']));
const replace = (old: Item, by: Item): Item[] => rows.map((row) => (row === old ? by : row));
const pick = <T>(list: readonly T[], random: Random): T => {
  const found = list[random(list.length)];
  if (found === undefined) throw new Error('nothing to tamper with');
  return found;
};
const edit = (prefix: string, attribute: string) => (random: Random) => {
  const row = pick(under(prefix), random);
  return replace(row, { ...row, [attribute]: changed(row[attribute], random) });
};
const remove = (prefix: string) => (random: Random) => {
  const row = pick(under(prefix), random);
  return rows.filter((one) => one !== row);
};
const swap = (prefix: string, attribute: string) => (random: Random) => {
  const list = under(prefix);
  const a = pick(list, random);
  const b = pick(
    list.filter((row) => row !== a),
    random,
  );
  return rows.map((row) =>
    row === a ? { ...a, [attribute]: b[attribute] } : row === b ? { ...b, [attribute]: a[attribute] } : row,
  );
};
/** Events put in place of the trail's, with state and heads made to fit: only the anchor can tell. */
const consistent = (events: readonly CaseEvent[]): Item[] => {
  let previousHash = '';
  const chained = events.map((event, index) => {
    const { hash: _, ...body } = { ...event, seq: index + 1, previousHash };
    const made: CaseEvent = { ...body, hash: hashOf(body) };
    previousHash = made.hash;
    return made;
  });
  const state = chained.reduce<CaseState | undefined>(evolve, undefined);
  const heads = foldRecords(chained);
  const [template] = rows;
  if (!template) throw new Error('no rows');
  return [
    ...rows.filter((row) => !isEvent(row) && row.sk !== 'STATE' && !heads.has(row.sk)),
    { ...template, sk: 'STATE', state },
    ...[...heads].map(([sk, folded]) => ({ ...template, sk, head: folded })),
    ...chained.map((event) => ({
      pk: template.pk,
      sk: `EVENT#${String(event.seq).padStart(6, '0')}`,
      event,
    })),
  ];
};

const KINDS: Readonly<Record<string, (random: Random) => readonly Item[]>> = {
  事象の書換え: edit('EVENT', 'event'),
  事象の削除: remove('EVENT'),
  事象の入替え: swap('EVENT', 'event'),
  事象の挿入: (random) => {
    const copy = pick(under('EVENT'), random);
    const at = random(rows.filter(isEvent).length) + 1;
    return [...rows, { ...copy, sk: `EVENT#${String(at).padStart(6, '0')}x` }].sort((a, b) =>
      a.sk < b.sk ? -1 : 1,
    );
  },
  途中からの計算し直し: (random) => {
    const events = eventsIn(rows);
    const from = random(events.length);
    return consistent(
      events.map((event, index) =>
        index === from ? { ...event, at: `20${10 + random(90)}-01-01T00:00:00.000Z` } : event,
      ),
    );
  },
  末尾の切捨てと計算し直し: (random) => {
    const events = eventsIn(rows);
    return consistent(events.slice(0, events.length - 1 - random(4)));
  },
  書面の書換え: edit('PAPER', 'content'),
  書面の削除: remove('PAPER'),
  書面の入替え: swap('PAPER', 'content'),
  書面の追加: (random) => [
    ...rows,
    { ...pick(under('PAPER'), random), sk: `PAPER#${String(900 + random(99)).padStart(6, '0')}` },
  ],
  通知書の発行者の書換え: (random) => {
    const issuer = rows.find(
      (row) => row.sk === 'NOTICE' || (row['content'] as Json | undefined)?.['type'] === 'result-notice',
    );
    if (!issuer) throw new Error('no notice');
    const forged = JSON.stringify(issuer).replaceAll('税務 三郎', `別人 ${random(1000)}`);
    return replace(issuer, JSON.parse(forged));
  },
  記録の書換え: edit('FINDING', 'head'),
  記録の削除: remove('FINDING'),
  記録の追加: (random) => [...rows, { ...pick(under('FINDING'), random), sk: 'FINDING#forged' }],
  申請書の版の書換え: edit('REV', 'revision'),
  申請書の版の削除: remove('REV'),
  決定の書換え: edit('DECISION', 'decision'),
  決定の削除: remove('DECISION'),
  状態の書換え: (random) => {
    const row = rows.find(({ sk }) => sk === 'STATE');
    if (!row) throw new Error('no state');
    return replace(row, { ...row, state: changed(row['state'], random) });
  },
};

describe('監査証跡の改ざん', () => {
  test('手を加えなければ、何も見つからない', () => {
    expect(caseFaults(rows, [head])).toEqual([]);
    expect(under('PAPER')).toHaveLength(6);
    expect(under('REV')).toHaveLength(2);
    expect(under('DECISION')).toHaveLength(3);
  });

  test(`INV-13・14: でたらめな改ざん${TAMPERINGS}件を、すべて見つける`, { timeout: 600_000 }, () => {
    const names = Object.keys(KINDS);
    const missed: string[] = [];
    const done = new Map<string, number>();
    let tried = 0;
    for (let seed = 1; tried < TAMPERINGS; seed++) {
      const name = names[seed % names.length] ?? '';
      const tampered = KINDS[name]?.(randomOf(seed)) ?? rows;
      // A change that leaves everything as it was is none.
      if (hashOf(tampered) === hashOf(rows)) continue;
      tried += 1;
      done.set(name, (done.get(name) ?? 0) + 1);
      if (caseFaults(tampered, [head]).length === 0) missed.push(`${name} (seed ${seed})`);
    }
    process.stdout.write(
      `      ${tried} tamperings of ${names.length} kinds, seeds from 1, ${missed.length} missed (95 %: < ${(3 / tried).toExponential(1)})\n`,
    );
    expect(missed).toEqual([]);
    expect([...done.keys()].sort()).toEqual(names.toSorted());
  });
});
