import { Temporal } from 'temporal-polyfill';
import { type Identified, isSameSubject, type Matter, type Noticed } from '../case/matter.ts';
import { SCOPE_ASPECTS, type ScopeAspect } from '../permit/permit-scope.ts';
import type { MatterKind } from '../regulation/candidate-kinds.ts';
import { isEarlier } from '../values/calendar.ts';
import { formatJstDateTime } from '../values/wareki.ts';
import { lineRanges, type ReconciliationReport, type ReportRow } from './papers.ts';

/** What of a reconciliation is in question (第7条): each connection and work with what was seen of it, in words. */

const BREACHES: Readonly<Record<ScopeAspect, MatterKind>> = {
  worker: 'outside-worker',
  terminal: 'outside-terminal',
  origin: 'outside-origin',
  target: 'outside-target',
  period: 'outside-period',
  'cut-off': 'cut-off',
};

type Compared = Pick<ReconciliationReport, 'rows' | 'unreadable'>;

export const differencesOf = ({ rows }: Pick<Compared, 'rows'>): readonly Noticed[] =>
  rows.flatMap((row) => {
    const of = { by: 'log' as const, ...identityOf(row), subject: connectionText(row) };
    return row.verdicts.flatMap((verdict): Noticed[] => {
      if (verdict === 'match' || verdict === 'notice-only') return [];
      if (verdict !== 'out-of-scope') return [{ ...of, kind: verdict, text: detailOf(row, verdict) }];
      return [...Map.groupBy(row.breaches, ({ aspect }) => aspect)].map(([aspect, breaches]) => ({
        ...of,
        kind: BREACHES[aspect],
        text: `許可の範囲にない${SCOPE_ASPECTS[aspect]}（${breaches.map(({ value }) => value).join('、')}）`,
      }));
    });
  });

const identityOf = (row: ReportRow): Identified => {
  const { workId, sessionId, logged, beginsAt, people } = row;
  const work = workId ?? sessionId;
  return {
    ...(work === undefined ? {} : { workId: work }),
    at: logged?.from ?? beginsAt,
    ...(sessionId === undefined ? { unreported: true } : {}),
    people,
  };
};

/** Which lines nobody could read: for whoever weighs the evidence. */
export const unreadNotes = ({ unreadable }: Compared): readonly string[] =>
  unreadable.lines === 0
    ? []
    : [
        `接続ログには読み取れなかった行が${unreadable.lines}行ある（${lineRanges([...new Set(unreadable.listed.map(({ line }) => line))])}行目）`,
      ];

/**
 * Whether this comparison can tell that something is not so: it has judged that connection or work, or the log was read
 * whole and reaches as far. Of what was counted only, it tells nothing. One of several logs of a month tells only that a
 * connection is in a log after all (docs/adr/0040).
 */
export const canTell =
  (report: Compared & Pick<ReconciliationReport, 'notListed' | 'coveredUntil' | 'partial'>) =>
  (matter: Pick<Matter, 'at' | 'kind'> & Identified): boolean => {
    if (report.notListed.differences > 0) return false;
    const rows = report.rows.filter((row) => isSameSubject(matter, identityOf(row)));
    if (report.partial)
      return (
        matter.kind === 'no-log' &&
        rows.some(({ lines, sharedLine }) => lines.length > 0 || sharedLine !== undefined)
      );
    if (rows.length > 0) return rows.some(({ verdicts }) => verdicts.length > 0);
    return (
      report.unreadable.lines === 0 && matter.at !== undefined && isEarlier(matter.at, report.coveredUntil)
    );
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
  if (before === 0) return `作業申請の${late}`;
  const early = `作業申請の予定の開始より${before}分早く始ま`;
  return after === 0 ? `${early}った` : `${early}り、${late}`;
};
const DETAILS = {
  'no-notice': '当たる作業申請がない',
  'no-report': '当たる作業報告がない',
  'no-log': '報告されているが、接続ログにない',
  overrun: '',
} as const;
