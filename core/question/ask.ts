import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import {
  dueDateOf,
  type IssueReason,
  type Question,
  type QuestionStage,
  type Stage,
} from '../case/decision-request.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { addresseesOf, eligible, roleOf } from './addressees.ts';

/** The mails that carry a link. A link is made when the mail is delivered, never stored. */
export const requestMails = (
  state: CaseState,
  request: Question,
  reason: 'opened' | IssueReason,
  nextId: () => string,
  now: Temporal.Instant,
  settings: Settings,
): Write[] => {
  const pk = caseKey(state.caseId);
  const { requestId, generation } = request;
  const { caseId } = state;
  const sectionId = settings.officeSectionId;
  const alert = (why: 'overdue' | 'no-holder') =>
    outboxWrite(pk, nextId(), now, {
      kind: 'mail',
      mail: { template: 'office-alert', sectionId, caseId, why, requestId },
    });
  return [
    ...request.issuedTo.map((personId) =>
      outboxWrite(pk, nextId(), now, {
        kind: 'mail',
        mail: { template: 'decision-request', personId, caseId, requestId, generation, reason },
      }),
    ),
    ...(request.issuedTo.length === 0 ? [alert('no-holder')] : []),
    ...(reason === 'escalation-office' ? [alert('overdue')] : []),
  ];
};

type Asked<S extends Stage | QuestionStage> = {
  readonly stage: S;
  /** The record that it is about; none: the application itself. */
  readonly about?: string;
  /** Hash of what is shown; it must be posted back with the answer. */
  readonly hash: string;
  /** Default: the target for a decision. */
  readonly dueOn?: Temporal.PlainDate;
  /** Who drafted what the chief is asked for (G12). */
  readonly drafter?: string | undefined;
};

/**
 * A question to a role and the mails that go with it. The question travels in the fact that opens it (`request`), the
 * mails in the same transaction.
 */
export const ask = async <S extends Stage | QuestionStage>(
  { store, clock, ids }: Ports,
  state: CaseState,
  asked: Asked<S>,
  settings: Settings,
): Promise<{ readonly request: Question & { readonly stage: S }; readonly mails: readonly Write[] }> => {
  const now = clock();
  const today = dateOf(now);
  const { stage, about, hash, drafter } = asked;
  const holders = await eligible(store, { stage, drafter }, state, today, settings);
  const at = now.toString({ smallestUnit: 'millisecond' });
  const request = {
    requestId: ids.next(),
    stage,
    ...(about === undefined ? {} : { about }),
    ...(drafter === undefined ? {} : { drafter }),
    rev: state.rev,
    round: state.round,
    role: roleOf(stage, state),
    hash,
    openedAt: at,
    dueOn: (asked.dueOn ?? dueDateOf(today, settings, settings)).toString(),
    generation: 1,
    issuedTo: [...addresseesOf(holders, 'none')],
    issuedAt: at,
    remindersSent: 0,
    escalation: 'none' as const,
  };
  return { request, mails: requestMails(state, request, 'opened', () => ids.next(), now, settings) };
};
