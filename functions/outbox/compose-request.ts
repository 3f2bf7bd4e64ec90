import { compareRevisions } from '../../core/application/compare-revisions.ts';
import { judgeConformity } from '../../core/application/conformity.ts';
import { differencesOf } from '../../core/application/consulted-differences.ts';
import { correctionsMade } from '../../core/application/corrected-items.ts';
import { type Decision, loadDecisions } from '../../core/application/decision.ts';
import { earlierRecord } from '../../core/application/earlier-permits.ts';
import { APPLICATION_TYPES, GROUNDS, PERSONAL_DATA } from '../../core/application/inputs.ts';
import { questionName, summarize } from '../../core/application/list-cases.ts';
import { revisionOf } from '../../core/application/revision-store.ts';
import { type CaseState, openQuestions, openRequest } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import {
  type DecisionRequest,
  isStage,
  linkEndsAt,
  type Question,
  type QuestionStage,
} from '../../core/case/decision-request.ts';
import type { MailMessage } from '../../core/case/outbox.ts';
import { canSee, makeCaller } from '../../core/directory/caller.ts';
import { holdersOf, type Person } from '../../core/directory/directory.ts';
import { appointmentsOfRole, loadPerson, loadSettings } from '../../core/directory/directory-store.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { makeDecisionLink } from '../../core/sign-in/decision-link.ts';
import type { Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { decisionRequestMail } from '../application/city-mails.ts';
import type { AppPorts } from '../http/contract.ts';
import { type FactsOf, questionMail } from '../permit/mails.ts';
import { answeredMail } from '../question/mails.ts';
import { whatToCorrect } from './compose-case-mail.ts';
import { type Composed, officeSender } from './mail-sender.ts';
import { RECORD_MAILS } from './record-mails.ts';

const FACTS: Readonly<Record<QuestionStage, FactsOf>> = Object.assign(
  {},
  ...Object.values(RECORD_MAILS).map(({ questions }) => questions),
);

/** What must stand in the mail that asks a question about a permit, so that it can be answered in a minute. */
const questionFacts: FactsOf = async (store, state, question) => {
  const { stage } = question;
  return isStage(stage) ? [] : FACTS[stage](store, state, question);
};

/** Mails that ask for a decision or an answer, with everything that it takes and the link. */

type RequestMessage = Extract<MailMessage, { template: 'decision-request' }>;

export const composeRequest = async (
  ports: AppPorts,
  person: Person,
  message: RequestMessage,
): Promise<Composed | undefined> => {
  const state = await loadCase(ports.store, message.caseId);
  const handle = await makeDecisionLink(ports)(message);
  const question = state && openQuestions(state).find(({ requestId }) => requestId === message.requestId);
  if (!state || !question || handle === undefined) return undefined;
  const request = openRequest(state);
  if (!request) return composeQuestion(ports, state, question, person, message.reason, handle);
  const facts = await requestFacts(ports, state, request, person);
  const link = `${ports.config.baseUrl}/d/${handle}`;
  return {
    to: person.email,
    mail: decisionRequestMail({ ...facts, reason: message.reason, link }),
    secret: handle,
  };
};

/** Holders of the role, the addressee's own appointment, and whose place a deputy takes. */
const addressOf = async ({ store, clock }: AppPorts, role: Question['role'], person: Person) => {
  const holders = holdersOf(await appointmentsOfRole(store, role), role, dateOf(clock()));
  const own = holders.find((holder) => holder.personId === person.personId);
  const principal = holders.find((holder) => holder.kind === 'principal');
  const principalName = principal && (await loadPerson(store, principal.personId))?.name;
  return {
    to: `${own?.title ?? ''} ${person.name}`.trim(),
    asDeputyFor:
      own?.kind === 'deputy' && principal ? `${principal.title} ${principalName ?? ''}` : undefined,
  };
};

const composeQuestion = async (
  ports: AppPorts,
  state: CaseState,
  question: Question,
  person: Person,
  reason: RequestMessage['reason'],
  handle: string,
): Promise<Composed | undefined> => {
  const { store, config, clock } = ports;
  const view = await summarize(store, state, dateOf(clock()));
  const mail = questionMail({
    sender: await officeSender(ports),
    ...(await addressOf(ports, question.role, person)),
    stage: question.stage as QuestionStage,
    reason,
    permitNo: view.permitNo ?? state.caseNo,
    vendorName: view.vendorName,
    subcontractor: view.subcontractor,
    systemName: view.systemName,
    sectionName: view.sectionName,
    dueOn: question.dueOn,
    facts: await questionFacts(store, state, question),
    link: `${config.baseUrl}/d/${handle}`,
    linkEndsAt: linkEndsAt(question, await loadSettings(store)).toString(),
  });
  return { to: person.email, mail, secret: handle };
};

const requestFacts = async (ports: AppPorts, state: CaseState, request: DecisionRequest, person: Person) => {
  const { store } = ports;
  const today = dateOf(ports.clock());
  const [revision, previous, decisions, settings, address, view] = await Promise.all([
    revisionOf(store, state),
    state.rev > 1 ? revisionOf(store, state, state.rev - 1) : undefined,
    loadDecisions(store, state.caseId),
    loadSettings(store),
    addressOf(ports, request.role, person),
    summarize(store, state, today),
  ]);
  const { application } = revision;
  const conformity = judgeConformity(application);
  const ofRevision = decisions.filter((decision) => decision.rev === state.rev);
  const confirmation = ofRevision.findLast((decision) => decision.stage === 'confirm');
  const sentBack = ofRevision.findLast((decision) => decision.choice === 'send-back');
  return {
    sender: await officeSender(ports),
    ...address,
    caseNo: state.caseNo,
    stage: request.stage,
    dueOn: request.dueOn,
    linkEndsAt: linkEndsAt(request, settings).toString(),
    applicationType: APPLICATION_TYPES[application.applicationType],
    vendorName: view.vendorName,
    subcontractor: application.subcontracting?.company,
    systemName: view.systemName,
    sectionName: view.sectionName,
    period: application.period,
    ground: GROUNDS[application.ground],
    earlier: await earlierRecord(store, state, today),
    consulted: await differencesOf(ports, state, application, 'city'),
    purpose: application.purpose,
    personalData: PERSONAL_DATA[application.personalDataHandled],
    checklist: {
      conforming: conformity.conforming,
      total: application.checklist.length,
      exceptions: application.checklist
        .filter((answer) => answer.answer === 'exception')
        .map((answer) => ({ item: answer.item, reason: answer.exceptionReason ?? '' })),
    },
    changes: previous && compareRevisions(previous.application, application).length,
    resubmitted:
      request.stage === 'confirm' && !sentBack ? await resubmittedFacts(store, state, decisions) : undefined,
    confirmation:
      request.stage === 'approve' && confirmation
        ? {
            by: `${confirmation.decidedBy.title} ${confirmation.decidedBy.name}`,
            at: confirmation.decidedAt,
            opinion: confirmation.opinion,
          }
        : undefined,
    sentBackReason: request.stage === 'confirm' ? sentBack?.reason : undefined,
    uncorrected:
      state.status === 'returned' && state.returned.correctBy !== undefined
        ? { ...(await whatToCorrect(store, state)), correctBy: state.returned.correctBy }
        : undefined,
  };
};

/** What the manager has asked for of the revision before, and what has become of it; undefined: he has not. */
const resubmittedFacts = async (store: Store, state: CaseState, decisions: readonly Decision[]) => {
  const returned = decisions.findLast(({ choice, rev }) => choice === 'return' && rev === state.rev - 1);
  if (!returned) return undefined;
  const regulation = regulationById(state.regulationId);
  const textOf = (item: string) => regulation.checklist.find(({ id }) => id === item)?.text ?? '';
  return {
    items: (await correctionsMade(store, state, [returned], regulation)).map(({ item, changed }) => ({
      label: item === undefined ? '申請の内容' : `${regulation.checklistName} ${item} ${textOf(item)}`,
      note:
        (item === undefined
          ? returned.reason
          : returned.checklist.find((entry) => entry.item === item)?.note) ?? '',
      changed,
    })),
  };
};

/** Delivered late: whoever has meanwhile left the office that it was about hears nothing more of the case. */
export const mayStillKnow = async (
  { store, clock }: AppPorts,
  state: CaseState,
  person: Person,
): Promise<boolean> => {
  const caller = await makeCaller(store, person, dateOf(clock()), 'mail-link');
  return canSee(caller, state, await loadSettings(store)) === 'city';
};

export const composeAnswered = async (
  ports: AppPorts,
  person: Person,
  message: Extract<MailMessage, { template: 'answered' }>,
): Promise<Composed | undefined> => {
  const { store, clock, config } = ports;
  const state = await loadCase(store, message.caseId);
  if (!state || state.erasedAt !== undefined || !(await mayStillKnow(ports, state, person))) return undefined;
  const { permitNo, caseNo, systemName } = await summarize(store, state, dateOf(clock()));
  const mail = answeredMail({
    sender: await officeSender(ports),
    to: person.name,
    no: permitNo ?? caseNo,
    what: await questionName(store, state.caseId, message),
    systemName,
    by: (await loadPerson(store, message.answeredBy))?.name ?? '',
    inPlace: message.inPlace,
    url: `${config.baseUrl}/${permitNo === undefined ? 'applications' : 'permits'}/${state.caseId}`,
  });
  return { to: person.email, mail };
};
