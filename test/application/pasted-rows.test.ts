import { describe, expect, test } from 'vitest';
import { applicationSchema } from '../../core/application/inputs.ts';
import { PASTED_COLUMNS, pastedRows } from '../../core/application/pasted-rows.ts';
import { browse } from '../support/browse.ts';
import { saveSection, versionIn } from '../support/fill-draft.ts';
import { createStory, VENDOR } from '../support/story.ts';

/** 第4条第1項・様式1: workers, terminals and hosts out of a spreadsheet, as it puts them on the clipboard. */

describe('貼り付けた表', () => {
  test('1行が1人。見出しの行、空の行、端の空白は数えない。改行や引用符のあるセルも読む', () => {
    const text = [
      '氏名\tフリガナ\t所属会社\t役割\t従事開始日\t従事終了日',
      '山田 太郎\tヤマダ タロウ\t北斗情報\tＳＥ\t令和8年4月20日\t',
      '',
      ' 髙橋 花子 \tタカハシ ハナコ\t"北斗 ""情報"""\t"責任者\n（主任）"\t2026/4/20\t2027-03-31',
    ].join('\r\n');
    expect(pastedRows('workers', text, 0)).toEqual({
      problems: [],
      rows: [
        ...[
          {
            name: '山田 太郎',
            kana: 'ヤマダ タロウ',
            company: '北斗情報',
            role: 'ＳＥ',
            from: '令和8年4月20日',
          },
        ],
        {
          ...{ name: '髙橋 花子', kana: 'タカハシ ハナコ', company: '北斗 "情報"', role: '責任者\n（主任）' },
          ...{ from: '2026/4/20', to: '2027-03-31' },
        },
      ],
    });
  });

  test.each([
    ['はい', true],
    ['○', true],
    ['有', true],
    ['ＴＲＵＥ', true],
    ['いいえ', false],
    ['×', false],
    ['無', false],
    ['たぶん', 'たぶん'],
  ])('専用端末の「%s」は %s', (cell, read) => {
    expect(pastedRows('terminals', `PC-1\tWindows 11\t定義ファイル\t${cell}`, 0).rows[0]?.['dedicated']).toBe(
      read,
    );
  });

  test('接続先のポート番号とプロトコルは、全角・大文字でも読み、読めないものはそのまま残す', () => {
    const { rows } = pastedRows(
      'targetHosts',
      'ap01\t10.1.2.3\t２２\tＴＣＰ\nap02\t10.1.2.4\t二十二\tSCTP',
      0,
    );
    expect(rows).toEqual([
      { host: 'ap01', ip: '10.1.2.3', port: 22, protocol: 'tcp' },
      { host: 'ap02', ip: '10.1.2.4', port: '二十二', protocol: 'SCTP' },
    ]);
  });

  test('列が多い行、閉じない引用符、多すぎる行は、行を示して何も加えない', () => {
    for (const [text, there, message] of [
      [`a\tb\tc\t○\nPC-2\tb\tc\t○${'\t架空電機'.repeat(5)}\t余り`, 0, '2行目に、10列あります'],
      ['管理番号\tOS\nPC-1\t"閉じない', 0, '2行目：引用符'],
      ['PC-1\nPC-2', 199, '200行まで'],
    ] as const) {
      const { rows, problems } = pastedRows('terminals', text, there);
      expect([rows, problems.map(({ pointer }) => pointer)]).toEqual([[], ['/pasted/terminals']]);
      expect(problems[0]?.message).toContain(message);
    }
    expect(pastedRows('terminals', 'PC-1', 199).rows).toHaveLength(1);
  });

  test('列は、様式1の欄のすべて', () => {
    for (const list of ['targetHosts', 'terminals', 'workers'] as const)
      expect(PASTED_COLUMNS[list].map(({ field }) => field)).toEqual(
        Object.keys(applicationSchema.shape[list].element.shape),
      );
  });
});

test('画面: 貼り付けた行は、入力した行の後に加わる。読めない表は残り、ほかの入力は保存される', async () => {
  const story = await createStory();
  const visit = await browse(story, VENDOR);
  const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  const at = `${draft}/sections/terminals`;
  const { terminals } = story.application();
  await saveSection(visit, draft, 'terminals', { terminals });
  const paste = async (text: string, action: string) => {
    const shown = await visit(at);
    const names = [
      ...shown.text.matchAll(
        /<input type="(text|radio)" [^>]*name="(terminals[^"]+)" [^>]*value="([^"]*)"( checked)?/g,
      ),
    ];
    const typed = names.filter(([, type, , , checked]) => type === 'text' || checked);
    return visit(at, {
      ...Object.fromEntries(typed.map(([, , name = '', value = '']) => [name, value])),
      ...{ 'pasted.terminals': text, _action: action, _version: versionIn(shown.text) },
    });
  };
  const refused = await paste(`PC-7\tWindows 11\t最新\tはい${'\t架空電機'.repeat(5)}\t余り`, 'next');
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('href="#f-pasted.terminals"');
  expect(refused.text).toContain('PC-7');
  expect((await visit(at)).text).not.toContain('PC-7');
  const rest = '\t架空電機\tFN-14\tSN-7\t令和8年4月1日\t2026/4/1';
  const added = await paste(
    `管理番号\tOS\nPC-7\tWindows 11\t最新\tはい${rest}\nPC-8\tWindows 11\t最新\t×${rest}`,
    'paste',
  );
  expect(added.status).toBe(303);
  const { text } = await visit(at);
  const count = terminals.length;
  expect(text).toMatch(new RegExp(`name="terminals\\.${count}\\.assetNo"[^>]*value="PC-7"`));
  expect(text).toMatch(new RegExp(`name="terminals\\.${count + 1}\\.assetNo"[^>]*value="PC-8"`));
  expect((await paste('', 'next')).headers['location']).toBe(`${draft}/sections/work`);
});
