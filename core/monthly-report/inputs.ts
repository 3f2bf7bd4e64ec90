import { z } from 'zod';
import type { Problem } from '../values/errors.ts';
import { choice, date, flag, group } from '../values/fields.ts';
import { signedSchema } from '../values/signed.ts';
import { line, onPage, optionalParagraph } from '../values/text.ts';
import { type Usage, usageSchema } from './report-usage.ts';

/** F7 月次利用状況報告書 (第9条, 第10条): what the vendor declares beside the session records, and what the city answers. */

/** 別表1 3-3: updates are applied, or held back until it is known that they do no harm. */
export const UPDATES = { applied: '適用済', verifying: '検証中' } as const;
export const KEPT = { kept: '有', none: '無' } as const;

export const NOTHING_TO_SAY = 'なければ空欄のままにしてください';

const contentShape = {
  used: flag('利用の有無'),
  workerChanges: optionalParagraph('作業者の変更', 1000),
  terminalChanges: optionalParagraph('端末の変更', 1000),
  subcontractorChanges: optionalParagraph('再委託者の変更', 1000),
  updates: choice('更新プログラム・パターンファイルの適用（別表1 3-3）', UPDATES)
    .optional()
    .register(onPage, {
      hint: '利用ありのときは必ず選択してください',
    }),
  updatesReason: optionalParagraph('検証中とする理由', 1000).register(onPage, {
    hint: '検証中のときは必ず入力してください',
  }),
  updatesPlannedOn: date('適用予定日').optional().register(onPage, {
    hint: '検証中のときは必ず入力してください。例 令和8年4月1日',
  }),
  entryRecords: choice('入退室の記録（別表1 2-2）', KEPT)
    .optional()
    .register(onPage, { hint: 'ICカードや台帳など' }),
  cameraRecords: choice('監視の記録（別表1 2-1）', KEPT)
    .optional()
    .register(onPage, { hint: '監視カメラなど' }),
  recordsReason: optionalParagraph('記録がない理由と対応', 1000).register(onPage, {
    hint: '「無」があるときは必ず入力してください',
  }),
  incidents: optionalParagraph('事故・障害等', 2000).register(onPage, {
    hint: `情報の漏えい、端末の紛失、不正な接続など。${NOTHING_TO_SAY}`,
  }),
  /** 終了時の措置: with the last report of a permit that is over (docs/adr/0064). */
  accountsStoppedOn: date('アカウントの使用を止めた日').optional().register(onPage, {
    hint: '例 令和9年3月31日',
  }),
  dataErasedOn: date('端末に残るデータを消去した日').optional().register(onPage, {
    hint: '消去するデータがなかったときは、確かめた日',
  }),
  closingNote: optionalParagraph('終了時の措置の内容', 1000).register(onPage, {
    hint: '専用端末の返却又は処分、消去の方法など。終えていないものがあるときは、いつ終えるか',
  }),
  improvements: optionalParagraph('改善した点・改善する点', 2000).register(onPage, { hint: NOTHING_TO_SAY }),
  remarks: optionalParagraph('備考', 1000).register(onPage, {
    hint: '作業報告がないのに利用ありとするときは、その理由を必ず入力してください',
  }),
};

/** @see examineReport for what one field asks of another */
export const reportInputSchema = group('月次利用状況報告書', {
  /** Hash of the session records that were shown. */
  usageHash: line('表示内容の照合値', 60),
  ...contentShape,
});
export type ReportInput = z.infer<typeof reportInputSchema>;

export const reportContentSchema = z.object(contentShape);
export type ReportContent = z.infer<typeof reportContentSchema>;

/** What the fields of a report ask of each other and of the session records; empty when nothing is wrong. */
export const examineReport = (content: ReportContent, usage: Usage, today: string): readonly Problem[] => {
  const ahead = (['accountsStoppedOn', 'dataErasedOn'] as const).flatMap((name) => {
    const day = content[name];
    return day !== undefined && day > today
      ? [
          {
            pointer: `/${name}`,
            message: `「${contentShape[name].meta()?.title}」は本日以前の日付としてください`,
          },
        ]
      : [];
  });
  const missing = (pointer: keyof ReportContent, label: string, why: string) =>
    content[pointer] === undefined ? [{ pointer: `/${pointer}`, message: `「${label}」${why}` }] : [];
  const { used, updates, entryRecords, cameraRecords } = content;
  const recordsMissing = entryRecords === 'none' || cameraRecords === 'none';
  return [
    ...(!used && usage.sessions.length > 0
      ? [
          {
            pointer: '/used',
            message: `作業報告が${usage.sessions.length}件あるため、利用なしとはできません（第10条）`,
          },
        ]
      : []),
    ...(used && usage.sessions.length === 0
      ? missing('remarks', '備考', 'に、作業報告がないのに利用ありとする理由を入力してください（第10条）')
      : []),
    ...(used
      ? [
          ...missing('updates', '更新プログラムの適用', 'を選択してください（別表1 3-3）'),
          ...missing('cameraRecords', '監視の記録', 'の有無を選択してください（別表1 2-1）'),
          ...missing('entryRecords', '入退室の記録', 'の有無を選択してください（別表1 2-2）'),
        ]
      : []),
    ...(updates === 'verifying'
      ? [
          ...missing('updatesReason', '検証中とする理由', 'を入力してください（別表1 3-3）'),
          ...missing('updatesPlannedOn', '適用予定日', 'を入力してください（別表1 3-3）'),
        ]
      : []),
    ...(recordsMissing
      ? missing('recordsReason', '記録がない理由と対応', 'を入力してください（別表1 2-1、2-2）')
      : []),
    ...ahead,
  ];
};

/**
 * What of a report whoever confirms it will ask about, told to the vendor before it sends (docs/adr/0049): nothing of it is a mistake.
 *
 * @param today YYYY-MM-DD in Japan
 */
export const reportRemarks = (
  content: ReportContent,
  { usage, closing }: { readonly usage: Usage; readonly closing?: unknown },
  today: string,
): readonly Problem[] => {
  const { updates, updatesPlannedOn = today, cameraRecords, entryRecords } = content;
  const remarks: readonly (readonly [when: boolean, pointer: string, message: string])[] = [
    [
      usage.unreported.length > 0,
      '/used',
      `作業報告が提出されていない作業が${usage.unreported.length}件あります（${usage.unreported.map(({ noticeNo }) => noticeNo).join('、')}、第6条第1号）。先に、作業報告又は取下げを提出してください`,
    ],
    [
      updates === 'verifying' && updatesPlannedOn < today,
      '/updatesPlannedOn',
      '更新プログラム等の適用予定日を過ぎています。適用したときは「適用済」とし、していないときは改めた予定日としてください（別表1 3-3）',
    ],
    [
      cameraRecords === 'none',
      '/cameraRecords',
      '監視の記録がありません（別表1 2-1の要件）。誤りでないか確かめてください',
    ],
    [
      entryRecords === 'none',
      '/entryRecords',
      '入退室の記録がありません（別表1 2-2の要件）。誤りでないか確かめてください',
    ],
    [
      closing !== undefined &&
        (content.accountsStoppedOn === undefined || content.dataErasedOn === undefined) &&
        content.closingNote === undefined,
      '/accountsStoppedOn',
      'この許可の最後の報告です。アカウントの使用を止めた日と、データを消去した日を知らせてください（お願い）。終えていないときは、いつ終えるかを「終了時の措置の内容」に入力してください',
    ],
  ];
  return remarks.flatMap(([when, pointer, message]) => (when ? [{ pointer, message }] : []));
};

/** 利用なし by one click. */
export const nilReport = (usageHash: string): ReportInput => ({ usageHash, used: false });

export const REPORT_ANSWERS = { accept: '確認する', return: '差し戻す' } as const;
export const reportAnswerSchema = group('月次利用状況報告の確認', {
  choice: choice('判断', REPORT_ANSWERS),
  /** Of what was shown. */
  hash: line('表示内容の照合値', 60),
  reason: optionalParagraph('差戻しの理由・所見', 2000).register(onPage, {
    hint: '差し戻すときは、理由を必ず入力してください。確認するときは、所見があれば入力してください。保守事業者に伝わります',
  }),
});
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;

/** The papers, by the event that they belong to. */
export const submittedPaperSchema = z.object({
  type: z.literal('report-submitted'),
  yearMonth: z.string(),
  permitNo: z.string(),
  content: reportContentSchema,
  usage: usageSchema,
  submittedBy: z.object({ personId: z.string(), name: z.string() }),
  submittedAt: z.string(),
});
export type SubmittedPaper = z.infer<typeof submittedPaperSchema>;
export const answerPaperSchema = z.object({
  type: z.enum(['report-returned', 'report-accepted']),
  reason: z.string().optional(),
  signed: signedSchema,
});
export type AnswerPaper = z.infer<typeof answerPaperSchema>;
