import { loadRecord } from '../../core/case/case-store.ts';
import { INSTRUCTIONS, type InstructionHead } from '../../core/case/records/instruction.ts';
import type { InstructionPaper } from '../../core/instruction/papers.ts';
import { instructionPapersOf } from '../../core/instruction/views.ts';
import { numbered } from '../finding/lines.ts';
import { allWritten } from '../finding/mails.ts';
import type { FactsOf, RecordMails, Tell, Told } from '../permit/mails.ts';
import { instructionLines } from './lines.ts';

/** What mails about instructions say (第6条第6号): to the vendor, and to the manager all that was written. */
/** Papers that say themselves which instruction they are or lift. */
const NAMES_IT: ReadonlySet<string> = new Set(['instruction-issued', 'instruction-lifted']);

const ofInstruction =
  <T extends InstructionPaper['type']>(
    type: T,
    tell: (
      paper: Extract<InstructionPaper, { type: T }>,
      instruction: InstructionHead,
    ) => Pick<Told, 'subject' | 'sentences' | 'dueOn'>,
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

const instructed = ofInstruction('instruction-issued', ({ documentNo }, { kind, about, dueOn }) =>
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
        dueOn,
        sentences: [
          '情報セキュリティ管理者が、次のとおり指示します（第6条第6号）。画面で受領したうえで、期限までに指示の内容を実施し、その結果を画面から報告してください。',
          // One that came of a missing report names its month, and that report meets it.
          ...(kind === 'report' && about !== undefined
            ? ['月次利用状況報告書を提出すると、この指示は履行となります。']
            : []),
        ],
      },
);
const instructionDue: Tell = async (ports, state, instructionId) => {
  const instruction = await loadRecord(ports.store, state.caseId, INSTRUCTIONS, instructionId ?? '');
  const { status, answeredAt } = instruction?.head ?? {};
  return (status === 'issued' || status === 'acknowledged') && answeredAt === undefined
    ? ofInstruction('instruction-issued', ({ documentNo }, { dueOn }) => ({
        subject: `期限の予告 指示 ${documentNo}`,
        dueOn,
        sentences: [
          '指示の期限が近づいています。まだ履行の報告がありません。期限までに指示の内容を実施し、その結果を画面から報告してください（第6条第6号）。',
        ],
      }))(ports, state, instructionId)
    : undefined;
};
const instructionJudged = ofInstruction('instruction-judged', ({ result }) => ({
  subject: result === 'followed' ? '指示の履行の確認' : '指示の未履行',
  sentences: [
    result === 'followed'
      ? '指示のとおり行われたことを確認しました。この指示についての手続は終わりです。'
      : '指示に従っていないと判断しました。要領第6条第6号の違反と認めるときは、第7条により是正を命ずることがあります。',
  ],
}));
const instructionLifted = ofInstruction('instruction-lifted', (_paper, { kind }) => ({
  subject: kind === 'cut-off' ? '緊急接続停止の解除' : '指示の解除',
  sentences: [
    kind === 'cut-off'
      ? '緊急接続停止指示を解除しました。許可の範囲で、作業申請のうえ接続できます。ただし、許可の期間外、許可の停止中、又はほかの緊急接続停止指示があるときは、接続できません。'
      : '指示を解除しました。この指示についての手続は必要ありません。',
  ],
}));

/** To the manager: what the vendor has done about an emergency cut-off; it holds until it is lifted (G9). */
const cutOffAnswered: Tell = async ({ store }, { caseId }, instructionId = '') => {
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

const instructionFacts: FactsOf = async (store, state, { about = '' }) => {
  const instruction = await loadRecord(store, state.caseId, INSTRUCTIONS, about);
  if (!instruction) return [];
  const filed = await instructionPapersOf(store, state.caseId, instruction.head);
  return allWritten(filed.map(({ paper }) => instructionLines(paper, 'city')));
};

export const INSTRUCTION_MAILS: RecordMails<typeof INSTRUCTIONS> = {
  news: {
    instructed,
    'instruction-due': instructionDue,
    'instruction-judged': instructionJudged,
    'instruction-lifted': instructionLifted,
  },
  cityNews: { 'cut-off-answered': cutOffAnswered },
  questions: { instruct: instructionFacts, follow: instructionFacts },
};
