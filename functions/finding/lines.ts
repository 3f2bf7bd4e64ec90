import { matterSentences } from '../../core/case/matter.ts';
import { PARENT_ENDED } from '../../core/case/permit-statuses.ts';
import { COMPLIANCE, SANCTIONS, sanctionName } from '../../core/case/records/finding-facts.ts';
import type { FindingPaper, FindingPaperOf, SanctionNotice } from '../../core/case/records/finding-papers.ts';
import { FOLLOWED, INSTRUCTION_KINDS } from '../../core/case/records/instruction.ts';
import type { InstructionPaper } from '../../core/instruction/papers.ts';
import { CANDIDATE_KINDS } from '../../core/regulation/candidate-kinds.ts';
import { type Issued, type Signed, signatureOf } from '../../core/values/signed.ts';
import { clauseText } from '../ui/clause-text.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import {
  dated,
  extensionNoticeRows,
  extensionRows,
  formerlyStopped,
  groundRows,
  heardText,
  hearingAnswerRows,
  hearingRows,
  hearingTitle,
  invitationRows,
  isFormer,
  parentPermit,
  remainingRows,
  statementRows,
  stoppedText,
  suspensionNamed,
  suspensionText,
} from './hearing-lines.ts';

/** What is written in a paper of 第6条–第8条, as labels and texts: the same in mails, on pages and on the A4 papers. */
export type Lines = {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, text: string])[];
};

const day = (date: string | undefined) => (date === undefined ? '' : wareki(date));

/** e.g. 苫税第12号（令和8年5月1日）. */
export const numbered = ({ documentNo, issuedOn }: Pick<Issued, 'documentNo' | 'issuedOn'>): string =>
  `${documentNo}（${wareki(issuedOn)}）`;

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

const writtenBy = (paper: FindingPaper | InstructionPaper): readonly (readonly [string, string])[] => {
  if ('signed' in paper)
    return [
      ['記名', [paper.signed.role, signedText(paper.signed)].filter((text) => text !== undefined).join('　')],
      ['日時', jstTime(paper.signed.decidedAt)],
    ];
  return 'at' in paper
    ? [
        ['提出者', paper.by],
        ['提出日時', jstTime(paper.at)],
      ]
    : [];
};

const filled = ({ title, rows }: Lines): Lines => ({ title, rows: rows.filter(([, text]) => text !== '') });

/** @param audience a vendor is told what was decided, in the name of the role; the city also who signed */
export const findingLines = (paper: FindingPaper, audience: 'vendor' | 'city'): Lines => {
  const { title, rows } = rowsOf(paper);
  return filled({
    title,
    rows: audience === 'vendor' && 'signed' in paper ? rows : [...rows, ...writtenBy(paper)],
  });
};

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

const instructionRows = (paper: InstructionPaper): Lines => {
  switch (paper.type) {
    case 'instruction-prepared':
    case 'instruction-issued':
      return {
        title: paper.type === 'instruction-prepared' ? '指示の案' : '指示書',
        rows: [
          ['文書番号', paper.type === 'instruction-issued' ? numbered(paper) : ''],
          ['種類', INSTRUCTION_KINDS[paper.kind]],
          ['件名', paper.title],
          ['指示の内容', paper.text],
          ['指示の理由', paper.ground],
          paper.type === 'instruction-issued' && paper.timing === 'at-once'
            ? ['実施の時期', '直ちに']
            : ['期限', paper.kind === 'cut-off' ? '直ちに' : day(paper.dueOn)],
        ],
      };
    case 'instruction-dropped':
      return { title: '指示の見送り', rows: [['理由', paper.reason]] };
    case 'instruction-acknowledged':
      return { title: '指示の受領', rows: [['連絡事項', paper.note ?? '特になし']] };
    case 'instruction-answered':
      return {
        title: '指示への報告',
        rows: [
          ['行ったこと', paper.done],
          ['行った日', day(paper.doneOn)],
        ],
      };
    case 'instruction-judged':
      return {
        title: '指示の履行の確認',
        rows: [
          ['結果', FOLLOWED[paper.result]],
          ['理由', paper.reason],
        ],
      };
    case 'instruction-lifted':
      return {
        title: paper.lifted?.kind === 'cut-off' ? '緊急接続停止指示解除通知書' : '指示解除通知書',
        rows: [
          ['文書番号', numbered(paper)],
          ['解除する指示', paper.lifted ? numbered(paper.lifted) : ''],
          ['件名', paper.lifted?.title ?? ''],
          ['解除の理由', paper.reason],
        ],
      };
  }
};

export const instructionLines = (paper: InstructionPaper, audience: 'vendor' | 'city'): Lines => {
  const { title, rows } = instructionRows(paper);
  return filled({
    title,
    rows: audience === 'vendor' && 'signed' in paper ? rows : [...rows, ...writtenBy(paper)],
  });
};

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

/** 再委託者 (第11条): who uses, through the vendor. */
const whose = (subcontractor: string | undefined): string =>
  subcontractor === undefined ? '' : `${subcontractor}（再委託者）`;

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
              notice.suspendedBy === undefined
                ? ['停止を解除する条件', notice.conditions ?? '']
                : [
                    '停止の解除',
                    '保守事業者の許可の停止が解除されたときは、この許可の停止もともに解除します。',
                  ],
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
