import { Temporal } from 'temporal-polyfill';
import { act } from '../../core/case/case.ts';
import type { CaseFact } from '../../core/case/case-event.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import type { DecisionRequest, Question, QuestionStage, Stage } from '../../core/case/decision-request.ts';
import type { Status } from '../../core/case/permit-statuses.ts';
import type { EventType } from '../../core/case/transitions.ts';
import type { Actor } from '../../core/values/identity.ts';

/** One plausible fact of every type, and a case in every state, made by the core itself. */

export const AT = Temporal.Instant.from('2026-04-06T09:00:00+09:00');
export const BY: Actor = { kind: 'person', personId: 'p-tax' };
const PERIOD = { from: '2026-04-20', to: '2027-03-31' };

export const exampleRequest = (stage: Stage, overrides: Partial<DecisionRequest> = {}): DecisionRequest => ({
  requestId: `request-${stage}`,
  stage,
  rev: 1,
  round: 1,
  role: stage === 'approve' ? 'chief' : 'manager:tax',
  hash: 'shown',
  openedAt: AT.toString(),
  dueOn: '2026-04-13',
  generation: 1,
  issuedTo: ['p-tax'],
  issuedAt: AT.toString(),
  remindersSent: 0,
  escalation: 'none',
  ...overrides,
});

const question = (stage: QuestionStage, about = 'finding-1'): Question => ({
  ...exampleRequest('confirm'),
  requestId: `request-${stage}`,
  stage,
  about,
});
const ofFinding = { findingId: 'finding-1' };
const ofInstruction = { instructionId: 'instruction-1' };
const ofChange = { changeId: 'change-1' };
const ofShortening = { shorteningId: 'shortening-1' };
const ofWork = { workId: 'work-1' };
const ofNotice = {
  mode: 'approve',
  workKind: 'read',
  plannedStart: '2026-05-11T01:00:00Z',
  plannedEnd: '2026-05-11T03:00:00Z',
  leadTimeOk: false,
  flags: ['late'],
  request: question('work', 'work-1'),
} satisfies Partial<Extract<CaseFact, { type: 'work-revised' }>>;
const ofSanction = { ...ofFinding, orderNo: '苫税第2号', documentNo: '苫税第3号' };

const ofReport = { yearMonth: '2026-04' };
const REPORT_DATES = { dueOn: '2026-05-12', dunOn: ['2026-05-13', '2026-05-15'], instructOn: '2026-05-19' };

const FACTS: { [E in EventType]: Extract<CaseFact, { type: E }> } = {
  submitted: {
    type: 'submitted',
    caseId: 'case-1',
    caseNo: 'R8-0001',
    vendorId: 'hokuto',
    systemId: 'tax-system',
    sectionId: 'tax',
    regulationId: 'tomakomai/R5.4.1',
    applicationType: 'new',
    rev: 1,
    hash: 'hash-1',
    period: PERIOD,
  },
  resubmitted: { type: 'resubmitted', applicationType: 'new', rev: 2, hash: 'hash-2', period: PERIOD },
  'found-nonconforming': { type: 'found-nonconforming', items: ['3-1'], reasons: ['declared-nonconforming'] },
  'correction-reminded': { type: 'correction-reminded' },
  'correction-lapsed': { type: 'correction-lapsed', request: exampleRequest('correction') },
  'correction-extended': { type: 'correction-extended', decisionHash: 'decision', correctBy: '2026-05-08' },
  'confirmation-requested': { type: 'confirmation-requested', request: exampleRequest('confirm') },
  'approval-requested': { type: 'approval-requested', request: exampleRequest('approve') },
  'request-reissued': {
    type: 'request-reissued',
    reason: 'reminder',
    issuedTo: ['p-tax'],
    escalation: 'none',
    role: 'manager:tax',
  },
  'returned-by-manager': { type: 'returned-by-manager', decisionHash: 'd', items: ['2-1'] },
  'refused-by-manager': { type: 'refused-by-manager', decisionHash: 'd' },
  confirmed: { type: 'confirmed', decisionHash: 'd', exceptions: [] },
  'sent-back': { type: 'sent-back', decisionHash: 'd' },
  approved: { type: 'approved', decisionHash: 'd', conditional: false },
  'refused-by-chief': { type: 'refused-by-chief', decisionHash: 'd' },
  withdrawn: { type: 'withdrawn' },
  'permit-issued': { type: 'permit-issued', permitNo: 'R8-P0001' },
  'permit-notified': { type: 'permit-notified', documentNo: '苫税第1号', issuedOn: '2026-04-06' },
  'finding-taken-over': {
    type: 'finding-taken-over',
    ...ofFinding,
    from: 'case-0',
    head: {
      ...ofFinding,
      status: 'found',
      clause: 1,
      openedAt: AT.toString(),
      changedAt: AT.toString(),
      papers: [],
    },
    request: question('receipt'),
    requestNext: question('order'),
  },
  'finding-handed-on': { type: 'finding-handed-on', ...ofFinding, to: 'case-2' },
  'closing-requested': { type: 'closing-requested', ...ofFinding, request: question('closing') },
  'finding-closed': { type: 'finding-closed', ...ofFinding, answers: 'request-closing' },
  'paper-held': { type: 'paper-held' },
  'paper-released': { type: 'paper-released' },
  'refusal-notified': { type: 'refusal-notified', documentNo: '苫税第1号', issuedOn: '2026-04-06' },
  started: { type: 'started' },
  expired: { type: 'expired' },
  'sanction-notified': {
    type: 'sanction-notified',
    ...ofSanction,
    sanction: 'suspend',
    effectiveOn: '2026-07-01',
    until: '2026-07-31',
  },
  suspended: { type: 'suspended', ...ofSanction },
  'suspension-extended': {
    type: 'suspension-extended',
    ...ofFinding,
    documentNo: '苫税第7号',
    until: '2026-08-31',
  },
  'suspension-ended': { type: 'suspension-ended', ...ofFinding },
  'suspension-lifted': { type: 'suspension-lifted', findingId: 'finding-1', documentNo: '苫税第4号' },
  'partly-suspended': { type: 'partly-suspended', ...ofSanction, only: 'worker' },
  'partial-stop-extended': {
    type: 'partial-stop-extended',
    ...ofFinding,
    documentNo: '苫税第7号',
    until: '2026-08-31',
  },
  'partial-stop-ended': { type: 'partial-stop-ended', ...ofFinding },
  'partial-stop-lifted': { type: 'partial-stop-lifted', ...ofFinding, documentNo: '苫税第4号' },
  revoked: { type: 'revoked', ...ofSanction },
  lapsed: { type: 'lapsed', parent: 'case-0', documentNo: '苫税第4号' },
  'lapse-notified': { type: 'lapse-notified', documentNo: '苫税第4号' },
  'ending-filed': { type: 'ending-filed', lastDay: '2026-09-30' },
  'ending-withdrawn': { type: 'ending-withdrawn' },
  'renewal-reminded': { type: 'renewal-reminded', stage: 1 },
  'section-changed': { type: 'section-changed', sectionId: 'care' },
  ended: { type: 'ended', on: '2026-10-01' },
  'closed-out': { type: 'closed-out' },
  parked: { type: 'parked', error: 'Fatal' },
  resumed: { type: 'resumed' },
  'instruction-prepared': {
    type: 'instruction-prepared',
    ...ofInstruction,
    kind: 'report',
    about: '2026-04',
    dueOn: '2026-05-20',
    request: question('instruct', 'instruction-1'),
  },
  'instruction-dropped': { type: 'instruction-dropped', ...ofInstruction, answers: 'request-instruct' },
  'instruction-issued': {
    type: 'instruction-issued',
    ...ofInstruction,
    answers: 'request-instruct',
    kind: 'cut-off',
    documentNo: '苫税第5号',
    dueOn: '2026-05-20',
  },
  'instruction-acknowledged': { type: 'instruction-acknowledged', ...ofInstruction },
  'instruction-answered': {
    type: 'instruction-answered',
    ...ofInstruction,
    request: question('follow', 'instruction-1'),
  },
  'instruction-met': { type: 'instruction-met', ...ofInstruction, closes: 'request-instruct' },
  'instruction-overdue': { type: 'instruction-overdue', ...ofInstruction },
  'instruction-judged': {
    type: 'instruction-judged',
    ...ofInstruction,
    answers: 'request-follow',
    result: 'not-followed',
  },
  'instruction-lifted': { type: 'instruction-lifted', ...ofInstruction, documentNo: '苫税第6号' },
  erased: { type: 'erased', disposalId: 'disposal-1', approval: 'hash' },
  'candidate-raised': {
    type: 'candidate-raised',
    ...ofFinding,
    kind: 'no-notice',
    clause: 1,
    request: question('candidate'),
  },
  'evidence-added': {
    type: 'evidence-added',
    ...ofFinding,
    matters: [{ n: 1, kind: 'no-report', by: 'log', at: '2026-05-12T01:02:11Z', unreported: true }],
    request: question('candidate'),
  },
  'finding-reassessed': {
    type: 'finding-reassessed',
    ...ofFinding,
    month: '2026-05',
    gone: [],
    back: [],
    stands: false,
    closes: 'request-candidate',
  },
  'finding-dismissed': { type: 'finding-dismissed', ...ofFinding, answers: 'request-candidate' },
  'violation-found': {
    type: 'violation-found',
    ...ofFinding,
    clause: 1,
    answers: 'request-candidate',
    request: question('receipt'),
    requestNext: question('order'),
  },
  'report-received': { type: 'report-received', ...ofFinding, answers: 'request-receipt' },
  'order-issued': {
    type: 'order-issued',
    ...ofFinding,
    answers: 'request-order',
    orderNo: '苫税第2号',
    dueOn: '2026-05-20',
  },
  'order-withdrawn': { type: 'order-withdrawn', ...ofFinding, documentNo: '苫税第4号' },
  'order-replied': { type: 'order-replied', ...ofFinding },
  'due-extended': {
    type: 'due-extended',
    ...ofFinding,
    documentNo: '苫税第5号',
    dueOn: '2026-05-29',
  },
  'order-overdue': { type: 'order-overdue', ...ofFinding },
  'judgement-requested': { type: 'judgement-requested', ...ofFinding, request: question('judge') },
  'compliance-judged': {
    type: 'compliance-judged',
    ...ofFinding,
    answers: 'request-judge',
    result: 'disobeyed',
  },
  'noncompliance-reported': {
    type: 'noncompliance-reported',
    ...ofFinding,
    request: question('noncompliance'),
  },
  'noncompliance-received': {
    type: 'noncompliance-received',
    ...ofFinding,
    answers: 'request-noncompliance',
  },
  'sanction-requested': { type: 'sanction-requested', ...ofFinding, request: question('sanction') },
  'sanction-decided': {
    type: 'sanction-decided',
    ...ofFinding,
    answers: 'request-sanction',
    sanction: 'revoke',
  },
  'statement-invited': {
    type: 'statement-invited',
    ...ofFinding,
    documentNo: '苫税第6号',
    dueOn: '2026-06-05',
    intended: 'revoke',
  },
  'statement-heard': { type: 'statement-heard', ...ofFinding, request: question('sanction') },
  'hearing-answered': { type: 'hearing-answered', ...ofFinding, heard: 20, choice: 'confirmed' },
  'statement-made': { type: 'statement-made', ...ofFinding, request: question('sanction') },
  'lifting-requested': { type: 'lifting-requested', ...ofFinding, request: question('lift') },
  'conditions-reported': { type: 'conditions-reported', ...ofFinding, request: question('lift') },
  'lifting-declined': { type: 'lifting-declined', ...ofFinding, answers: 'request-lift' },
  'log-reconciled': {
    type: 'log-reconciled',
    yearMonth: '2026-05',
    sha256: 'a'.repeat(64),
    counts: {
      match: 1,
      'no-notice': 0,
      'no-report': 0,
      overrun: 0,
      'out-of-scope': 0,
      'no-log': 0,
      'notice-only': 0,
    },
    unreadable: 0,
    toleranceMinutes: 10,
  },
  'report-requested': { type: 'report-requested', ...ofReport, ...REPORT_DATES },
  'report-dunned': { type: 'report-dunned', ...ofReport, n: 1 },
  'report-overdue': { type: 'report-overdue', ...ofReport },
  'report-submitted': {
    type: 'report-submitted',
    ...ofReport,
    used: true,
    sessions: 3,
    minutes: 95,
    request: question('monthly', '2026-04'),
  },
  'report-returned': {
    type: 'report-returned',
    ...ofReport,
    ...REPORT_DATES,
    answers: 'request-monthly',
  },
  'report-accepted': { type: 'report-accepted', ...ofReport, answers: 'request-monthly' },
  'change-filed': {
    type: 'change-filed',
    ...ofChange,
    kind: 'major',
    aspects: ['terminals'],
    changedOn: '2026-06-01',
    request: question('change', 'change-1'),
  },
  'change-confirmed': {
    type: 'change-confirmed',
    ...ofChange,
    answers: 'request-change',
    request: question('change-approval', 'change-1'),
  },
  'change-declined': { type: 'change-declined', ...ofChange, answers: 'request-change' },
  'change-approved': {
    type: 'change-approved',
    ...ofChange,
    answers: 'request-change-approval',
    effectiveOn: '2026-06-01',
  },
  'change-disapproved': { type: 'change-disapproved', ...ofChange, answers: 'request-change-approval' },
  'change-withdrawn': { type: 'change-withdrawn', ...ofChange, closes: 'request-change' },
  'paper-corrected': { type: 'paper-corrected', of: 1, documentNo: '苫税第9号', corrected: '苫税第1号' },
  'paper-reissued': { type: 'paper-reissued', of: 1, documentNo: '苫税第1号', on: '2026-06-01' },
  'paper-received': { type: 'paper-received', of: 1, documentNo: '苫税第1号' },
  'paper-delivered': { type: 'paper-delivered', of: 1, documentNo: '苫税第1号', on: '2026-06-01' },
  'shortening-proposed': {
    type: 'shortening-proposed',
    ...ofShortening,
    ground: 'contract-ended',
    lastDay: '2026-09-30',
    documentNo: '苫税第9号',
    statementDueOn: '2026-06-30',
  },
  'shortening-stated': { type: 'shortening-stated', ...ofShortening },
  'shortening-heard': { type: 'shortening-heard', ...ofShortening },
  'shortening-asked': {
    type: 'shortening-asked',
    ...ofShortening,
    request: question('shortening', 'shortening-1'),
  },
  'shortening-weighed': {
    type: 'shortening-weighed',
    ...ofShortening,
    answers: 'request-shortening',
    lastDay: '2026-09-30',
    request: question('shortening-approval', 'shortening-1'),
  },
  'shortening-dropped': { type: 'shortening-dropped', ...ofShortening, answers: 'request-shortening' },
  'shortening-approved': {
    type: 'shortening-approved',
    ...ofShortening,
    answers: 'request-shortening-approval',
    lastDay: '2026-09-30',
    documentNo: '苫税第10号',
  },
  'shortening-disapproved': {
    type: 'shortening-disapproved',
    ...ofShortening,
    answers: 'request-shortening-approval',
  },
  'reconfirmation-requested': {
    type: 'reconfirmation-requested',
    reconfirmationId: 'reconfirmation-1',
    why: 'yearly',
    regulationId: 'tomakomai/R5.4.1',
    request: question('reconfirm', 'reconfirmation-1'),
  },
  reconfirmed: {
    type: 'reconfirmed',
    reconfirmationId: 'reconfirmation-1',
    answers: 'request-reconfirm',
    regulationId: 'tomakomai/R5.4.1',
    nonconforming: [],
    nextOn: '2027-04-06',
  },
  'work-announced': {
    type: 'work-announced',
    ...ofWork,
    noticeNo: 'R8-W0001',
    emergency: false,
    ...ofNotice,
  },
  'work-revised': { type: 'work-revised', ...ofWork, ...ofNotice },
  'work-answered': { type: 'work-answered', ...ofWork, answers: 'request-work', choice: 'return' },
  'work-withdrawn': { type: 'work-withdrawn', ...ofWork },
  'work-lapsed': { type: 'work-lapsed', ...ofWork, since: '2026-05-11T01:00:00Z' },
  'session-reported': {
    type: 'session-reported',
    ...ofWork,
    connectedAt: '2026-05-11T01:00:00Z',
    disconnectedAt: '2026-05-11T02:00:00Z',
    personalDataAccessed: false,
    flags: ['no-log'],
    request: question('review', 'work-1'),
  },
  'session-reviewed': {
    type: 'session-reviewed',
    ...ofWork,
    answers: 'request-review',
    choice: 'return',
  },
  'session-reminded': { type: 'session-reminded', ...ofWork, last: false },
};
export const factOf = (type: EventType): CaseFact => FACTS[type];

const NOTIFIED = [
  ...(['submitted', 'confirmation-requested', 'confirmed', 'approval-requested', 'approved'] as const),
  ...(['permit-issued', 'permit-notified'] as const),
] as const;

/** The shortest way to each state; `none` is no case yet. */
export const WAYS: Record<Status | 'none', readonly EventType[]> = {
  none: [],
  received: ['submitted'],
  returned: ['submitted', 'found-nonconforming', 'correction-lapsed'],
  confirming: ['submitted', 'confirmation-requested'],
  approving: NOTIFIED.slice(0, 4),
  approved: NOTIFIED.slice(0, 5),
  refused: ['submitted', 'confirmation-requested', 'refused-by-manager'],
  withdrawn: ['submitted', 'withdrawn'],
  issued: NOTIFIED.slice(0, 6),
  upcoming: NOTIFIED,
  active: [...NOTIFIED, 'started'],
  suspended: [...NOTIFIED, 'started', 'suspended'],
  expired: [...NOTIFIED, 'started', 'expired'],
  revoked: [...NOTIFIED, 'started', 'revoked'],
  ended: [...NOTIFIED, 'started', 'ended'],
};

/** Events and state after these facts, one minute apart. */
export const play = (types: readonly EventType[]) => {
  let state: CaseState | undefined;
  const events = types.flatMap((type, index) => {
    const outcome = act(state, factOf(type), BY, AT.add({ minutes: index }));
    if (!outcome.ok) throw new Error(outcome.message);
    state = outcome.value.after;
    return outcome.value.events;
  });
  return { state, events };
};
