import { z } from 'zod';
import { Fatal } from '../../values/errors.ts';
import { recordKind } from '../aggregate.ts';
import { PERMITTED } from '../permit-statuses.ts';
import { month } from '../words.ts';

/**
 * 照合 of a permit's month (第6条): the log was compared with notices and session records. A later log supersedes the
 * result; all results stay. Numbers only: who connected when stands in the paper of the event.
 */

const count = z.int().min(0);
export const countsSchema = z.object({
  match: count,
  'no-notice': count,
  'no-report': count,
  overrun: count,
  'out-of-scope': count,
  'no-log': count,
  'notice-only': count,
} satisfies Record<Verdict, unknown>);

const result = {
  /** In Japan, YYYY-MM. */
  yearMonth: z.string(),
  /** Of the log, hexadecimal. */
  sha256: z.string(),
  counts: countsSchema,
  /** Lines of the log that could not be read. */
  unreadable: count,
  toleranceMinutes: count,
};
const reconciliationFactSchema = z.object({ type: z.literal('log-reconciled'), ...result });

/** Earlier results that the head knows by number; older ones stand in the trail. */
const MAX_EARLIER = 24;

export const reconciliationHeadSchema = z.object({
  ...result,
  status: z.literal('reconciled'),
  /** Number of the event, and of its paper. */
  seq: z.int(),
  reconciledAt: z.string(),
  reconciledBy: z.string(),
  /** Numbers of the results that this one supersedes, newest first. */
  earlier: z.array(z.int()),
});
export type ReconciliationHead = z.infer<typeof reconciliationHeadSchema>;

export const RECONCILIATIONS = recordKind({
  kind: 'reconciliation',
  noun: '接続ログの照合',
  prefix: 'RECONCILIATION',
  page: 'reconciliations',
  statuses: { reconciled: '照合済' },
  transitions: {
    'log-reconciled': {
      from: ['none', 'reconciled'],
      to: 'reconciled',
      within: PERMITTED,
      label: '接続ログの照合',
      who: 'manager',
      article: '第6条',
      told: false,
    },
  },
  head: reconciliationHeadSchema,
  fact: reconciliationFactSchema,
  idOf: ({ yearMonth }) => yearMonth,
  evolve: (head, { type: _, ...rest }, { seq, at, by }) => {
    if (by.kind !== 'person') throw new Fatal('a log is reconciled by people');
    return {
      ...rest,
      status: 'reconciled',
      seq,
      reconciledAt: at,
      reconciledBy: by.personId,
      earlier: head ? [head.seq, ...head.earlier].slice(0, MAX_EARLIER) : [],
    };
  },
  dueAt: () => undefined,
  news: {},
  cityNews: [],
  askedAbout: undefined,
  labelOf: (yearMonth) => month(yearMonth),
  detailsOf: ({ counts }) =>
    // The keys of a table that is written below.
    (Object.keys(VERDICTS) as Verdict[])
      .filter((verdict) => counts[verdict] > 0)
      .map((verdict) => `${VERDICTS[verdict]} ${counts[verdict]}件`),
});

export const VERDICTS = {
  match: '一致',
  'no-notice': '通知なし接続',
  'no-report': '報告なし接続',
  overrun: '時間超過',
  'out-of-scope': '範囲外',
  'no-log': 'ログなし',
  'notice-only': '通知のみ',
} as const;
export type Verdict = keyof typeof VERDICTS;
