import { questionName, summarize } from '../../core/application/list-cases.ts';
import { loadCase } from '../../core/case/case-store.ts';
import type { MailMessage } from '../../core/case/outbox.ts';
import type { Person } from '../../core/directory/directory.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import { answeredMail } from '../question/mails.ts';
import { type Composed, senderOf } from './mail-sender.ts';

export const composeAnswered = async (
  ports: AppPorts,
  person: Person,
  message: Extract<MailMessage, { template: 'answered' }>,
): Promise<Composed | undefined> => {
  const { store, clock, config } = ports;
  const state = await loadCase(store, message.caseId);
  if (!state || state.erasedAt !== undefined) return undefined;
  const { permitNo, caseNo, systemName } = await summarize(store, state, dateOf(clock()));
  const mail = answeredMail({
    sender: await senderOf(ports, state.sectionId),
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
