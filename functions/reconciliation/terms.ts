import { z } from 'zod';
import { logMappingSchema } from '../../core/reconciliation/connection-log-mapping.ts';
import { date, flag, group } from '../../core/values/fields.ts';
import { identifier, line } from '../../core/values/text.ts';

/** What is posted with a connection log, by page and by API. */

const terms = {
  mixedLog: flag('ほかの許可の接続も含まれている').default(false),
  takenOn: date('接続ログを出力した日').optional(),
  acceptUnreadable: flag('読み取れない行を除いて照合する').default(false),
  partial: flag('この月の接続ログは、ほかにもある').default(false),
  replaces: flag('前に照合した接続ログに代わるものである').default(false),
  acceptTimes: flag('時刻に誤りがないことを確認した').default(false),
};
const text = z
  .string({ error: '「接続ログの内容」を入力してください' })
  .max(60_000, '「接続ログの内容」が長すぎます。ファイルで送信してください')
  .meta({ title: '接続ログの内容' });

export const logTermsSchema = group('照合', { mapping: logMappingSchema, ...terms });
export const pastedSchema = group('照合', { text });
export const pastedTermsSchema = logTermsSchema.extend({ text });

/** Without a mapping, the one that was last used for the system, else one proposed from the headings. */
export const reconciliationInputSchema = group('接続ログの照合', {
  yearMonth: line('年月', 7),
  fileId: identifier('接続ログのファイル').optional(),
  text: text.optional(),
  mapping: logMappingSchema.optional(),
  ...terms,
}).refine(({ fileId, text: pasted }) => (fileId === undefined) !== (pasted === undefined), {
  path: ['fileId'],
  message: '「接続ログのファイル」又は「接続ログの内容」のどちらか一つを指定してください',
});
