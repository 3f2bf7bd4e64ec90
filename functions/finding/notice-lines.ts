import { PARENT_ENDED } from '../../core/case/permit-statuses.ts';
import { SANCTIONS, sanctionName } from '../../core/case/records/finding-facts.ts';
import type { SanctionNotice } from '../../core/case/records/finding-papers.ts';
import { clauseText } from '../ui/clause-text.ts';
import { wareki } from '../ui/dates.ts';
import {
  dated,
  extensionNoticeRows,
  formerlyStopped,
  groundRows,
  howLifted,
  isFormer,
  parentPermit,
  remainingRows,
  stoppedText,
  suspensionNamed,
  suspensionText,
  whose,
} from './hearing-lines.ts';
import { day, filled, type Lines } from './lines.ts';

/** F9 and the notices that go with it (第8条, 第11条), as labels and texts. */

/** 失効 (第11条): which permit has fallen, and with which; what is still to be done (第6条, 第10条). */
const lapseLines = (notice: Extract<SanctionNotice, { type: 'lapse-notice' }>): Lines =>
  filled({
    title: 'リモートメンテナンス利用許可失効通知書',
    rows: [
      ['許可番号', notice.permitNo],
      ['対象システム', notice.systemName],
      ['利用していた者', whose(notice.subcontractor)],
      ['保守事業者の許可', notice.parentPermitNo],
      ['失効の原因', lapseCause(notice)],
      ['効力を失った日', day(notice.effectiveFrom)],
      ['返却・消去', notice.returns ?? ''],
      ['残る手続', '実施済みの作業の報告と、最後の月の利用状況報告（第6条、第10条）'],
    ],
  });

/** e.g. 保守事業者の許可（許可番号 R8-P0001）が取り消されたことに伴い. */
export const lapsedWith = (
  { cause }: Pick<Extract<SanctionNotice, { type: 'lapse-notice' }>, 'cause'>,
  permit: string,
): string => `${permit}${LAPSED_WITH[cause ?? 'revoked']}ことに伴い`;
const LAPSED_WITH = {
  revoked: 'が取り消された',
  ended: 'が廃止された',
  expired: 'の期間が満了した',
} as const;

const lapseCause = (notice: Extract<SanctionNotice, { type: 'lapse-notice' }>): string => {
  const { cause, parentLastDay, revocationNo = '', revokedOn } = notice;
  if (cause === undefined)
    return `${day(revokedOn)}付け${revocationNo}による保守事業者の許可の${PARENT_ENDED.revoked}`;
  return `保守事業者の許可の${PARENT_ENDED[cause]}（最終日　${day(parentLastDay)}）`;
};

/** The order that was not obeyed and what was weighed; of a permit that is suspended with the vendor's, that one (第11条). */
const whyRows = (notice: Extract<SanctionNotice, { type: 'sanction-notice' }>): Lines['rows'] =>
  notice.suspendedBy === undefined
    ? [
        ['是正命令', `${notice.orderNo}（${wareki(notice.orderedOn)}）`],
        ['違反した規定', clauseText(notice)],
        ['命令の未履行の事実', notice.facts],
        ['理由', notice.reason],
        ...groundRows(notice),
      ]
    : [
        [
          '停止の原因',
          `${dated(notice.suspendedBy.documentNo, notice.suspendedBy.issuedOn)}による保守事業者の許可（許可番号 ${notice.parentPermitNo}）の停止`,
        ],
      ];

/** F9 and the notices of lifting and of another last day. */
export const noticeLines = (notice: SanctionNotice): Lines =>
  notice.type === 'lapse-notice'
    ? lapseLines(notice)
    : notice.type === 'extension-notice'
      ? filled({
          title: 'リモートメンテナンス利用許可停止期間変更通知書',
          rows: extensionNoticeRows(notice),
        })
      : notice.type === 'lifting-notice'
        ? filled({
            title: 'リモートメンテナンス利用許可停止解除通知書',
            rows: [
              ['許可番号', notice.permitNo],
              ['対象システム', notice.systemName],
              ['解除する停止', suspensionNamed(notice)],
              ['停止の範囲', formerlyStopped(notice.only)],
              ['解除の日', day(notice.effectiveFrom)],
              ['解除の理由', notice.reason],
              ['利用する者', whose(notice.subcontractor)],
              [parentPermit(notice), notice.parentPermitNo ?? ''],
            ],
          })
        : filled({
            title: `リモートメンテナンス利用許可${SANCTIONS[notice.sanction]}通知書`,
            rows: [
              ['許可番号', notice.permitNo],
              ['対象システム', notice.systemName],
              ['措置', sanctionName(notice.sanction, notice.only?.kind)],
              ['停止の範囲', stoppedText(notice.only)],
              ...whyRows(notice),
              ['効力の生ずる日', day(notice.effectiveFrom)],
              ['停止の期間', suspensionText(notice)],
              howLifted(notice),
              ['返却・消去', notice.returns ?? ''],
              ...remainingRows(notice),
              ['利用する者', whose(notice.subcontractor)],
              [parentPermit(notice), notice.suspendedBy === undefined ? (notice.parentPermitNo ?? '') : ''],
              [
                notice.only !== undefined
                  ? 'この停止が及ぶ再委託者の許可'
                  : notice.sanction === 'suspend'
                    ? 'ともに停止する許可'
                    : // Before permits lapsed (ADR 34) those below were revoked: papers of then print as they were.
                      isFormer(notice)
                      ? 'ともに取り消す許可'
                      : 'ともに失効する許可',
                notice.parentPermitNo === undefined ? notice.cascade.join('、') : '',
              ],
            ],
          });
