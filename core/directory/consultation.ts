import { z } from 'zod';
import { date, group, list } from '../values/fields.ts';
import { emailAddress, line, onPage, paragraph, selected } from '../values/text.ts';
import { contractFields } from './contract-fields.ts';

/** 予め協議 (第3条・第4条第1項): recorded by the city before an application; it admits the vendor's contact. */
export const consultationInputSchema = group('事前協議', {
  heldOn: date('協議日'),
  cityStaff: line('市の担当者', 100).register(onPage, { hint: '所属と氏名' }),
  summary: paragraph('協議の概要', 2000),
  vendorId: selected('保守事業者'),
  systemIds: list('対象システム', line('対象システム', 40), 1, 20),
  contract: group('契約', contractFields),
  contact: group('事業者の担当者', {
    name: line('事業者の担当者 氏名', 60),
    email: emailAddress('事業者の担当者 メールアドレス').register(onPage, {
      hint: '案内のメールと、サインインの確認コードを送る先です',
    }),
  }),
});
export type ConsultationInput = z.infer<typeof consultationInputSchema>;

export const consultationSchema = z.object({
  ...consultationInputSchema.shape,
  consultationId: z.string(),
  recordedBy: z.string(),
  recordedAt: z.string(),
});
export type Consultation = z.infer<typeof consultationSchema>;
