import { recordPrefixes } from '../case/records.ts';
import type { Key } from '../store/ports.ts';

/**
 * Every kind of row that there is, and how the audit sees a change of it that was made behind the system's back
 * (docs/adr/0030). A row of a kind that is not listed here is a fault to `npm run audit:verify`, and fails the tests:
 * whoever writes a new kind of row adds a line and, where it is covered, what judges it (trail/verify-audit.ts).
 * Longer than 300 lines: one table, a line for every kind of row.
 */
export const COVERS = {
  chained: 'chained by hash; the end of the chain stands in every anchor',
  event: 'its hash stands in an event of its case',
  directory: 'its hash, with a salt of its own, stands in an event of the directory’s trail',
  derived: 'computed anew from covered rows, and compared with its columns of indexes',
  passes: 'is no evidence and gives no power',
} as const;
export type Cover = keyof typeof COVERS;

export type RowType = {
  /** Hash and range key, each up to and with its first `#`; `*`: any. */
  readonly pk: string;
  readonly sk: string;
  readonly cover: Cover;
  /** What the row is. */
  readonly what: string;
  /** What it is compared with; or why it may pass. */
  readonly how: string;
};

const type = (pk: string, sk: string, cover: Cover, what: string, how: string): RowType => ({
  pk,
  sk,
  cover,
  what,
  how,
});

export const ROW_TYPES: readonly RowType[] = [
  // A case
  type('CASE#', 'EVENT#', 'chained', 'what happened in a case', 'every event follows from the one before'),
  type('CASE#', 'STATE', 'derived', 'where the case stands', 'the fold of its events'),
  type('CASE#', 'REV#', 'event', 'an application as it was handed in', 'hash in `submitted`, `resubmitted`'),
  type('CASE#', 'DECISION#', 'event', 'a decision with its reasons', 'hash in the event of the decision'),
  type('CASE#', 'PAPER#', 'event', 'what people wrote', 'hash in the event of the same number'),
  ...recordPrefixes.map((prefix) =>
    type(
      'CASE#',
      `${prefix}#`,
      'derived',
      'the head of a record of the case',
      'the fold of the events about it',
    ),
  ),
  type(
    'CASE#',
    'MAIL#',
    'event',
    'a mail that was sent about the case',
    'salted hash in the list of its day',
  ),
  type('MAILS#', '*', 'chained', 'the list of a day’s mails: hashes', 'digest of the day in the next anchor'),
  type('CASE#', 'REQUEST#', 'derived', 'an open question in an inbox', 'the state’s open questions'),
  type('CASE#', 'NEXT-REPORT', 'derived', 'the next month to ask for', 'the state'),
  type('CASE#', 'HELD', 'derived', 'a paper that nobody is in office to issue', 'the state'),
  type(
    'CASE#',
    'CHANGED',
    'passes',
    'when the case has changed last, in the list of its section',
    'decides nothing: what a front page tells is read from the events; cases of the versions before have none until they change',
  ),
  type('CASE#', 'PERMIT', 'derived', 'the permit in the register', 'the state'),
  type(
    'CASE#',
    'CHILD#',
    'derived',
    'a subcontractor’s case',
    'the states that name this one as their parent',
  ),
  type(
    'CASE#',
    'SUBCONTRACTORS',
    'passes',
    'whose turn it is to be approved under a permit',
    'decides nothing: two approvals at once meet at it; how many there are is counted from the states',
  ),
  type('CASE#', 'RENEWAL#', 'derived', 'an application to continue', 'the states that continue this one'),
  type('CASENO#', 'CASE', 'derived', '受付番号 → case', 'the states'),
  type('PERMITNO#', 'CASE', 'derived', '許可番号 → case', 'the states'),
  type('COUNTER#', '*', 'derived', 'the last number given in a year', 'the numbers that the events give'),
  type(
    'CASE#',
    'TASK',
    'passes',
    'the workflow’s token',
    'a token that no execution has given out wakes nobody; whatever is woken reads the record',
  ),
  type(
    'CASE#',
    'REMINDED#',
    'passes',
    'the vendor was reminded of a deadline',
    'decides nothing: the deadline passes on its day whether anybody was reminded or not',
  ),
  type(
    'CASE#',
    'CONFIRMATION-DRAFT',
    'passes',
    'what a manager had typed so far, of the versions before',
    'nothing of it counts before the decision is made, which is covered',
  ),
  type(
    'CASE#',
    'REPORT-DRAFT#',
    'passes',
    'what a vendor has typed of a month so far',
    'nothing of it counts before the report is submitted, which is covered',
  ),
  type(
    'CASE#',
    'SAVED-FORM#',
    'passes',
    'what somebody has typed into a form so far',
    'nothing of it counts before the form is sent, which is covered; it ends by itself',
  ),
  type(
    'CASE#',
    'NOTICE',
    'passes',
    'who issued a notice, of the versions before',
    'its events have no hash of it (docs/upgrade.md); new notices are papers',
  ),
  // Files
  type(
    'FILE#',
    'FILE',
    'derived',
    'an attachment: name, size, hash',
    'the revisions that name it, and the bytes that are kept',
  ),
  type(
    'DRAFT#',
    'DRAFT',
    'passes',
    'an application that is being typed',
    'judged anew when it is handed in; its index columns are compared',
  ),
  type(
    'LOG-MAPPING#',
    'MAPPING',
    'passes',
    'how a log’s columns were read last',
    'a proposal, which whoever uploads the next log confirms',
  ),
  // The directory
  type(
    'DIRECTORY',
    'TRAIL#',
    'chained',
    'what was done to the directory',
    'every event follows from the one before',
  ),
  type('DIRECTORY', 'REASON#', 'directory', 'the reason of such an act', 'erased after the retention'),
  type(
    'DIRECTORY',
    'EVENT#',
    'directory',
    'what was done to it, of the versions before',
    'taken into the trail by the upgrade',
  ),
  type('CATALOG', 'SECTION#', 'directory', 'a section', 'registered, changed'),
  type('CATALOG', 'SYSTEM#', 'directory', 'a system', 'registered, changed'),
  type('CATALOG', 'FORMER-SYSTEM#', 'directory', 'what a system was', 'changed'),
  type('CATALOG', 'VENDOR#', 'directory', 'a vendor', 'registered, changed, erased'),
  type(
    'CATALOG',
    'SEEDED',
    'directory',
    'the mark that the city has begun',
    'without it the demo city would be put into a real one',
  ),
  type(
    'PERSON#',
    'PROFILE',
    'directory',
    'a person: name, address, affiliation',
    'registered, changed, erased',
  ),
  type('PERSON#', 'APPOINTMENT#', 'directory', 'an office that a person holds', 'appointed, ended'),
  type(
    'ROLE#',
    'APPOINTMENT#',
    'directory',
    'who holds an office',
    'appointed, ended; and against every decision',
  ),
  type('SETTINGS', 'V#', 'directory', 'the settings of art. 12', 'changed'),
  type('VENDOR#', 'CONSULTATION#', 'directory', 'a consultation', 'recorded, erased'),
  type(
    'VENDOR#',
    'CONSULTED#',
    'passes',
    'a consultation to which no application has come, in the list of the city',
    'decides nothing: what a front page tells is read from the consultation; those of the versions before have none',
  ),
  type('VENDOR#', 'APIKEY#', 'directory', 'an API key: whose, until when', 'created, revoked, erased'),
  type('APIKEY#', 'KEY', 'directory', 'hash of a key → the key', 'created'),
  type(
    'DISPOSALS',
    'LIST#',
    'directory',
    'a list of disposal with its approval',
    'prepared, approved, carried out',
  ),
  type('DISPOSALS', 'YEAR#', 'directory', 'the year’s list has been prepared', 'prepared'),
  type('DISPOSAL#', 'CASE#', 'directory', 'a case on such a list', 'listed, excluded, erased'),
  type(
    'PROPOSAL#',
    'PROPOSAL',
    'directory',
    'a 登録伺い: what another person is to confirm',
    'proposed, confirmed, applied, stopped, withdrawn, lapsed, erased',
  ),
  type('ADDRESS#', 'PERSON', 'derived', 'hash of an address → person', 'the profiles'),
  type(
    'PERSON#',
    'SAVED-FORM#',
    'passes',
    'what somebody has typed into a form about the directory so far',
    'nothing of it counts before the form is sent, which is covered; it ends by itself',
  ),
  type('STAFF', 'PERSON#', 'derived', 'the city’s people', 'the profiles'),
  type('VENDOR#', 'CONTACT#', 'derived', 'a vendor’s people', 'the profiles'),
  // What passes
  type(
    '*',
    'OUTBOX#',
    'passes',
    'a message that is to be delivered',
    'goes as soon as it is seen, or with others minutes later; says ids only, all of which must be there; what it brings about is judged by the record',
  ),
  type(
    'VENDOR#',
    'MAIL#',
    'passes',
    'a mail about its people and keys that was sent',
    'decides nothing; the consultation, the person and the key are covered',
  ),
  type('VENDOR#', 'KEYUSE#', 'passes', 'the last day on which a key was used', 'shown, and nothing else'),
  type(
    'VENDOR#',
    'KEYREMINDED#',
    'passes',
    'the reminder of a key’s end has been sent',
    'decides nothing: the key ends on its day whether anybody was reminded or not',
  ),
  type(
    'DISPOSAL#',
    'MAIL#',
    'passes',
    'a mail about a list of disposal',
    'decides nothing; the list and its approval are covered',
  ),
  type(
    'PROPOSAL#',
    'MAIL#',
    'passes',
    'a mail about a 登録伺い',
    'decides nothing; the proposal and its confirmation are covered',
  ),
  type(
    'DIRECTORY',
    'MAIL#',
    'passes',
    'a mail with the anchors’ hashes, or of an act that counted at once',
    'of the hashes counts the copy outside, which the recipients keep; of the act, its event',
  ),
  type(
    'HANDLE#',
    'LINK',
    'passes',
    'a mailed link',
    'decides nothing and expires; whoever opens it must enter a code',
  ),
  type('SIGNIN#', 'ATTEMPT', 'passes', 'a sign-in under way', 'ends after ten minutes'),
  type('SIGNINRATE#', '*', 'passes', 'how many codes went to a person', 'ends after a day'),
  type(
    'SIGNINSOURCE#',
    'ASKED',
    'passes',
    'how many codes were asked for from somewhere',
    'ends after an hour',
  ),
  type(
    'SIGNINKEY',
    'KEY',
    'passes',
    'by which sources are hashed for counting',
    'signs nobody in; with another one, the counting of the last hour begins anew',
  ),
  type(
    'SIGNED-IN#',
    'SESSION#',
    'passes',
    'a line in the list of a person’s sessions',
    'opens nothing: a session is its own row',
  ),
  type(
    'SIGNED-IN#',
    'DEVICE#',
    'passes',
    'a device on which a person has signed in before',
    'signs nobody in: it may ask for codes, which go to the person',
  ),
  type(
    'SESSION#',
    'SESSION',
    'passes',
    'a sign-in',
    'ends after twelve hours, and one that lasts longer is a fault; what is done in it is recorded under the person’s name',
  ),
  type(
    'IDEMPOTENCY#',
    '*',
    'passes',
    'what was answered to a POST',
    'is given again to whoever sent it, and changes no record',
  ),
];

const shapeOf = (text: string): string => {
  const end = text.indexOf('#');
  return end < 0 ? text : text.slice(0, end + 1);
};
const BY_SHAPE: ReadonlyMap<string, RowType> = new Map(
  ROW_TYPES.map((entry) => [`${entry.pk}/${entry.sk}`, entry]),
);

/** Undefined: nobody has said what this is. */
export const rowTypeOf = ({ pk, sk }: Key): RowType | undefined => {
  const [hash, range] = [shapeOf(pk), shapeOf(sk)];
  return BY_SHAPE.get(`${hash}/${range}`) ?? BY_SHAPE.get(`${hash}/*`) ?? BY_SHAPE.get(`*/${range}`);
};

export const nameOfType = ({ pk, sk }: RowType): string => `${pk}/${sk}`;
