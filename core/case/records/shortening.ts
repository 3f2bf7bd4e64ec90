import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { startOfDay } from '../../values/calendar.ts';
import { Fatal } from '../../values/errors.ts';
import { COPIES, NOBODY, type RecordTransition, recordKind } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { IN_FORCE } from '../permit-statuses.ts';
import { dated } from '../words.ts';

/**
 * 許可の期間の短縮 (第4条第3項, docs/adr/0062): the contract on which a permit stands ends earlier, or can be fulfilled no more. The
 * vendor is heard, the manager weighs what it has said, and the chief, who had approved the permit, approves that it ends
 * earlier. It takes nothing that has been: the permit expires with its new last day. Nothing was violated, so that this is
 * no 取消 of 第8条 (G8).
 */

export const LOST_GROUNDS = {
  'contract-ended': '契約の解除',
  'contract-shortened': '契約期間の短縮',
  bankruptcy: '破産手続の開始その他の事由により契約を履行できないこと',
  gone: '保守事業者の解散、営業の廃止又は所在の不明',
} as const;
export type LostGround = keyof typeof LOST_GROUNDS;
const groundSchema = z.enum(Object.keys(LOST_GROUNDS) as [LostGround, ...LostGround[]]);

const of = { shorteningId: z.string() };
const shorteningFactSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('shortening-proposed'),
    ...of,
    ground: groundSchema,
    /** 短縮後の許可の期間の末日, as it is intended. */
    lastDay: z.string(),
    /** 文書番号 of 弁明の機会の付与について（通知）. */
    documentNo: z.string(),
    statementDueOn: z.string(),
  }),
  /** `request`: the vendor has ended its statement, and the manager is asked. */
  z.object({
    type: z.literal('shortening-stated'),
    ...of,
    closing: z.boolean().optional(),
    request: questionSchema.optional(),
  }),
  /** By word of mouth or on paper; whoever is asked already is asked again with it. */
  z.object({ type: z.literal('shortening-heard'), ...of, request: questionSchema.optional() }),
  z.object({ type: z.literal('shortening-asked'), ...of, request: questionSchema }),
  /** To the chief. */
  z.object({
    type: z.literal('shortening-weighed'),
    ...of,
    answers: z.string(),
    lastDay: z.string(),
    request: questionSchema,
  }),
  z.object({ type: z.literal('shortening-dropped'), ...of, answers: z.string() }),
  z.object({
    type: z.literal('shortening-approved'),
    ...of,
    answers: z.string(),
    /** The last day on which the permit holds. */
    lastDay: z.string(),
    documentNo: z.string(),
  }),
  z.object({ type: z.literal('shortening-disapproved'), ...of, answers: z.string() }),
]);

export const SHORTENING_STATUSES = {
  hearing: '弁明の機会',
  weighing: '管理者の判断待ち',
  approving: '統括の承認待ち',
  shortened: '短縮済',
  dropped: '取りやめ',
} as const;
export type ShorteningStatus = keyof typeof SHORTENING_STATUSES;
/** Not decided yet. */
export const OPEN_SHORTENING: readonly ShorteningStatus[] = ['hearing', 'weighing', 'approving'];

export const shorteningHeadSchema = z.object({
  ...of,
  status: z.enum(Object.keys(SHORTENING_STATUSES) as [ShorteningStatus, ...ShorteningStatus[]]),
  ground: groundSchema,
  lastDay: z.string(),
  documentNo: z.string(),
  statementDueOn: z.string(),
  statementClosed: z.boolean().optional(),
  proposedAt: z.string(),
  changedAt: z.string(),
  /** Everything that was written about it, in order: number of the event, hash of the paper. */
  papers: z.array(z.object({ type: z.string(), seq: z.int(), hash: z.string() })),
});
export type ShorteningHead = z.infer<typeof shorteningHeadSchema>;

const row = (
  from: readonly (ShorteningStatus | 'none')[],
  to: ShorteningStatus | 'same' | readonly ShorteningStatus[],
  label: string,
  who: RecordTransition<ShorteningStatus>['who'],
  told = true,
): RecordTransition<ShorteningStatus> => ({
  ...{ from, to, within: IN_FORCE, label, who, told },
  article: '第4条第3項・第12条',
});

export const SHORTENINGS = recordKind({
  kind: 'shortening',
  noun: '期間の短縮',
  prefix: 'SHORTENING',
  page: 'shortenings',
  statuses: SHORTENING_STATUSES,
  transitions: {
    'shortening-proposed': row(['none'], 'hearing', '期間の短縮についての弁明の機会の付与', 'manager'),
    'shortening-stated': row(['hearing'], ['hearing', 'weighing'], '期間の短縮についての弁明', 'vendor'),
    'shortening-heard': row(
      ['hearing', 'weighing'],
      'same',
      '期間の短縮についての口頭・書面の弁明の記録',
      'manager',
    ),
    'shortening-asked': row(['hearing'], 'weighing', '期間の短縮の判断の依頼', 'system', false),
    'shortening-weighed': row(['weighing'], 'approving', '期間の短縮の承認伺', 'manager', false),
    'shortening-dropped': row(['weighing'], 'dropped', '期間の短縮の取りやめ', 'manager'),
    'shortening-approved': row(['approving'], 'shortened', '許可の期間の短縮', 'chief'),
    'shortening-disapproved': row(['approving'], 'dropped', '期間の短縮を承認しない', 'chief'),
  },
  head: shorteningHeadSchema,
  fact: shorteningFactSchema,
  idOf: (fact) => fact.shorteningId,
  evolve: (head, fact, { seq, at, paper }) => {
    const papers = [
      ...(head?.papers ?? []),
      ...(paper === undefined ? [] : [{ type: fact.type, seq, hash: paper }]),
    ];
    const mark = { changedAt: at, papers };
    if (fact.type === 'shortening-proposed') {
      const { type: _, ...proposed } = fact;
      return { ...proposed, status: 'hearing', proposedAt: at, ...mark };
    }
    if (!head) throw new Fatal(`${fact.type} without a shortening`);
    const same = { ...head, ...mark };
    switch (fact.type) {
      case 'shortening-stated':
        return {
          ...same,
          status: fact.request ? 'weighing' : 'hearing',
          ...(fact.closing ? { statementClosed: true } : {}),
        };
      case 'shortening-heard':
        return same;
      case 'shortening-asked':
        return { ...same, status: 'weighing' };
      case 'shortening-weighed':
        return { ...same, status: 'approving', lastDay: fact.lastDay };
      case 'shortening-approved':
        return { ...same, status: 'shortened', lastDay: fact.lastDay };
      case 'shortening-dropped':
      case 'shortening-disapproved':
        return { ...same, status: 'dropped' };
    }
  },
  /** The manager is asked when the day of the statement has ended. */
  dueAt: ({ status, statementDueOn }) =>
    status === 'hearing'
      ? startOfDay(Temporal.PlainDate.from(statementDueOn).add({ days: 1 })).toString()
      : undefined,
  news: {
    'shortening-invited': COPIES,
    'shortening-recorded': COPIES,
    shortened: COPIES,
    'shortening-dropped': NOBODY,
  },
  cityNews: ['shortening-stated'],
  askedAbout: ({ documentNo }) => documentNo,
  labelOf: (_id, of) => {
    const proposed = of.find((fact) => fact.type === 'shortening-proposed');
    return proposed === undefined ? '期間の短縮' : `期間の短縮 ${proposed.documentNo}`;
  },
  detailsOf: (fact) => {
    switch (fact.type) {
      case 'shortening-proposed':
        return [
          LOST_GROUNDS[fact.ground],
          ...dated('短縮後の末日', fact.lastDay),
          ...dated('弁明の期限', fact.statementDueOn),
        ];
      case 'shortening-weighed':
        return dated('短縮後の末日', fact.lastDay);
      case 'shortening-approved':
        return [`通知書 ${fact.documentNo}`, ...dated('短縮後の末日', fact.lastDay)];
      default:
        return [];
    }
  },
});
