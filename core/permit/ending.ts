import { z } from 'zod';
import { date, group, list } from '../values/fields.ts';
import { line, onPage, paragraph } from '../values/text.ts';

/** 廃止届 (F10, G11): the vendor gives a permit up. It holds through the last day of use. */

export const endingInputSchema = group('廃止届', {
  lastDay: date('利用の最終日'),
  reason: paragraph('廃止の理由', 1000),
  returnAndErasure: paragraph('端末・アカウントの返却とデータの消去', 1000).register(onPage, {
    hint: '専用端末の返却又は処分、アカウントの停止、端末に残るデータの消去を、いつ、どのように行うか',
  }),
  lastReport: z
    .literal(true, {
      error: '最後の月の利用状況報告を提出することを確認してください（第10条）',
    })
    .meta({ title: '最後の月次利用状況報告' }),
  /** 許可番号 of the subcontractors' permits that end with it, as they were shown (第11条, INV-23). */
  cascade: list('同時に終了する再委託者の許可', line('許可番号', 30), 0, 50).optional(),
});
export type EndingInput = z.infer<typeof endingInputSchema>;

export const endingPaperSchema = z.object({
  kind: z.literal('ending'),
  filedOn: z.string(),
  filedBy: z.object({ personId: z.string(), name: z.string() }),
  lastDay: z.string(),
  reason: z.string(),
  returnAndErasure: z.string(),
  lastReport: z.literal(true),
  cascade: z.array(z.string()),
});
export type EndingPaper = z.infer<typeof endingPaperSchema>;
