import { matterSentences } from '../../core/case/matter.ts';
import { COMPLIANCE, sanctionName } from '../../core/case/records/finding-facts.ts';
import type { FindingPaper, FindingPaperOf } from '../../core/case/records/finding-papers.ts';
import { CANDIDATE_KINDS } from '../../core/regulation/candidate-kinds.ts';
import { type Issued, type Signed, signatureOf } from '../../core/values/signed.ts';
import { clauseText } from '../ui/components.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import {
  dated,
  extensionRows,
  heardText,
  hearingAnswerRows,
  hearingRows,
  hearingTitle,
  invitationRows,
  statementRows,
  stoppedText,
} from './hearing-lines.ts';

/** What is written in a paper of 第6条–第8条, as labels and texts: the same in mails, on pages and on the A4 papers. */
export type Lines = {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, text: string])[];
};

export const day = (date: string | undefined) => (date === undefined ? '' : wareki(date));

/** e.g. 苫税第12号（令和8年5月1日）. */
export const numbered = ({ documentNo, issuedOn }: Pick<Issued, 'documentNo' | 'issuedOn'>): string =>
  `${documentNo}（${wareki(issuedOn)}）`;

/** What a vendor's report of a work gave as its reason. */
export const reasonLabel = ({ noticeNo }: { readonly noticeNo: string }): string =>
  `作業報告 ${noticeNo}・予定と異なった理由`;

/** Title and name, with 代決 the holder's too. */
export const signedText = (signed: Signed): string => {
  const { decidedBy, principal } = signed;
  if (principal !== undefined)
    return `${decidedBy.title} ${decidedBy.name}（${principal.title} ${principal.name}の代決）`;
  const { title, name } = signatureOf(signed);
  return `${title} ${name}`;
};

/** G12: one person reported and received. */
const selfText = (self: boolean | undefined) =>
  self ? '報告した者が、統括情報セキュリティ管理者として受領した（設定により認める）' : '';

/** Each connection and work once, with all that is in question of it; then what is to be known of the evidence. */
const factsOf = ({
  matters = [],
  evidence,
}: Pick<FindingPaperOf<'evidence-added'>, 'evidence'> & {
  readonly matters?: FindingPaperOf<'evidence-added'>['matters'] | undefined;
}): string => [...matterSentences(matters), ...evidence].join('\n');

const rowsOf = (paper: FindingPaper): Lines => {
  switch (paper.type) {
    case 'candidate-raised':
      return {
        title: '違反の候補',
        rows: [
          ['種類', CANDIDATE_KINDS[paper.kind]],
          ['該当する規定', clauseText(paper)],
          ['気付いた事実', factsOf(paper)],
        ],
      };
    case 'evidence-added':
      return { title: '違反の候補への追加', rows: [['気付いた事実', factsOf(paper)]] };
    case 'finding-reassessed':
      return {
        title: paper.undecided ? '違反の候補の取下げ' : '再照合による見直し',
        rows: [
          ['理由', paper.reason],
          [
            '結果',
            paper.stands
              ? ''
              : paper.undecided
                ? '候補のすべてを取り下げた'
                : '再照合の結果、該当なし（この記録のすべて）',
          ],
          [paper.undecided ? '取り下げたもの' : '該当しなくなったもの', paper.gone.join('\n')],
          ['再び該当するもの', paper.back.join('\n')],
        ],
      };
    case 'finding-dismissed':
      return { title: '不問', rows: [['理由', paper.reason]] };
    case 'violation-found':
      return {
        title: '違反報告',
        rows: [
          ['違反した規定', clauseText(paper)],
          ['違反の事実', paper.facts],
          ['認知の経緯', paper.howFound],
          ['証拠', paper.evidence ?? 'なし'],
          ['是正前の指示', paper.interimInstruction ?? 'なし'],
          ['意見', paper.opinion],
        ],
      };
    case 'report-received':
      return {
        title: '違反報告の受領',
        rows: [
          ['指示・意見', paper.remark ?? '特になし'],
          ['兼務', selfText(paper.self)],
        ],
      };
    case 'order-issued':
      return {
        title: '是正命令書',
        rows: [
          ['文書番号', numbered(paper)],
          ['違反した規定', clauseText(paper)],
          ['違反の日時', paper.when ?? ''],
          ['違反した者', paper.violator ?? ''],
          ['違反の内容', paper.violation],
          ['命ずる措置', paper.measures],
          ['履行期限', day(paper.dueOn)],
          ['報告の方法', paper.reporting],
          ['命令に応じないとき', paper.consequence],
          ...replacedRows(paper.replaces),
        ],
      };
    case 'order-withdrawn':
      return {
        title: '是正命令撤回通知書',
        rows: [
          ['文書番号', numbered(paper)],
          [
            '撤回する命令',
            paper.orderedOn === undefined ? paper.orderNo : dated(paper.orderNo, paper.orderedOn),
          ],
          ['撤回の理由', paper.reason],
          ...(paper.again ? ([['この後の手続', '同じ違反について、改めて命令します。']] as const) : []),
        ],
      };
    case 'due-extended':
      return { title: '履行期限変更通知書', rows: extensionRows(paper) };
    case 'order-replied':
      return {
        title: '是正報告書',
        rows: [
          ['原因', paper.cause],
          ['講じた措置', paper.measures],
          ['措置の完了日', day(paper.doneOn)],
          ['再発防止策', paper.prevention],
          ['確認できる資料', paper.evidence ?? 'なし'],
        ],
      };
    case 'compliance-judged':
      return {
        title: '履行の判断',
        rows: [
          ['判断', COMPLIANCE[paper.result]],
          ['判断の理由', paper.reason],
          ['新たな履行期限', day(paper.dueOn)],
          ['弁明の期限', day(paper.statementDueOn)],
        ],
      };
    case 'statement-invited':
      return { title: '弁明の機会の付与について（通知）', rows: invitationRows(paper) };
    case 'statement-made':
      return { title: '弁明', rows: statementRows(paper) };
    case 'statement-heard':
      return { title: hearingTitle(paper.how), rows: hearingRows(paper) };
    case 'hearing-answered':
      return { title: '弁明の記録の確認', rows: hearingAnswerRows(paper) };
    case 'noncompliance-received':
      return {
        title: '未履行報告の受領',
        rows: [
          ['指示・意見', paper.remark ?? '特になし'],
          ['兼務', selfText(paper.self)],
        ],
      };
    case 'sanction-decided':
      return {
        title: paper.issued ? '措置決定通知書' : '取消・停止等の決定',
        rows: [
          ['文書番号', paper.issued ? numbered(paper.issued) : ''],
          ['決定', sanctionName(paper.sanction, paper.only?.kind)],
          ['停止の範囲', stoppedText(paper.only)],
          ['命令の未履行の事実', paper.facts],
          ['決定の理由', paper.reason],
          ['考慮した事情', paper.weighing ?? ''],
          ['効力の生ずる日', day(paper.effectiveOn)],
          ['停止の最終日', day(paper.until)],
          ['停止を解除する条件', paper.conditions ?? ''],
          ['措置の内容', paper.measures ?? ''],
          ['返却・消去', paper.returns ?? ''],
          ['弁明', heardText(paper.heard)],
          ['再委託者の許可', cascadeText(paper.cascade)],
        ],
      };
    case 'conditions-reported':
      return {
        title: '解除条件の充足の報告',
        rows: [
          ['行ったこと', paper.done],
          ['完了日', day(paper.doneOn)],
        ],
      };
    case 'lifting-declined':
      return {
        title: '停止の継続',
        rows: [
          ['理由', paper.reason],
          ['停止の最終日', day(paper.until)],
        ],
      };
    case 'finding-closed':
      return { title: '許可の終了による終結', rows: [['終結とする理由', paper.reason]] };
  }
};

const cascadeText = (cascade: Extract<FindingPaper, { type: 'sanction-decided' }>['cascade']): string =>
  cascade.map(({ permitNo, subcontractor }) => `${permitNo}（${subcontractor}）`).join('、');

const hasSigned = (paper: object): paper is { readonly signed: Signed } => 'signed' in paper;
const isSent = (paper: object): paper is { readonly at: string; readonly by: string } => 'at' in paper;
const writtenBy = (paper: object): Lines['rows'] => {
  if (hasSigned(paper))
    return [
      ['記名', [paper.signed.role, signedText(paper.signed)].filter((text) => text !== undefined).join('　')],
      ['日時', jstTime(paper.signed.decidedAt)],
    ];
  return isSent(paper)
    ? [
        ['提出者', paper.by],
        ['提出日時', jstTime(paper.at)],
      ]
    : [];
};

export const filled = ({ title, rows }: Lines): Lines => ({
  title,
  rows: rows.filter(([, text]) => text !== ''),
});

/** @param audience a vendor is told what was decided, in the name of the role; the city also who signed */
export const linesFor = (audience: 'vendor' | 'city', paper: object, { title, rows }: Lines): Lines =>
  filled({
    title,
    rows: audience === 'vendor' && 'signed' in paper ? rows : [...rows, ...writtenBy(paper)],
  });

/** 改めて発した命令: in whose place it stands. */
const replacedRows = (
  replaces: FindingPaperOf<'order-issued'>['replaces'],
): readonly (readonly [string, string])[] =>
  replaces
    ? [
        [
          'この命令に先立つ命令',
          `${dated(replaces.orderNo, replaces.orderedOn)}（${dated(replaces.withdrawnNo, replaces.withdrawnOn)}により撤回）`,
        ],
      ]
    : [];

export const findingLines = (paper: FindingPaper, audience: 'vendor' | 'city'): Lines =>
  linesFor(audience, paper, rowsOf(paper));

/** 受領, at the foot of the report that was received: when, by whom, and what was said. */
export const receiptRows = (
  paper: FindingPaperOf<'report-received' | 'noncompliance-received'> | undefined,
): Lines['rows'] =>
  paper === undefined
    ? []
    : [
        ['受領', `${jstDay(paper.signed.decidedAt)}　${signedText(paper.signed)}`],
        ...filled(rowsOf(paper)).rows,
      ];
