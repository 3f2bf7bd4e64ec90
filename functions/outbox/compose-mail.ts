import { Temporal } from 'temporal-polyfill';
import { loadDecision } from '../../core/application/decision.ts';
import { questionName, statusLabel, summarize } from '../../core/application/list-cases.ts';
import { type CaseState, isSupervised, openQuestions, openRequest } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import type { Question } from '../../core/case/decision-request.ts';
import type { MailMessage } from '../../core/case/outbox.ts';
import { hasLeft, type Person, roleLabel } from '../../core/directory/directory.ts';
import {
  loadConsultation,
  loadPerson,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
} from '../../core/directory/directory-store.ts';
import { directoryEventsBetween } from '../../core/directory/directory-trail.ts';
import { listDisposalEntries, loadDisposal } from '../../core/disposal/disposal.ts';
import { issuingSectionName } from '../../core/document/issue-document.ts';
import { makeCode } from '../../core/sign-in/request-code.ts';
import { namedAnchors } from '../../core/trail/directory-faults.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { formatWareki } from '../../core/values/wareki.ts';
import { officeAlertMail, paperDecisionMail } from '../application/city-mails.ts';
import { invitationMail } from '../application/mails.ts';
import { disposalMail } from '../disposal/mails.ts';
import type { AppPorts } from '../http/contract.ts';
import { questionAlertMail } from '../permit/mails.ts';
import { anchorsMail } from '../registration/directory-mail.ts';
import { signInCodeMail } from '../sign-in/mails.ts';
import { composeCaseMail } from './compose-case-mail.ts';
import { composeContactMail } from './compose-contact.ts';
import { composeDirectoryNews } from './compose-directory.ts';
import { composeProposal } from './compose-proposal.ts';
import { composeAnswered, composeRequest } from './compose-request.ts';
import { type Composed, officeSender, senderOf } from './mail-sender.ts';

/** The mail of an outbox message, made from the record as it is now. Undefined: no longer of use to anybody. */
export const composeMail = async (
  ports: AppPorts,
  message: Exclude<MailMessage, { template: 'digest' }>,
): Promise<Composed | undefined> => {
  if (message.template === 'office-alert') return composeAlert(ports, message);
  if (message.template === 'proposal') return composeProposal(ports, message);
  if (message.template === 'directory-news') return composeDirectoryNews(ports, message);
  if (message.template === 'anchors') return composeAnchors(ports, message);
  const person = await loadPerson(ports.store, message.personId);
  if (!person) return undefined;
  switch (message.template) {
    case 'contact-welcome':
    case 'address-changed':
    case 'contact-news':
    case 'key-ending':
      return composeContactMail(ports, person, message);
    case 'sign-in-code':
      return composeCode(ports, person, message.attemptHash);
    case 'invitation':
      return composeInvitation(ports, person, message.vendorId, message.consultationId);
    case 'decision-request':
      return composeRequest(ports, person, message);
    case 'disposal':
      return composeDisposal(ports, person, message.disposalId);
    case 'answered':
      return composeAnswered(ports, person, message);
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

const composeCode = async (ports: AppPorts, person: Person, attemptHash: string) => {
  if (hasLeft(person, dateOf(ports.clock()))) return undefined;
  const made = await makeCode(ports)(attemptHash);
  if (made === undefined) return undefined;
  const { code, handle } = made;
  const link = handle && `${ports.config.baseUrl}/d/${handle}`;
  const mail = signInCodeMail({ sender: await officeSender(ports), to: person.name, code, link });
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
  if (!consultation || !vendor || hasLeft(person, dateOf(ports.clock()))) return undefined;
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
    sender: await officeSender(ports),
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

/** What the directory's trail says of them, which is what stands in no place alone. */
const composeAnchors = async (
  ports: AppPorts,
  { personId, sectionId, since, until }: Extract<MailMessage, { template: 'anchors' }>,
) => {
  const person = personId === undefined ? undefined : await loadPerson(ports.store, personId);
  const section = sectionId === undefined ? undefined : await loadSection(ports.store, sectionId);
  const [to, name] = person ? [person.email, person.name] : [section?.email, `${section?.name} 御中`];
  const anchors = namedAnchors(await directoryEventsBetween(ports.store, since, until));
  if (!to || anchors.length === 0) return undefined;
  return { to, mail: anchorsMail({ sender: await officeSender(ports), to: name, anchors }) };
};

type AlertMessage = Extract<MailMessage, { template: 'office-alert' }>;

const composeAlert = async (ports: AppPorts, message: AlertMessage) => {
  const { store, config } = ports;
  const { why, detail, requestId } = message;
  const state = await loadCase(store, message.caseId);
  const section = await loadSection(store, message.sectionId);
  if (!state || !section) return undefined;
  const today = dateOf(ports.clock());
  const common = {
    sender: await officeSender(ports),
    to: `${section.name} 御中`,
  };
  const question =
    requestId === undefined
      ? openRequest(state)
      : openQuestions(state).find((open) => open.requestId === requestId);
  // Answered meanwhile.
  if (requestId !== undefined && !question) return undefined;
  if (question && isSupervised(state) && (why === 'overdue' || why === 'no-holder'))
    return {
      to: section.email,
      mail: questionAlertMail({ ...common, why, ...(await questionAsked(ports, state, question)) }),
    };
  // Issued meanwhile.
  if (why === 'paper-held' && state.held === undefined) return undefined;
  const mail = officeAlertMail({
    ...common,
    caseNo: state.caseNo,
    why,
    systemName: (await summarize(store, state, today)).systemName,
    statusLabel: statusLabel(state, today),
    detail:
      detail ??
      (why === 'paper-held' ? await issuingSectionName(store, state) : undefined) ??
      (question && `${formatWareki(Temporal.PlainDate.from(question.dueOn))} ${roleLabel(question.role)}`),
    caseUrl: `${config.baseUrl}/applications/${state.caseId}`,
  });
  return { to: section.email, mail };
};

/** A question about a permit, for people who are not asked themselves. */
const questionAsked = async ({ store, clock, config }: AppPorts, state: CaseState, question: Question) => {
  const { caseId } = state;
  const { permitNo = state.caseNo, systemName, sectionName } = await summarize(store, state, dateOf(clock()));
  return {
    ...{ permitNo, systemName, sectionName },
    name: await questionName(store, caseId, question),
    dueOn: question.dueOn,
    role: roleLabel(question.role),
    permitUrl: `${config.baseUrl}/permits/${caseId}`,
  };
};
