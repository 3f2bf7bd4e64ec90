import { describe, expect, test } from 'vitest';
import { scopeJudge } from '../../core/permit/permit-scope.ts';
import { companyKey, differsInShape, identities, meet, sameKey } from '../../core/values/identity.ts';

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
    ['作業 八郎 <maint01>', 'maint01'],
    ['作業 八郎 <maint01>', '作業八郎'],
    ['"作業 八郎" <maint01@city.local>', 'maint01'],
    ['作業 八郎＜maint01＞', 'maint01'],
    ['作業 八郎【maint01】', 'maint01'],
    ['作業 八郎 <maint01>', 'CITY\\maint01'],
    ['CN=maint01,OU=Vendors,DC=city,DC=local', 'maint01'],
    ['cn=作業 八郎, ou=保守, o=北斗', '作業八郎'],
    ['uid=maint01,ou=people', 'CITY\\maint01'],
    ['/C=JP/O=Hokuto/CN=maint01', 'maint01'],
    ['CITY\\\\maint01', 'maint01'],
    ['\\\\CITY\\maint01', 'maint01'],
    ['CITY¥maint01', 'maint01'],
    ['CITY￥maint01', 'maint01'],
    ['city.local\\CITY\\maint01', 'maint01'],
    ['CITY\\maint01@city.local', 'maint01'],
    ['maint01(Vendor-Realm)[Role A, Role B]', 'maint01'],
    ['="maint01"', 'maint01'],
    ["'maint01", 'maint01'],
    ["'maint01'", 'maint01'],
    ['="作業 八郎"', '作業八郎'],
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
    ['作業 八郎 <maint01>', 'maint02'],
    ['作業 八郎 <共用>', '作業 九郎 <共用>'],
    ['CN=maint01,OU=Vendors', 'CN=maint02,OU=Vendors'],
    ['CN=maint01,OU=maint02', 'maint02'],
    ['CITY\\\\maint01', 'CITY\\\\maint02'],
    ['="maint01"', '="maint02"'],
    ["'maint01", "'maint02"],
    ['maint01@maint02', 'maint02'],
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
    '\\\\tax-db01',
    '\\\\tax-db01.city.lan',
    '\\\\tax-db01\\c$',
    '\\\\tax-db01.city.lan:3389',
    '//tax-db01/share',
    'tax-db01:3389',
    'TAX-DB01.CITY.LAN:3389',
    'rdp://tax-db01:3389',
    'https://10.1.2.3:8443/login',
    '10.1.2.3:3389',
    'tax-db01(10.1.2.3:3389)',
    'tax-db01:3389(10.1.2.3)',
    'tax-db01 [10.1.2.3]',
    'tax-db01 / 10.1.2.3',
    'tax-db01 3389/tcp',
    'tax-db01.',
    'TAX-DB01$',
    'CITY\\tax-db01$',
    'TERMSRV/tax-db01',
    'maint01@tax-db01',
    'ssh://maint01@tax-db01:22',
  ])
    expect(breach(target), target).toEqual([]);
  for (const target of [
    'tax-db02',
    'tax-db01(10.9.9.9)',
    'payroll(10.1.2.3)',
    '\\\\tax-db02',
    '\\\\tax-db02.city.lan\\tax-db01',
    'payroll.tax-db01',
    'tax-db011',
    'tax-db01 / 10.9.9.9',
    'tax-db01@payroll',
    'https://payroll/tax-db01',
    'CITY\\tax-db02$',
    '10.1.2.35',
  ])
    expect(breach(target), target).toEqual(['target']);
});

describe('第6条第3号: 登録した作業者は、登録した振り仮名で書かれても、同じ者', () => {
  const judge = scopeJudge({
    period: { from: '2026-05-01', to: '2026-05-31' },
    suspensions: [],
    cutOffs: [],
    workers: [{ name: '作業 八郎', kana: 'サギョウ ハチロウ', from: '2026-05-01', to: '2026-05-20' }],
    accounts: ['maint01'],
    terminals: [],
    originIps: [],
    targets: [],
  });
  const breaches = (seen: { workers?: string[]; account?: string }, day = '2026-05-20') =>
    judge
      .breaches({ from: `${day}T01:00:00Z`, to: `${day}T02:00:00Z`, workers: [], ...seen })
      .map(({ value }) => value);

  test.each([
    'サギョウ ハチロウ',
    'ｻｷﾞｮｳﾊﾁﾛｳ',
    'さぎょう　はちろう',
    'サギョウ ハチロウ(maint01)',
    'サギョウハチロウ様',
  ])('%s', (name) => {
    expect(breaches({ workers: [name] })).toEqual([]);
    expect(breaches({ account: name })).toEqual([]);
    expect(judge.owns({ worker: name })).toBe(true);
    // Not beyond the worker's days.
    expect(breaches({ workers: [name] }, '2026-05-21')).toEqual([name]);
  });

  test.each([
    'サギョウ クロウ',
    'サギョウ',
    'ハチロウ',
    'maint02',
    'CN=maint02,OU=maint01',
    '作業 九郎 <maint02>',
  ])('%s は、だれでもない', (name) => {
    expect(breaches({ workers: [name] })).toEqual([name]);
    expect(breaches({ account: name })).toEqual([name]);
    expect(judge.owns({ worker: name })).toBe(false);
  });

  test('氏名の欄のアカウントは、作業申請のアカウントなら、だれかである。ほかの者の名に添えてあれば、その者である', () => {
    for (const name of ['maint01', 'CITY\\maint01', 'cn=maint01,ou=x'])
      expect(breaches({ workers: [name] }), name).toEqual([]);
    for (const name of ['maint02', '作業 九郎 <maint01>', '作業 九郎(maint01)'])
      expect(breaches({ workers: [name] }), name).toEqual([name]);
  });
});

test('第6条第3号: 端末は、完全修飾名でも、コンピューターアカウントでも、登録した端末である。ほかの端末ではない', () => {
  const judge = scopeJudge({
    period: { from: '2026-05-01', to: '2026-05-31' },
    suspensions: [],
    cutOffs: [],
    workers: [],
    accounts: [],
    terminals: ['HK-0001', 'hk-0007.vendor.local', '資産番号 12-3'],
    originIps: [],
    targets: [],
  });
  const breach = (terminal: string) =>
    judge
      .breaches({ from: '2026-05-20T01:00:00Z', to: '2026-05-20T02:00:00Z', workers: [], terminal })
      .map(({ aspect }) => aspect);
  for (const terminal of [
    'HK-0001',
    'HK-0001.vendor.local',
    'hk-0001.vendor.local.',
    'HK-0001$',
    'VENDOR\\HK-0001$',
    'HK-0001$@VENDOR.LOCAL',
    'HK‐0001.vendor.local',
    'host/HK-0001.vendor.local',
    '\\\\HK-0001',
    'HK-0001 (192.0.2.10)',
    'HK-0007',
    'hk-0007.vendor.local',
    'HK-0007$',
    '資産番号12-3',
  ])
    expect(breach(terminal), terminal).toEqual([]);
  for (const terminal of [
    'HK-0002',
    'HK-00011',
    'HK-0002.vendor.local',
    'HK-0002$',
    'VENDOR\\HK-0002$',
    'vendor.HK-0001',
    'HK-0001\\HK-0002$',
    'HK-0007.other.example',
    'HK-0002 (HK-0001)',
    '資産番号12',
  ])
    expect(breach(terminal), terminal).toEqual(['terminal']);
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
