import type { CaseEvent } from '../../core/case/case-event.ts';
import type { Item } from '../../core/store/ports.ts';

/** INV-9 and INV-26 for candidates (第7条), from the trail and the papers, with tables written once more by hand. */

type Fact = CaseEvent['fact'];
type Raised = Extract<Fact, { type: 'candidate-raised' | 'evidence-added' }>;
type Matter = NonNullable<Raised['matters']>[number];
type Known = {
  readonly findingId: string;
  readonly matter: Matter;
  readonly seq: number;
  /** From its paper: the trail keeps no names. Undefined of what an earlier permit has written. */
  readonly people?: readonly string[] | undefined;
  goneSeq?: number;
};

/** What a flag of a report, and a verdict or breach of a comparison, puts in question. */
const OF_FLAG: Readonly<Record<string, string>> = {
  unapproved: 'no-notice',
  overrun: 'overrun',
  'outside-worker': 'outside-worker',
  'outside-terminal': 'outside-terminal',
  'outside-origin': 'outside-origin',
  'outside-target': 'outside-target',
  'outside-period': 'outside-period',
  'cut-off': 'cut-off',
  'no-log': 'no-log',
};
const OF_VERDICT: readonly string[] = ['no-notice', 'no-report', 'overrun', 'no-log'];

type Row = {
  readonly beginsAt: string;
  readonly verdicts: readonly string[];
  readonly breaches: readonly { readonly aspect: string }[];
  readonly workId?: string;
  readonly sessionId?: string;
  readonly logged?: { readonly from: string };
};

const isRaised = (fact: Fact): fact is Raised =>
  fact.type === 'candidate-raised' || fact.type === 'evidence-added';

export const candidateViolationsOf = (events: readonly CaseEvent[], rows: readonly Item[]): string[] => {
  const known = knownIn(events, rows);
  return [...openAtOnce(events), ...twice(known), ...ofRecords(events), ...swallowed(events, rows, known)];
};

const knownIn = (events: readonly CaseEvent[], rows: readonly Item[]): readonly Known[] => {
  const known: Known[] = [];
  const decided = new Set<string>();
  for (const { fact, seq } of events) {
    if (fact.type === 'finding-dismissed' || fact.type === 'violation-found') decided.add(fact.findingId);
    if (fact.type === 'finding-taken-over') {
      decided.add(fact.findingId);
      for (const matter of fact.head.matters ?? [])
        known.push({
          findingId: fact.findingId,
          matter,
          seq,
          ...(matter.withdrawn ? { goneSeq: seq } : {}),
        });
    }
    if (isRaised(fact))
      for (const matter of fact.matters ?? [])
        known.push({ findingId: fact.findingId, matter, seq, people: peopleIn(rows, seq, matter.n) });
    // What was decided on stays decided; what was taken back before may be in question again.
    if (fact.type === 'finding-reassessed' && !decided.has(fact.findingId))
      for (const one of known)
        if (one.findingId === fact.findingId && fact.gone.includes(one.matter.n)) one.goneSeq = seq;
  }
  return known;
};

// Papers were written by the code under test through its own schemas: they are looked at as they are.
const paperOf = (rows: readonly Item[], seq: number): unknown =>
  rows.find(({ sk }) => sk === `PAPER#${String(seq).padStart(6, '0')}`)?.['content'];

type Written = { readonly matters?: readonly { readonly n: number; readonly people?: readonly string[] }[] };
const peopleIn = (rows: readonly Item[], seq: number, n: number): readonly string[] | undefined =>
  (paperOf(rows, seq) as Written | undefined)?.matters?.find((written) => written.n === n)?.people;

/** At most one candidate of connections and works is open per permit and month. */
const openAtOnce = (events: readonly CaseEvent[]): string[] => {
  const open = new Map<string, string>();
  const found: string[] = [];
  for (const { fact } of events) {
    if (fact.type === 'candidate-raised' && fact.matters && fact.month !== undefined) {
      if ([...open.values()].includes(fact.month)) found.push(`INV-9: two open candidates for ${fact.month}`);
      open.set(fact.findingId, fact.month);
    }
    const ends =
      fact.type === 'finding-dismissed' ||
      fact.type === 'violation-found' ||
      (fact.type === 'finding-reassessed' && !fact.stands);
    if (ends) open.delete(fact.findingId);
  }
  return found;
};

const isSame = (
  { matter: a, people: one = [] }: Known,
  { matter: b, people: other = [] }: Known,
): boolean => {
  if (a.kind !== b.kind) return false;
  const isWorks = a.kind === 'no-report' ? !(a.unreported && b.unreported) : !a.unreported && !b.unreported;
  if (a.workId !== undefined && a.workId === b.workId && isWorks) return true;
  if (a.workId !== b.workId || a.at === undefined || a.at !== b.at) return false;
  // Strangers may begin at the same instant, also as a work that was reported does: only their names tell them apart.
  return one.length === 0 || other.length === 0 || one.some((name) => other.includes(name));
};

/** The same connection or work is never in two candidates. */
const twice = (known: readonly Known[]): string[] => {
  const standing = known.filter(({ goneSeq }) => goneSeq === undefined);
  return standing.flatMap((one, index) =>
    standing
      .slice(0, index)
      .filter((before) => before.findingId !== one.findingId && isSame(before, one))
      .map(({ matter }) => `INV-9: ${matter.kind} of ${matter.workId ?? matter.at} is in two candidates`),
  );
};

/** Of everything else one candidate about each record; a manager who judges himself may raise it after a dismissal. */
const ofRecords = (events: readonly CaseEvent[]): string[] => {
  const dismissed = new Set<string>();
  const superseded = new Set<string>();
  for (const { fact } of events) {
    if (fact.type === 'finding-dismissed') dismissed.add(fact.findingId);
    if (fact.type === 'instruction-judged' && fact.result === 'not-followed')
      for (const findingId of dismissed) superseded.add(findingId);
  }
  const keys = events.flatMap(({ fact }) =>
    fact.type === 'candidate-raised' &&
    fact.about !== undefined &&
    !(fact.kind === 'instruction-not-followed' && superseded.has(fact.findingId))
      ? [`${fact.kind} of ${fact.about}`]
      : [],
  );
  return keys
    .filter((key, index) => keys.indexOf(key) !== index)
    .map((key) => `INV-9: two candidates ${key}`);
};

/** A candidate of the versions before is about all of a kind in its month, until it was raised. */
const isOfBefore = (events: readonly CaseEvent[], kind: string, beginsAt: string): boolean =>
  events.some(
    ({ fact, at }) =>
      fact.type === 'candidate-raised' &&
      fact.matters === undefined &&
      fact.kind === kind &&
      fact.about === jstMonth(beginsAt) &&
      beginsAt < at,
  );
/** What comes of a report or a comparison follows it in the same act. */
const FOLLOWS: readonly string[] = ['candidate-raised', 'evidence-added', 'finding-reassessed'];
const endOfAct = (events: readonly CaseEvent[], seq: number): number =>
  events.find((event) => event.seq > seq && !FOLLOWS.includes(event.fact.type))?.seq ??
  Number.POSITIVE_INFINITY;
const jstMonth = (at: string): string => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 7);

const startsOf = ({ connectedAt }: { readonly connectedAt?: string | undefined }): readonly string[] =>
  connectedAt === undefined ? [] : [connectedAt];

/** Nothing that was noticed is lost, whatever was decided before: it is in question by the end of the same act. */
const swallowed = (
  events: readonly CaseEvent[],
  rows: readonly Item[],
  known: readonly Known[],
): string[] => {
  const isKnown = (
    wanted: Pick<Matter, 'workId'> & { readonly kind: string; readonly starts: readonly string[] },
    by: number,
  ) =>
    known.some(
      ({ matter, seq, goneSeq }) =>
        seq <= by &&
        (goneSeq === undefined || goneSeq > by) &&
        matter.kind === wanted.kind &&
        ((wanted.workId !== undefined && matter.workId === wanted.workId) ||
          (matter.at !== undefined && wanted.starts.includes(matter.at))),
    );
  return events.flatMap(({ fact, seq }) => {
    const end = endOfAct(events, seq);
    if (fact.type === 'session-reported')
      return (
        fact.flags
          .flatMap((flag) => OF_FLAG[flag] ?? [])
          // Told of twice, it is still one connection (第6条第1号).
          .filter((kind) => !isKnown({ workId: fact.workId, kind, starts: startsOf(fact) }, end))
          .map((kind) => `INV-9: ${kind} of ${fact.workId} was reported, and is in no candidate`)
      );
    if (fact.type !== 'log-reconciled') return [];
    const compared = (paperOf(rows, seq) as { readonly rows: readonly Row[] } | undefined)?.rows ?? [];
    return compared.flatMap(({ verdicts, breaches, workId, sessionId, beginsAt, logged }) =>
      [
        ...verdicts.filter((verdict) => OF_VERDICT.includes(verdict)),
        ...breaches.map(({ aspect }) => (aspect === 'cut-off' ? aspect : `outside-${aspect}`)),
      ]
        .filter((kind) => !isOfBefore(events, kind, beginsAt))
        .filter((kind) => {
          // Somebody else's connection within the time of a work is not the work's.
          const work = kind === 'no-report' ? (workId ?? sessionId) : sessionId;
          const starts = [beginsAt, ...(logged ? [logged.from] : [])];
          return !isKnown({ ...(work === undefined ? {} : { workId: work }), kind, starts }, end);
        })
        .map((kind) => `INV-9: ${kind} at ${beginsAt} was seen, and is in no candidate`),
    );
  });
};
