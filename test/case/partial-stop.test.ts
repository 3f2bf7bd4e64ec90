import { describe, expect, test } from 'vitest';
import {
  goesThrough,
  nothingLeftFrom,
  registered,
  type Stopped,
  type StoppedSpan,
  stoppableIn,
  stoppedInRenewal,
} from '../../core/case/partial-stop.ts';
import { type PermitScope, type Seen, scopeJudge } from '../../core/permit/permit-scope.ts';

/** 第8条: 一部の停止 — one worker, terminal or origin; the rest of the permit goes on. Expectations by hand. */

const at = (time: string) => `${time}+09:00`;
const during = (only: Stopped): StoppedSpan => ({
  ...only,
  from: at('2026-06-10T09:00:00'),
  to: at('2026-07-01T00:00:00'),
});
const HACHIRO = during({ kind: 'worker', value: '作業 八郎' });
const KUMI = during({ kind: 'worker', value: '作業 九美' });
const PC1 = during({ kind: 'terminal', value: 'HK-0001' });
const ORIGIN = during({ kind: 'origin', value: '192.0.2.10' });

const scope = (...partialStops: StoppedSpan[]): PermitScope => ({
  period: { from: '2026-04-20', to: '2027-03-31' },
  suspensions: [],
  partialStops,
  cutOffs: [],
  workers: [
    { name: '作業 八郎', kana: 'サギョウ ハチロウ', from: '2026-04-01' },
    { name: '作業 九美', from: '2026-04-01' },
  ],
  accounts: [],
  terminals: ['HK-0001', 'HK-0002'],
  originIps: ['192.0.2.10', '192.0.2.32/28'],
  targets: ['tax-db01'],
});
const seen = (change: Partial<Seen> = {}): Seen => ({
  from: at('2026-06-15T10:00:00'),
  to: at('2026-06-15T11:00:00'),
  workers: ['作業 九美'],
  terminal: 'HK-0002',
  originIp: '192.0.2.33',
  ...change,
});
const valuesOf = (stops: StoppedSpan[], change: Partial<Seen> = {}) =>
  scopeJudge(scope(...stops))
    .breaches(seen(change))
    .map(({ aspect, value }) => `${aspect} ${value}`);

describe('第8条・第6条第3号: 停止された者・端末・接続元による接続だけが、許可の範囲外である', () => {
  test.each<[string, Partial<Seen>, string]>([
    ['作業者', { workers: ['作業 八郎'] }, 'period 作業者「作業 八郎」の停止中'],
    ['異なる書き方の作業者', { workers: ['作業　八郎様'] }, 'period 作業者「作業 八郎」の停止中'],
    ['ほかの者とともに', { workers: ['作業 九美', '作業 八郎'] }, 'period 作業者「作業 八郎」の停止中'],
    ['振り仮名', { workers: ['サギョウ ハチロウ'] }, 'period 作業者「作業 八郎」の停止中'],
    [
      'アカウントに氏名',
      { workers: [], account: '作業 八郎(maint01)' },
      'period 作業者「作業 八郎」の停止中',
    ],
    ['端末', { terminal: 'hk-0001' }, 'period 端末「HK-0001」の停止中'],
    ['接続元', { originIp: '192.0.2.10' }, 'period 接続元「192.0.2.10」の停止中'],
  ])('%s', (_name, change, breach) => {
    expect(valuesOf([HACHIRO, PC1, ORIGIN], change)).toEqual([breach]);
  });

  test('ほかの作業者・端末・接続元は、責められない。同じ時でも', () => {
    expect(valuesOf([HACHIRO, PC1, ORIGIN])).toEqual([]);
    // What the log does not say is not held against anybody.
    expect(
      valuesOf([HACHIRO, PC1, ORIGIN], { workers: [], terminal: undefined, originIp: undefined }),
    ).toEqual([]);
  });

  test('効力の生じた時まで、及び最終日の後は適法。続いていた接続は、その時まで', () => {
    const hachiro = (from: string, to: string) =>
      valuesOf([HACHIRO], { workers: ['作業 八郎'], from: at(from), to: at(to) });
    expect(hachiro('2026-06-10T08:00:00', '2026-06-10T09:00:00')).toEqual([]);
    expect(hachiro('2026-06-10T08:00:00', '2026-06-10T09:30:00')).toEqual([
      'period 令和8年6月10日 9時00分の作業者「作業 八郎」の停止の後まで',
    ]);
    expect(hachiro('2026-06-30T23:30:00', '2026-06-30T23:59:00')).toHaveLength(1);
    expect(hachiro('2026-07-01T00:00:00', '2026-07-01T00:30:00')).toEqual([]);
  });
});

describe('第8条・第6条第1号: 停止された者だけによる作業は、効力を失う。ほかの者が残る作業は、続く', () => {
  const left = (
    stops: StoppedSpan[],
    change: { workers?: string[]; terminals?: string[]; start?: string; end?: string } = {},
    originIps = ['192.0.2.10', '192.0.2.32/28'],
  ) =>
    nothingLeftFrom(
      {
        plannedStart: at(change.start ?? '2026-06-15T10:00:00'),
        plannedEnd: at(change.end ?? '2026-06-15T12:00:00'),
        workers: change.workers ?? ['作業 八郎'],
        terminals: change.terminals ?? ['HK-0002'],
      },
      originIps,
      stops,
    );

  test('作業者・端末・接続元のどれかが、すべて停止されているか', () => {
    const start = at('2026-06-15T10:00:00');
    expect(left([])).toBeUndefined();
    expect(left([HACHIRO])).toBe(start);
    expect(left([HACHIRO], { workers: ['作業 八郎', '作業 九美'] })).toBeUndefined();
    expect(left([HACHIRO, KUMI], { workers: ['作業 八郎', '作業 九美'] })).toBe(start);
    expect(left([PC1])).toBeUndefined();
    expect(left([PC1], { terminals: ['HK-0001'] })).toBe(start);
    expect(left([PC1], { terminals: ['HK-0001', 'HK-0002'] })).toBeUndefined();
    expect(left([ORIGIN])).toBeUndefined();
    expect(left([ORIGIN], {}, ['192.0.2.10'])).toBe(start);
    expect(left([ORIGIN, during({ kind: 'origin', value: '192.0.2.32/28' })])).toBe(start);
    // A part of a range is not the range.
    expect(left([ORIGIN, during({ kind: 'origin', value: '192.0.2.33' })])).toBeUndefined();
  });

  test('続いている作業は、停止の時から。停止の前に終わる作業、後に始まる作業は、そのまま', () => {
    expect(left([HACHIRO], { start: '2026-06-09T10:00:00', end: '2026-06-11T12:00:00' })).toBe(HACHIRO.from);
    expect(left([HACHIRO], { start: '2026-06-09T10:00:00', end: '2026-06-10T09:00:00' })).toBeUndefined();
    expect(left([HACHIRO], { start: '2026-07-01T00:00:00', end: '2026-07-01T01:00:00' })).toBeUndefined();
    // Each alone leaves the other; both together nobody, from the later of the two on.
    const later = { ...KUMI, from: at('2026-06-15T11:00:00') };
    expect(left([HACHIRO, later], { workers: ['作業 八郎', '作業 九美'] })).toBe(later.from);
  });
});

describe('第8条: 停止できるのは、現在この許可に登録されている一つ', () => {
  const allowed = {
    workers: [{ name: '作業 八郎' }, { name: '作業 十和', to: '2026-06-14' }],
    terminals: [{ assetNo: 'HK-0001' }],
    originIps: ['192.0.2.32/28', '2001:db8::1'],
  };
  test('登録のとおりの書き方になり、従事期間を終えた者は含まれない', () => {
    const find = (kind: Stopped['kind'], value: string) =>
      registered({ kind, value }, allowed, '2026-06-15')?.value;
    expect(find('worker', '作業八郎')).toBe('作業 八郎');
    expect(find('worker', '作業 十和')).toBeUndefined();
    expect(registered({ kind: 'worker', value: '作業 十和' }, allowed, '2026-06-14')?.value).toBe(
      '作業 十和',
    );
    expect(find('worker', 'HK-0001')).toBeUndefined();
    expect(find('terminal', 'ｈｋ-0001')).toBe('HK-0001');
    expect(find('origin', '192.0.2.40')).toBe('192.0.2.40');
    expect(find('origin', '192.0.2.48')).toBeUndefined();
    expect(find('origin', '192.0.2.32/28')).toBe('192.0.2.32/28');
    expect(stoppableIn(allowed, '2026-06-15').map(({ value }) => value)).toEqual([
      '作業 八郎',
      'HK-0001',
      '192.0.2.32/28',
      '2001:db8::1',
    ]);
  });
  test('第11条: 再委託者の許可に及ぶのは、停止された接続元を通るときだけ', () => {
    expect(goesThrough({ kind: 'origin', value: '192.0.2.40' }, ['192.0.2.32/28'])).toBe(true);
    expect(goesThrough({ kind: 'origin', value: '192.0.2.32/28' }, ['192.0.2.33'])).toBe(true);
    expect(goesThrough({ kind: 'origin', value: '192.0.2.10' }, ['192.0.2.32/28'])).toBe(false);
    expect(goesThrough({ kind: 'worker', value: '作業 八郎' }, ['192.0.2.10'])).toBe(false);
  });
});

test('第4条第1項・第8条: 停止が続く者・端末・接続元は、継続の申請に含めることができない。ほかのものは継続できる', () => {
  const applied = {
    workers: [{ name: '作業 九美' }, { name: '作業　八郎' }],
    terminals: [{ assetNo: 'HK-0002' }, { assetNo: 'HK-0001' }],
    originIps: ['192.0.2.32/28', '192.0.2.10'],
  };
  const pointers = (...stops: Stopped[]) =>
    stoppedInRenewal(applied, stops).map(({ pointer, message }) => {
      expect(message).toContain('第8条');
      return pointer;
    });
  expect(pointers()).toEqual([]);
  expect(pointers(HACHIRO)).toEqual(['/workers/1/name']);
  expect(pointers(PC1)).toEqual(['/terminals/1/assetNo']);
  expect(pointers(ORIGIN)).toEqual(['/originIps/1']);
  // An address of a range that is applied for: the range goes through it.
  expect(pointers({ kind: 'origin', value: '192.0.2.40' })).toEqual(['/originIps/0']);
  expect(pointers({ kind: 'worker', value: '作業 十和' })).toEqual([]);
});
