import { html } from 'hono/html';
import { PARENT_ENDED } from '../../core/case/permit-statuses.ts';
import { SANCTIONS, sanctionName } from '../../core/case/records/finding-facts.ts';
import type { SanctionNotice } from '../../core/case/records/finding-papers.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Contact, Issued } from '../../core/values/signed.ts';
import { clauseText } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { cell, contactBlock, doubtsLine, paperPage, sealMark } from '../ui/sheet.ts';
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

/** What all A4 papers of 第6条–第8条 are made of. */

export type Paper = {
  readonly lines: Lines;
  /** Number and date, on the right. */
  readonly head: readonly string[];
  readonly to: readonly string[];
  readonly from: readonly string[];
  readonly seal?: Html;
  readonly sentence: string;
  readonly contact?: Contact | undefined;
  /** 疑義の申出, on what decides something. */
  readonly doubts?: string | undefined;
};
export type Back = { readonly href: string; readonly label: string };

export const paper = (context: PageContext, content: Paper, back: Back): Html => {
  const { lines, head, to, from, seal, sentence, contact, doubts } = content;
  return paperPage(context, {
    title: lines.title,
    back,
    body: html`<p class="paper-right">${head.map((text) => html`${text}<br>`)}</p>
<p>${to.map((text) => html`${text}<br>`)}</p>
<p class="paper-issuer">${from.map((text) => html`<span>${text}</span>`)}${seal}</p>
<h1>${lines.title}</h1>
<p class="paper-sentence">${sentence}</p>
<p class="paper-center" aria-hidden="true">記</p>
<dl class="paper-items">${lines.rows
      .filter(([label]) => label !== '文書番号' && label !== '記名' && label !== '日時')
      .map(
        ([label, text], index) =>
          html`<div><dt><span class="paper-number">${index + 1}</span>${label}</dt><dd>${cell(text)}</dd></div>`,
      )}</dl>
<p class="paper-right">以上</p>
${doubtsLine({ doubts })}
${contact ? contactBlock(contact) : ''}`,
  });
};

export const issuedPaper = (lines: Lines, issued: Issued, sentence: (title: string) => string): Paper => ({
  lines,
  head: [issued.documentNo, wareki(issued.issuedOn)],
  to: [issued.addressee.name, `${issued.addressee.representative}　様`],
  from: inOrder(issued.issuer),
  seal: sealMark(issued),
  sentence: sentence(issued.regulationTitle),
  contact: issued.contact,
});

export const inOrder = ({ city, role, title, name }: Issued['issuer']): readonly string[] => [
  city,
  ...(role === undefined ? [] : [role]),
  title,
  name,
];

/** 第7条 and so on, by the version of the rule. */
export const articlesOf = (regulationId: string) => {
  const { obligations, correction, revocation, subcontracting, delegation } =
    regulationById(regulationId).provisions;
  return {
    obligations: `第${obligations}条`,
    correction: `第${correction}条`,
    revocation: `第${revocation}条`,
    subcontracting: `第${subcontracting}条`,
    delegation: `第${delegation}条`,
  };
};
export type Articles = ReturnType<typeof articlesOf>;

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
