import { Temporal } from 'temporal-polyfill';
import { APPLICATION_TYPES, GROUNDS, PERSONAL_DATA } from '../../core/application.ts';
import { dateOf } from '../../core/calendar.ts';
import { type CaseState, openQuestions, openRequest } from '../../core/case-state.ts';
import { loadCase, loadDecision, loadDecisions, loadRevision } from '../../core/case-store.ts';
import { compareRevisions } from '../../core/compare-revisions.ts';
import { judgeConformity } from '../../core/conformity.ts';
import {
  type DecisionRequest,
  linkEndsAt,
  type Question,
  type QuestionStage,
} from '../../core/decision-request.ts';
import { holdersOf, type Person, roleLabel } from '../../core/directory.ts';
import {
  appointmentsOfRole,
  loadConsultation,
  loadPerson,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
} from '../../core/directory-store.ts';
import { listDisposalEntries, loadDisposal } from '../../core/disposal-store.ts';
import { Fatal } from '../../core/errors.ts';
import type { MailMessage } from '../../core/outbox.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { applicationOn } from '../../core/scope-store.ts';
import { makeDecisionLink } from '../../core/use-cases/decision-link.ts';
import { statusLabel, summarize } from '../../core/use-cases/list-cases.ts';
import { makeCode } from '../../core/use-cases/sign-in.ts';
import { informed } from '../../core/use-cases/tell-manager.ts';
import { formatWareki } from '../../core/wareki.ts';
import type { AppPorts } from '../contract.ts';
import {
  decisionRequestMail,
  officeAlertMail,
  paperDecisionMail,
  SUBJECT_MARKS,
  WHY,
  withdrawnMail,
} from '../pages/city-mails.ts';
import { disposalMail } from '../pages/disposal-mail.ts';
import type { Mail, Sender } from '../pages/mail-text.ts';
import { permitNewsMail, questionMail } from '../pages/permit-mails.ts';
import { signInCodeMail } from '../pages/sign-in-mail.ts';
import {
  correctionReminderMail,
  invitationMail,
  receiptMail,
  resultMail,
  returnedMail,
} from '../pages/vendor-mails.ts';
import { composeNews } from './compose-news.ts';
import { composeCityNews } from './permit-life-news.ts';
import { questionFacts } from './question-facts.ts';

/** A mail ready to go. `secret` is the link or code in its text, to be blanked out in the copy that is kept. */
export type Composed = { readonly to: string; readonly mail: Mail; readonly secret?: string };

/** The mail of an outbox message, made from the record as it is now. Undefined: no longer of use to anybody. */
export const composeMail = async (ports: AppPorts, message: MailMessage): Promise<Composed | undefined> => {
  if (message.template === 'office-alert') return composeAlert(ports, message);
  const person = await loadPerson(ports.store, message.personId);
  if (!person) return undefined;
  switch (message.template) {
    case 'sign-in-code':
      return composeCode(ports, person, message.attemptHash);
    case 'invitation':
      return composeInvitation(ports, person, message.vendorId, message.consultationId);
    case 'decision-request':
      return composeRequest(ports, person, message);
    case 'disposal':
      return composeDisposal(ports, person, message.disposalId);
    case 'paper-decision':
      return composePaperDecision(ports, person, message);
    default:
      return composeCaseMail(ports, person, message);
  }
};

const composeDisposal = async (ports: AppPorts, person: Person, disposalId: string) => {
  const disposal = await loadDisposal(ports.store, disposalId);
  if (disposal?.status !== 'proposed') return undefined;
  const entries = await listDisposalEntries(ports.store, disposalId);
  const mail = disposalMail({
    sender: await officeSender(ports),
    to: person.name,
    disposalId,
    disposalNo: disposal.disposalNo,
    count: entries.length,
    retentionYears: disposal.retentionYears,
  });
  return { to: person.email, mail };
};

const senderOf = async ({ store, config }: AppPorts, sectionId: string): Promise<Sender> => {
  const section = await loadSection(store, sectionId);
  return {
    city: config.cityName,
    section: section?.name ?? '',
    tel: section?.tel ?? '',
    portalUrl: config.baseUrl,
  };
};
const officeSender = async (ports: AppPorts) =>
  senderOf(ports, (await loadSettings(ports.store)).officeSectionId);

const composeCode = async (ports: AppPorts, person: Person, attemptHash: string) => {
  const code = await makeCode(ports)(attemptHash);
  if (code === undefined) return undefined;
  const mail = signInCodeMail({ sender: await officeSender(ports), to: person.name, code });
  return { to: person.email, mail, secret: code };
};

const composeInvitation = async (
  ports: AppPorts,
  person: Person,
  vendorId: string,
  consultationId: string,
) => {
  const [consultation, vendor] = await Promise.all([
    loadConsultation(ports.store, vendorId, consultationId),
    loadVendor(ports.store, vendorId),
  ]);
  if (!consultation || !vendor) return undefined;
  const systems = await Promise.all(consultation.systemIds.map((id) => loadSystem(ports.store, id)));
  const sectionId = systems[0]?.sectionId;
  const mail = invitationMail({
    ...consultation,
    sender: sectionId === undefined ? await officeSender(ports) : await senderOf(ports, sectionId),
    to: person.name,
    vendorName: vendor.name,
    email: person.email,
    systemNames: systems.map((system) => system?.name ?? ''),
  });
  return { to: person.email, mail };
};

const revisionOf = async (ports: AppPorts, state: CaseState, rev = state.rev) => {
  const revision = await loadRevision(ports.store, state.caseId, rev);
  if (!revision) throw new Fatal('a revision is missing');
  return revision;
};

type RequestMessage = Extract<MailMessage, { template: 'decision-request' }>;

const composeRequest = async (ports: AppPorts, person: Person, message: RequestMessage) => {
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
    sender: await senderOf(ports, state.sectionId),
    ...(await addressOf(ports, question.role, person)),
    stage: question.stage as QuestionStage,
    mark: SUBJECT_MARKS[reason].replace('決定', '回答'),
    why: WHY[reason]?.replaceAll('決定', '回答'),
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
    revisionOf(ports, state),
    state.rev > 1 ? revisionOf(ports, state, state.rev - 1) : undefined,
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
    sender: await senderOf(ports, state.sectionId),
    ...address,
    caseNo: state.caseNo,
    stage: request.stage,
    dueOn: request.dueOn,
    linkEndsAt: linkEndsAt(request, settings).toString(),
    applicationType: APPLICATION_TYPES[application.applicationType],
    vendorName: application.vendor.name,
    subcontractor: application.subcontracting?.company,
    systemName: view.systemName,
    sectionName: view.sectionName,
    period: application.period,
    ground: GROUNDS[application.ground],
    purpose: application.purpose,
    personalData: PERSONAL_DATA[application.personalDataHandled],
    checklist: {
      conforming: conformity.conforming,
      total: application.checklist.length,
      exceptions: application.checklist
        .filter((answer) => answer.answer === 'exception')
        .map((answer) => ({ item: answer.item, reason: answer.exceptionReason ?? '' })),
    },
    changes: previous ? compareRevisions(previous.application, application).length : 0,
    confirmation:
      request.stage === 'approve' && confirmation
        ? {
            by: `${confirmation.decidedBy.title} ${confirmation.decidedBy.name}`,
            at: confirmation.decidedAt,
            opinion: confirmation.opinion,
          }
        : undefined,
    sentBackReason: request.stage === 'confirm' ? sentBack?.reason : undefined,
  };
};

type CaseMail = Exclude<
  MailMessage,
  {
    template:
      | 'sign-in-code'
      | 'invitation'
      | 'decision-request'
      | 'disposal'
      | 'paper-decision'
      | 'office-alert';
  }
>;

const composeCaseMail = async (
  ports: AppPorts,
  person: Person,
  message: CaseMail,
): Promise<Composed | undefined> => {
  const state = await loadCase(ports.store, message.caseId);
  if (!state || state.erasedAt !== undefined) return undefined;
  const [revision, view, section] = await Promise.all([
    revisionOf(ports, state, message.template === 'receipt' ? message.rev : state.rev),
    summarize(ports.store, state, dateOf(ports.clock())),
    loadSection(ports.store, state.sectionId),
  ]);
  const { application } = revision;
  const facts = {
    sender: await senderOf(ports, state.sectionId),
    to: person.name,
    vendorName: application.vendor.name,
    caseNo: state.caseNo,
    systemName: view.systemName,
    caseUrl: `${ports.config.baseUrl}/applications/${state.caseId}`,
  };
  const to = person.email;
  switch (message.template) {
    case 'receipt': {
      const submittedOn = dateOf(Temporal.Instant.from(revision.submittedAt)).toString();
      return {
        to,
        mail: receiptMail({ ...facts, rev: revision.rev, submittedOn, period: application.period }),
      };
    }
    case 'returned':
    case 'correction-reminder': {
      if (state.status !== 'returned') return undefined;
      const what = await whatToCorrect(ports, state);
      const returnedOn = dateOf(Temporal.Instant.from(state.returned.at)).toString();
      const mail =
        message.template === 'returned'
          ? returnedMail({ ...facts, ...what })
          : correctionReminderMail({ ...facts, ...what, returnedOn });
      return { to, mail };
    }
    case 'withdrawn':
      return {
        to,
        mail: withdrawnMail({ ...facts, withdrawnAt: state.changedAt }),
      };
    case 'city-news': {
      // Delivered after a hand-over, it goes to the successor.
      const managers = await informed(ports, state, await loadSettings(ports.store));
      const reader = managers.includes(person.personId)
        ? person
        : await loadPerson(ports.store, managers[0] ?? '');
      if (!reader) return undefined;
      const told = await composeCityNews(ports, state, message);
      const { sender, caseNo, systemName } = facts;
      const permitUrl = `${ports.config.baseUrl}/permits/${state.caseId}`;
      const permitNo = view.permitNo ?? '';
      return (
        told && {
          to: reader.email,
          mail: permitNewsMail({ sender, to: reader.name, caseNo, systemName, permitNo, permitUrl, ...told }),
        }
      );
    }
    case 'permit-news': {
      // As it stands after the changes that were filed (変更届): not whoever was named once and has left.
      const today = dateOf(ports.clock()).toString();
      const { responsiblePerson } = await applicationOn(ports.store, state, today);
      const isCopy = message.copy === 'responsible';
      // Whoever is both gets one mail.
      if (isCopy && responsiblePerson.email === person.email) return undefined;
      const addressee = isCopy ? responsiblePerson : person;
      const mail = await composeNews(ports, state, message, {
        sender: facts.sender,
        to: `${facts.vendorName} ${addressee.name}`,
        caseNo: facts.caseNo,
        systemName: facts.systemName,
        permitNo: view.permitNo ?? '',
        permitUrl: `${ports.config.baseUrl}/permits/${state.caseId}`,
      });
      return mail && { to: addressee.email, mail };
    }
    case 'result': {
      if (!('notice' in state) || !state.notice) return undefined;
      const { stage } = state.decision;
      const decision = (await loadDecisions(ports.store, state.caseId)).findLast(
        (d) => d.stage === stage && d.rev === state.rev,
      );
      if (!decision) throw new Fatal('the decision of a notified case is missing');
      return {
        to,
        mail: resultMail({
          ...facts,
          ...state.notice,
          result: state.status === 'refused' ? '不承認' : state.decision.conditional ? '条件付承認' : '承認',
          appliedOn: application.appliedOn,
          permitNo: 'permitNo' in state ? state.permitNo : undefined,
          period: application.period,
          conditions: decision.conditions,
          reason: decision.reason,
          noticeUrl: `${facts.caseUrl}/notice`,
          contactEmail: section?.email ?? '',
        }),
      };
    }
  }
};

type PaperMessage = Extract<MailMessage, { template: 'paper-decision' }>;

const composePaperDecision = async (ports: AppPorts, person: Person, message: PaperMessage) => {
  const { store, config } = ports;
  const { caseId, stage, rev, round } = message;
  const state = await loadCase(store, caseId);
  const decision = await loadDecision(store, caseId, stage, rev, round);
  if (!state || !decision?.paper) return undefined;
  const { officeSectionId } = await loadSettings(store);
  const { vendorName, systemName } = await summarize(store, state, dateOf(ports.clock()));
  const mail = paperDecisionMail({
    sender: await senderOf(ports, state.sectionId),
    to: person.name,
    caseNo: state.caseNo,
    vendorName,
    systemName,
    decision: { ...decision, paper: decision.paper },
    office: await loadSection(store, officeSectionId),
    caseUrl: `${config.baseUrl}/applications/${caseId}`,
  });
  return { to: person.email, mail };
};

/** The items to correct, with the rule's own words and the manager's notes. */
const whatToCorrect = async (ports: AppPorts, state: Extract<CaseState, { status: 'returned' }>) => {
  const decision =
    state.returned.by === 'manager'
      ? (await loadDecisions(ports.store, state.caseId)).findLast(
          (d) => d.stage === 'confirm' && d.rev === state.rev,
        )
      : undefined;
  const { checklist } = regulationById(state.regulationId);
  return {
    items: state.returned.items.map((id) => ({
      item: id,
      text: checklist.find((item) => item.id === id)?.text ?? '',
      note:
        decision?.checklist.find((entry) => entry.item === id)?.note ??
        '「不適」と回答されています。適合させたうえで補正してください',
    })),
    reason: decision?.reason,
  };
};

const composeAlert = async (ports: AppPorts, message: Extract<MailMessage, { template: 'office-alert' }>) => {
  const { store, config } = ports;
  const state = await loadCase(store, message.caseId);
  const section = await loadSection(store, message.sectionId);
  if (!state || !section) return undefined;
  const today = dateOf(ports.clock());
  const request = openRequest(state);
  const mail = officeAlertMail({
    sender: await senderOf(ports, message.sectionId),
    to: `${section.name} 御中`,
    caseNo: state.caseNo,
    why: message.why,
    systemName: (await summarize(store, state, today)).systemName,
    statusLabel: statusLabel(state, today),
    detail:
      message.detail ??
      (request && `${formatWareki(Temporal.PlainDate.from(request.dueOn))} ${roleLabel(request.role)}`),
    caseUrl: `${config.baseUrl}/applications/${state.caseId}`,
  });
  return { to: section.email, mail };
};
