import type { SanctionNotice } from '../../core/case/records/finding-papers.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { dated, parentPermit } from './hearing-lines.ts';
import { lapsedWith, noticeLines } from './notice-lines.ts';
import { type Articles, articlesOf, type Back, issuedPaper, paper } from './order-paper.ts';

/** The A4 papers of what was decided (第8条, 第11条): 取消・停止通知書, 失効通知書, 解除通知書, 停止期間変更通知書. */

export const noticeA4 = (
  context: PageContext,
  notice: SanctionNotice,
  regulationId: string,
  back: Back,
): Html =>
  paper(
    context,
    {
      ...issuedPaper(noticeLines(notice), notice, (title) =>
        noticeSentence(notice, title, articlesOf(regulationId)),
      ),
      // What is lifted burdens nobody.
      doubts: notice.type === 'lifting-notice' ? undefined : notice.doubts,
    },
    back,
  );

const noticeSentence = (notice: SanctionNotice, title: string, art: Articles): string => {
  if (notice.type === 'lapse-notice') {
    const of = notice.subcontractor === undefined ? '' : `再委託者である${notice.subcontractor}の`;
    return `${lapsedWith(notice, `保守事業者の許可（許可番号 ${notice.parentPermitNo}）`)}、${title}${art.delegation}の定めにより、${of}リモートメンテナンスの利用許可（許可番号 ${notice.permitNo}）は、下記のとおり効力を失いましたので、通知します。`;
  }
  if (notice.type === 'sanction-notice') {
    const done =
      notice.weighing !== undefined && notice.effectiveFrom > notice.issuedOn
        ? `${WILL[notice.sanction]}こととし`
        : DONE[notice.sanction];
    const part = notice.only === undefined ? '' : 'の一部';
    return `${groundOf(notice, title, art)}、リモートメンテナンスの利用許可${part}を、下記のとおり${done}ましたので、通知します。`;
  }
  const under = notice.suspendedBy === undefined ? '' : `${art.subcontracting}において準用する`;
  const suspension =
    notice.suspendedOn === undefined
      ? 'リモートメンテナンスの利用許可の停止'
      : `${title}${under}${art.revocation}の規定によるリモートメンテナンスの利用許可${notice.only === undefined ? '' : 'の一部'}の停止（${dated(notice.suspensionNo, notice.suspendedOn)}）`;
  const lifted = notice.type === 'lifting-notice';
  const because =
    notice.suspendedBy === undefined
      ? ''
      : `${parentPermit(notice)}（許可番号 ${notice.parentPermitNo}）の停止${lifted ? 'が解除された' : 'の期間が変更された'}ことに伴い、`;
  if (lifted)
    return `${because}${suspension}を、下記のとおり解除し${notice.suspendedOn === undefined ? 'ました' : 'た'}ので、通知します。`;
  return `${because}${suspension}の期間を、下記のとおり変更したので、通知します。`;
};

const DONE = { revoke: '取り消し', suspend: '停止し' } as const;
const WILL = { revoke: '取り消す', suspend: '停止する' } as const;

/** A subcontractor's permit falls with the parent's (第11条): nothing was ordered of its own. */
const groundOf = (
  notice: Extract<SanctionNotice, { type: 'sanction-notice' }>,
  title: string,
  art: Articles,
): string => {
  const permit = `${parentPermit(notice)}（許可番号 ${notice.parentPermitNo}）`;
  if (notice.suspendedBy !== undefined)
    return `${permit}が停止されたことに伴い、${title}${art.subcontracting}において準用する${art.revocation}の規定により`;
  return notice.parentPermitNo === undefined
    ? `${title}${art.correction}の規定による命令に応じないので、同要領${art.revocation}の規定により`
    : `${permit}を、${title}${art.correction}の規定による命令に応じないことにより${DONE[notice.sanction]}たことに伴い、同要領${art.subcontracting}において準用する${art.revocation}の規定により`;
};
