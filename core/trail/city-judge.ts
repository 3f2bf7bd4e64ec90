import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { revisionSchema } from '../application/revision-store.ts';
import type { Attachment } from '../attachment/attachments.ts';
import { type FileRecord, fileRecordSchema, fileRow } from '../attachment/file-store.ts';
import type { CaseEvent } from '../case/case-event.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, numberWrite } from '../case/case-store.ts';
import { messageSchema } from '../case/outbox.ts';
import { mailRecordSchema } from '../case/outbox-write.ts';
import {
  type Appointment,
  appointmentSchema,
  isContact,
  type Person,
  personSchema,
  sectionSchema,
} from '../directory/directory.ts';
import { personWrites } from '../directory/directory-store.ts';
import { type DirectoryEvent, isCovered, keyText, rowHash } from '../directory/directory-trail.ts';
import { DEFAULT_SETTINGS, settingsVersionSchema } from '../directory/settings.ts';
import { counterRow } from '../store/numbering.ts';
import type { Item } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { canonicalJson } from '../values/hash.ts';
import { fiscalYearLabel, fiscalYearOf } from '../values/wareki.ts';
import { eventsIn, leftAlone, stateIn } from './case-faults.ts';
import {
  type CoveredRow,
  coveredRows,
  coverFaults,
  directoryChain,
  heldOffice,
  type OfficeAct,
} from './directory-faults.ts';
import { dayOfMail, type ListedMail, listedMailOf, mailHash } from './mail-list.ts';

/**
 * What rows of one city say of each other. Rows are added one by one, cases as a whole, in any order; little is kept of
 * each. What cannot be read has been named already and is left out here.
 * Longer than 300 lines: its judges share what little is kept of each row.
 */

type Numbers = Map<string, number>;
type Written = { readonly row: string; readonly key: string };

const derived = (row: Item): Written => ({ key: keyText(row), row: canonicalJson(row) });

export const createCityJudge = () => {
  /** Hash of each covered row. */
  const covered = new Map<string, string>();
  const trail: Item[] = [];
  /** Derived rows as they are, and as they should be. */
  const found = new Map<string, string>();
  const expected = new Map<string, string>();
  /** Rows that may be there beside them: what a case has applied under before, what has gone with a case. */
  const allowed = new Set<string>();
  const maybeGone = new Set<string>();
  const leavers = new Set<string>();
  const people = new Map<string, Person['affiliation']['kind']>();
  const appointments: Appointment[] = [];
  const prefixes = new Map<string, string[]>();
  let leastReminders = DEFAULT_SETTINGS.workReportReminders;
  const acts: (OfficeAct & { readonly where: string })[] = [];
  const alone: { readonly where: string; readonly sent: number }[] = [];
  const cases = new Map<string, boolean>();
  const files = new Map<string, FileRecord>();
  const named = new Map<string, Attachment & { readonly where: string; readonly vendorId: string }>();
  const listed = new Map<string, ListedMail & { readonly day: string }>();
  const mails = new Map<string, { readonly hash: string; readonly day: string; readonly where: string }>();
  const messages: { readonly where: string; readonly caseId?: string; readonly personId?: string }[] = [];
  const counted: Numbers = new Map();
  const given: Numbers = new Map();
  const documents: { readonly prefix: string; readonly year: string; readonly number: number }[] = [];

  const expect = (row: Item): void => {
    const { key, row: text } = derived(row);
    expected.set(key, text);
  };

  const addCase = (rows: readonly Item[]): void => {
    for (const row of rows) if (/^(CHILD|RENEWAL)#/.test(row.sk)) add(row);
    const state = stateIn(rows);
    const events = safely(() => eventsIn(rows)) ?? [];
    if (!state) return;
    const { caseId, vendorId } = state;
    const isErased = state.erasedAt !== undefined;
    cases.set(caseId, isErased);
    for (const row of numbersOf(state)) expect(row);
    if (state.parentCaseId) expect({ pk: caseKey(state.parentCaseId), sk: `CHILD#${caseId}` });
    if (state.previousCaseId) expect({ pk: caseKey(state.previousCaseId), sk: `RENEWAL#${caseId}` });
    for (const { seq, at, by, fact } of events) {
      const where = `${caseId}: event ${seq}`;
      if ('parentCaseId' in fact && fact.parentCaseId)
        allowed.add(`${caseKey(fact.parentCaseId)}/CHILD#${caseId}`);
      if ('previousCaseId' in fact && fact.previousCaseId)
        allowed.add(`${caseKey(fact.previousCaseId)}/RENEWAL#${caseId}`);
      if (by.kind === 'person' && by.role !== undefined && fact.type !== 'erased') {
        const { personId, role, as, recordedBy } = by;
        acts.push({ where, personId, role, as, at, onPaper: recordedBy !== undefined });
      }
      const year = fiscalYearLabel(fiscalYearOf(dateOf(Temporal.Instant.from(at))));
      // A sanction names its order again, and on its day its notice: each may be of the fiscal year before, and was given then.
      for (const text of ['documentNo', 'orderNo', 'noticeNo'] as const)
        if (text in fact && (text !== 'orderNo' || fact.type === 'order-issued') && !isNamedAgain(fact, text))
          note(z.looseObject({ [text]: z.string() }).parse(fact)[text] ?? '', year);
    }
    note(state.caseNo, '');
    if ('permitNo' in state) note(state.permitNo, '');
    if (!isErased)
      for (const { sk, sent } of safely(() => leftAlone(events, rows)) ?? [])
        alone.push({ where: `${caseId}: ${sk}`, sent });
    for (const row of rows) {
      if (isErased && row.sk !== 'STATE') continue;
      if (row.sk.startsWith('REV#'))
        for (const attachment of revisionSchema.safeParse(row['revision']).data?.application.attachments ??
          [])
          named.set(`${caseId}/${row.sk}/${attachment.fileId}`, {
            ...attachment,
            where: `${caseId}: ${row.sk}`,
            vendorId,
          });
      if (row.sk.startsWith('MAIL#')) addMail(row, caseId);
    }
    if (isErased) maybeGone.add(caseId);
  };

  /** e.g. R8-0012, R8-P0012, R8-W0012, 苫情推第123号: a number that has been given. */
  const note = (text: string, year: string): void => {
    const [, label = '', kind = '', number] = /^(.+)-([PWDU]?)(\d+)$/.exec(text) ?? [];
    const [, prefix, document] = /^(.*)第(\d+)号$/.exec(text) ?? [];
    if (document !== undefined) documents.push({ prefix: prefix ?? '', year, number: Number(document) });
    else if (number !== undefined)
      raise(given, `COUNTER#${SERIES[kind as keyof typeof SERIES]}/${label}`, Number(number));
  };

  const addMail = (row: Item, caseId: string): void => {
    const mail = mailRecordSchema.safeParse(row['mail']).data;
    // One that was begun has not been handed over yet; or nobody knows.
    if (!mail || mail.result === 'sending' || mail.result === 'unknown') return;
    const where = `${caseId}: ${row.sk}`;
    mails.set(`${mail.mailId}`, { hash: mailHash(row.pk, mail), day: dayOfMail(mail), where });
  };

  const READ: Readonly<Record<string, (row: Item) => void>> = {
    PROFILE: (row) => {
      const person = personSchema.parse(row['person']);
      people.set(person.personId, person.affiliation.kind);
      for (const write of personWrites(person)) {
        if (!('put' in write) || isCovered(write.put)) continue;
        // The address of a contact who leaves may be somebody else's by now, or be erased with them.
        const isGivenUp = isContact(person) && person.affiliation.to !== undefined;
        if (isGivenUp && write.put.pk.startsWith('ADDRESS#')) leavers.add(canonicalJson(write.put));
        else expect(write.put);
      }
    },
    APPOINTMENT: (row) => {
      if (row.pk.startsWith('ROLE#')) appointments.push(appointmentSchema.parse(row['appointment']));
    },
    SECTION: (row) => {
      const { documentPrefix, sectionId } = sectionSchema.parse(row['section']);
      prefixes.set(documentPrefix, [...(prefixes.get(documentPrefix) ?? []), sectionId]);
    },
    V: (row) => {
      const { settings } = settingsVersionSchema.parse(row['settings']);
      leastReminders = Math.min(leastReminders, settings.workReportReminders);
    },
    LIST: (row) => note(z.object({ disposalNo: z.string() }).parse(row['disposal']).disposalNo, ''),
  };

  /** A row of no case. */
  const add = (row: Item): void => {
    const key = keyText(row);
    if (isCovered(row)) {
      covered.set(key, rowHash(row));
      safely(() => READ[row.sk.split('#')[0] ?? '']?.(row));
    } else if (row.pk === 'DIRECTORY' && row.sk.startsWith('TRAIL#')) trail.push(row);
    else if (row.sk === 'FILE') {
      const file = fileRecordSchema.safeParse(row['file']).data;
      if (file) files.set(file.fileId, file);
      if (file) expect(fileRow(file));
      found.set(key, canonicalJson(row));
    } else if (row.pk.startsWith('MAILS#')) {
      const mail = safely(() => listedMailOf(row));
      if (mail) listed.set(mail.mailId, { ...mail, day: row.pk.slice('MAILS#'.length) });
      else found.set(key, canonicalJson(row));
    } else if (row.pk.startsWith('COUNTER#')) {
      counted.set(key, row.version ?? 0);
      if (canonicalJson(row) !== canonicalJson(counterRow(row, row.version ?? 0)))
        found.set(key, canonicalJson(row));
    } else if (row.sk.startsWith('OUTBOX#')) {
      const message = messageSchema.safeParse(row['message']).data;
      const mail = message?.kind === 'mail' ? message.mail : undefined;
      const told = mail?.template === 'digest' ? mail.items.map((item) => item.mail) : [mail ?? message];
      for (const one of told) {
        const ids = refersTo.safeParse(one).data;
        if (ids) messages.push({ where: key, ...ids });
      }
    } else found.set(key, canonicalJson(row));
  };

  const trailOf = () => {
    const chain = directoryChain(trail.sort((a, b) => (a.sk < b.sk ? -1 : 1)));
    return { ...chain, covered: coveredRows(chain.events) };
  };

  const judge = (): {
    readonly faults: readonly string[];
    readonly events: readonly DirectoryEvent[];
    readonly files: ReadonlyMap<string, FileRecord>;
    /** The mails of each day. */
    readonly mailDays: ReadonlyMap<string, readonly ListedMail[]>;
  } => {
    const directory = trailOf();
    // A proposal goes with the people whom it names; its number stays in the trail.
    for (const { act, subject } of directory.events) if (act === 'propose') note(subject, '');
    const mailDays = new Map<string, ListedMail[]>();
    for (const { day, ...mail } of listed.values()) mailDays.set(day, [...(mailDays.get(day) ?? []), mail]);
    const faults = [
      ...directory.faults,
      // What hangs on a broken trail says nothing more.
      ...(directory.faults.length > 0 ? [] : coverFaults(directory.covered, covered)),
      ...(directory.faults.length > 0 ? [] : officeFaults(directory.covered, directory.events)),
      ...derivedFaults(),
      ...fileFaults(),
      ...mailFaults(),
      ...numberFaults(),
      ...alone.flatMap(({ where, sent }) =>
        where.includes('WORK#') && sent >= leastReminders ? [] : [`${where} is in no index of what is due`],
      ),
      ...messages.flatMap(({ where, caseId, personId }) => [
        ...(caseId === undefined || cases.has(caseId) ? [] : [`${where}: there is no case ${caseId}`]),
        ...(personId === undefined || people.has(personId) ? [] : [`${where}: there is no ${personId}`]),
      ]),
    ];
    return { faults, events: directory.events, files, mailDays };
  };

  const officeFaults = (rows: ReadonlyMap<string, CoveredRow>, events: readonly DirectoryEvent[]) => {
    const byRole = Map.groupBy(appointments, ({ role }) => role as string);
    return acts.flatMap(({ where, ...act }) =>
      heldOffice(act, byRole.get(act.role) ?? [], rows, events)
        ? []
        : [`${where}: ${act.personId} did not hold ${act.role} then, as the directory's trail has it`],
    );
  };

  const derivedFaults = (): string[] => {
    const ofErased = (key: string) => maybeGone.has(/^CASE#(\w+)\/RENEWAL#/.exec(key)?.[1] ?? '');
    return [
      ...[...expected].flatMap(([key, row]) => {
        const is = found.get(key);
        if (is === undefined) return ofErased(key) ? [] : [`${key} is missing`];
        return is === row ? [] : [`${key} is not what the rows that it follows from give`];
      }),
      ...[...found].flatMap(([key, row]) =>
        expected.has(key) || allowed.has(key) || leavers.has(row)
          ? []
          : [`${key}: nothing that is there gives it`],
      ),
    ];
  };

  const fileFaults = (): string[] => {
    const used = new Set<string>();
    const of = [...named.values()].flatMap((attachment) => {
      const { fileId, where, vendorId } = attachment;
      used.add(fileId);
      const file = files.get(fileId);
      if (!file) return [`${where}: the row of the attachment ${fileId} is missing`];
      const differs = (['name', 'type', 'size', 'sha256'] as const).some(
        (member) => file[member] !== attachment[member],
      );
      return differs || file.vendorId !== vendorId || !file.submitted
        ? [`FILE#${fileId}: is not what ${where} names`]
        : [];
    });
    const idle = [...files.values()].filter(
      ({ submitted, kept, fileId }) => submitted && kept && !used.has(fileId),
    );
    return [...of, ...idle.map(({ fileId }) => `FILE#${fileId}: no application names it`)];
  };

  const mailFaults = (): string[] => {
    const firstDay = [...listed.values()].map(({ day }) => day).sort()[0] ?? '9999';
    return [
      ...[...listed.values()].flatMap(({ mailId, caseId, hash, day }) => {
        const mail = mails.get(mailId);
        // Erased with its case.
        if (!mail)
          return cases.get(caseId) === true ? [] : [`${caseId}: MAIL#${mailId} of ${day} is missing`];
        return mail.hash === hash ? [] : [`${mail.where} is not the one that was sent`];
      }),
      ...[...mails].flatMap(([mailId, { day, where }]) =>
        day < firstDay || listed.has(mailId) ? [] : [`${where}: no mail of ${day} is listed as this one`],
      ),
    ];
  };

  const numberFaults = (): string[] => {
    for (const { prefix, year, number } of documents) {
      const [sectionId, ...others] = prefixes.get(prefix) ?? [];
      // A prefix that was changed since, or that several sections have used, tells nothing.
      if (sectionId !== undefined && others.length === 0)
        raise(given, `COUNTER#document-${sectionId}/${year}`, number);
    }
    return [...given].flatMap(([key, last]) => {
      const is = counted.get(key) ?? 0;
      const mustBe = EXACT.some((series) => key.startsWith(`COUNTER#${series}/`));
      return is < last || (mustBe && is !== last)
        ? [`${key}: stands at ${is}, the last number is ${last}`]
        : [];
    });
  };

  return { addCase, add, judge };
};

/** Names a paper that was there: issued again, or arrived (docs/adr/0063, docs/adr/0065). */
const ABOUT_A_PAPER: readonly CaseEvent['fact']['type'][] = [
  'paper-reissued',
  'paper-received',
  'paper-delivered',
];
/** What takes effect on a later day than that of its notice names that notice again (core/finding/take-effect.ts). */
const isNamedAgain = (fact: CaseEvent['fact'], text: string): boolean =>
  text === 'documentNo' &&
  (ABOUT_A_PAPER.includes(fact.type) ||
    ((fact.type === 'suspended' || fact.type === 'partly-suspended' || fact.type === 'revoked') &&
      fact.effectiveOn !== undefined));

const SERIES = { '': 'case', P: 'permit', W: 'work', D: 'disposal', U: 'proposal' } as const;
/** Every number of these has left a trace that is never erased: what is missing has been removed. */
const EXACT = ['case', 'permit', 'disposal', 'proposal'];

const raise = (numbers: Numbers, key: string, number: number): void => {
  numbers.set(key, Math.max(number, numbers.get(key) ?? 0));
};

const numbersOf = (state: CaseState): readonly Item[] =>
  [
    numberWrite('CASENO', state.caseNo, state.caseId),
    ...('permitNo' in state ? [numberWrite('PERMITNO', state.permitNo, state.caseId)] : []),
  ].flatMap((write) => ('put' in write ? [write.put] : []));

const refersTo = z.object({ caseId: z.string().optional(), personId: z.string().optional() });

const safely = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
