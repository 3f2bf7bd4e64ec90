import { z } from 'zod';
import type { CaseEvent } from '../case/case-event.ts';
import { caseKey } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import type { Store } from '../store/ports.ts';
import { choice, date, group } from '../values/fields.ts';
import { signedSchema } from '../values/signed.ts';
import { onPage, optionalLine, optionalParagraph } from '../values/text.ts';

/**
 * 到達 of what went out under a number (docs/adr/0065): the vendor says that it has it (受領), or the city writes down that it has
 * sent or handed it over (送達). That a page was opened is no proof and is not kept: opening changes nothing.
 */

const HOW_DELIVERED = {
  registered: '書留・配達証明',
  post: '普通郵便',
  handed: '手渡し',
  mail: '電子メール',
  other: 'その他',
} as const;

export const receiptInputSchema = group('文書の受領', {
  note: optionalParagraph('備考', 500).register(onPage, { hint: '例 添付の別紙がなかった' }),
});
export type ReceiptInput = z.infer<typeof receiptInputSchema>;

export const deliveryInputSchema = group('文書の到達の記録', {
  deliveredOn: date('到達した日').register(onPage, {
    hint: '配達証明などで確かめられる日。文書の日付から本日まで',
  }),
  how: choice('方法', HOW_DELIVERED),
  evidence: optionalLine('引受番号、受け取った者など', 120).register(onPage, {
    hint: '後で確かめられるように、原本の所在も入力してください',
  }),
});
export type DeliveryInput = z.infer<typeof deliveryInputSchema>;

const of = {
  of: z.int(),
  title: z.string(),
  documentNo: z.string(),
  /** Hash of the paper that has arrived. */
  hash: z.string(),
};
const receiptPaperSchema = z.object({
  type: z.literal('paper-received'),
  ...of,
  receivedBy: z.object({ personId: z.string(), name: z.string() }),
  note: z.string().optional(),
});
export type ReceiptPaper = z.infer<typeof receiptPaperSchema>;
const deliveryPaperSchema = z.object({
  type: z.literal('paper-delivered'),
  ...of,
  deliveredOn: z.string(),
  how: z.enum(Object.keys(HOW_DELIVERED) as (keyof typeof HOW_DELIVERED)[]),
  evidence: z.string().optional(),
  signed: signedSchema,
});
export type DeliveryPaper = z.infer<typeof deliveryPaperSchema>;

export const arrivalSchema = z.object({
  /** 受領: when somebody of the vendor said so. */
  receivedAt: z.string().optional(),
  /** 送達, as the city has recorded it, oldest first; `on` is the day of arrival. */
  delivered: z.array(z.object({ seq: z.int(), on: z.string(), how: z.string() })),
});
export type Arrival = z.infer<typeof arrivalSchema>;

/** Of each paper, by the number of its event: whether and how it has arrived. */
export const arrivalsAmong = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
): Promise<(paper: number) => Arrival> => {
  const delivered = await Promise.all(
    events.map(async ({ seq, fact }) => {
      if (fact.type !== 'paper-delivered') return [];
      const paper = await loadPaper(store, caseKey(caseId), seq, deliveryPaperSchema);
      return [{ of: fact.of, seq, on: fact.on, how: paper ? HOW_DELIVERED[paper.how] : '' }];
    }),
  );
  return (paper) => {
    const receipt = events.find(({ fact }) => fact.type === 'paper-received' && fact.of === paper);
    return {
      ...(receipt ? { receivedAt: receipt.at } : {}),
      delivered: delivered.flat().flatMap(({ of, ...one }) => (of === paper ? [one] : [])),
    };
  };
};
