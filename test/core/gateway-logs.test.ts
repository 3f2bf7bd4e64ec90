import { describe, expect, test } from 'vitest';
import { read, spans } from '../support/read-log.ts';

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

describe('接続・切断の両方の日時の列と、種別の列', () => {
  test('接続の行には始め、切断の行には終わりだけ', () => {
    const reading = read(
      '種別,利用者ID,接続日時,切断日時\n接続,maint01,2026/05/20 10:05,\n切断,maint01,,2026/05/20 11:30\n',
    );
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(ONE);
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
