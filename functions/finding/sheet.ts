import { clausesOf } from '../../core/case/records/finding-facts.ts';
import type { FindingPaper, FindingPaperOf } from '../../core/case/records/finding-papers.ts';
import { CITY_ROLES } from '../../core/directory/directory.ts';
import { aboutOrder, lastPaper, orderBefore } from '../../core/finding/finding-papers-of.ts';
import { answerTo, refOf } from '../../core/finding/heard-statements.ts';
import type { FindingView } from '../../core/finding/views.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { type Issued, type Signed, signatureOf } from '../../core/values/signed.ts';
import { clauseText } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { dated } from './hearing-lines.ts';
import { findingLines, type Lines, numbered, receiptRows, signedText } from './lines.ts';
import { articlesOf, type Back, inOrder, issuedPaper, type Paper, paper } from './notice-sheet.ts';

/** The A4 papers of 第7条・第8条 up to the decision: 違反報告, 是正命令書, 是正報告, 履行の判断, 弁明, 未履行報告, 措置決定通知書. */

type About = Pick<
  FindingView,
  'vendorName' | 'permitNo' | 'regulationId' | 'clause' | 'orderNo' | 'dueOn' | 'papers'
> &
  Partial<Pick<FindingView, 'clauses' | 'subcontractor'>>;
/** e.g. 令和8年4月24日付け苫税第2号. */
const orderOf = (about: About, content?: FindingPaper): string => {
  const order = orderBefore(about.papers, content);
  return order ? dated(order.documentNo, order.issuedOn) : (about.orderNo ?? '');
};

/** Who has violated (第7条): the vendor, or the subcontractor that uses the permit through the vendor (第11条). */
const violator = ({ vendorName, subcontractor }: About): string =>
  subcontractor === undefined
    ? `保守事業者である${vendorName}`
    : `保守事業者である${vendorName}を通じて許可を受けた再委託者である${subcontractor}`;

/** From the manager to the chief, within the city. */
const toChief = ({ signed }: { readonly signed: Signed }): Pick<Paper, 'head' | 'to' | 'from'> => ({
  head: [jstDay(signed.decidedAt)],
  to: [`${CITY_ROLES.chief}　様`],
  from: [CITY_ROLES.manager, signedText(signed)],
});
const fromVendor = (
  { vendorName }: About,
  { at, by }: { readonly at: string; readonly by: string },
): Pick<Paper, 'head' | 'to' | 'from'> => ({
  head: [jstDay(at)],
  to: [`${CITY_ROLES.manager}　様`],
  from: [vendorName, by],
});

/** Undefined: this one has no A4 form. */
export const findingA4 = (
  context: PageContext,
  content: FindingPaper,
  about: About,
  back: Back,
): Html | undefined => {
  const { vendorName, permitNo, regulationId } = about;
  const lines = findingLines(content, 'vendor');
  const { title: rule, city } = regulationById(regulationId);
  const art = articlesOf(regulationId);
  switch (content.type) {
    case 'order-issued':
      return paper(
        context,
        {
          ...issuedPaper(lines, content, (title) => orderSentence(content, title, about)),
          doubts: content.doubts,
        },
        back,
      );
    case 'sanction-decided':
      return content.issued && measurePaper(context, content.issued, lines, about, back);
    case 'order-withdrawn':
      return paper(
        context,
        issuedPaper(lines, content, (title) =>
          content.orderedOn === undefined
            ? `${title}${art.correction}の規定により発した命令（許可番号 ${permitNo}）を、下記のとおり撤回したので、通知します。`
            : `${title}${art.correction}の規定による命令（${dated(content.orderNo, content.orderedOn)}。許可番号 ${permitNo}）を、下記のとおり撤回したので、通知します。`,
        ),
        back,
      );
    case 'due-extended':
      return paper(
        context,
        issuedPaper(
          lines,
          content,
          (title) =>
            `${title}${art.correction}の規定による命令（${dated(content.orderNo, content.orderedOn)}。許可番号 ${permitNo}）の履行期限を、下記のとおり変更したので、通知します。`,
        ),
        back,
      );
    case 'statement-invited':
      return paper(
        context,
        issuedPaper(
          lines,
          content,
          (title) =>
            `リモートメンテナンスの利用許可（許可番号 ${permitNo}）について、${title}${art.revocation}の規定により、下記の措置を予定しているので、これに先立ち、弁明の機会を付与します。`,
        ),
        back,
      );
    case 'violation-found':
      return paper(
        context,
        {
          lines: {
            ...lines,
            rows: [...lines.rows, ...receiptRows(lastPaper(about.papers, 'report-received'))],
          },
          ...toChief(content),
          sentence: `${violator(about)}が、リモートメンテナンス（許可番号 ${permitNo}）について${rule}${art.obligations}の規定に違反したと認めたので、同要領${art.correction}の規定により、下記のとおり報告します。`,
        },
        back,
      );
    case 'order-replied':
      return paper(
        context,
        {
          lines,
          ...fromVendor(about, content),
          sentence: `${orderOf(about, content)}により命じられた措置（許可番号 ${permitNo}）を、下記のとおり行いましたので、報告します。`,
        },
        back,
      );
    case 'compliance-judged': {
      const { addressee, contact } = orderBefore(about.papers, content) ?? {};
      const { title, name } = signatureOf(content.signed);
      return paper(
        context,
        {
          lines: { ...lines, title: '是正命令の履行の判断について（通知）' },
          head: [jstDay(content.signed.decidedAt)],
          to: [addressee?.name ?? vendorName, `${addressee?.representative ?? ''}　様`],
          from: inOrder({ city, role: content.signed.role, title, name }),
          sentence: `${orderOf(about, content)}による命令（許可番号 ${permitNo}）の履行について、${rule}${art.correction}の規定に基づき、下記のとおり判断したので、通知します。`,
          contact,
        },
        back,
      );
    }
    case 'statement-made':
      return paper(
        context,
        {
          lines: { ...lines, title: '弁明書' },
          ...fromVendor(about, content),
          sentence: `${orderOf(about, content)}による命令（許可番号 ${permitNo}）に係る${rule}${art.revocation}の規定による利用許可の取消・停止などについて、下記のとおり弁明します。`,
        },
        back,
      );
    case 'statement-heard':
      return paper(
        context,
        {
          lines: { ...lines, rows: [...lines.rows, ['保守事業者の確認', confirmationOf(about, content)]] },
          head: [jstDay(content.signed.decidedAt)],
          to: [],
          from: [city, ...(content.signed.role ? [content.signed.role] : []), signedText(content.signed)],
          sentence: `${orderOf(about, content)}による命令（許可番号 ${permitNo}）に係る${rule}${art.revocation}の規定による利用許可の取消・停止などについて、${vendorName}の弁明を次のとおり記録した。`,
        },
        back,
      );
    default:
      return undefined;
  }
};

/** What the vendor has said of the city's record of its statement. */
const confirmationOf = ({ papers }: About, record: FindingPaperOf<'statement-heard'>): string => {
  const filed = papers.find((one) => one.paper === record);
  const answer = filed && answerTo(papers, refOf(filed));
  if (!answer) return '確認は得られていない';
  const when = `${jstDay(answer.at)}　${answer.by}`;
  return answer.choice === 'confirmed'
    ? `${when}が、記録のとおりであることを確認した`
    : `${when}が、次のとおり訂正した\n${answer.correction ?? ''}`;
};

/** Names each item in its own words; orders of the versions before, which do not say who, said 第6条 only. */
const orderSentence = (
  order: FindingPaperOf<'order-issued'>,
  rule: string,
  { permitNo, regulationId }: About,
): string => {
  const { articles, provisions } = regulationById(regulationId);
  const { obligations, correction } = provisions;
  const items = articles[obligations - 1]?.paragraphs[0]?.items ?? [];
  const cited = clausesOf(order).map((clause) => {
    const text = items.find(({ number }) => number === clause)?.text;
    return `第${clause}号${text === undefined ? '' : `（${text}）`}`;
  });
  const broken = order.violator === undefined ? '' : inSeries(cited);
  return `リモートメンテナンス（許可番号 ${permitNo}）について、${rule}第${obligations}条${broken}の規定に違反したと認めたので、同要領第${correction}条の規定により、下記のとおり必要な措置をとることを命じます。`;
};

/** 甲、乙及び丙. */
const inSeries = (words: readonly string[]): string => {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join('、')}及び${last}`;
};

/** その他の措置 (第8条「取消・停止など」): neither revoked nor suspended, and told under a number of its own. */
const measurePaper = (context: PageContext, issued: Issued, lines: Lines, about: About, back: Back): Html => {
  const { correction, revocation } = regulationById(about.regulationId).provisions;
  const told = issuedPaper(
    { ...lines, rows: [['許可番号', about.permitNo], ['是正命令', orderOf(about)], ...lines.rows] },
    issued,
    (title) =>
      `${title}第${correction}条の規定による命令に応じないので、同要領第${revocation}条の規定により、下記のとおり措置を決定したので、通知します。`,
  );
  return paper(context, { ...told, doubts: issued.doubts }, back);
};

/**
 * 未履行報告 (第8条): made with the judgement 未履行, from which it is written, and received by the chief. It says what was known then,
 * whatever has followed. Undefined while nothing was judged so.
 *
 * @param judged by default the last judgement
 */
export const noncomplianceA4 = (
  context: PageContext,
  about: About,
  back: Back,
  judged: FindingPaper | undefined = lastPaper(about.papers, 'compliance-judged'),
): Html | undefined => {
  if (judged?.type !== 'compliance-judged' || judged.result !== 'disobeyed') return undefined;
  const at = about.papers.findIndex((filed) => filed.paper === judged);
  const before = aboutOrder(about.papers.slice(0, at));
  const next = about.papers.findIndex(({ paper: { type } }, n) => n > at && type === 'compliance-judged');
  const after = about.papers.slice(at, next < 0 ? undefined : next);
  const order = lastPaper(before, 'order-issued');
  const dueOn = before.map((filed) => filed.paper).findLast(setsDeadline)?.dueOn ?? about.dueOn ?? '';
  const reply = lastPaper(before, 'order-replied');
  const rule = regulationById(about.regulationId).title;
  const art = articlesOf(about.regulationId);
  return paper(
    context,
    {
      lines: {
        title: '未履行報告',
        rows: [
          ['是正命令', order ? numbered(order) : (about.orderNo ?? '')],
          ['違反した規定', clauseText(about)],
          ['命じた措置', order?.measures ?? ''],
          ['履行期限', wareki(dueOn)],
          ['是正報告', reply ? `${jstDay(reply.at)}に提出` : '提出されていない'],
          ['命令の未履行の事実', judged.reason],
          ['弁明の期限', wareki(judged.statementDueOn ?? '')],
          ...receiptRows(lastPaper(after, 'noncompliance-received')),
        ],
      },
      ...toChief(judged),
      sentence: `${violator(about)}が、リモートメンテナンス（許可番号 ${about.permitNo}）について、${rule}${art.correction}の規定による命令に応じないと認めたので、同要領${art.revocation}の規定により、下記のとおり報告します。`,
    },
    back,
  );
};

/** 履行期限: of the order, or a later one; 一部履行 of the versions before had no notice of its own. */
const setsDeadline = (
  paper: FindingPaper,
): paper is FindingPaperOf<'order-issued' | 'due-extended' | 'compliance-judged'> =>
  (paper.type === 'order-issued' || paper.type === 'due-extended' || paper.type === 'compliance-judged') &&
  paper.dueOn !== undefined;
