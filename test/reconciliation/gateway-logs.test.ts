import { describe, expect, test } from 'vitest';
import { eventOf, isFailure } from '../../core/reconciliation/connection-log-words.ts';
import { judgeHere } from '../../core/reconciliation/judge-log.ts';
import { read, refusal, spans } from '../support/read-log.ts';

/** 第6条第5号: logs in the words of several gateways, read without anybody's help. */

const ONE = ['05-20 10:05〜05-20 11:30'];

describe('一つの出来事が一つの行: 接続時間の列があっても、種別のとおりに読む', () => {
  const FORTIGATE = [
    'date,time,type,subtype,action,tunnelid,user,remip,duration',
    '2026-05-20,10:05:00,event,vpn,tunnel-up,1771,maint01,192.0.2.10,0',
    '2026-05-20,10:15:00,event,vpn,tunnel-stats,1771,maint01,192.0.2.10,600',
    '2026-05-20,11:30:00,event,vpn,tunnel-down,1771,maint01,192.0.2.10,5100',
  ];

  test.each([
    ['番号あり', FORTIGATE],
    ['番号なし', FORTIGATE.map((row) => row.replace(/,(tunnelid|1771)(?=,)/, ''))],
    ['接続の行の長さは空欄', FORTIGATE.map((row) => row.replace(/,0$/, ','))],
    ['切断の行だけ', FORTIGATE.filter((row) => !/tunnel-(up|stats)/.test(row))],
    ['新しい順', [FORTIGATE[0], ...FORTIGATE.slice(1).toReversed()]],
  ])('FortiGate: %s', (_what, rows) => {
    const reading = read(rows.join('\n'));
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
    expect(reading.entries[0]).toMatchObject({ account: 'maint01', originIp: '192.0.2.10' });
  });

  test('日時・種別・接続時間', () => {
    const reading = read(
      '日時,種別,利用者ID,接続時間\n2026/05/20 10:05:00,接続,maint01,\n2026/05/20 11:30:00,切断,maint01,1:25:00\n',
    );
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
  });

  test('同じ者の二つの接続が重なっても、長さの合うものどうしを一つにする', () => {
    const reading = read(
      [
        '日時,種別,利用者ID,接続時間',
        '2026/05/20 10:05:00,接続,a,',
        '2026/05/20 10:20:00,接続,a,',
        '2026/05/20 11:30:00,切断,a,1:25:00',
        '2026/05/20 12:00:00,切断,a,1:40:00',
      ].join('\n'),
    );
    expect(spans(reading)).toEqual(['05-20 10:05〜05-20 11:30', '05-20 10:20〜05-20 12:00']);
  });

  test('見出しが開始の日時なら、長さはそこから数える', () => {
    const reading = read(
      '開始日時,種別,利用者ID,接続時間\n2026/05/20 10:05:00,切断,maint01,1:25:00\n2026/05/21 10:05:00,接続,maint01,0:25:00\n',
    );
    expect(spans(reading)).toEqual([...ONE, '05-21 10:05〜05-21 10:30']);
  });
});

describe('前に使用した列の対応', () => {
  const LOG = [
    '日時,種別,利用者ID,接続時間',
    '2026/05/20 10:05:00,接続,maint01,',
    '2026/05/20 11:30:00,切断,maint01,1:25:00',
  ].join('\n');
  const bytes = new TextEncoder().encode(LOG);
  const mapping = {
    headerLine: 1,
    columns: { connectedAt: '日時', account: '利用者ID', duration: '接続時間' },
    zone: 'jst',
    durationUnit: 'seconds',
  } as const;
  const headings = ['日時', '種別', '利用者ID', '接続時間'];
  const look = async (saved: object) => {
    const outcome = await judgeHere.look({ bytes, saved: { mapping, headings, ...saved } });
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value;
  };

  test('種別の列を聞かれずに保存した対応は使わず、種別の列を示して確かめてもらう', async () => {
    for (const saved of [{}, { headings: undefined }]) {
      const { saved: isSaved, withoutKinds, mapping: proposed } = await look(saved);
      expect([isSaved, withoutKinds]).toEqual([false, true]);
      expect(proposed.columns.event).toBe('種別');
    }
  });

  test('聞かれたうえで種別を空欄としたものと、種別のあるものは、そのまま使う。別のログには、どちらとも言わない', async () => {
    expect(await look({ kinds: true })).toMatchObject({ saved: true, withoutKinds: false, mapping });
    const withKinds = { ...mapping, columns: { ...mapping.columns, event: '種別' } };
    expect(await look({ mapping: withKinds })).toMatchObject({ saved: true, mapping: withKinds });
    expect(await look({ headings: ['別の', '見出し'] })).toMatchObject({ saved: false, withoutKinds: false });
  });
});

describe('接続・切断の両方の日時の列と、種別の列', () => {
  test('接続の行には始め、切断の行には終わりだけ', () => {
    const reading = read(
      '種別,利用者ID,接続日時,切断日時\n接続,maint01,2026/05/20 10:05,\n切断,maint01,,2026/05/20 11:30\n',
    );
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
  });

  test('長さや番号の列の数字（21・23・39）を、種別の番号としない', () => {
    const reading = read(
      '利用者ID,番号,切断日時,接続時間(分)\na,24,2026/05/20 10:05,21\na,21,2026/05/21 10:05,23\na,25,2026/05/22 10:05,39\n',
    );
    expect(reading.notConnections).toEqual([]);
    expect(spans(reading)).toEqual([
      '05-20 09:44〜05-20 10:05',
      '05-21 09:42〜05-21 10:05',
      '05-22 09:26〜05-22 10:05',
    ]);
  });

  test('切断の行が始めも書いていれば、接続の行は同じ接続で、始めの異なるものは別の接続', () => {
    const heading = '種別,利用者ID,接続日時,切断日時\n接続,maint01,2026/05/20 10:05,\n';
    expect(spans(read(`${heading}切断,maint01,2026/05/20 10:05,2026/05/20 11:30\n`))).toEqual(ONE);
    expect(spans(read(`${heading}切断,maint01,2026/05/21 10:05,2026/05/21 11:30\n`))).toEqual([
      '05-20 10:05〜なし',
      '05-21 10:05〜05-21 11:30',
    ]);
  });
});

describe('失敗した認証は、どのように書かれていても接続でない', () => {
  test.each([
    '失敗',
    'Failure: bad password',
    'Failed - invalid credentials',
    'FAILED_LOGIN',
    'login failed for user x',
    'User maint01 failed to log in',
    'Authentication failed',
    'Access-Reject',
    'access denied',
    'Logon failure: unknown user name or bad password.',
    'unsuccessful',
    'Invalid password',
    'NG/パスワード不一致',
    '失敗（パスワード誤り）',
    '失敗:アカウントロック',
    '認証エラー',
    '認証ｴﾗｰ',
    '認証NG',
    'ログインエラー',
    'ログインに失敗しました。',
    'ユーザー認証に失敗しました（3回目）',
    'パスワード誤り',
    'アクセス拒否',
    '接続を拒否しました',
    '×',
  ])('%s', (text) => {
    expect(isFailure(text)).toBe(true);
    expect(eventOf(text)).toBe('failed');
    const heading = '利用者ID,接続日時,切断日時,結果\nmaint01,2026/05/20 10:05,2026/05/20 11:30,成功\n';
    const reading = read(
      `${heading}x,2026/05/21 03:00,2026/05/21 03:00,"${text}"\ny,2026/05/21 03:00,,"${text}"`,
    );
    expect(spans(reading)).toEqual(ONE);
    expect(reading.notConnections).toEqual([3, 4]);
    expect(reading.badRows).toEqual([]);
  });

  test.each([
    '成功',
    '成功（前回は失敗）',
    '認証成功',
    'Success (2 failed attempts before)',
    'OK',
    'エラーなし',
    '失敗なし',
    '失敗0件',
    'No error',
    'error: none',
    'not denied',
    'タイムアウト',
    'アイドルタイムアウトにより切断',
    '正常終了',
    '異常終了',
    '通信エラー',
    'network error',
    'Connection closed: peer error',
    'fail2ban exempt',
    'denim01',
    '',
  ])('「%s」は、失敗した認証とは言えない', (text) => {
    expect(isFailure(text)).toBe(false);
  });

  test('失敗とあっても、続いた時間があるものは、黙って除かずに確かめる', () => {
    const heading = '利用者ID,接続日時,切断日時,結果\n';
    const reading = read(`${heading}maint01,2026/05/20 10:05,2026/05/20 11:30,失敗\n`);
    expect(reading.entries).toEqual([]);
    expect(reading.notConnections).toEqual([]);
    expect(reading.badRows.map(({ line, field }) => [line, field])).toEqual([[2, '結果（成功・失敗の別）']]);
  });
});

describe('種別の文', () => {
  test.each([
    ['VPN session started', 'VPN session ended'],
    ['VPN接続開始', 'VPN接続終了'],
    ['ログイン成功', 'ログアウト'],
    ['ログインしました', 'ログアウトしました'],
    ['SSL VPN tunnel established', 'SSL VPN tunnel terminated'],
    ['User maint01 logged in', 'User maint01 logged out'],
    ['Session opened', 'Session closed (idle timeout)'],
    ['リモート接続を開始しました', 'リモート接続を切断しました'],
    ['セッション開始', 'セッション終了（無通信）'],
    ['connected', 'disconnected: error 809'],
    ['接続確立', '切断（認証エラー）'],
    [
      'Remote Desktop Services: Session logon succeeded',
      'Remote Desktop Services: Session has been disconnected',
    ],
    [
      'Remote Desktop Services: Session reconnection succeeded',
      'Remote Desktop Services: Session logoff succeeded',
    ],
    ['21', '24'],
    ['25', '23'],
    ['302', '303'],
    ['Start', 'Stop'],
    ['gateway-connected', 'gateway-logout'],
  ])('%s と %s', (up, down) => {
    expect([eventOf(up), eventOf(down)]).toEqual(['connect', 'disconnect']);
    const heading = 'Time,Event,User\n';
    const reading = read(`${heading}2026/05/20 10:05,${up},a\n2026/05/20 11:30,${down},a\n`);
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
  });

  test.each([
    '更新',
    '接続要求',
    '切断後の再接続',
    'password changed',
    '未接続',
    'not connected',
    '設定変更',
    '99',
  ])('「%s」は、接続とも切断とも言えない', (text) => {
    expect(eventOf(text)).toBe('unknown');
  });
});

describe('接続の行と切断の行は、切断の行の書き方が足りなくても、異なっていても、一つの接続である', () => {
  const HEADING = '日時,種別,利用者ID,接続元IP,端末名';
  const UP = '2026/05/20 10:05,接続,maint01,192.0.2.10,HK-0001';
  test.each([
    ['接続元なし', 'maint01,,HK-0001'],
    ['接続元と端末なし', 'maint01,,'],
    ['接続元は「-」', 'maint01,-,-'],
    ['接続元は 0.0.0.0', 'maint01,0.0.0.0,HK-0001'],
    ['接続元はIPv4射影アドレス', 'maint01,::ffff:192.0.2.10,HK-0001'],
    ['接続元にポート', 'maint01,192.0.2.10:51820,HK-0001'],
    ['アカウントにドメイン', 'CITY\\maint01,192.0.2.10,HK-0001'],
    ['アカウントの大文字', 'MAINT01,,'],
    ['端末の完全修飾名', 'maint01,192.0.2.10,hk-0001.vendor.local'],
    ['利用者なし', ',192.0.2.10,HK-0001'],
    ['端末だけ', ',,HK-0001$'],
  ])('%s', (_what, rest) => {
    const reading = read(`${HEADING}\n${UP}\n2026/05/20 11:30,切断,${rest}\n`);
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
    expect(reading.entries[0]).toMatchObject({
      account: 'maint01',
      originIp: '192.0.2.10',
      terminal: 'HK-0001',
    });
  });

  test('番号が片方にしかなければ、ほかの列で一つにする。両方にあれば、番号による', () => {
    const heading = '日時,種別,セッションID,利用者ID\n2026/05/20 10:05,接続,7,maint01\n';
    expect(spans(read(`${heading}2026/05/20 11:30,切断,,maint01\n`))).toEqual(ONE);
    expect(spans(read(`${heading}2026/05/20 11:30,切断,7,\n`))).toEqual(ONE);
    const other = read(`${heading}2026/05/20 11:30,切断,8,maint01\n`);
    expect(spans(other)).toEqual(['05-20 10:05〜なし']);
    expect(other.badRows.map(({ line }) => line)).toEqual([3]);
  });

  test('切断の行にだけあることは、その接続のことである', () => {
    const reading = read(
      `${HEADING}\n2026/05/20 10:05,接続,maint01,,\n2026/05/20 11:30,切断,maint01,192.0.2.10,HK-0001\n`,
    );
    expect(reading.entries).toHaveLength(1);
    expect(reading.entries[0]).toMatchObject({ originIp: '192.0.2.10', terminal: 'HK-0001' });
  });

  test.each([
    ['ほかの者', 'maint02,192.0.2.10,HK-0001'],
    ['ほかの接続元', 'maint01,198.51.100.77,HK-0001'],
    ['ほかの端末', 'maint01,192.0.2.10,HK-0002'],
    ['ほかの者（接続元なし）', 'maint02,,'],
  ])('%s の切断では終わらず、切断の行を確かめる', (_what, rest) => {
    const reading = read(`${HEADING}\n${UP}\n2026/05/20 11:30,切断,${rest}\n`);
    expect(spans(reading)).toEqual(['05-20 10:05〜なし']);
    expect(reading.badRows.map(({ line }) => line)).toEqual([3]);
  });

  test('どの接続の切断か分からなければ、決めずに確かめる', () => {
    const reading = read(
      `${HEADING}\n${UP}\n2026/05/20 10:20,接続,maint01,198.51.100.77,\n2026/05/20 11:30,切断,maint01,,\n`,
    );
    expect(spans(reading)).toEqual(['05-20 10:05〜なし', '05-20 10:20〜なし']);
    expect(reading.badRows.map(({ line, message }) => [line, message])).toEqual([
      [4, 'どの接続の切断か分かりません（3行目、2行目）'],
    ]);
  });

  test('続けて二度書かれた切断は、接続でない行として数える', () => {
    const reading = read(
      'Time,EventID,User,Source Network Address\n2026/05/20 10:05:00,21,CITY\\maint01,192.0.2.10\n2026/05/20 10:05:01,22,CITY\\maint01,192.0.2.10\n2026/05/20 11:29:59,23,CITY\\maint01,\n2026/05/20 11:30:00,24,CITY\\maint01,192.0.2.10\n',
    );
    expect(reading.badRows).toEqual([]);
    expect(reading.notConnections).toEqual([3, 5]);
    expect(reading.entries).toHaveLength(1);
    expect(reading.entries[0]).toMatchObject({ account: 'CITY\\maint01', originIp: '192.0.2.10' });
  });
});

describe('機器の手引きの見出しは、そのまま読める', () => {
  const AT = { account: 'maint01', originIp: '192.0.2.10' };
  test.each([
    [
      'Windows リモートデスクトップ（21・24）',
      'TimeCreated,EventID,User,Address,SessionID\n2026/05/20 10:05:00,21,maint01,192.0.2.10,2\n2026/05/20 11:30:00,24,maint01,192.0.2.10,2\n',
      { account: 'maint01' },
    ],
    [
      'RDゲートウェイ（302・303、長さ）',
      'Date and Time,Event ID,User,Client IP Address,Resource,Session Duration\n2026/05/20 10:05:00,302,maint01,192.0.2.10,tax-db01,\n2026/05/20 11:30:00,303,maint01,192.0.2.10,tax-db01,5100\n',
      AT,
    ],
    [
      'AWS Client VPN（client-ip は割り当てた番号）',
      'connection-start-time,connection-end-time,connection-duration-seconds,client-ip,device-ip,username,connection-attempt-status\n2026-05-20 01:05:00Z,2026-05-20 02:30:00Z,5100,10.0.0.2,192.0.2.10,maint01,successful\n2026-05-21 01:05:00Z,NA,0,NA,198.51.100.77,nobody,failed\n',
      AT,
    ],
    [
      'GlobalProtect（前の利用者）',
      'Domain,User,Computer,Virtual IP,Public IP,Login At,Logout At\nCITY,maint01,HK-0001,10.9.9.9,192.0.2.10,2026/05/20 10:05:00,2026/05/20 11:30:00\n',
      { ...AT, terminal: 'HK-0001' },
    ],
    [
      'FortiAnalyzer',
      'Date/Time,Action,User,Remote IP,Duration\n2026-05-20 10:05:00,tunnel-up,maint01,192.0.2.10,\n2026-05-20 11:30:00,tunnel-down,maint01,192.0.2.10,5100\n',
      AT,
    ],
    [
      'ログアウトのとき、長さとともに書かれる',
      'ログアウト日時,利用時間,利用者ID,接続元IP\n2026/05/20 11:30:00,1:25:00,maint01,192.0.2.10\n',
      AT,
    ],
    [
      '書かれた日時と、ログアウト日時と、長さ',
      'Timestamp,User,Public IP,Logout Time,Duration\n2026/05/20 11:31:00,maint01,192.0.2.10,2026/05/20 11:30:00,1:25:00\n',
      AT,
    ],
    [
      'ログイン・ログアウトという見出しの日時',
      'ユーザ名,送信元IP,ログイン,ログアウト\nmaint01,192.0.2.10,2026/05/20 10:05,2026/05/20 11:30\n',
      AT,
    ],
    [
      '英語で、同じ',
      'Login,Logout,User,Source IP\n2026/05/20 10:05,2026/05/20 11:30,maint01,192.0.2.10\n',
      AT,
    ],
    [
      '見出しのない種別は、値から',
      '日時,内容,利用者ID,接続元IP\n2026/05/20 10:05,VPN接続開始,maint01,192.0.2.10\n2026/05/20 11:30,VPN接続終了,maint01,192.0.2.10\n',
      AT,
    ],
    [
      '出力の日時より、接続の日時',
      '日時,接続日時,切断日時,利用者ID,接続元IP\n2026/06/01 09:00,2026/05/20 10:05,2026/05/20 11:30,maint01,192.0.2.10\n',
      AT,
    ],
    [
      '全角の時差',
      '利用者ID,接続元IP,接続日時（ＵＴＣ＋９）,切断日時（ＵＴＣ＋９）\nmaint01,192.0.2.10,2026/05/20 10:05,2026/05/20 11:30\n',
      AT,
    ],
  ])('%s', (_what, text, entry) => {
    const reading = read(text);
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
    expect(reading.entries[0]).toMatchObject(entry);
  });
});

describe('日時が接続のときか終了のときか分からなければ、黙って接続のときとせず、確かめる', () => {
  test.each([
    'Timestamp,Username,Public IP,Duration\n2026-05-20 11:30:00,maint01,192.0.2.10,1h:25m:00s\n',
    '日時,利用者ID,接続時間\n2026/05/20 11:30,maint01,1:25:00\n',
    'Date,Time,User,Duration\n2026-05-20,11:30:00,maint01,5100\n',
    '日付,時刻,利用者ID,接続時間（分）\n2026/05/20,11:30,maint01,85\n',
  ])('%s', (text) => {
    expect(refusal(text, {})).toEqual(['/columns/connectedAt']);
    const [heading = ''] = text.split(',');
    const clock = text.split(',')[1] ?? '';
    const isApart = /^(?:Time|時刻)$/.test(clock);
    const at = (date: 'connected' | 'disconnected') => ({
      [`${date}At`]: heading,
      ...(isApart ? { [`${date}Time`]: clock } : {}),
    });
    expect(spans(read(text, at('disconnected')))).toEqual(ONE);
    expect(spans(read(text, at('connected')))).toEqual(['05-20 11:30〜05-20 12:55']);
  });

  test.each(['Duration (ms)', '接続時間（ミリ秒）', '接続時間(時間)', 'Duration (hours)'])(
    '数えられない単位の長さ「%s」は、秒とせず、確かめる',
    (heading) => {
      expect(refusal(`利用者ID,接続日時,${heading}\nmaint01,2026/05/20 10:05,5100\n`, {})).toEqual([
        '/columns/disconnectedAt',
      ]);
    },
  );
});

describe('表の下の行、終わりのないことを表す値', () => {
  test.each([
    '合計 1件',
    '合計：1件',
    '計1件',
    '全1件',
    '総件数: 1',
    '以上',
    '以 上',
    '--- End ---',
    '*** 以上 ***',
    '=== EOF ===',
    'End of report',
    '(1 rows)',
    '1 row(s) returned',
    'Total: 1',
    'Total 1 sessions',
    '----------',
  ])('「%s」は、接続でない行として数える', (footer) => {
    const reading = read(
      `利用者ID,接続日時,切断日時\nmaint01,2026/05/20 10:05,2026/05/20 11:30\n${footer}\n`,
    );
    expect(reading.badRows).toEqual([]);
    expect(reading.notConnections).toEqual([3]);
    expect(spans(reading)).toEqual(ONE);
  });

  test.each(['計算 太郎', '以上 一郎', '合計 一郎', 'total01', 'end01', '1件'])(
    '日時のある「%s」の行は接続であり、日時のない行は読めない行である',
    (name) => {
      const heading = '利用者ID,接続日時,切断日時\n';
      expect(spans(read(`${heading}${name},2026/05/20 10:05,2026/05/20 11:30\n`))).toEqual(ONE);
      expect(read(`${heading}${name},きのう,\n`).badRows).toHaveLength(1);
    },
  );

  test.each([
    '1970-01-01 00:00:00',
    '1970/01/01 9:00',
    '0001-01-01T00:00:00',
    '0001/01/01 0:00:00',
    '- -',
    '--:--',
    '1900-01-00 00:00:00',
    '9999-12-31 23:59:59',
  ])('切断日時「%s」は、終わりがない', (end) => {
    const reading = read(`利用者ID,接続日時,切断日時\nmaint01,2026/05/20 10:05,${end}\n`);
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(['05-20 10:05〜なし']);
  });
});
