import { Temporal } from 'temporal-polyfill';
import type { MachineKind } from './finding.ts';
import { SCOPE_ASPECTS, type ScopeAspect } from './permit-scope.ts';
import { lineRanges, type ReconciliationReport, type ReportRow } from './reconciliation-report.ts';
import { formatJstDateTime } from './wareki.ts';

/** 違反の候補 of a reconciliation (第7条): of each kind what was seen, in sentences. */

const BREACHES: Readonly<Record<ScopeAspect, MachineKind>> = {
  worker: 'outside-worker',
  terminal: 'outside-terminal',
  origin: 'outside-origin',
  target: 'outside-target',
  period: 'outside-period',
  'cut-off': 'cut-off',
};
const MAX_SENTENCES = 20;

export type NoticedDifference = { readonly kind: MachineKind; readonly evidence: readonly string[] };

export const differencesOf = ({
  rows,
  unreadable,
}: Pick<ReconciliationReport, 'rows' | 'unreadable'>): readonly NoticedDifference[] => {
  const noticed = new Map<MachineKind, string[]>();
  const add = (kind: MachineKind, sentence: string) => {
    noticed.set(kind, [...(noticed.get(kind) ?? []), sentence]);
  };
  for (const row of rows)
    for (const verdict of row.verdicts) {
      if (verdict === 'match' || verdict === 'notice-only') continue;
      if (verdict !== 'out-of-scope') add(verdict, `${connectionText(row)}${detailOf(row, verdict)}`);
      else
        for (const { aspect, value } of row.breaches)
          add(BREACHES[aspect], `${connectionText(row)}、${SCOPE_ASPECTS[aspect]}：${value}`);
    }
  const unread =
    unreadable.lines === 0
      ? []
      : [
          `接続ログには読み取れなかった行が${unreadable.lines}行ある（${lineRanges([...new Set(unreadable.listed.map(({ line }) => line))])}行目）`,
        ];
  return [...noticed].map(([kind, sentences]) => ({
    kind,
    evidence: [
      ...sentences.slice(0, MAX_SENTENCES),
      ...(sentences.length > MAX_SENTENCES ? [`ほか${sentences.length - MAX_SENTENCES}件`] : []),
      ...unread,
    ],
  }));
};

const connectionText = ({ beginsAt, people, lines }: ReportRow): string => {
  const when = formatJstDateTime(Temporal.Instant.from(beginsAt));
  const where = lines.length > 0 ? `ログ ${lines.slice(0, 5).join('、')}行目` : 'ログに記録なし';
  return `${when}の接続（${people.length > 0 ? `${people.join('、')}、` : ''}${where}）`;
};

const detailOf = ({ overrun, planned }: ReportRow, verdict: keyof typeof DETAILS): string => {
  if (verdict !== 'overrun') return DETAILS[verdict];
  const { before, after } = overrun;
  const end = planned ? formatJstDateTime(Temporal.Instant.from(planned.to)) : '';
  const late = `予定の終了（${end}）を${after}分過ぎて終わった`;
  if (before === 0) return `は、作業申請の${late}`;
  const early = `は、作業申請の予定の開始より${before}分早く始ま`;
  return after === 0 ? `${early}った` : `${early}り、${late}`;
};
const DETAILS = {
  'no-notice': 'に当たる作業申請がない',
  'no-report': 'に当たる作業報告がない',
  'no-log': 'は、報告されているが、接続ログにない',
  overrun: '',
} as const;
