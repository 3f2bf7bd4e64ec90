import { Temporal } from 'temporal-polyfill';
import { wrongState } from '../case/case.ts';
import type { CaseEvent } from '../case/case-event.ts';
import type { CaseState } from '../case/case-state.ts';
import { loadEvents } from '../case/case-store.ts';
import { UNDECIDED } from '../case/permit-statuses.ts';
import { type EventType, TRANSITIONS } from '../case/transitions.ts';
import { roleLabel } from '../directory/directory.ts';
import { loadNameAt } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { formatJstDateTimeShort } from '../values/wareki.ts';

/** Applicants are told the city's decisions and the role that made them, not its deliberation and its names. */
type Audience = 'vendor' | 'city';

/** What a person did last to the application, as 承認・山田 太郎・4月3日 10:12; undefined when it was only submitted. */
export const lastAct = async (
  store: Store,
  caseId: string,
  audience: Audience,
): Promise<{ type: EventType; sentence: string } | undefined> => {
  const { at, by, fact } = (await loadEvents(store, caseId)).findLast(isAct(audience)) ?? {};
  if (!at || !fact || by?.kind !== 'person') return undefined;
  const { label, who } = TRANSITIONS[fact.type];
  const what = fact.type === 'approved' && fact.conditional ? '条件付承認' : label;
  const official = who === 'chief' ? roleLabel('chief') : roleLabel('manager:');
  const name =
    audience === 'vendor' && who !== 'vendor' ? official : await loadNameAt(store, by.personId, at);
  const when = formatJstDateTimeShort(Temporal.Instant.from(at));
  return { type: fact.type, sentence: `${what}・${name}・${when}` };
};

const isAct =
  (audience: Audience) =>
  ({ fact }: CaseEvent): boolean => {
    const { who } = TRANSITIONS[fact.type];
    const told = audience === 'city' || fact.type !== 'sent-back';
    return told && fact.type !== 'submitted' && (who === 'vendor' || who === 'manager' || who === 'chief');
  };

/** Who was first, and what they did: the sentence for whoever came second. */
export const explainConflict = async (
  store: Store,
  state: CaseState,
  wanted: EventType,
  audience: Audience = 'city',
): Promise<Refusal> => {
  const last = await lastAct(store, state.caseId, audience);
  if (!last) return wrongState(state, wanted);
  const conflict = (code: string, fact: string) =>
    refused('conflict', code, `すでに${fact}（${last.sentence}）`);
  if (last.type === 'withdrawn') return conflict('withdrawn', '取り下げられています');
  if (last.type === 'resubmitted') return conflict('already-corrected', '補正されています');
  if (wanted === 'resubmitted' && UNDECIDED.includes(state.status)) return wrongState(state, wanted);
  return conflict('already-decided', '決定済みです');
};
