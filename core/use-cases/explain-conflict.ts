import { Temporal } from 'temporal-polyfill';
import { type CaseState, wrongState } from '../case.ts';
import { loadDecisions } from '../case-store.ts';
import { choiceLabel } from '../decision.ts';
import { type Refusal, refused } from '../errors.ts';
import type { Store } from '../ports.ts';
import type { EventType } from '../transitions.ts';
import { formatJstDateTimeShort } from '../wareki.ts';

/** Who was first, and what they did: the sentence for whoever came second. */
export const explainConflict = async (store: Store, state: CaseState, wanted: EventType): Promise<Refusal> => {
  if (state.status === 'withdrawn')
    return refused(
      'conflict',
      'withdrawn',
      `この申請は${formatJstDateTimeShort(Temporal.Instant.from(state.changedAt))}に取り下げられました`,
    );
  const last = (await loadDecisions(store, state.caseId)).filter((d) => d.rev === state.rev).at(-1);
  if (!last || state.status === 'received') return wrongState(state, wanted);
  const when = formatJstDateTimeShort(Temporal.Instant.from(last.decidedAt));
  return refused(
    'conflict',
    'already-decided',
    `すでに決定済みです（${choiceLabel(last)}・${last.decidedBy.name}・${when}）`,
  );
};
