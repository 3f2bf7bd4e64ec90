import { Temporal } from 'temporal-polyfill';
import { lastResults } from '../application/last-results.ts';
import { actAll } from '../case/case.ts';
import type { Supervised } from '../case/case-state.ts';
import { actWrites } from '../case/case-store.ts';
import { NOTHING, type Plan } from '../case/due-plan.ts';
import type { Settings } from '../directory/settings.ts';
import { ask } from '../question/ask.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import type { Refusal } from '../values/errors.ts';
import { shownForReconfirmation } from './reconfirm.ts';

export const askReconfirmation = async (
  ports: Ports,
  state: Supervised,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  const { reconfirmOn } = state;
  if (reconfirmOn === undefined || Temporal.PlainDate.compare(today, reconfirmOn) < 0) return NOTHING;
  const last = await lastResults(ports.store, state);
  const isReview = last?.checklist.some(({ reviewOn }) => reviewOn === reconfirmOn) ?? false;
  const regulationId = state.reconfirmedUnder ?? state.regulationId;
  return requestReconfirmation(ports, state, isReview ? 'review' : 'yearly', regulationId, settings);
};

/** One question at a time; asked again while one is open, nothing happens. */
export const requestReconfirmation = async (
  ports: Ports,
  state: Supervised,
  why: 'yearly' | 'review' | 'rule',
  regulationId: string,
  settings: Settings,
): Promise<Plan | Refusal> => {
  if (state.questions.some(({ stage }) => stage === 'reconfirm')) return NOTHING;
  const reconfirmationId = ports.ids.next();
  const hash = await shownForReconfirmation(ports.store, state, regulationId);
  const { request, mails } = await ask(
    ports,
    state,
    { stage: 'reconfirm', about: reconfirmationId, hash },
    settings,
  );
  const fact = { type: 'reconfirmation-requested', reconfirmationId, why, regulationId, request } as const;
  const done = actAll(state, [{ fact }], system('daily'), ports.clock());
  if (!done.ok) return done;
  return { ok: true, value: 'asked', writes: [...actWrites(done.value), ...mails] };
};
