import { STOPPABLE, type Stopped, stoppedName } from '../../core/case/partial-stop.ts';
import { INTENDED } from '../../core/case/records/finding-facts.ts';
import type {
  FindingPaperOf,
  Heard,
  SanctionNotice,
  Statement,
} from '../../core/case/records/finding-papers.ts';
import { HEARING_ANSWERS, HOW_HEARD } from '../../core/finding/inputs.ts';
import { clauseText } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';

/** 履行期限の変更, 弁明の機会の付与 and 弁明 (第7条, 第8条), in words; see finding/lines.ts. */

type Rows = readonly (readonly [label: string, text: string])[];

/** e.g. 令和8年4月24日付け苫税第2号. */
export const dated = (documentNo: string, on: string): string => `${wareki(on)}付け${documentNo}`;

export const extensionRows = (paper: FindingPaperOf<'due-extended'>): Rows => [
  ['文書番号', paper.documentNo],
  ['変更する命令', dated(paper.orderNo, paper.orderedOn)],
  ['変更前の履行期限', wareki(paper.formerDueOn)],
  ['変更後の履行期限', wareki(paper.dueOn)],
  ['変更の理由', paper.reason],
];

export const SUBMITTED_TO = '弁明の提出先';

export const invitationRows = (paper: FindingPaperOf<'statement-invited'>): Rows => [
  ['文書番号', paper.documentNo],
  [
    '予定する措置',
    paper.intended === undefined ? '利用許可の取消し、停止その他の措置' : INTENDED[paper.intended],
  ],
  ['根拠となる規定', '同要領第8条'],
  [
    '原因となる事実',
    `${dated(paper.orderNo, paper.orderedOn)}による命令（${clauseText(paper)}の違反について、同要領第7条の規定によるもの）に応じないこと。\n${paper.facts}`,
  ],
  ['弁明の方法', '書面（システムの画面からの提出を含む。）又は口頭。代理人によることができます。'],
  [
    SUBMITTED_TO,
    paper.contact
      ? `${paper.contact.section}（電話　${paper.contact.tel}、メール　${paper.contact.email}）`
      : paper.issuer.title,
  ],
  ['提出期限', wareki(paper.dueOn)],
  [
    'その他',
    '弁明がすべて済んだときは、「以上で弁明を終える」と申し出ることができます。申出がないときは、提出期限の日が終わるまで、措置の決定をしません。',
  ],
];

const CLOSING = '以上で弁明を終える';

export const statementRows = (paper: FindingPaperOf<'statement-made'>): Rows => [
  ['弁明の内容', paper.statement],
  ['申出', paper.closing ? CLOSING : ''],
];

export const hearingTitle = (how: keyof typeof HOW_HEARD): string => `${HOW_HEARD[how]}による弁明の記録`;
export const hearingRows = (paper: FindingPaperOf<'statement-heard'>): Rows => [
  ['弁明のあった日', wareki(paper.heardOn)],
  ['弁明した者', paper.speaker],
  [paper.how === 'spoken' ? '聴取した職員' : '受領した職員', paper.heardBy],
  ['弁明の要旨', paper.statement],
  ['申出', paper.closing ? CLOSING : ''],
];

export const hearingAnswerRows = (paper: FindingPaperOf<'hearing-answered'>): Rows => [
  ['確認の結果', paper.choice === 'confirmed' ? HEARING_ANSWERS.confirmed : '次のとおり訂正する'],
  ['訂正の内容', paper.correction ?? ''],
  ['申出', paper.closing ? CLOSING : ''],
];

/**
 * 弁明 on the paper of a decision: every one, whether the vendor vouches for it, and the city's answer; or that nothing came.
 * @param unconfirmed of a record that the vendor has not answered; on a shortening it is told of it, and not asked
 */
export const heardText = (heard: Heard, unconfirmed = UNCONFIRMED): string => {
  switch (heard.kind) {
    case 'none':
      return heard.closed
        ? '保守事業者は、弁明を提出することなく、以上で弁明を終えると申し出た。'
        : `期限（${wareki(heard.dueOn)}）までに弁明はなかった。`;
    case 'made':
      return `${wareki(heard.on)}　${heard.by}\n${heard.text}`;
    case 'statements':
      return [
        ...heard.statements.map((one, index) => statementText(one, index, unconfirmed)),
        ...(heard.closed ? ['保守事業者は、以上で弁明を終えると申し出た。'] : []),
      ].join('\n\n');
  }
};

const UNCONFIRMED = '（この記録について、保守事業者の確認は得られていない。）';

const statementText = (statement: Statement, index: number, unconfirmed: string): string =>
  [
    `（弁明${index + 1}）${wareki(statement.on)}　${howText(statement)}`,
    statement.orderNo === undefined ? '' : `（撤回した命令　${statement.orderNo}について）`,
    statement.text,
    vouched(statement, unconfirmed),
    statement.answer === undefined ? '' : `（市の考え方）${statement.answer}`,
  ]
    .filter((line) => line !== '')
    .join('\n');

const howText = ({ how, by, heardBy = '' }: Statement): string => {
  if (how === 'screen') return by;
  return how === 'spoken'
    ? `口頭（弁明した者　${by}、聴取した職員　${heardBy}）`
    : `書面（弁明した者　${by}、受領した職員　${heardBy}）`;
};

/** What the city wrote down stands on the paper with what the vendor said of it. */
const vouched = ({ how, confirmed, correction }: Statement, unconfirmed: string): string => {
  if (how === 'screen') return '';
  if (confirmed === 'confirmed') return '（保守事業者は、この記録のとおりであることを確認した。）';
  return confirmed === 'corrected' ? `（保守事業者による訂正）${correction ?? ''}` : unconfirmed;
};

const untilText = ({
  until = '',
  suspendedBy,
}: Pick<SanctionNoticeOf<'extension-notice' | 'sanction-notice'>, 'suspendedBy'> & {
  readonly until?: string | undefined;
}): string =>
  suspendedBy === undefined
    ? `${wareki(until)}まで。同日までに条件を満たさないときは、改めて通知した上で、期間を延長することがあります。`
    : `${wareki(until)}まで。同日までに保守事業者の許可の停止の期間が延長されたときは、改めて通知した上で、この期間もともに延長します。`;

type SanctionNoticeOf<T extends SanctionNotice['type']> = Extract<SanctionNotice, { type: T }>;

export const suspensionText = (notice: SanctionNoticeOf<'sanction-notice'>): string => {
  const { sanction, until, ends } = notice;
  if (sanction === 'revoke') return '';
  if (until === undefined) return '解除されるまで';
  return ends
    ? untilText(notice)
    : `${wareki(until)}まで。ただし、同日を過ぎても、解除の通知があるまで停止は続きます`;
};

/** 停止の範囲 (docs/adr/0039): what of the permit is stopped, and that the rest of it is not. */
export const stoppedText = (only: Stopped | undefined): string =>
  only === undefined
    ? ''
    : `${stoppedPart(only)}に限ります。この許可のその他の部分は、引き続き効力を有します。`;
/** The same on the papers that follow. */
export const formerlyStopped = (only: Stopped | undefined): string =>
  only === undefined ? '' : stoppedPart(only);
const stoppedPart = ({ kind, value }: Stopped): string =>
  `${STOPPABLE[kind]} ${value} ${kind === 'origin' ? 'からの' : 'による'}接続`;

/** 返却・消去, as it stands in the field at first: for the whole permit. */
export const RETURNS = '専用端末とアカウントの使用を止め、返却・データの消去を行い、その結果を報告すること。';
/** The same for a part: the others go on with their terminals and accounts. */
export const returnsOf = (only: Stopped): string =>
  ({
    worker: `${stoppedName(only)}に係るアカウントの使用を止め、その者が保有するデータを消去し、その結果を報告すること。`,
    terminal: `${stoppedName(only)}の使用を止め、その端末に保存されたデータを消去し、その結果を報告すること。`,
    origin: `${stoppedName(only)}からの接続に係る設定を止め、その結果を報告すること。`,
  })[only.kind];

/** A notice that was given before says, whenever it is printed, what it said then. */
export const isFormer = ({ weighing }: SanctionNoticeOf<'sanction-notice'>): boolean =>
  weighing === undefined;

/**
 * The permit with which a subcontractor's falls or rises (第11条). Notices of the versions before name no subcontractor, and
 * call it 元請の許可, which is no word of the rule: printed again they say what the vendor has in hand.
 */
export const parentPermit = ({ subcontractor }: { readonly subcontractor?: string | undefined }): string =>
  subcontractor === undefined ? '元請の許可' : '保守事業者の許可';

/** What was weighed, what the vendor said and the city answered, and when it was reported to the chief (第8条). */
export const groundRows = (notice: SanctionNoticeOf<'sanction-notice'>): Rows =>
  isFormer(notice)
    ? [['報告', `${wareki(notice.reportedOn)}　統括情報セキュリティ管理者が受領`]]
    : [
        ['考慮した事情', notice.weighing ?? ''],
        ['弁明', heardText(notice.heard)],
        ['同要領第8条の規定による報告の日', wareki(notice.reportedOn)],
      ];

/** 残る義務: what a sanction does not end (第6条第1号, 第10条). */
export const remainingRows = (notice: SanctionNoticeOf<'sanction-notice'>): Rows =>
  isFormer(notice)
    ? [['弁明', heardText(notice.heard)]]
    : [
        [
          '作業申請',
          notice.only === undefined
            ? '承認済みの作業申請は、効力を失います。'
            : '停止の範囲に当たる作業者、端末又は接続元によってのみ行う作業の申請は、承認済みのものも、効力を失います。その他の作業申請は、停止の範囲に当たる接続を除き、引き続き効力を有します。',
        ],
        [
          '残る義務',
          notice.sanction === 'revoke'
            ? '取消しの前に行った作業の報告（第6条第1号）及び利用の最後の月までの利用状況報告（第10条）は、引き続き提出してください。'
            : '停止の前に行った作業の報告（第6条第1号）及び停止の期間を含む毎月の利用状況報告（第10条）は、引き続き提出してください。',
        ],
      ];

export const suspensionNamed = ({
  suspensionNo,
  suspendedOn,
}: {
  readonly suspensionNo: string;
  readonly suspendedOn?: string | undefined;
}): string =>
  suspendedOn === undefined ? `${suspensionNo}による停止` : `${dated(suspensionNo, suspendedOn)}による停止`;

export const extensionNoticeRows = (notice: SanctionNoticeOf<'extension-notice'>): Rows => [
  ['許可番号', notice.permitNo],
  ['対象システム', notice.systemName],
  ['変更する停止', suspensionNamed(notice)],
  ['停止の範囲', formerlyStopped(notice.only)],
  ['変更前の期間', notice.formerUntil === undefined ? '解除されるまで' : `${wareki(notice.formerUntil)}まで`],
  ['変更後の期間', untilText(notice)],
  ['変更の理由', notice.reason],
  howLifted(notice),
  ['利用する者', notice.suspendedBy === undefined ? '' : whose(notice.subcontractor)],
  ['保守事業者の許可', notice.parentPermitNo ?? ''],
];

/** What ends a suspension: its conditions, or the end of the vendor's (第11条). */
export const howLifted = ({
  suspendedBy,
  conditions,
}: Pick<
  SanctionNoticeOf<'extension-notice' | 'sanction-notice'>,
  'conditions' | 'suspendedBy'
>): Rows[number] =>
  suspendedBy === undefined
    ? ['停止を解除する条件', conditions ?? '']
    : ['停止の解除', '保守事業者の許可の停止が解除されたときは、この許可の停止もともに解除します。'];

/** 再委託者 (第11条): who uses, through the vendor. */
export const whose = (subcontractor: string | undefined): string =>
  subcontractor === undefined ? '' : `${subcontractor}（再委託者）`;
