import { isUnshownBy } from '../../core/application/application-remarks.ts';
import { type ItemConfirmation, RESULTS } from '../../core/application/decision.ts';
import type { ChecklistAnswer } from '../../core/application/inputs.ts';
import type { LastResults } from '../../core/application/last-results.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { SummaryEntry } from '../ui/components.ts';
import { jstDay } from '../ui/dates.ts';
import { type Form, type JsonValue, rowsAt, textAt } from '../ui/form.ts';

/**
 * What the page of the items (別表1) sends, brought into what is kept: a result per item with its method, its date and what was
 * looked at (docs/adr/0045). Method and date stand once for all; the evidence reaches an item only by its own judgement.
 */

/** A judgement of the page: the result, and on what a 適 rests. Short, so that all stand in one line of a telephone. */
export const JUDGEMENTS = {
  shared: '適（共通）',
  again: '適（前回）',
  pass: '適（個別）',
  fail: RESULTS.fail,
  hold: RESULTS.hold,
} as const;

/** What the items are judged by: the vendor's answers and, where there are any, the last results. */
export type Known = {
  readonly answers: readonly ChecklistAnswer[];
  readonly last?: LastResults | undefined;
  readonly regulation: Regulation;
};

export const knownOf = ({ application, renewal, regulationId }: CityCaseView): Known => ({
  regulation: regulationById(regulationId),
  answers: application.checklist,
  last: renewal?.last,
});

/** 適（共通の資料） is no answer where the vendor has shown nothing (別表1 2, 3): what was seen is said of the item itself. */
export const mayShare = (item: string, { answers, regulation }: Known): boolean =>
  !answers.some((answer) => answer.item === item && isUnshownBy(answer, regulation));

/** The result of the last time, where it was 適. */
export const lastPassed = (item: string, { last }: Known): ItemConfirmation | undefined =>
  last?.checklist.find((entry) => entry.item === item && entry.result === 'pass');

/** 適 as it was confirmed the last time, as evidence for the new confirmation. */
export const lastEvidence = ({ evidence }: ItemConfirmation, at: string): string =>
  [evidence, `前回の確認（${jstDay(at)} ${RESULTS.pass}）`].filter(Boolean).join('、');

/** The body out of the posted fields: what stands once for all stands at every item, as it is kept. */
export const confirmedItems = (fields: Form['fields'], known: Known): Form['fields'] => {
  const { common, checklist, ...rest } = fields;
  return Array.isArray(checklist)
    ? { ...rest, checklist: checklist.map((row) => confirmed(row, common, known)) }
    : rest;
};

const confirmed = (row: JsonValue, common: unknown, known: Known): JsonValue => {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  const { result = 'hold', ...own } = row;
  const item = textAt(row, 'item');
  const last = result === 'again' ? lastPassed(item, known) : undefined;
  const shared = result === 'shared' && mayShare(item, known) ? textAt(common, 'evidence') : '';
  const evidence = textAt(own, 'evidence') || shared || (last && lastEvidence(last, known.last?.at ?? ''));
  const given = {
    method: textAt(common, 'method') || last?.method,
    confirmedOn: textAt(common, 'confirmedOn'),
    evidence,
  };
  const filled = Object.entries(given).flatMap(([name, text]) => (text ? [[name, text] as const] : []));
  // A 適 whose evidence is not there stays what no schema takes.
  const rests = (result === 'shared' && mayShare(item, known)) || last !== undefined;
  return {
    ...(result === 'hold' ? {} : Object.fromEntries(filled)),
    ...own,
    result: rests && evidence ? 'pass' : result,
  };
};

/**
 * Mistakes as the page tells them: what is left over is one mistake with a link to each item, and what is missing at many
 * items because it does not stand in what is common to all is told there.
 */
export const gatheredMistakes = (
  problems: readonly Problem[],
  content: unknown,
  { checklist }: Pick<Regulation, 'checklist'>,
): { readonly problems: readonly Problem[]; readonly summary: readonly SummaryEntry[] } => {
  const placed = problems.map((problem) => {
    const [, index = '', field = ''] = /^\/checklist\/(\d+)\/(\w+)$/.exec(problem.pointer) ?? [];
    const result = textAt(content, `checklist.${index}.result`);
    const isShared = result === 'shared' && field === 'result';
    const common = isShared ? 'evidence' : COMMON.includes(field) ? field : undefined;
    const isCommon = common !== undefined && textAt(content, `checklist.${index}.${common}`) === '';
    return { problem, index, field, result, common: isCommon ? common : undefined };
  });
  const common = COMMON.flatMap((field): Problem[] => {
    const first = placed.find((one) => one.common === field);
    if (!first) return [];
    const named = first.problem.message.replace(/^.*?\d+-\d+ の/, '');
    return [{ pointer: `/common/${field}`, message: first.field === 'result' ? NO_EVIDENCE : named }];
  });
  const rest = placed.filter((one) => one.common === undefined);
  const left = rest.flatMap(({ problem, index, field, result }) =>
    field === 'result'
      ? [
          {
            pointer: problem.pointer,
            message: result === 'fail' ? '「不適」です' : UNJUDGED,
            label: `${checklist[Number(index)]?.id ?? ''}（${LEFT[result] ?? '未判断'}）`,
          },
        ]
      : [],
  );
  const others = rest.flatMap(({ problem, field }) => (field === 'result' ? [] : [problem]));
  const isRefused = placed.some(({ field, result }) => field === 'result' && result === 'fail');
  const leftOver: readonly SummaryEntry[] =
    left.length === 0
      ? []
      : [
          {
            pointer: '/checklist',
            message: isRefused
              ? `適と判断していない項目が${left.length}項目あるため、承認を求めることはできません（第4条第2項）`
              : `保留又は未判断の項目が${left.length}項目あります。適・不適を判断してください`,
            among: left,
          },
        ];
  return { problems: [...left, ...common, ...others], summary: [...leftOver, ...common, ...others] };
};

/**
 * Where the form was sent without a choice, or with one that asks for the chief, and something of it cannot be read: what is
 * not judged yet is told at once, not after the rest has been put right.
 */
export const withUnjudged = (problems: readonly Problem[], content: unknown): readonly Problem[] => {
  const lacks = (field: string) => problems.some(({ pointer }) => pointer === `/${field}`);
  const asks = textAt(content, 'choice') === 'ask-chief' && problems.some(({ pointer }) => pointer !== '');
  if (!lacks('choice') && !asks) return problems;
  const rows = Array.from(
    { length: rowsAt(content, 'checklist') },
    (_, index) => `checklist/${index}/result`,
  );
  const unjudged = rows.filter((row) => ['', 'hold'].includes(textAt(content, row.replaceAll('/', '.'))));
  const judged = rows.length > unjudged.length;
  return [
    ...unjudged.filter((row) => !lacks(row)).map((row) => ({ pointer: `/${row}`, message: UNJUDGED })),
    ...(textAt(content, 'common.method') === '' && !judged
      ? [{ pointer: '/common/method', message: NO_METHOD }]
      : []),
    ...problems,
  ];
};

const UNJUDGED = '適・不適を判断してください';
const NO_METHOD = '確認方法を選択してください';
const COMMON: readonly string[] = ['method', 'confirmedOn', 'evidence'];
const LEFT: Readonly<Record<string, string>> = { fail: '不適', hold: '保留' };
const NO_EVIDENCE = '「適（共通）」とした項目があります。確認した資料を入力してください';
