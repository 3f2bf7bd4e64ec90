import { Temporal } from 'temporal-polyfill';
import { CANDIDATE_KINDS } from '../../regulation/candidate-kinds.ts';
import { startOfDay } from '../../values/calendar.ts';
import { Fatal } from '../../values/errors.ts';
import { COPIES, NOBODY, recordKind } from '../aggregate.ts';
import { clausesOfMatters, isLive } from '../matter.ts';
import { IN_FORCE, OVER, PERMITTED, type Status } from '../permit-statuses.ts';
import { month } from '../words.ts';
import {
  citing,
  FINDING_STATUSES,
  type FindingFact,
  type FindingHead,
  type FindingStatus,
  findingFactSchema,
  findingHeadSchema,
  UNSETTLED,
} from './finding-facts.ts';
import { findingDetails } from './finding-words.ts';

/**
 * Violations of 第6条 and what follows (第7条, 第8条): 候補 → 認知 → 統括報告済 → 命令中 → 履行 / 未履行 →
 * 未履行報告済 → 決定済, or 不問. Nothing but an order judged 未履行 and reported to the chief leads to a sanction. A
 * candidate is what a machine or a person noticed; only the manager finds. An order always cites an item of 第6条 (G18).
 */

const row = <S extends FindingStatus>(
  from: readonly (FindingStatus | 'none')[],
  to: S | 'same' | readonly S[],
  label: string,
  who: 'vendor' | 'manager' | 'chief' | 'system',
  article: string,
  within: readonly Status[] = PERMITTED,
) => ({ from, to, within, label, who, article, told: true });
/** What the city weighs, or says to itself. */
const own = <R extends { readonly told: boolean }>(one: R) => ({ ...one, told: false });

/** What a permit may leave behind: unsettled, or under a sanction that has not ended. */
const LEFT: readonly FindingStatus[] = [...UNSETTLED, 'sanctioned'];
/** The manager has found, or dismissed, and it is a matter of this permit. */
export const DECIDED = [
  ...(['found', 'reported', 'ordered', 'fulfilled', 'disobeyed', 'referred', 'sanctioned'] as const),
  ...(['withdrawn', 'dismissed', 'closed'] as const),
];

/** A candidate concerns what its matters concern; once found, a finding cites what the manager has cited. */
const withMatters = (head: FindingHead, matters: FindingHead['matters'] = []): FindingHead => {
  const live = matters.filter(isLive);
  if (head.status !== 'candidate' || live.length === 0) return { ...head, matters };
  return { ...head, clauses: undefined, ...citing(clausesOfMatters(live)), matters };
};

const reassessed = (
  head: FindingHead,
  { gone, back, stands, closes, generation = 1 }: Extract<FindingFact, { type: 'finding-reassessed' }>,
): FindingHead => {
  const mark = head.status === 'candidate' ? 'withdrawn' : 'outdated';
  const matters = head.matters?.map((matter) => {
    if (gone.includes(matter.n)) return { ...matter, [mark]: true };
    return back.includes(matter.n) ? { ...matter, outdated: undefined } : matter;
  });
  const after = matters ? withMatters(head, matters) : head;
  if (head.status === 'candidate')
    return stands
      ? after
      : {
          ...after,
          status: 'cleared',
          ...(closes === undefined ? {} : { closedQuestion: { requestId: closes, generation } }),
        };
  return { ...after, outdated: stands ? undefined : true };
};
/** 未履行, and nothing decided yet: the vendor is heard (第8条). */
const HEARD = ['disobeyed', 'referred'] as const;
/** Late obedience counts until the sanction is decided. */
const UNSANCTIONED = ['ordered', ...HEARD] as const;

const NOT_HEARD = { statementClosed: undefined, intended: undefined, noncomplianceReceivedAt: undefined };
const NOTHING_FOLLOWED = {
  ...NOT_HEARD,
  dueOn: undefined,
  repliedAt: undefined,
  overdue: undefined,
  judgedBy: undefined,
  statementDueOn: undefined,
};

/** Questions about what became no order yet: their own name says it all. */
const BEFORE_AN_ORDER: readonly string[] = ['receipt', 'order'];

export const FINDINGS = recordKind({
  kind: 'finding',
  noun: '違反',
  prefix: 'FINDING',
  page: 'findings',
  statuses: FINDING_STATUSES,
  transitions: {
    'candidate-raised': own(row(['none'], 'candidate', '違反の候補', 'system', '第7条')),
    'finding-dismissed': own(row(['candidate'], 'dismissed', '不問', 'manager', '第7条')),
    'evidence-added': own(row(['candidate'], 'same', '違反の候補への追加', 'system', '第7条')),
    'finding-reassessed': own(
      row(
        ['candidate', ...DECIDED, 'handed-on'],
        ['candidate', 'cleared', ...DECIDED, 'handed-on'],
        '再照合による見直し',
        'system',
        '第7条',
      ),
    ),
    'violation-found': own(
      row(['none', 'candidate'], 'found', '違反の認知・統括への報告', 'manager', '第7条'),
    ),
    'report-received': own(
      row(
        ['found', 'ordered', 'fulfilled', 'disobeyed', 'referred', 'sanctioned', 'withdrawn', 'closed'],
        ['reported', 'ordered', 'fulfilled', 'disobeyed', 'referred', 'sanctioned', 'withdrawn', 'closed'],
        '違反報告の受領',
        'chief',
        '第7条',
      ),
    ),
    'order-issued': row(['found', 'reported'], 'ordered', '是正命令', 'manager', '第7条', IN_FORCE),
    'order-withdrawn': row(
      ['ordered', 'disobeyed', 'referred'],
      ['withdrawn', 'found', 'reported'],
      '是正命令の撤回',
      'manager',
      '第7条',
      IN_FORCE,
    ),
    'order-replied': row(UNSANCTIONED, 'same', '是正報告', 'vendor', '第7条', IN_FORCE),
    'due-extended': row(['ordered'], 'same', '履行期限の変更', 'manager', '第7条', IN_FORCE),
    'order-overdue': row(['ordered'], 'same', '履行期限の経過', 'system', '第7条', IN_FORCE),
    'judgement-requested': own(row(['ordered'], 'same', '履行の判断の依頼', 'system', '第7条', IN_FORCE)),
    'compliance-judged': row(
      UNSANCTIONED,
      ['ordered', 'fulfilled', 'disobeyed'],
      '履行の判断',
      'manager',
      '第7条',
      IN_FORCE,
    ),
    'noncompliance-reported': own(
      row(['disobeyed'], 'same', '未履行の統括への報告', 'system', '第8条', IN_FORCE),
    ),
    'statement-invited': row(['disobeyed'], 'same', '弁明の機会の付与', 'manager', '第8条', IN_FORCE),
    'statement-made': row(HEARD, 'same', '弁明', 'vendor', '第8条', IN_FORCE),
    'statement-heard': row(HEARD, 'same', '口頭・書面の弁明の記録', 'manager', '第8条', IN_FORCE),
    'hearing-answered': row(HEARD, 'same', '弁明の記録の確認', 'vendor', '第8条', IN_FORCE),
    'noncompliance-received': own(
      row(['disobeyed'], 'referred', '未履行報告の受領', 'chief', '第8条', IN_FORCE),
    ),
    'sanction-requested': own(
      row(['referred'], 'same', '取消・停止等の決定の依頼', 'system', '第8条', IN_FORCE),
    ),
    'sanction-decided': row(['referred'], 'sanctioned', '取消・停止等の決定', 'manager', '第8条', IN_FORCE),
    'lifting-requested': own(
      row(['sanctioned'], 'same', '停止の解除の判断の依頼', 'system', '第8条', IN_FORCE),
    ),
    'conditions-reported': row(['sanctioned'], 'same', '解除条件の充足の報告', 'vendor', '第8条', IN_FORCE),
    'lifting-declined': row(['sanctioned'], 'same', '停止の継続', 'manager', '第8条', IN_FORCE),
    'finding-taken-over': own(
      row(['none'], UNSETTLED, '前の許可からの引継ぎ', 'system', '第7条・第8条', IN_FORCE),
    ),
    'finding-handed-on': own(row(LEFT, 'handed-on', '次の許可への引継ぎ', 'system', '第7条・第8条', OVER)),
    'closing-requested': own(row(LEFT, 'same', '終結の判断の依頼', 'system', '第7条・第8条', OVER)),
    'finding-closed': row(LEFT, 'closed', '許可の終了による終結', 'manager', '第7条・第8条', OVER),
  },
  head: findingHeadSchema,
  fact: findingFactSchema,
  idOf: (fact) => fact.findingId,
  evolve: (head, fact, { seq, at, by, paper }) => {
    const person = by.kind === 'person' ? by.personId : undefined;
    const papers = [
      ...(head?.papers ?? []),
      ...(paper === undefined ? [] : [{ type: fact.type, seq, hash: paper }]),
    ];
    const mark = { changedAt: at, papers };
    if (fact.type === 'candidate-raised') {
      const { type: _, request: __, ...raised } = fact;
      return { ...raised, status: 'candidate', openedAt: at, ...mark };
    }
    if (fact.type === 'violation-found') {
      const { findingId, clause, clauses: all, about } = fact;
      const base = head ?? { findingId, about, openedAt: at };
      return { ...base, status: 'found', clause, clauses: all, foundBy: person, ...mark };
    }
    if (fact.type === 'finding-taken-over') {
      const { head: was, from } = fact;
      const kept = was.papers.map((one) => ({ ...one, caseId: one.caseId ?? from }));
      return { ...was, changedAt: at, papers: kept, from };
    }
    if (!head) throw new Fatal(`${fact.type} without a finding`);
    const same = { ...head, ...mark };
    switch (fact.type) {
      case 'evidence-added':
        return withMatters(same, [...(head.matters ?? []), ...fact.matters]);
      case 'finding-reassessed':
        return reassessed(same, fact);
      case 'finding-dismissed':
        return { ...same, status: 'dismissed' };
      case 'order-withdrawn':
        // Another one takes its place: what was found stands, and all that followed from the order begins again. Its number stays
        // until then, for the vendor has the paper.
        return fact.request === undefined
          ? { ...same, status: 'withdrawn' }
          : {
              ...same,
              ...NOTHING_FOLLOWED,
              status: head.receivedAt === undefined ? 'found' : 'reported',
            };
      case 'report-received':
        return { ...same, status: head.status === 'found' ? 'reported' : head.status, receivedAt: at };
      case 'order-issued':
        return { ...same, status: 'ordered', orderNo: fact.orderNo, dueOn: fact.dueOn };
      case 'order-replied':
        return { ...same, repliedAt: at };
      case 'order-overdue':
        return { ...same, overdue: true };
      case 'due-extended':
        return { ...same, dueOn: fact.dueOn };
      case 'compliance-judged': {
        // Judged anew, all that followed from the judgement before begins again.
        const judged = { ...same, judgedBy: person, ...NOT_HEARD, statementDueOn: fact.statementDueOn };
        return fact.result === 'partial'
          ? {
              ...judged,
              status: 'ordered',
              dueOn: fact.dueOn ?? head.dueOn,
              repliedAt: undefined,
              overdue: undefined,
            }
          : { ...judged, status: fact.result };
      }
      case 'statement-invited':
        return { ...same, intended: fact.intended };
      case 'statement-made':
      case 'hearing-answered':
        return fact.closing ? { ...same, statementClosed: true } : same;
      case 'noncompliance-received':
        return { ...same, status: 'referred', noncomplianceReceivedAt: at };
      case 'sanction-decided':
        return { ...same, status: 'sanctioned', sanction: fact.sanction, only: fact.only };
      case 'finding-handed-on':
        return { ...same, status: 'handed-on', to: fact.to };
      case 'finding-closed':
        return { ...same, status: 'closed' };
      case 'judgement-requested':
      case 'closing-requested':
      case 'noncompliance-reported':
      case 'statement-heard':
      case 'sanction-requested':
      case 'lifting-requested':
      case 'conditions-reported':
      case 'lifting-declined':
        return same;
    }
  },
  /** An order must be looked at when its deadline has passed. */
  dueAt: ({ status, dueOn, repliedAt, overdue }) =>
    status === 'ordered' && dueOn !== undefined && repliedAt === undefined && !overdue
      ? startOfDay(Temporal.PlainDate.from(dueOn).add({ days: 1 })).toString()
      : undefined,
  news: {
    ordered: COPIES,
    'order-due': NOBODY,
    'order-withdrawn': COPIES,
    'due-extended': COPIES,
    'reply-received': NOBODY,
    judged: COPIES,
    'statement-received': NOBODY,
    'statement-recorded': COPIES,
    'measure-taken': COPIES,
    'conditions-received': NOBODY,
    'lifting-declined': COPIES,
    'order-taken-over': COPIES,
    'order-closed': COPIES,
  },
  cityNews: ['candidate-cleared'],
  askedAbout: ({ kind, month: of, matters, orderNo, dueOn }, stage) => {
    if (stage !== 'candidate')
      return BEFORE_AN_ORDER.includes(stage) || dueOn === undefined ? undefined : orderNo;
    const label = kind && CANDIDATE_KINDS[kind];
    return matters && of !== undefined ? `${month(of)}の${label}` : label;
  },
  labelOf: (_id, of) => {
    const ordered = of.findLast((fact) => fact.type === 'order-issued');
    const taken = of.findLast((fact) => fact.type === 'finding-taken-over');
    const orderNo = ordered?.orderNo ?? taken?.head.orderNo;
    return orderNo === undefined ? '違反の記録' : `是正命令 ${orderNo}`;
  },
  detailsOf: findingDetails,
  // 取消 and 停止 are told by the notice (F9); of what never became an order the vendor knows nothing.
  keepsBack: ({ type, sanction }, of) => {
    if (type === 'sanction-decided') return sanction !== 'other' && sanction !== 'none';
    const isOrdered = (fact: FindingFact) =>
      fact.type === 'order-issued' || (fact.type === 'finding-taken-over' && fact.head.orderNo !== undefined);
    return type === 'finding-closed' && of?.some(isOrdered) === false;
  },
});
