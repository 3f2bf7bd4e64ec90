import { html } from 'hono/html';
import { deliveryInputSchema, receiptInputSchema } from '../../core/permit/arrival.ts';
import {
  type CorrectionPaper,
  correctionInputSchema,
  type DocumentType,
  type DocumentView,
  reissueInputSchema,
} from '../../core/permit/documents.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { buttonRow, type Content, dataTable, emptyState, hiddenText, linkButton } from '../ui/components.ts';
import { jstTime, wareki } from '../ui/dates.ts';
import type { FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { contactBlock, factsTable, paperPage, sealMark } from '../ui/sheet.ts';

/** 文書の一覧, 訂正 and 再交付 (docs/adr/0063), as pages; and the mark on a paper that has been corrected or issued again. */

export const numbered = ({ documentNo, issuedOn }: { documentNo: string; issuedOn: string }): string =>
  `${documentNo}（${wareki(issuedOn)}）`;

/** Where a paper stands on A4. */
export const pathOf = (caseId: string, { type, seq, about = '' }: DocumentView): string => {
  const at = `/permits/${caseId}`;
  if (type === 'permit-notified') return `/applications/${caseId}/notice`;
  if (type === 'paper-corrected') return `${at}/documents/${seq}`;
  if (type.startsWith('change-')) return `${at}/changes/${about}/notice`;
  if (type.startsWith('shortening-')) return `${at}/shortenings/${about}/papers/${seq}`;
  if (type.startsWith('instruction-')) return `${at}/instructions/${about}/papers/${seq}`;
  return OF_FINDINGS.has(type) ? `${at}/findings/${about}/papers/${seq}` : `${at}/notices/${seq}`;
};
const OF_FINDINGS: ReadonlySet<DocumentType> = new Set([
  ...(['order-issued', 'order-withdrawn', 'due-extended', 'statement-invited', 'sanction-decided'] as const),
]);

const marksText = (caseId: string, { corrections, reissued }: DocumentView, path: string): Html =>
  html`${corrections.map(
    (one) =>
      html`<span class="tag attention">訂正済</span> <a href="/permits/${caseId}/documents/${one.seq}">${numbered(one)}</a><br>`,
  )}${reissued.map(({ seq, on }) => html`<a href="${path}?reissued=${seq}">再交付（${wareki(on)}）</a><br>`)}${
    corrections.length + reissued.length === 0 ? '―' : ''
  }`;

/** Whether and how a paper has arrived, a phrase each. */
export const arrivalWords = ({
  receivedAt,
  delivered,
}: Pick<DocumentView, 'receivedAt' | 'delivered'>): readonly string[] => [
  ...(receivedAt === undefined ? [] : [`受領の確認 ${jstTime(receivedAt)}`]),
  ...delivered.map(({ on, how }) => `${how} ${wareki(on)}到達`),
];
const arrivalText = (one: DocumentView): Content => {
  const words = arrivalWords(one);
  return words.length === 0 ? '記録はありません' : words.map((each) => html`${each}<br>`);
};

const ACTS = {
  correct: ['correction', '訂正する'],
  reissue: ['reissue', '再交付する'],
  deliver: ['delivery', '到達を記録する'],
  receive: ['receipt', '受領を確認する'],
} as const satisfies Record<keyof DocumentView['can'], readonly [path: string, label: string]>;

const actsOn = (caseId: string, { seq, documentNo, can }: DocumentView): Content => {
  const open = Object.entries(ACTS).filter(([act]) => can[act as keyof typeof ACTS]);
  return open.length === 0
    ? '―'
    : open.map(([, [path, label]]) =>
        linkButton(
          `/permits/${caseId}/documents/${path}/${seq}`,
          html`${label}${hiddenText(`（${documentNo}）`)}`,
          'quiet',
        ),
      );
};

export const documentsPage = (
  context: PageContext,
  permit: AnyPermitView,
  documents: readonly DocumentView[],
): Html => {
  const { caseId } = permit;
  const acts = documents.some(({ can }) => Object.values(can).some(Boolean));
  return page(
    context,
    `文書の一覧 ${permit.permitNo}`,
    html`<h1>文書の一覧<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
<p class="lead">この許可について、文書番号を付けて通知した文書です。訂正しても、元の文書はそのまま残ります。</p>
${
  documents.length === 0
    ? emptyState('文書はありません。')
    : dataTable(
        { text: '文書の一覧' },
        ['文書', '文書番号（日付）', '受領・到達', '訂正・再交付', ...(acts ? ['手続'] : [])],
        documents.map((one): Content[] => [
          html`<a href="${pathOf(caseId, one)}">${one.title}</a>`,
          numbered(one),
          arrivalText(one),
          marksText(caseId, one, pathOf(caseId, one)),
          ...(acts ? [actsOn(caseId, one)] : []),
        ]),
      )
}
${buttonRow(linkButton(`/permits/${caseId}`, '許可の画面に戻る', 'quiet'))}`,
    { here: '/permits' },
  );
};

/** 訂正通知書 on A4. */
export const correctionPaper = (
  context: PageContext,
  permit: AnyPermitView,
  paper: CorrectionPaper,
): Html => {
  const { issuer, addressee, contact, corrected } = paper;
  const { provisions } = regulationById(permit.regulationId);
  return paperPage(context, {
    title: '訂正通知書',
    back: { href: `/permits/${permit.caseId}/documents`, label: '文書の一覧に戻る' },
    body: html`<p class="paper-right">${paper.documentNo}<br>${wareki(paper.issuedOn)}</p>
<p>${addressee.name}<br>${addressee.representative}　様</p>
<p class="paper-issuer"><span>${issuer.city}</span><span>${issuer.role}</span><span>${issuer.title}</span><span>${issuer.name}</span>${sealMark(paper)}</p>
<h1>${paper.title}の訂正について（通知）</h1>
<p class="paper-sentence">${wareki(corrected.issuedOn)}付け${corrected.documentNo}により通知した${paper.title}（許可番号 ${permit.permitNo}）の記載に誤りがあったので、${paper.regulationTitle}第${provisions.delegation}条の定めにより、下記のとおり訂正します。</p>
<p class="paper-center" aria-hidden="true">記</p>
${factsTable('訂正の内容', [
  ['訂正する文書', `${paper.title}　${numbered(corrected)}`],
  ['訂正する箇所', paper.place],
  ['誤', paper.wrong],
  ['正', paper.right],
  ['訂正の理由', paper.reason],
])}
<p class="paper-sentence">上記のほかは、従前のとおりとします。この訂正は、決定の内容を変更するものではありません。</p>
<p class="paper-right">以上</p>
${contact ? contactBlock(contact) : ''}`,
  });
};

const correctionField = fieldsOf(correctionInputSchema);
export const correctionFields = (state: FormState): Content => [
  correctionField(state, 'place'),
  correctionField(state, 'wrong', { rows: 2 }),
  correctionField(state, 'right', { rows: 2 }),
  correctionField(state, 'reason', { rows: 3 }),
];
const reissueField = fieldsOf(reissueInputSchema);
export const reissueFields = (state: FormState): Content => [
  reissueField(state, 'reason', { rows: 3 }),
  reissueField(state, 'requestedBy'),
];

const receiptField = fieldsOf(receiptInputSchema);
export const receiptFields = (state: FormState): Content => receiptField(state, 'note', { rows: 2 });
const deliveryField = fieldsOf(deliveryInputSchema);
export const deliveryFields = (state: FormState): Content => [
  deliveryField(state, 'deliveredOn'),
  deliveryField(state, 'how'),
  deliveryField(state, 'evidence'),
];
