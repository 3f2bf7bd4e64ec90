import { z } from 'zod';
import { FOLLOWED, INSTRUCTION_KINDS } from '../case/records/instruction.ts';
import { dayOff } from '../finding/inputs.ts';
import { choice, date, group } from '../values/fields.ts';
import { issuedSchema, signedSchema } from '../values/signed.ts';
import { line, onPage, optionalParagraph, paragraph } from '../values/text.ts';

/** What is written about an instruction (第6条第6号): what people send, and the papers that are kept. */

const words = {
  kind: choice('指示の種類', INSTRUCTION_KINDS).register(onPage, {
    hint: '緊急接続停止指示は、指示した時から解除するまで、接続できなくなります。第8条の停止ではありません',
  }),
  title: line('件名', 60).register(onPage, { hint: '例 4月分の利用状況の報告' }),
  text: paragraph('指示の内容', 2000),
  /** What made the instruction necessary. */
  ground: paragraph('指示の理由', 1000),
  dueOn: date('期限').optional().register(onPage, {
    hint: '指示に従う最終日。緊急接続停止指示には付けません。例 令和8年4月1日、2026-04-01',
  }),
  dayOff,
};

/** The manager's own instruction. */
export const instructionInputSchema = group('指示', words);
export type InstructionInput = z.infer<typeof instructionInputSchema>;

/** The manager's answer to a draft: sent as it stands or changed, or dropped. */
export const instructInputSchema = z.discriminatedUnion(
  'choice',
  [
    group('指示の発出', {
      choice: z.literal('issue'),
      hash: line('表示内容の照合値', 60),
      ...words,
    }),
    group('指示の見送り', {
      choice: z.literal('drop'),
      hash: line('表示内容の照合値', 60),
      reason: paragraph('見送る理由', 1000).register(onPage, { hint: '見送るときは必ず入力してください' }),
    }),
  ],
  { error: '「判断」を選択してください' },
);
export type InstructInput = z.infer<typeof instructInputSchema>;

export const acknowledgeInputSchema = group('指示の受領', {
  note: optionalParagraph('連絡事項', 1000).register(onPage, {
    hint: 'あれば入力してください。情報セキュリティ管理者に伝わります',
  }),
});

/** What the vendor says was done. */
export const instructionAnswerSchema = group('指示への報告', {
  done: paragraph('行ったこと', 2000),
  doneOn: date('行った日'),
});
export type InstructionAnswer = z.infer<typeof instructionAnswerSchema>;

export const followInputSchema = group('指示の履行の確認', {
  /** Of what was shown. */
  hash: line('表示内容の照合値', 60),
  result: choice('確認の結果', FOLLOWED),
  reason: paragraph('理由', 1000).register(onPage, {
    hint: '保守事業者に伝わります。未履行とすると、違反の候補として記録されます',
  }),
});
export type FollowInput = z.infer<typeof followInputSchema>;

export const liftInstructionInputSchema = group('指示の解除', {
  reason: paragraph('解除の理由', 1000).register(onPage, { hint: '保守事業者に伝わります' }),
});

const kind = z.enum(['correction', 'report', 'cut-off', 'other']);
const wording = {
  kind,
  title: z.string(),
  text: z.string(),
  ground: z.string(),
  dueOn: z.string().optional(),
  about: z.string().optional(),
};
const fromVendor = { by: z.string(), at: z.string() };

/** The papers, by the event that they belong to. */
export const instructionPaperSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('instruction-prepared'), ...wording }),
  z.object({ type: z.literal('instruction-dropped'), reason: z.string(), signed: signedSchema }),
  z.object({
    type: z.literal('instruction-issued'),
    ...wording,
    /** 緊急接続停止指示 is carried out at once; papers of the versions before call that their 期限. */
    timing: z.literal('at-once').optional(),
    ...issuedSchema.shape,
    signed: signedSchema,
  }),
  z.object({ type: z.literal('instruction-acknowledged'), ...fromVendor, note: z.string().optional() }),
  z.object({
    type: z.literal('instruction-answered'),
    ...fromVendor,
    done: z.string(),
    doneOn: z.string(),
  }),
  z.object({
    type: z.literal('instruction-judged'),
    result: z.enum(['followed', 'not-followed']),
    reason: z.string(),
    signed: signedSchema,
  }),
  z.object({
    type: z.literal('instruction-lifted'),
    ...issuedSchema.shape,
    /** Which instruction is lifted. Papers written before this was kept have none. */
    lifted: z.object({ documentNo: z.string(), issuedOn: z.string(), kind, title: z.string() }).optional(),
    reason: z.string(),
    signed: signedSchema,
  }),
]);
export type InstructionPaper = z.infer<typeof instructionPaperSchema>;
export type InstructionDraft = Omit<
  Extract<InstructionPaper, { type: 'instruction-prepared' }>,
  'type' | 'dueOn'
>;
