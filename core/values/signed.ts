import { z } from 'zod';

/** What stands at the head and the foot of every paper that the city writes (F8, F9). */

const signatory = z.object({ personId: z.string(), name: z.string(), title: z.string() });

/** Who signed, in which capacity, and by which channel. */
export const signedSchema = z.object({
  decidedBy: signatory,
  decidedAs: z.enum(['principal', 'deputy']),
  /** With 代決: the holder on whose behalf. */
  principal: signatory.optional(),
  /** The rule's word for the role in which it was signed (第2条); papers written before this was kept do not say. */
  role: z.string().optional(),
  /** 職務代理: the title of the office, which nobody held; papers written before this was kept do not say. */
  actingFor: z.string().optional(),
  channel: z.enum(['mail-link', 'screen']),
  decidedAt: z.string(),
});
export type Signed = z.infer<typeof signedSchema>;

/** Whoever acts for a vacant office says so, on every paper (職務代理). */
export const actingTitle = (office: string, own: string): string => `${office}職務代理者　${own}`;

/** Title and name in which what was signed goes out: those of the holder, though a deputy decided (代決). */
export const signatureOf = ({
  decidedBy,
  principal,
  actingFor,
}: Signed): { readonly title: string; readonly name: string } =>
  principal ??
  (actingFor === undefined
    ? decidedBy
    : { title: actingTitle(actingFor, decidedBy.title), name: decidedBy.name });

/** When a paper was written; what a machine noted is as old as its record. */
export const writtenAt = (
  paper: object & { readonly signed?: Signed; readonly at?: string },
  { openedAt }: { readonly openedAt: string },
): string => paper.signed?.decidedAt ?? paper.at ?? openedAt;

export const contactSchema = z.object({ section: z.string(), tel: z.string(), email: z.string() });
export type Contact = z.infer<typeof contactSchema>;

/** What a numbered paper carries, as it was on the day. */
export const issuedSchema = z.object({
  documentNo: z.string(),
  issuedOn: z.string(),
  /** `role`: as whom it is issued (情報セキュリティ管理者); papers issued before this was kept do not say. */
  issuer: z.object({
    city: z.string(),
    role: z.string().optional(),
    title: z.string(),
    name: z.string(),
  }),
  addressee: z.object({ name: z.string(), representative: z.string() }),
  regulationTitle: z.string(),
  /** 公印省略, by the setting of the day; papers issued before it was one have none, and omit it. */
  sealOmitted: z.boolean().optional(),
  /** 問合せ先: the section that has the matter. Papers issued before this was kept have none. */
  contact: contactSchema.optional(),
  /** 疑義の申出, in the words of the day (document/view-notice.ts). */
  doubts: z.string().optional(),
});
export type Issued = z.infer<typeof issuedSchema>;

/** F4 結果通知書: what was as it was on the day; all else on it stands in the revision and the decision. */
export const resultNoticeSchema = z.object({
  type: z.literal('result-notice'),
  ...issuedSchema.shape,
  /** Notices that were issued before this was kept have none. */
  systemName: z.string().optional(),
  /** 接続元IPアドレス that are permitted; notices that were issued before this was kept do not say. */
  originIps: z.array(z.string()).optional(),
  /** Why a permit is under conditions; notices that were issued before this was kept do not say. */
  conditionReason: z.string().optional(),
});
export type ResultNotice = z.infer<typeof resultNoticeSchema>;
