import type { CaseEvent } from '../../../core/case/case-event.ts';
import { startOfJapaneseDay } from '../../support/calendar-oracle.ts';
import type { Judged } from './judged.ts';
import type { Trail } from './on-commit.ts';
import { dayOf } from './working-days.ts';

/**
 * INV-27 NothingForbiddenIsAsked: a work that was announced before its permit was suspended, revoked or ended, and would have
 * gone on after, lapses: nobody is reminded of it or accused of not having reported it (第6条第3号, 第8条).
 */

/** When a permit stopped: as the how-manieth event, and from which instant. */
const STOPS = new WeakMap<Trail, { readonly index: number; readonly from: number }[]>();

export const judgeLapsed = ({ violate }: Pick<Judged, 'violate'>, trail: Trail, event: CaseEvent): void => {
  const { fact, at } = event;
  const stops = STOPS.get(trail) ?? [];
  STOPS.set(trail, stops);
  const index = trail.facts.length;
  if (fact.type === 'suspended' || fact.type === 'revoked' || fact.type === 'lapsed') {
    const { effectiveOn } = fact;
    stops.push({ index, from: effectiveOn ? startOfJapaneseDay(dayOf(effectiveOn)) : Date.parse(at) });
  }
  if (fact.type === 'ended') stops.push({ index, from: startOfJapaneseDay(dayOf(fact.on)) });
  for (const workId of askedOf(fact)) {
    const announced = trail.facts.findLastIndex(
      (old) => (old.type === 'work-announced' || old.type === 'work-revised') && old.workId === workId,
    );
    const plan = trail.facts[announced];
    if (plan?.type !== 'work-announced' && plan?.type !== 'work-revised') continue;
    const begun = trail.facts.some(
      (old) =>
        'workId' in old &&
        old.workId === workId &&
        (old.type === 'session-reported' ||
          (old.type === 'work-announced' && (old.emergency || old.unannounced))),
    );
    if (!begun && stops.some((stop) => announced < stop.index && Date.parse(plan.plannedEnd) > stop.from))
      violate('INV-27', `${fact.type} for a work that had lapsed`, trail.state?.caseId);
  }
};

/** Of which works somebody is asked, or accused of not having reported them, with nothing seen of a connection. */
const askedOf = (fact: CaseEvent['fact']): readonly string[] => {
  if (fact.type === 'session-reminded') return [fact.workId];
  if (!('matters' in fact)) return [];
  return (fact.matters ?? []).flatMap(({ by, workId }) =>
    by === 'overdue' && workId !== undefined ? [workId] : [],
  );
};
