import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';

/** docs/regulation-map.md: which code and which test carry each article, item and open point. */

const rowSchema = z.strictObject({
  /** 第4条第2項, 別表1 3-1, or G6 (a point that the rule leaves open). */
  ref: z.string(),
  how: z.string(),
  code: z.array(z.string()),
  /** The name as it stands in the test file, of a test or a group of tests. */
  tests: z.array(z.strictObject({ file: z.string(), name: z.string() })),
});
type Row = z.infer<typeof rowSchema>;

export const parseRegulationMap = (json: string): readonly Row[] =>
  z.array(rowSchema).parse(JSON.parse(json));

/** What the rule itself says at a place, in short. */
const wordsOf = (ref: string): string => {
  const article = /^第(\d+)条/.exec(ref)?.[1];
  if (article) return tomakomaiR50401.articles[Number(article) - 1]?.heading ?? '';
  return tomakomaiR50401.checklist.find(({ id }) => ref === `別表1 ${id}`)?.text ?? '';
};

/** With its room: file names are the same in many. */
const link = (path: string, text = path.split('/').slice(-2).join('/')) => `[${text}](../${path})`;

const tabulate = (rows: readonly Row[], withWords: boolean): string[] => [
  `| | ${withWords ? '要領の文言 | ' : ''}どう扱うか | コード | テスト |`,
  `|---|${withWords ? '---|' : ''}---|---|---|`,
  ...rows.map(({ ref, how, code, tests }) => {
    const proofs = tests.map(({ file, name }) => `${link(file)}「${name.replaceAll('|', '\\|')}」`);
    const cells = [
      ref,
      ...(withWords ? [wordsOf(ref)] : []),
      how,
      code.map((path) => link(path)).join('<br>'),
      proofs.join('<br>'),
    ];
    return `| ${cells.join(' | ')} |`;
  }),
];

/** @param json text of docs/regulation-map.json */
export const regulationMap = (json: string): string => {
  const rows = parseRegulationMap(json);
  const beginning = (prefix: string) => rows.filter(({ ref }) => ref.startsWith(prefix));
  return `${[
    '# 要領とシステムの対応表',
    '',
    '<!-- Written by `npm run docs` from docs/regulation-map.json. Do not edit. -->',
    '',
    `${tomakomaiR50401.title}（令和5年4月1日施行の版）の各条、別表1の16項目、要領に定めのない点（G1〜G18）を、`,
    'どのコードが担い、どのテストが確かめているか。行の先がなくなると `test/docs/docs.test.ts` が失敗する。',
    'テスト名の `%s` や `$id` は、テストの表の値で置き換わる。',
    '',
    '## 条',
    '',
    ...tabulate(beginning('第'), true),
    '',
    '## 別表1',
    '',
    ...tabulate(beginning('別表1'), true),
    '',
    '## 要領に定めのない点',
    '',
    '第12条により統括情報セキュリティ管理者が定めるものとして、次のとおり扱う。',
    '',
    ...tabulate(beginning('G'), false),
  ].join('\n')}\n`;
};
