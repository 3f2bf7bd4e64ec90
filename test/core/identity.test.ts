import { describe, expect, test } from 'vitest';
import { companyKey, differsInShape, identities, meet, sameKey } from '../../core/identity.ts';
import { scopeJudge } from '../../core/permit-scope.ts';

const same = (a: string, b: string) => meet(identities([a]), identities([b]));

describe('同じものが別に書かれても、同じ', () => {
  test.each([
    ['CITY\\maint01', 'maint01'],
    ['city.local/maint01', 'maint01'],
    ['maint01@city.local', 'maint01'],
    ['CITY\\maint01', 'maint01@city.local'],
    ['maint01(Vendor-Realm)', 'maint01'],
    ['作業 八郎(maint01)', 'maint01'],
    ['作業 八郎（maint01）', '作業八郎'],
    ['作業 八郎(CITY\\maint01)', 'maint01'],
    ['MAINT01', 'ｍａｉｎｔ０１'],
    ['作業 八郎 様', '作業　八郎'],
    ['髙橋 一郎', '高橋一郎'],
    ['山﨑', '山崎様'],
    ['HK‐0001', 'HK-0001'],
    ['HK−0001', 'HK－0001'],
    ['サーバー１', 'サ－バ－1'],
  ])('%s と %s', (a, b) => {
    expect(same(a, b)).toBe(true);
    expect(same(b, a)).toBe(true);
  });

  test.each([
    ['maint01', 'maint02'],
    ['CITY\\maint01', 'CITY\\maint02'],
    ['maint01(Realm)', 'maint02(Realm)'],
    ['作業 八郎(共用)', '作業 九郎(共用)'],
    ['CITY\\maint01', 'city'],
    ['maint01@city.local', 'city.local'],
    ['高橋 一郎', '高梁 一郎'],
    ['様', '殿'],
  ])('%s と %s は別', (a, b) => {
    expect(same(a, b)).toBe(false);
    expect(same(b, a)).toBe(false);
  });

  test('異体字だけの違いは、そうと分かる', () => {
    expect(differsInShape('髙橋 一郎', '高橋一郎')).toBe(true);
    expect(differsInShape('高橋 一郎様', '高橋一郎')).toBe(false);
    expect(differsInShape('高橋 一郎', '高梁 一郎')).toBe(false);
    expect(sameKey('髙橋')).toBe(sameKey('高橋'));
  });
});

test('第6条第3号: 接続先は、名でも、登録されたどのアドレスでも、両方並べても、どれも許可されたものであること', () => {
  const judge = scopeJudge({
    period: { from: '2026-05-01', to: '2026-05-31' },
    suspensions: [],
    cutOffs: [],
    workers: [],
    accounts: [],
    terminals: [],
    originIps: [],
    targets: ['tax-db01', '10.1.2.3', '10.1.2.4'],
  });
  const breach = (target: string) =>
    judge
      .breaches({ from: '2026-05-20T01:00:00Z', to: '2026-05-20T02:00:00Z', workers: [], target })
      .map(({ aspect }) => aspect);
  for (const target of [
    'tax-db01',
    '10.1.2.4',
    'tax-db01(10.1.2.3)',
    'TAX‐DB01（10.1.2.4）',
    'tax-db01.city.local',
  ])
    expect(breach(target), target).toEqual([]);
  for (const target of ['tax-db02', 'tax-db01(10.9.9.9)', 'payroll(10.1.2.3)'])
    expect(breach(target), target).toEqual(['target']);
});

test.each([
  ['㈱', '再委託システム㈱', true],
  ['（株）と空白と半角', '再委託ｼｽﾃﾑ （株）', true],
  ['株式会社が前', '株式会社再委託システム', false],
  ['有限会社', '再委託システム㈲', false],
  ['別の会社', '再々委託システム株式会社', false],
])('商号の表記: %s', (_, other, same) => {
  expect(companyKey('再委託システム株式会社') === companyKey(other)).toBe(same);
});
