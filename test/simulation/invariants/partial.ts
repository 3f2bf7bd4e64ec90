import type { CaseEvent } from '../../../core/case/case-event.ts';
import type { NoticePaper, SessionPaper } from '../../../core/case/records/work-papers.ts';
import { startOfJapaneseDay } from '../../support/calendar-oracle.ts';
import { type Judged, member } from './judged.ts';
import type { Trail } from './on-commit.ts';
import { dayOf } from './working-days.ts';

/**
 * INV-28 OnlyTheStopped: of a permit of which a part is stopped (第8条), no connection by that worker, terminal or origin is
 * taken for lawful, and nobody else's is held against anybody; nobody else's work lapses, and none of theirs is let through.
 * Papers are read as they are, and names compared as the virtual people write them: always in the same way.
 */

type Only = { readonly kind: 'worker' | 'terminal' | 'origin'; readonly value: string };
type Stop = Only & { readonly findingId: string; readonly from: number; to: number };
type Fail = (message: string) => void;

/** Of a trail, whatever has become of them. */
const STOPS = new WeakMap<Trail, Stop[]>();
const stopsIn = (trail: Trail | undefined): readonly Stop[] => (trail && STOPS.get(trail)) ?? [];

const MINUTE = 60_000;
/** Runs are missed, and clocks jump for a week. */
const LATEST_RUN = 12;

export const judgePartial = (
  judged: Judged,
  trail: Trail,
  event: CaseEvent,
  parent: Trail | undefined,
): void => {
  const { fact, seq } = event;
  const caseId = trail.state?.caseId ?? '';
  const fail: Fail = (message) => judged.violate('INV-28', message, caseId);
  const paper = <T>(number: number): T | undefined =>
    member<T>(
      judged.store
        .partition(`CASE#${caseId}`)
        .find(({ sk }) => sk === `PAPER#${String(number).padStart(6, '0')}`),
      'content',
    );
  follow(trail, event, paper<{ only?: Only }>(seq)?.only, fail);
  const stops = [...stopsIn(trail), ...stopsIn(parent).filter(({ kind }) => kind === 'origin')];
  if (stops.length === 0) return;
  const lastOf = <T>(workId: string, types: readonly string[]): T | undefined =>
    paper<T>(seqOf(judged, caseId, workId, types));
  switch (fact.type) {
    case 'work-announced':
    case 'work-revised': {
      const notice = paper<NoticePaper>(seq);
      const isTold = Date.parse(fact.plannedEnd) <= Date.parse(event.at);
      if (notice && !isTold)
        for (const stop of during(stops, fact.plannedStart, fact.plannedEnd))
          if (notice.workers.includes(stop.value) || notice.terminals.includes(stop.value))
            fail(`a work of ${stop.value} was taken in, which is stopped`);
      break;
    }
    case 'work-lapsed': {
      const notice = lastOf<NoticePaper>(fact.workId, ['work-announced', 'work-revised']);
      if (
        notice &&
        !hasStoppedWhole(trail, parent) &&
        !isLeftAlone(notice, during(stops, notice.plannedStart, notice.plannedEnd))
      )
        fail('a work lapsed to which somebody is left');
      break;
    }
    case 'session-reported': {
      const session = paper<SessionPaper>(seq);
      const named = session && stops.some((stop) => meets(stop, session) && hasPart(stop, session));
      if (named && !fact.flags.includes('outside-period'))
        fail('a connection by the stopped was taken for lawful');
      break;
    }
    case 'candidate-raised':
    case 'evidence-added': {
      const written = paper<{ matters?: readonly { readonly n: number; readonly text: string }[] }>(seq);
      for (const { n, by, workId = '' } of fact.matters ?? []) {
        const text = written?.matters?.find((one) => one.n === n)?.text ?? '';
        const session = by === 'report' ? lastOf<SessionPaper>(workId, ['session-reported']) : undefined;
        for (const [, value = ''] of text.matchAll(/(?:作業者|端末|接続元)「([^」]+)」の停止/g))
          if (session && ![...session.workers, session.terminal, session.originIp].includes(value))
            fail(`accused of the stop of ${value}, which had no part in it`);
      }
      break;
    }
    default:
  }
};

/** The stops, by the papers; and that each lasts as long as its last paper says (INV-24). */
const follow = (trail: Trail, { fact, at }: CaseEvent, only: Only | undefined, fail: Fail): void => {
  const stops = STOPS.get(trail) ?? [];
  STOPS.set(trail, stops);
  const own = 'findingId' in fact ? stops.find(({ findingId }) => findingId === fact.findingId) : undefined;
  const now = Date.parse(at);
  const dayAfter = (day: string | undefined): number =>
    day === undefined ? Number.POSITIVE_INFINITY : startOfJapaneseDay(dayOf(day) + 1);
  if (
    (fact.type === 'sanction-notified' || fact.type === 'partly-suspended') &&
    fact.only !== undefined &&
    !own
  ) {
    const { findingId, effectiveOn, until } = fact;
    const from = effectiveOn === undefined ? now : startOfJapaneseDay(dayOf(effectiveOn));
    if (only?.kind === fact.only) stops.push({ ...only, findingId, from, to: dayAfter(until) });
    else fail('a notice that does not say what is stopped');
  }
  if (fact.type === 'partial-stop-extended' && own) own.to = dayAfter(fact.until);
  if (fact.type === 'partial-stop-ended' && own && now < own.to) fail('ended before the end of its last day');
  if (fact.type === 'partial-stop-lifted' && own) own.to = Math.min(own.to, now);
  const state = trail.state;
  const held = state && 'partialStops' in state ? (state.partialStops ?? []) : [];
  for (const { until, ends } of held)
    if (ends && now > dayAfter(until) + LATEST_RUN * 86_400_000) fail(`stopped until ${until}, and still so`);
};

const during = (stops: readonly Stop[], from: string, to: string): readonly Stop[] =>
  stops.filter((stop) => stop.from < Date.parse(to) && Date.parse(from) < stop.to);
/** Reports know minutes only: what ended in the minute of the stop had ended by it. */
const meets = (stop: Stop, { connectedAt, disconnectedAt }: SessionPaper): boolean => {
  const [begins, ends] = [Date.parse(connectedAt), Date.parse(disconnectedAt)];
  const until = begins < stop.from ? Math.ceil(stop.from / MINUTE) * MINUTE : stop.from;
  return begins < stop.to && Math.max(ends, begins + 1) > until;
};
const hasPart = ({ value }: Stop, { workers, terminal, originIp }: SessionPaper): boolean =>
  [...workers, terminal, originIp].includes(value);
/** Nobody, or no terminal; the virtual permits have an origin more than can be stopped. */
const isLeftAlone = ({ workers, terminals }: NoticePaper, stops: readonly Stop[]): boolean =>
  [workers, terminals].some((all) => all.every((one) => stops.some(({ value }) => value === one)));

const WHOLE: ReadonlySet<string> = new Set(['suspended', 'revoked', 'lapsed', 'expired', 'ended']);
/** Then works lapse for other reasons too, which others judge (INV-27). */
const hasStoppedWhole = (trail: Trail, parent: Trail | undefined): boolean =>
  [...trail.facts, ...(parent?.facts ?? [])].some(
    (old) => WHOLE.has(old.type) || (old.type === 'instruction-issued' && old.kind === 'cut-off'),
  );

/** The number of the last of these events about a work. */
const seqOf = ({ store }: Judged, caseId: string, workId: string, types: readonly string[]): number =>
  store
    .partition(`CASE#${caseId}`)
    .flatMap((row) => (row.sk.startsWith('EVENT#') ? (member<CaseEvent>(row, 'event') ?? []) : []))
    .findLast(({ fact }) => types.includes(fact.type) && 'workId' in fact && fact.workId === workId)?.seq ??
  0;
