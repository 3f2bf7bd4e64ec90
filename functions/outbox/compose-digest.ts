import { questionName, summarize } from '../../core/application/list-cases.ts';
import { openQuestions } from '../../core/case/case-state.ts';
import { caseKey, loadCase } from '../../core/case/case-store.ts';
import { ISSUE_REASONS } from '../../core/case/decision-request.ts';
import { isContact } from '../../core/directory/directory.ts';
import { loadPerson, loadSection, loadVendor } from '../../core/directory/directory-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { Retryable } from '../../core/values/errors.ts';
import type { AppPorts } from '../http/contract.ts';
import { type DigestEntry, digestMail } from '../sign-in/mails.ts';
import type { Mail } from '../ui/mail-text.ts';
import { addresseeOf } from './compose-case-mail.ts';
import { composeMail } from './compose-mail.ts';
import { tellNews } from './compose-news.ts';
import { mayStillKnow } from './compose-request.ts';
import type { Digest } from './gather.ts';
import { type Composed, officeSender, senderOf } from './mail-sender.ts';

/** Where a mail is kept, or the part of one that is about a case. */
export type Place = { readonly pk: string; readonly mailId: string };

export const placesOf = ({ items }: Digest): readonly Place[] =>
  items.map(({ id, mail }) => ({ pk: caseKey(mail.caseId), mailId: id }));

type Item = Digest['items'][number];
type Reader = {
  readonly to: string;
  readonly email: string;
  /** Of the city; one whose questions wait in 決裁待ち, or a section. */
  readonly city?: 'person' | 'section';
};
type Entry = DigestEntry & {
  readonly sectionId: string;
  /** Of a copy: whom the permit names. */
  readonly reader?: Reader;
};

/** What goes out together, and what could not be composed: that must not hold up the rest, and is tried again alone. */
type DigestOutcome = {
  readonly goes?: Composed & { readonly copies: readonly (Place & { readonly text: string })[] };
  readonly broken: readonly Item[];
};

/**
 * One mail of what has waited for one recipient, as the records are now; of what is no longer of use nothing is said. Each case
 * keeps what the mail says of it, and how many others it names. One that is left alone goes as if it had never waited.
 *
 * @throws {Retryable} when the store cannot answer now: all are tried again together
 */
export const composeDigest = async (ports: AppPorts, digest: Digest): Promise<DigestOutcome> => {
  const found = await Promise.all(
    digest.items.map(async (item) => ({ item, entry: await unlessBroken(entryOf(ports, item)) })),
  );
  const all = found.flatMap(({ item, entry }) => (entry && entry !== 'broken' ? [{ item, entry }] : []));
  const [first] = all;
  // Permits of one person may name different people: what is for another than the first goes alone.
  const isSame = ({ entry }: { readonly entry: Entry }) => entry.reader?.email === first?.entry.reader?.email;
  const said = all.filter(isSame);
  const broken = [
    ...found.filter(({ entry }) => entry === 'broken'),
    ...all.filter((one) => !isSame(one)),
  ].map(({ item }) => item);
  if (!first) return { broken };
  const placeOf = ({ id, mail }: Item): Place => ({ pk: caseKey(mail.caseId), mailId: id });
  if (said.length === 1) {
    const alone = await unlessBroken(composeMail(ports, first.item.mail));
    if (alone === 'broken') return { broken: [...broken, first.item] };
    return {
      ...(alone && { goes: { ...alone, copies: [{ ...placeOf(first.item), text: alone.mail.text }] } }),
      broken,
    };
  }
  const reader = first.entry.reader ?? (await readerOf(ports, first.item.mail));
  if (!reader) return { broken };
  const sections = new Set(said.map(({ entry }) => entry.sectionId));
  const sender =
    sections.size === 1 && reader.city === undefined
      ? await senderOf(ports, first.entry.sectionId)
      : await officeSender(ports);
  const { baseUrl } = ports.config;
  const about = {
    sender,
    to: reader.to,
    today: dateOf(ports.clock()).toString(),
    page:
      reader.city === 'person'
        ? (['決裁待ち', `${baseUrl}/inbox`] as const)
        : (['トップページ', baseUrl] as const),
  };
  const mail = digestMail({ ...about, entries: said.map(({ entry }) => entry) });
  const copies = said.map(({ item, entry }) => ({
    ...placeOf(item),
    text: ofOne(digestMail({ ...about, entries: [entry] }), said.length - 1),
  }));
  return { goes: { to: reader.email, mail, copies }, broken };
};

const unlessBroken = <T>(composing: Promise<T>): Promise<T | 'broken'> =>
  composing.catch((error: unknown) => {
    if (error instanceof Retryable) throw error;
    return 'broken';
  });

const ofOne = ({ text }: Mail, others: number): string =>
  `${text}\n（このメールには、ほかに${others}件がまとめられていた。）\n`;

const readerOf = async ({ store }: AppPorts, mail: Item['mail']): Promise<Reader | undefined> => {
  if (mail.template === 'office-alert') {
    const section = await loadSection(store, mail.sectionId);
    return section && { to: `${section.name} 御中`, email: section.email, city: 'section' };
  }
  const person = await loadPerson(store, mail.personId);
  if (!person) return undefined;
  const { name, email } = person;
  if (!isContact(person)) return { to: name, email, city: 'person' };
  const vendor = await loadVendor(store, person.affiliation.vendorId);
  return { to: `${vendor?.name ?? ''} ${name}`.trim(), email };
};

const entryOf = async (ports: AppPorts, { mail }: Item): Promise<Entry | undefined> => {
  const { store, clock } = ports;
  const state = await loadCase(store, mail.caseId);
  if (!state || state.erasedAt !== undefined) return undefined;
  const { permitNo, caseNo, systemName } = await summarize(store, state, dateOf(clock()));
  const about = { no: permitNo ?? caseNo, systemName, sectionId: state.sectionId };
  switch (mail.template) {
    case 'correction-reminder':
      return state.status === 'returned' && !state.request
        ? { ...about, what: '申請の補正', dueOn: state.returned.correctBy }
        : undefined;
    case 'answered': {
      const person = await loadPerson(store, mail.personId);
      if (!person || !(await mayStillKnow(ports, state, person))) return undefined;
      const what = await questionName(store, state.caseId, mail);
      const by = (await loadPerson(store, mail.answeredBy))?.name ?? '';
      return { ...about, what, why: `${by}が${mail.inPlace ? '代決' : '決定'}しました` };
    }
    case 'permit-news': {
      const told = await tellNews(ports, state, mail);
      const entry = told && { ...about, what: told.subject, dueOn: told.dueOn };
      if (!entry || mail.copy === undefined) return entry;
      const person = await loadPerson(store, mail.personId);
      const addressee = person && (await addresseeOf(ports, state, person, mail.copy));
      if (!addressee) return undefined;
      const vendor = await loadVendor(store, state.vendorId);
      const to = `${vendor?.name ?? ''} ${addressee.name}`.trim();
      return { ...entry, reader: { to, email: addressee.email } };
    }
    case 'decision-request':
    case 'office-alert': {
      const question = openQuestions(state).find(({ requestId }) => requestId === mail.requestId);
      const isDead = mail.template === 'decision-request' && question?.generation !== mail.generation;
      if (!question || isDead) return undefined;
      const what = await questionName(store, state.caseId, question);
      const why = mail.template === 'decision-request' ? ISSUE_REASONS[mail.reason] : '回答がありません';
      return { ...about, what, dueOn: question.dueOn, why };
    }
  }
};
