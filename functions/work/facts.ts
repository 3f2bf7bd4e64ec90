import { Temporal } from 'temporal-polyfill';
import { ATTENDANCE, REASON_CODES, WORK_KINDS, WORK_RESULTS } from '../../core/case/records/work-inputs.ts';
import type { NoticePaper, SessionPaper } from '../../core/case/records/work-papers.ts';
import { spanText, wareki } from '../ui/dates.ts';

/** F5 and F6 as labels and values, in the order of the papers: for pages, A4 papers and mails alike. */

export type Facts = readonly (readonly [label: string, value: string])[];

const filled = (facts: readonly (readonly [string, string | undefined])[]): Facts =>
  facts.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value] as const]));

const yesNo = (value: boolean): string => (value ? 'あり' : 'なし');

export const noticeFacts = (notice: NoticePaper): Facts =>
  filled([
    ['予定の日時', spanText(notice.plannedStart, notice.plannedEnd)],
    ['事前の申請', notice.unannounced ? '事前に申請していない接続の届出' : undefined],
    ['緊急', notice.emergency ? `緊急の作業（${notice.emergencyReason ?? ''}）` : undefined],
    ['作業の種別', WORK_KINDS[notice.workKind]],
    ['作業の目的', notice.purpose],
    ['作業の内容', notice.workContent],
    ['作業責任者', notice.workLeader],
    ['作業者', notice.workers.join('、')],
    ['接続先', notice.targets.join('、')],
    ['使用する端末', notice.terminals.join('、')],
    ['使用するアカウント', notice.accounts.join('、')],
    ['業務への影響', notice.impact],
    ['サービスの停止', yesNo(notice.serviceStop)],
    ['個人情報の取扱い', yesNo(notice.personalData)],
    ['ファイルの送受信', notice.fileTransfer ? `あり（${notice.fileTransferDetail ?? ''}）` : yesNo(false)],
    ['失敗したときの戻し方', notice.rollback],
    ['市職員の立会い', ATTENDANCE[notice.attendance]],
    [
      '事前説明',
      notice.explainedOn === undefined
        ? 'まだ行っていない'
        : `${wareki(notice.explainedOn)}　${notice.explainedTo ?? ''}`,
    ],
    ['備考', notice.remarks],
    ['申請した者', notice.submittedBy],
  ]);

export const sessionFacts = (session: SessionPaper): Facts =>
  filled([
    ['接続の日時', spanText(session.connectedAt, session.disconnectedAt)],
    ['接続していた時間', minutesText(session)],
    [
      '接続の理由',
      session.reasonText === undefined
        ? REASON_CODES[session.reasonCode]
        : `${REASON_CODES[session.reasonCode]}（${session.reasonText}）`,
    ],
    ['作業者', session.workers.join('、')],
    ['使用したアカウント', session.account],
    ['使用した端末', session.terminal],
    ['接続元', `${session.origin}（${session.originIp}）`],
    ['接続先', session.targets.join('、')],
    ['依頼・障害の内容', session.detail.request],
    ['事象・原因', session.detail.symptom],
    ['実施した作業', session.detail.action],
    ['作業の結果', WORK_RESULTS[session.result]],
    ['予定と異なった理由', session.varianceReason],
    [
      '個人情報の閲覧・操作',
      session.personalDataAccessed ? `あり（${session.personalDataDetail ?? ''}）` : yesNo(false),
    ],
    [
      '操作ログ',
      session.log
        ? `${session.log.place}　${session.log.name}（${spanText(session.log.from, session.log.to)}）`
        : '記録なし',
    ],
    ['操作ログのSHA-256', session.log?.sha256],
    ['データの消去', session.dataErasedOn === undefined ? undefined : wareki(session.dataErasedOn)],
    ['報告した者', session.submittedBy],
  ]);

const minutesText = ({ connectedAt, disconnectedAt }: SessionPaper): string => {
  const length = Temporal.Instant.from(connectedAt).until(disconnectedAt, { largestUnit: 'hour' });
  return length.hours > 0 ? `${length.hours}時間${length.minutes}分` : `${length.minutes}分`;
};
