import { Temporal } from 'temporal-polyfill';
import { differencesOf } from '../../core/application/consulted-differences.ts';
import { loadDecisions } from '../../core/application/decision.ts';
import { summarize } from '../../core/application/list-cases.ts';
import { processingOf } from '../../core/application/processing.ts';
import { applicationOn, type Revision, revisionOf } from '../../core/application/revision-store.ts';
import type { CaseState, StateOf } from '../../core/case/case-state.ts';
import { caseKey, loadCase } from '../../core/case/case-store.ts';
import type { MailMessage } from '../../core/case/outbox.ts';
import { loadPaper } from '../../core/case/papers.ts';
import { hasLeft, type Person } from '../../core/directory/directory.ts';
import {
  addressHash,
  listContacts,
  loadPerson,
  loadSection,
  loadSettings,
} from '../../core/directory/directory-store.ts';
import { lackingOf } from '../../core/document/view-notice.ts';
import { informed } from '../../core/question/ask.ts';
import { successorsOn } from '../../core/registration/view-contacts.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { Fatal } from '../../core/values/errors.ts';
import { resultNoticeSchema } from '../../core/values/signed.ts';
import { withdrawnMail } from '../application/city-mails.ts';
import { correctionReminderMail, receiptMail, resultMail, returnedMail } from '../application/mails.ts';
import type { AppPorts } from '../http/contract.ts';
import { permitNewsMail } from '../permit/mails.ts';
import { composeCityNews, composeNews } from './compose-news.ts';
import { type Composed, senderTo } from './mail-sender.ts';

/** What people are told of a case and its permit, without being asked for a decision. */

type MailOf<T extends MailMessage['template']> = Extract<MailMessage, { template: T }>;
type CaseMail = MailOf<
  'receipt' | 'returned' | 'correction-reminder' | 'withdrawn' | 'city-news' | 'permit-news' | 'result'
>;

export const composeCaseMail = async (
  ports: AppPorts,
  person: Person,
  message: CaseMail,
): Promise<Composed | undefined> => {
  const { store } = ports;
  const state = await loadCase(store, message.caseId);
  if (!state || state.erasedAt !== undefined) return undefined;
  const revision = await revisionOf(store, state, message.template === 'receipt' ? message.rev : state.rev);
  const facts = await factsOf(ports, state, person);
  const to = person.email;
  switch (message.template) {
    case 'receipt': {
      const submittedOn = dateOf(Temporal.Instant.from(revision.submittedAt)).toString();
      const { period } = revision.application;
      const consulted = await differencesOf(ports, state, revision.application, 'vendor');
      const processing = processingOf(state, revision, await loadSettings(store));
      const { rev } = revision;
      return { to, mail: receiptMail({ ...facts, rev, submittedOn, period, consulted, processing }) };
    }
    case 'returned':
    case 'correction-reminder': {
      if (state.status !== 'returned') return undefined;
      // Delivered late: meanwhile it may have been put off.
      if (message.template === 'correction-reminder' && message.why === 'lapsed' && !state.request)
        return undefined;
      const { correctBy } = state.returned;
      const what = { ...(await whatToCorrect(store, state)), correctBy, period: state.period };
      const returnedOn = dateOf(Temporal.Instant.from(state.returned.at)).toString();
      const mail =
        message.template === 'returned'
          ? returnedMail({ ...facts, ...what })
          : correctionReminderMail({ ...facts, ...what, returnedOn, why: message.why });
      return { to, mail };
    }
    case 'withdrawn':
      return { to, mail: withdrawnMail({ ...facts, withdrawnAt: state.changedAt }) };
    case 'city-news':
      return cityNews(ports, state, facts, person, message);
    case 'permit-news':
      return permitNews(ports, state, facts, person, message);
    case 'result':
      return result(ports, state, facts, revision, to);
  }
};

const factsOf = async (ports: AppPorts, state: CaseState, person: Person) => {
  const view = await summarize(ports.store, state, dateOf(ports.clock()));
  return {
    sender: await senderTo(ports, person, state.sectionId),
    to: person.name,
    vendorName: view.vendorName,
    caseNo: state.caseNo,
    permitNo: view.permitNo ?? '',
    systemName: view.systemName,
    subcontractor: view.subcontractor,
    caseUrl: `${ports.config.baseUrl}/applications/${state.caseId}`,
    permitUrl: `${ports.config.baseUrl}/permits/${state.caseId}`,
  };
};
type Facts = Awaited<ReturnType<typeof factsOf>>;

/** Delivered after a hand-over, it goes to the successor. */
const cityNews = async (
  ports: AppPorts,
  state: CaseState,
  { sender, caseNo, systemName, subcontractor, permitNo, permitUrl }: Facts,
  person: Person,
  message: MailOf<'city-news'>,
): Promise<Composed | undefined> => {
  const managers = await informed(ports, state, await loadSettings(ports.store));
  const reader = managers.includes(person.personId)
    ? person
    : await loadPerson(ports.store, managers[0] ?? '');
  if (!reader) return undefined;
  const told = await composeCityNews(ports, state, message);
  const about = { sender, to: reader.name, caseNo, systemName, subcontractor, permitNo, permitUrl };
  return told && { to: reader.email, mail: permitNewsMail({ ...about, ...told }) };
};

/**
 * To the person, or with `copy` to one whom the permit names after the changes that were filed (変更届): not whoever was
 * named once and has left. Undefined: that address has the mail already, or is that of a contact who has left.
 */
export const addresseeOf = async (
  { store, clock }: AppPorts,
  state: CaseState,
  person: Person,
  copy: MailOf<'permit-news'>['copy'],
): Promise<Pick<Person, 'name' | 'email'> | undefined> => {
  if (copy === undefined) return person;
  const today = dateOf(clock());
  const { responsiblePerson, contactPerson } = await applicationOn(store, state, today.toString());
  const addressee = copy === 'responsible' ? responsiblePerson : contactPerson;
  const contacts = await listContacts(store, state.vendorId);
  const told = [
    ...(hasLeft(person, today) ? await successorsOn(store, state.vendorId, today) : [person]),
    ...(copy === 'responsible' ? [] : [responsiblePerson]),
  ];
  const isSame = ({ email }: { readonly email: string }) =>
    addressHash(email) === addressHash(addressee.email);
  const left = contacts.filter((contact) => hasLeft(contact, today)).some(isSame);
  const back = contacts.filter((contact) => !hasLeft(contact, today)).some(isSame);
  return told.some(isSame) || (left && !back) ? undefined : addressee;
};

const permitNews = async (
  ports: AppPorts,
  state: CaseState,
  { sender, vendorName, caseNo, systemName, subcontractor, permitNo, permitUrl }: Facts,
  person: Person,
  message: MailOf<'permit-news'>,
): Promise<Composed | undefined> => {
  const addressee = await addresseeOf(ports, state, person, message.copy);
  if (!addressee) return undefined;
  const to = `${vendorName} ${addressee.name}`;
  const about = { sender, to, caseNo, systemName, subcontractor, permitNo, permitUrl };
  const mail = await composeNews(ports, state, message, about);
  return mail && { to: addressee.email, mail };
};

const result = async (
  { store }: AppPorts,
  state: CaseState,
  facts: Facts,
  { application }: Revision,
  to: string,
): Promise<Composed | undefined> => {
  if (!('notice' in state) || !state.notice) return undefined;
  const { stage, conditional } = state.decision;
  const [decisions, section] = await Promise.all([
    loadDecisions(store, state.caseId),
    loadSection(store, state.sectionId),
  ]);
  const issued = await loadPaper(store, caseKey(state.caseId), state.notice.paper, resultNoticeSchema);
  const decision = decisions.findLast((d) => d.stage === stage && d.rev === state.rev);
  if (!decision) throw new Fatal('the decision of a notified case is missing');
  return {
    to,
    mail: resultMail({
      ...facts,
      ...state.notice,
      result: state.status === 'refused' ? '不承認' : conditional ? '条件付承認' : '承認',
      appliedOn: application.appliedOn,
      permitNo: 'permitNo' in state ? state.permitNo : undefined,
      period: 'permitNo' in state ? state.period : application.period,
      fromNotice: 'permitNo' in state && state.period.from > application.period.from,
      conditions: decision.conditions,
      necessity: decision.necessity,
      conditionReason: issued?.conditionReason,
      refusalReason: state.status === 'refused' ? decision.reason : undefined,
      purpose: application.purpose,
      lacking: lackingOf(decision, regulationById(state.regulationId)),
      doubts: issued?.doubts,
      noticeUrl: `${facts.caseUrl}/notice`,
      contactEmail: section?.email ?? '',
    }),
  };
};

/** The items to correct, with the rule's own words and the manager's notes. */
export const whatToCorrect = async (store: Store, state: StateOf<'returned'>) => {
  const decision =
    state.returned.by === 'manager'
      ? (await loadDecisions(store, state.caseId)).findLast(
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
