import { z } from 'zod';
import { VERDICTS, type Verdict } from '../../core/case/records/reconciliation.ts';
import { SCOPE_ASPECTS } from '../../core/permit/permit-scope.ts';
import { logMappingSchema } from '../../core/reconciliation/connection-log-mapping.ts';
import { REMARKS } from '../../core/reconciliation/judge-connection.ts';
import type { ReconciliationReport, ReportRow } from '../../core/reconciliation/papers.ts';
import type { MachineKind } from '../../core/regulation/candidate-kinds.ts';
import { date, flag, group } from '../../core/values/fields.ts';
import { identifier, line } from '../../core/values/text.ts';
import { jstTime, jstTimeShort } from '../ui/dates.ts';

/** Words that the page and the paper of a reconciliation share. */

/** What each result means, and what of 第6条 it may concern. */
export const VERDICT_HINTS: Readonly<Record<Verdict, string>> = {
  match: '作業申請・作業報告・ログが、許可の範囲内で揃っている',
  'no-notice': '接続に当たる作業申請がない（第6条第1号）',
  'no-report': 'ログにある接続の作業報告がない（第6条第1号・第2号）',
  overrun: '作業申請の予定の時間の外に及んでいる（第6条第4号）',
  'out-of-scope': '作業者・端末・接続元・接続先・期間が許可の範囲にない（第6条第3号）',
  'no-log': '報告にある接続がログにない（第6条第5号）',
  'notice-only': '作業申請だけで、接続も報告もない',
};
export const VERDICT_TONES: Readonly<Record<Verdict, string>> = {
  match: 'good',
  'no-notice': 'bad',
  'no-report': 'bad',
  overrun: 'attention',
  'out-of-scope': 'bad',
  'no-log': 'bad',
  'notice-only': 'over',
};
// The keys of a table that is written in core/reconciliation/reconcile.ts.
export const VERDICT_KEYS = Object.keys(VERDICTS) as readonly Verdict[];

const LOG_KINDS: ReadonlySet<MachineKind> = new Set([
  'no-notice',
  'no-report',
  'overrun',
  'outside-worker',
  'outside-terminal',
  'outside-origin',
  'outside-target',
  'outside-period',
  'no-log',
]);
export const isFromLog = (kind: string | undefined): boolean =>
  [...LOG_KINDS].some((known) => known === kind);

const span = (label: string, interval: { readonly from: string; readonly to: string } | undefined) =>
  interval === undefined ? [] : [`${label}　${jstTimeShort(interval.from)}〜${endOf(interval)}`];
/** The end without its day where that is the same. */
const endOf = ({ from, to }: { readonly from: string; readonly to: string }): string => {
  const [day, time = ''] = jstTimeShort(to).split(' ');
  return jstTimeShort(from).startsWith(`${day} `) ? time : `${day} ${time}`;
};

export const timesOf = ({ planned, reported, logged, beginsAt, ...row }: ReportRow): readonly string[] => [
  ...span('申請', planned),
  ...span('報告', reported),
  ...span('ログ', logged),
  ...(row.lines.length > 0
    ? [`ログの行　${row.lines.slice(0, 10).join('、')}${row.lines.length > 10 ? 'ほか' : ''}`]
    : []),
  ...((planned ?? reported ?? logged) ? [] : [jstTime(beginsAt)]),
];

/** The work that a row is about: of the notice, else the one that the report names. */
export const workOf = (
  { workId, sessionId }: ReportRow,
  works: ReadonlyMap<string, string>,
): { readonly workId: string; readonly noticeNo: string } | undefined => {
  const id = workId ?? sessionId ?? '';
  const noticeNo = works.get(id);
  return noticeNo === undefined ? undefined : { workId: id, noticeNo };
};

/** What the log says and what the report says are told apart: what is only in the report was not compared. */
export const seenOf = ({ people, terminals, origins, targets, inLog }: ReportRow): readonly string[] =>
  (
    [
      ['作業者', people, inLog?.worker],
      ['端末', terminals, inLog?.terminal],
      ['接続元', origins, inLog?.origin],
      ['接続先', targets, inLog?.target],
    ] as const
  ).flatMap(([label, all, logged]) => {
    if (logged === undefined) return all.length > 0 ? [`${label}　${all.join('、')}`] : [];
    const reported = all.filter((value) => !logged.includes(value));
    const own = logged.length > 0 ? logged.join('、') : 'ログに記載なし（照合していない）';
    return [`${label}　${own}${reported.length > 0 ? `（報告 ${reported.join('、')}）` : ''}`];
  });

export const notesOf = (row: ReportRow): readonly string[] => [
  ...(row.overrun.before > 0 ? [`予定の開始より${row.overrun.before}分早く始まった`] : []),
  ...(row.overrun.after > 0 ? [`予定の終了を${row.overrun.after}分過ぎて終わった`] : []),
  ...row.breaches.map(({ aspect, value }) => `範囲外（${SCOPE_ASPECTS[aspect]}）：${value}`),
  ...row.remarks.map((remark) =>
    remark === 'shared-connection' && row.sharedLine !== undefined
      ? `${REMARKS[remark]}（ログ${row.sharedLine}行目）`
      : REMARKS[remark],
  ),
];

/** What was not compared, in sentences. */
export const setAsideOf = (report: ReconciliationReport): readonly string[] => [
  ...(report.partial
    ? ['この月の接続ログは、ほかにもある。このログにないことは、「ログなし」「通知のみ」としていない']
    : []),
  ...(report.otherMonth === '' ? [] : [`ほかの月の接続として除いた行：${report.otherMonth}`]),
  ...(report.otherPermit === ''
    ? []
    : [
        `この許可の作業者・アカウント・端末・接続元に当たらないため除いた行（ほかの許可の接続、又は不明な接続）：${report.otherPermit}`,
      ]),
  ...(report.notConnections
    ? [`接続でない行（失敗した認証、合計、見出しや同じ行の繰返し）：${report.notConnections}`]
    : []),
  ...(report.notListed.differences > 0
    ? [`違いのある接続が多いため、${report.notListed.differences}件は件数だけを数えました`]
    : []),
  ...(report.notListed.matches > 0
    ? [`一致した接続が多いため、${report.notListed.matches}件は件数だけを数えました`]
    : []),
];

/** What there is of each result, in few words. */
export const summaryOf = (counts: Readonly<Record<Verdict, number>>): readonly string[] => {
  const present = VERDICT_KEYS.filter((verdict) => counts[verdict] > 0);
  return present.length === 0
    ? ['接続なし']
    : present.map((verdict) => `${VERDICTS[verdict]} ${counts[verdict]}　`);
};

/** What is posted with a connection log, by page and by API. */

const terms = {
  mixedLog: flag('ほかの許可の接続も含まれている').default(false),
  takenOn: date('接続ログを出力した日').optional(),
  acceptUnreadable: flag('読み取れない行を除いて照合する').default(false),
  partial: flag('この月の接続ログは、ほかにもある').default(false),
  replaces: flag('前に照合した接続ログに代わるものである').default(false),
  acceptTimes: flag('時刻に誤りがないことを確認した').default(false),
};
const text = z
  .string({ error: '「接続ログの内容」を入力してください' })
  .max(60_000, '「接続ログの内容」が長すぎます。ファイルで送信してください')
  .meta({ title: '接続ログの内容' });

export const logTermsSchema = group('照合', { mapping: logMappingSchema, ...terms });
export const pastedSchema = group('照合', { text });
export const pastedTermsSchema = logTermsSchema.extend({ text });

/** Without a mapping, the one that was last used for the system, else one proposed from the headings. */
export const reconciliationInputSchema = group('接続ログの照合', {
  yearMonth: line('年月', 7),
  fileId: identifier('接続ログのファイル').optional(),
  text: text.optional(),
  mapping: logMappingSchema.optional(),
  ...terms,
}).refine(({ fileId, text: pasted }) => (fileId === undefined) !== (pasted === undefined), {
  path: ['fileId'],
  message: '「接続ログのファイル」又は「接続ログの内容」のどちらか一つを指定してください',
});
