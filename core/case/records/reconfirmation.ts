import { z } from 'zod';
import { Fatal } from '../../values/errors.ts';
import { type RecordTransition, recordKind } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { IN_FORCE } from '../permit-statuses.ts';
import { dated, items } from '../words.ts';

/**
 * 別表1の再確認 (第6条第7号, G1): conformity must go on. The manager is asked when a year has passed, on the day that an
 * item is to be looked at again, and when the chief wants permits confirmed under a new version of the rule (G15).
 */

export const RECONFIRM_REASONS = {
  yearly: '定期の再確認',
  review: '見直しの日が来たことによる再確認',
  rule: '要領の改正による再確認',
} as const;

const of = { reconfirmationId: z.string() };
const reconfirmationFactSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('reconfirmation-requested'),
    ...of,
    why: z.enum(['yearly', 'review', 'rule']),
    /** The version whose items are confirmed. */
    regulationId: z.string(),
    request: questionSchema,
  }),
  z.object({
    type: z.literal('reconfirmed'),
    ...of,
    answers: z.string(),
    regulationId: z.string(),
    /** Items that do not conform; empty: all do. */
    nonconforming: z.array(z.string()),
    /** The next day on which to look. */
    nextOn: z.string(),
  }),
]);

export const RECONFIRMATION_STATUSES = {
  requested: '確認待ち',
  conforming: '適合',
  nonconforming: '不適あり',
} as const;
export type ReconfirmationStatus = keyof typeof RECONFIRMATION_STATUSES;

export const reconfirmationHeadSchema = z.object({
  ...of,
  status: z.enum(['requested', 'conforming', 'nonconforming']),
  why: z.enum(['yearly', 'review', 'rule']),
  regulationId: z.string(),
  requestedAt: z.string(),
  answeredAt: z.string().optional(),
  nonconforming: z.array(z.string()),
  papers: z.record(z.string(), z.int()),
});
export type ReconfirmationHead = z.infer<typeof reconfirmationHeadSchema>;

const row = (
  from: readonly (ReconfirmationStatus | 'none')[],
  to: ReconfirmationStatus | readonly ReconfirmationStatus[],
  label: string,
  who: RecordTransition<ReconfirmationStatus>['who'],
): RecordTransition<ReconfirmationStatus> => ({
  from,
  to,
  within: IN_FORCE,
  label,
  who,
  article: '第6条第7号',
  told: true,
});

export const RECONFIRMATIONS = recordKind({
  kind: 'reconfirmation',
  noun: '再確認',
  prefix: 'RECONFIRMATION',
  page: 'reconfirmations',
  statuses: RECONFIRMATION_STATUSES,
  transitions: {
    'reconfirmation-requested': row(['none'], 'requested', '別表1の再確認の依頼', 'system'),
    reconfirmed: row(['requested'], ['conforming', 'nonconforming'], '別表1の再確認', 'manager'),
  },
  head: reconfirmationHeadSchema,
  fact: reconfirmationFactSchema,
  idOf: (fact) => fact.reconfirmationId,
  evolve: (head, fact, { seq, at, paper }) => {
    const papers = { ...head?.papers, ...(paper === undefined ? {} : { [fact.type]: seq }) };
    if (fact.type === 'reconfirmation-requested') {
      const { reconfirmationId, why, regulationId } = fact;
      return {
        reconfirmationId,
        status: 'requested',
        why,
        regulationId,
        requestedAt: at,
        nonconforming: [],
        papers,
      };
    }
    if (!head) throw new Fatal(`${fact.type} without a reconfirmation`);
    return {
      ...head,
      status: fact.nonconforming.length === 0 ? 'conforming' : 'nonconforming',
      nonconforming: fact.nonconforming,
      answeredAt: at,
      papers,
    };
  },
  dueAt: () => undefined,
  news: {},
  cityNews: [],
  askedAbout: undefined,
  labelOf: () => '別表1の再確認',
  detailsOf: (fact) =>
    fact.type === 'reconfirmation-requested'
      ? [RECONFIRM_REASONS[fact.why]]
      : [
          ...(fact.nonconforming.length === 0 ? ['適合'] : items('不適', fact.nonconforming)),
          ...dated('次回の再確認', fact.nextOn),
        ],
});
