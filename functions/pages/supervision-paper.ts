import { html } from 'hono/html';
import { CITY_ROLES } from '../../core/directory.ts';
import type { FindingPaper, SanctionNotice } from '../../core/finding-papers.ts';
import type { InstructionPaper } from '../../core/instruction-papers.ts';
import type { Contact, Issued } from '../../core/signed.ts';
import { jstDay, wareki } from './dates.ts';
import { findingLines, instructionLines, type Lines, noticeLines, signedText } from './finding-lines.ts';
import type { Html, PageContext } from './layout.ts';
import { cell, contactBlock, paperPage } from './paper.ts';

/** The A4 papers of 第6条–第8条: 指示書, 違反報告, 是正命令書, 是正報告, 取消・停止通知書, 解除通知書. */

type Paper = {
  readonly lines: Lines;
  /** Number and date, on the right. */
  readonly head: readonly string[];
  readonly to: readonly string[];
  readonly from: readonly string[];
  readonly sentence: string;
  readonly contact?: Contact | undefined;
};
type Back = { readonly href: string; readonly label: string };

const paper = (context: PageContext, { lines, head, to, from, sentence, contact }: Paper, back: Back): Html =>
  paperPage(context, {
    title: lines.title,
    back,
    body: html`<p class="paper-right">${head.map((text) => html`${text}<br>`)}</p>
<p>${to.map((text) => html`${text}<br>`)}</p>
<p class="paper-issuer">${from.map((text) => html`<span>${text}</span>`)}</p>
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
${contact ? contactBlock(contact) : ''}`,
  });

const issuedPaper = (lines: Lines, issued: Issued, sentence: (title: string) => string): Paper => ({
  lines,
  head: [issued.documentNo, wareki(issued.issuedOn)],
  to: [issued.addressee.name, `${issued.addressee.representative}　様`],
  from: [issued.issuer.city, issued.issuer.title, issued.issuer.name, '（公印省略）'],
  sentence: sentence(issued.regulationTitle),
  contact: issued.contact,
});

/** Undefined: this one has no A4 form. */
export const findingA4 = (
  context: PageContext,
  content: FindingPaper,
  { vendorName, permitNo }: { readonly vendorName: string; readonly permitNo: string },
  back: Back,
): Html | undefined => {
  const lines = findingLines(content, 'vendor');
  switch (content.type) {
    case 'order-issued':
      return paper(
        context,
        issuedPaper(
          lines,
          content,
          (title) =>
            `リモートメンテナンス（許可番号 ${permitNo}）について、${title}第6条の規定に違反したと認めたので、同要領第7条の規定により、下記のとおり必要な措置をとることを命じます。`,
        ),
        back,
      );
    case 'order-withdrawn':
      return paper(
        context,
        issuedPaper(
          lines,
          content,
          (title) =>
            `${title}第7条の規定による次の命令（許可番号 ${permitNo}）は、下記のとおり撤回しましたので、通知します。`,
        ),
        back,
      );
    case 'violation-found':
      return paper(
        context,
        {
          lines: findingLines(content, 'city'),
          head: [jstDay(content.signed.decidedAt)],
          to: [`${CITY_ROLES.chief}　様`],
          from: [CITY_ROLES.manager, signedText(content.signed)],
          sentence: `リモートメンテナンス（許可番号 ${permitNo}、保守事業者 ${vendorName}）について、要領第6条の規定に違反したと認めたので、第7条の規定により、下記のとおり報告します。`,
        },
        back,
      );
    case 'order-replied':
      return paper(
        context,
        {
          lines,
          head: [jstDay(content.at)],
          to: [`${CITY_ROLES.manager}　様`],
          from: [vendorName, content.by],
          sentence: `リモートメンテナンス（許可番号 ${permitNo}）について命じられた措置を、下記のとおり行いましたので、報告します。`,
        },
        back,
      );
    default:
      return undefined;
  }
};

export const noticeA4 = (context: PageContext, notice: SanctionNotice, back: Back): Html =>
  paper(
    context,
    issuedPaper(noticeLines(notice), notice, (title) =>
      notice.type === 'lifting-notice'
        ? 'リモートメンテナンスの利用許可の停止を、下記のとおり解除しましたので、通知します。'
        : `${title}第7条の規定による命令に応じないので、同要領第8条の規定により、リモートメンテナンスの利用許可を、下記のとおり${
            notice.sanction === 'revoke' ? '取り消し' : '停止し'
          }ましたので、通知します。`,
    ),
    back,
  );

export const instructionA4 = (
  context: PageContext,
  content: InstructionPaper,
  permitNo: string,
  back: Back,
): Html | undefined => {
  if (content.type !== 'instruction-issued' && content.type !== 'instruction-lifted') return undefined;
  const lines = instructionLines(content, 'vendor');
  return paper(
    context,
    issuedPaper(lines, content, (title) =>
      content.type === 'instruction-issued'
        ? `リモートメンテナンス（許可番号 ${permitNo}）について、${title}第6条第6号の規定により、下記のとおり指示します。`
        : `リモートメンテナンス（許可番号 ${permitNo}）についての指示を、下記のとおり解除しましたので、通知します。`,
    ),
    back,
  );
};
