import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowTypeOf } from '../../core/trail/row-types.ts';
import { type Expected, verifyAudit } from '../../core/trail/verify-audit.ts';
import { createFileAnchors } from '../../local/anchors.ts';
import { type BareCity, makeBareCity } from '../support/bare-city.ts';
import { TAMPERINGS } from '../support/tamperings.ts';

/** Kinds of tampering with the bare database and the bare files: each is found by `npm run audit:verify`. */

const root = join(import.meta.dirname, '..', '..');
let city: BareCity;
beforeAll(async () => {
  city = await makeBareCity();
});
afterAll(() => city?.remove());

const pairsIn = (text: string): Expected[] =>
  [...text.matchAll(/^ {4}(\d{4}-\d\d-\d\d)\/([A-Za-z0-9_-]{43})$/gm)].map(([, date, hash = '']) => ({
    date,
    hash,
  }));

describe('改ざんの種類', () => {
  test('手を加えなければ、証人と照らしても、何も見つからない', async () => {
    const copy = city.copy();
    const { faults, rows, types } = await verifyAudit({
      ...copy.place(),
      witness: createFileAnchors(city.witness),
    })(city.mails.flatMap(pairsIn));
    copy.close();
    copy.discard();
    expect(faults).toEqual([]);
    expect([rows > 100, types.size > 25]).toEqual([true, true]);
    expect(city.mails.flatMap(pairsIn).map(({ date }) => date)).toEqual(
      expect.arrayContaining([
        '2026-04-07',
        '2026-04-08',
        '2026-04-09',
        '2026-04-10',
        '2026-04-12',
        '2026-04-13',
      ]),
    );
  });

  test('60種類以上ある', () => {
    expect(TAMPERINGS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(TAMPERINGS.map(({ what }) => what)).size).toBe(TAMPERINGS.length);
  });

  test.each(TAMPERINGS.map((kind) => [kind.what, kind] as const))('%s: 見つける', async (_what, kind) => {
    const copy = city.copy();
    kind.tamper(copy, city.ids);
    const place = copy.place();
    const alone = (await verifyAudit(place)()).faults;
    if (kind.witness) {
      // Everything fits: it is the witness that is needed.
      expect(alone).toEqual([]);
      const witness = createFileAnchors(city.witness);
      expect((await verifyAudit({ ...place, witness })()).faults.join('\n')).toContain(kind.found);
      const told = (await verifyAudit(place)(city.mails.flatMap(pairsIn))).faults;
      expect(told.join('\n')).toContain(kind.found);
    } else expect(alone.join('\n')).toContain(kind.found);
    copy.close();
    copy.discard();
  });

  test.each(['添付資料の内容を差し替える', '就任を偽造する', '最新の封印を消す'])(
    'npm run audit:verify は、%sと、1で終わる',
    async (what) => {
      const copy = city.copy();
      const kind = TAMPERINGS.find((one) => one.what === what);
      kind?.tamper(copy, city.ids);
      copy.close();
      const { code, text } = await run('--data', copy.folder);
      copy.discard();
      expect([code, text]).toEqual([1, expect.stringContaining(kind?.found ?? '?')]);
    },
  );

  test('npm run audit:verify --expect-file は、届いたメールのまま照合する', async () => {
    const copy = city.copy();
    const mail = join(copy.folder, 'mail.txt');
    writeFileSync(mail, city.mails.join('\n'));
    const [pair] = pairsIn(city.mails.join('\n'));
    expect(await run('--data', copy.folder, '--expect-file', mail)).toMatchObject({ code: 0 });
    expect(await run('--data', copy.folder, '--expect', `${pair?.hash}`)).toMatchObject({ code: 0 });
    expect(await run('--data', copy.folder, '--expect', `${pair?.date}/${'A'.repeat(43)}`)).toMatchObject({
      code: 1,
      text: expect.stringContaining('whose hash was kept outside'),
    });
    // As one hash in 64 does
    expect(await run('--data', copy.folder, '--expect', `-${'A'.repeat(42)}`)).toMatchObject({
      code: 1,
      text: expect.stringContaining('✗'),
    });
    for (const given of [['--expect', 'nonsense'], ['--expect'], ['--expected', 'x']])
      expect(await run('--data', copy.folder, ...given)).toMatchObject({ code: 2 });
    TAMPERINGS.find(({ witness }) => witness)?.tamper(copy, city.ids);
    copy.close();
    expect(await run('--data', copy.folder, '--expect-file', mail)).toMatchObject({ code: 1 });
    expect(await run('--data', copy.folder, '--witness', city.witness)).toMatchObject({ code: 1 });
    copy.discard();
  });
});

describe('docs/security.md', () => {
  const page = readFileSync(join(root, 'docs', 'security.md'), 'utf8');

  test('tells how many kinds there are, and how many need no witness', () => {
    const alone = TAMPERINGS.filter(({ witness }) => !witness).length;
    expect(page.replace(/\s+/g, ' ')).toContain(`${TAMPERINGS.length} kinds of tampering`);
    expect(page.replace(/\s+/g, ' ')).toContain(`${alone} are found from table, files and anchors alone`);
  });

  test.each(TAMPERINGS.filter(({ witness }) => witness).map(({ what }) => what))(
    '証人が要ると書いてある: %s',
    (what) => {
      expect(page.includes(what)).toBe(true);
    },
  );
});

test('行の種類: 一覧にない行は、だれも知らない', () => {
  expect(rowTypeOf({ pk: 'BACKDOOR', sk: 'KEY' })).toBeUndefined();
});

const run = async (...options: readonly string[]): Promise<{ code: number; text: string }> => {
  const script = join(root, 'scripts', 'audit-verify.ts');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...options]);
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, text: stdout };
  }
};
