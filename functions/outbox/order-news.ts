import type { CaseState } from '../../core/case/case-state.ts';
import { loadRecord } from '../../core/case/case-store.ts';
import { FINDINGS } from '../../core/case/records/finding.ts';
import type { FindingPaper } from '../../core/case/records/finding-papers.ts';
import { INSTRUCTIONS, type InstructionHead } from '../../core/case/records/instruction.ts';
import { type Filed, findingPapersOf, lastPaper } from '../../core/finding/finding-papers-of.ts';
import { noticesOf } from '../../core/finding/notices-of.ts';
import { instructionPapersOf } from '../../core/instruction/instruction-papers-of.ts';
import type { InstructionPaper } from '../../core/instruction/papers.ts';
import type { Store } from '../../core/store/ports.ts';
import { SUBMITTED_TO } from '../finding/hearing-lines.ts';
import { findingLines, instructionLines, noticeLines, numbered } from '../finding/lines.ts';
import type { AppPorts } from '../http/contract.ts';
import type { PermitNews } from '../permit/mails.ts';
import { shortened } from './finding-facts.ts';

/** What a vendor is told of instructions, orders and what follows (第6条–第8条). */

type Told = Pick<PermitNews, 'subject' | 'sentences' | 'facts' | 'page' | 'permitUrl'>;
type Tell = (ports: AppPorts, state: CaseState, about?: string) => Promise<Told | undefined>;

/** The numbered papers that go with a judgement: another deadline, or the invitation to a statement. */
const followedBy = (filed: readonly Filed[], paper: FindingPaper): readonly FindingPaper[] =>
  paper.type === 'compliance-judged'
    ? filed
        .slice(filed.findIndex((one) => one.paper === paper) + 1)
        .map((one) => one.paper)
        .filter(({ type }) => type === 'due-extended' || type === 'statement-invited')
    : [];

/** As on the paper; where a statement is sent to stands as an address by itself, or it would be broken as typed text is. */
const mailRows = (paper: FindingPaper): Told['facts'] => {
  const { rows } = findingLines(paper, 'vendor');
  const contact = paper.type === 'statement-invited' ? paper.contact : undefined;
  if (!contact) return rows;
  const { section, tel, email } = contact;
  return rows.flatMap(([label, text]): Told['facts'] =>
    label === SUBMITTED_TO
      ? [
          [label, `${section}（電話　${tel}）`],
          [`${label}（メール）`, email, 'address'],
        ]
      : [[label, text]],
  );
};

/** News of one paper of a violation. Undefined: there is none. */
const ofFinding =
  <T extends FindingPaper['type']>(
    type: T,
    tell: (
      paper: Extract<FindingPaper, { type: T }>,
      orderNo: string,
    ) => { readonly subject: string; readonly sentences: readonly string[] },
  ): Tell =>
  async ({ store, config }, { caseId }, findingId = '') => {
    const finding = await loadRecord(store, caseId, FINDINGS, findingId);
    const filed = finding ? await findingPapersOf(store, caseId, finding.head) : [];
    const paper = lastPaper(filed, type);
    if (!finding || !paper) return undefined;
    const { orderNo = '' } = finding.head;
    const order = lastPaper(filed, 'order-issued');
    const rows = [...findingLines(paper, 'vendor').rows, ...followedBy(filed, paper).flatMap(mailRows)];
    return {
      ...tell(paper, orderNo),
      facts: [
        ...(type === 'order-issued' ? [] : [['是正命令', order ? numbered(order) : orderNo] as const]),
        ...rows,
      ],
      page: '是正命令',
      permitUrl: `${config.baseUrl}/permits/${caseId}/findings/${findingId}`,
    };
  };

export const ordered = ofFinding('order-issued', ({ documentNo }) => ({
  subject: `是正命令 ${documentNo}`,
  sentences: [
    '要領第6条の規定に違反したと認めたため、第7条により、必要な措置をとることを命じます。履行期限までに措置を終え、画面から是正報告を提出してください。',
    '命令書は画面から印刷できます。',
  ],
}));
export const orderWithdrawn = ofFinding('order-withdrawn', ({ orderNo }) => ({
  subject: '是正命令の撤回',
  sentences: [`是正命令 ${orderNo} を撤回しました。この命令について、手続は必要ありません。`],
}));
export const replyReceived = ofFinding('order-replied', () => ({
  subject: '是正報告の受付',
  sentences: ['是正報告を受け付けました。情報セキュリティ管理者が履行を判断し、結果をお知らせします。'],
}));
export const judged = ofFinding('compliance-judged', ({ result }) => ({
  subject:
    result === 'fulfilled'
      ? '是正命令の履行の確認'
      : result === 'partial'
        ? '是正命令の一部履行（追加の措置が必要）'
        : '是正命令の未履行',
  sentences: {
    fulfilled: ['是正命令が履行されたと判断しました。この命令についての手続は終わりです。'],
    partial: [
      '是正命令は一部だけ履行されたと判断しました。新たな履行期限までに残る措置を終え、改めて是正報告を提出してください。',
    ],
    disobeyed: [
      '是正命令に応じていないと判断しました。統括情報セキュリティ管理者に報告したうえで、利用許可の取消・停止などを決定することがあります（第8条）。',
      '決定の前に、提出期限まで、書面（画面からの提出を含む。）又は口頭で弁明することができます。措置がまだのときは、決定までに措置を終えて是正報告を提出すると、履行を改めて判断します。',
      '弁明の機会の付与について（通知）は、画面から印刷できます。',
    ],
  }[result],
}));
export const dueExtended = ofFinding('due-extended', () => ({
  subject: '是正命令の履行期限の変更',
  sentences: [
    '是正命令の履行期限を、次のとおり変更しました。変更後の履行期限までに措置を終え、画面から是正報告を提出してください。',
    '履行期限変更通知書は、画面から印刷できます。',
  ],
}));
export const statementRecorded = ofFinding('statement-heard', () => ({
  subject: '弁明の記録の確認（お願い）',
  sentences: [
    '市が口頭又は書面で受けた弁明を、次のとおり記録しました。画面で内容を確認し、記録のとおりであるか、訂正することがあるかを回答してください（第8条）。',
    '回答がないときは、確認が得られていないものとして、決定の通知書に記載します。',
  ],
}));
export const statementReceived = ofFinding('statement-made', () => ({
  subject: '弁明の受付',
  sentences: ['弁明を受け付けました。取消・停止などの決定の前に確認します。'],
}));
export const measureTaken = ofFinding('sanction-decided', ({ sanction }) =>
  sanction === 'none'
    ? {
        subject: '措置をとらないことの決定',
        sentences: [
          '是正命令について、取消・停止などの措置をとらないことを決定しました（第8条）。この命令についての手続は終わりです。',
        ],
      }
    : {
        subject: '措置の決定',
        sentences: [
          '是正命令に応じないため、次の措置を決定しました（第8条）。許可は取消・停止されていません。',
          '通知書は画面から印刷できます。',
        ],
      },
);
export const conditionsReceived = ofFinding('conditions-reported', () => ({
  subject: '解除条件の報告の受付',
  sentences: ['停止の解除条件についての報告を受け付けました。解除の通知があるまで、接続しないでください。'],
}));
export const liftingDeclined = ofFinding('lifting-declined', () => ({
  subject: '停止の継続',
  sentences: [
    'リモートメンテナンスの利用許可の停止を続けます。停止の最終日が定められているときはその日の終わりまで、定められていないときは解除の通知があるまで、接続しないでください。',
  ],
}));

export const orderTakenOver = ofFinding('order-issued', ({ documentNo }) => ({
  subject: `是正命令 ${documentNo} の引継ぎ`,
  sentences: [
    '前の許可は終わりましたが、その許可についての是正命令は終わっていません。この許可に引き継がれ、手続はこの許可について続きます（第7条、第8条）。命じた措置と期限は変わりません。',
  ],
}));
export const orderClosed = ofFinding('finding-closed', (_paper, orderNo) => ({
  subject: '是正命令の終結',
  sentences: [
    `許可が終わったため、是正命令 ${orderNo} を終結としました。この命令について、手続は必要ありません。`,
  ],
}));

/** Papers that say themselves which instruction they are or lift. */
const NAMES_IT: ReadonlySet<string> = new Set(['instruction-issued', 'instruction-lifted']);

const ofInstruction =
  <T extends InstructionPaper['type']>(
    type: T,
    tell: (
      paper: Extract<InstructionPaper, { type: T }>,
      instruction: InstructionHead,
    ) => { readonly subject: string; readonly sentences: readonly string[] },
  ): Tell =>
  async ({ store, config }, { caseId }, instructionId = '') => {
    const instruction = await loadRecord(store, caseId, INSTRUCTIONS, instructionId);
    if (!instruction) return undefined;
    const { documentNo = '' } = instruction.head;
    const papers = (await instructionPapersOf(store, caseId, instruction.head)).map((filed) => filed.paper);
    const given = papers.find((filed) => filed.type === 'instruction-issued');
    const paper = papers
      .filter((filed): filed is Extract<InstructionPaper, { type: T }> => filed.type === type)
      .at(-1);
    return (
      paper && {
        ...tell(paper, instruction.head),
        facts: [
          ...(NAMES_IT.has(type) ? [] : [['対象の指示', given ? numbered(given) : documentNo] as const]),
          ...instructionLines(paper, 'vendor').rows,
        ],
        page: '指示',
        permitUrl: `${config.baseUrl}/permits/${caseId}/instructions/${instructionId}`,
      }
    );
  };

export const instructed = ofInstruction('instruction-issued', ({ documentNo }, { kind, about }) =>
  kind === 'cut-off'
    ? {
        subject: '緊急接続停止指示',
        sentences: [
          '直ちに接続を止めてください。解除の通知があるまで、リモートメンテナンスの接続はできません（第6条第6号）。再委託者の接続も同じです（第11条）。接続中の作業があるときは、所管課に電話で連絡のうえ終了してください。',
          '直ちに画面で受領し、接続を止めたこと及び講じた措置を画面から報告してください。報告を確認した後、解除を判断します。',
        ],
      }
    : {
        subject: `指示 ${documentNo}`,
        sentences: [
          '情報セキュリティ管理者が、次のとおり指示します（第6条第6号）。画面で受領したうえで、期限までに指示の内容を実施し、その結果を画面から報告してください。',
          // One that came of a missing report names its month, and that report meets it.
          ...(kind === 'report' && about !== undefined
            ? ['月次利用状況報告書を提出すると、この指示は履行となります。']
            : []),
        ],
      },
);
export const instructionJudged = ofInstruction('instruction-judged', ({ result }) => ({
  subject: result === 'followed' ? '指示の履行の確認' : '指示の未履行',
  sentences: [
    result === 'followed'
      ? '指示のとおり行われたことを確認しました。この指示についての手続は終わりです。'
      : '指示に従っていないと判断しました。要領第6条第6号の違反と認めるときは、第7条により是正を命ずることがあります。',
  ],
}));
export const instructionLifted = ofInstruction('instruction-lifted', (_paper, { kind }) => ({
  subject: kind === 'cut-off' ? '緊急接続停止の解除' : '指示の解除',
  sentences: [
    kind === 'cut-off'
      ? '緊急接続停止指示を解除しました。許可の範囲で、作業申請のうえ接続できます。ただし、許可の期間外、許可の停止中、又はほかの緊急接続停止指示があるときは、接続できません。'
      : '指示を解除しました。この指示についての手続は必要ありません。',
  ],
}));

/**
 * The last notice (F9) of a permit, in the words of a sentence for it; the facts are its lines but for the permit's own,
 * which every mail has.
 *
 * @param write `parentPermitNo`: the permit with which it falls or rises (第11条)
 */
export const ofNotice = async (
  store: Store,
  { caseId }: CaseState,
  write: (
    parentPermitNo: string | undefined,
    told: {
      /** Of a 失効: how the vendor's permit ended, where it was not revoked. */
      readonly cause?: 'ended' | 'expired' | undefined;
      /** Only a part of the permit is stopped (docs/adr/0039). */
      readonly isPart: boolean;
    },
  ) => Pick<Told, 'subject' | 'sentences'>,
): Promise<Pick<Told, 'subject' | 'sentences' | 'facts'>> => {
  const notice = (await noticesOf(store, caseId)).at(-1)?.paper;
  // What stands above them in every mail about a permit.
  const own = new Set(['許可番号', '対象システム', '利用する者', '利用していた者']);
  const rows = notice ? noticeLines(notice).rows.filter(([label]) => !own.has(label)) : [];
  return {
    ...write(notice?.parentPermitNo, {
      ...(notice?.type === 'lapse-notice' ? { cause: notice.cause } : {}),
      isPart: notice !== undefined && 'only' in notice && notice.only !== undefined,
    }),
    facts: notice ? [['文書番号', notice.documentNo], ...rows] : [],
  };
};

/** To the manager: what the vendor has done about an emergency cut-off; it holds until it is lifted (G9). */
export const cutOffAnswered = async (
  { store }: AppPorts,
  { caseId }: CaseState,
  instructionId = '',
): Promise<Pick<Told, 'subject' | 'sentences' | 'facts'> | undefined> => {
  const instruction = await loadRecord(store, caseId, INSTRUCTIONS, instructionId);
  if (!instruction) return undefined;
  const answer = (await instructionPapersOf(store, caseId, instruction.head))
    .map(({ paper }) => paper)
    .findLast(({ type }) => type === 'instruction-answered');
  return (
    answer && {
      subject: '緊急接続停止への報告',
      sentences: [
        '緊急接続停止指示について、保守事業者から報告がありました。回答は不要です。接続を再開してよいときは、指示の画面から解除してください（第6条第6号）。',
      ],
      facts: [['対象の指示', instruction.head.documentNo ?? ''], ...instructionLines(answer, 'city').rows],
    }
  );
};

/** To the manager: a candidate that nothing is left of, after logs or reports were corrected; its question is gone. */
export const candidateCleared = async (
  { store, config }: AppPorts,
  { caseId }: CaseState,
  findingId = '',
): Promise<Told | undefined> => {
  const finding = await loadRecord(store, caseId, FINDINGS, findingId);
  const paper =
    finding && lastPaper(await findingPapersOf(store, caseId, finding.head), 'finding-reassessed');
  return (
    paper && {
      subject: '違反の候補の取下げ',
      sentences: [
        '照合・報告の訂正により、違反の候補に該当する接続・作業がなくなったため、候補を取り下げました。判断の依頼は終わりました。回答は不要です。',
      ],
      facts: shortened(findingLines(paper, 'city').rows),
      page: '違反の記録',
      permitUrl: `${config.baseUrl}/permits/${caseId}/findings/${findingId}`,
    }
  );
};
