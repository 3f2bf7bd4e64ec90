import type { Decision, DecisionInput } from '../application/decision.ts';
import type { CaseState } from '../case/case-state.ts';
import type { Caller } from '../directory/caller.ts';
import { seenByCity } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { refused } from '../values/errors.ts';
import { decide } from './decide.ts';

const INELIGIBLE = {
  'not-holder': 'この決定を行う役職に、現在就いていません',
  'drafter-cannot-decide':
    '確認を行った本人は承認できません。代決者が決定します（設定「確認した者が承認もすること」、第12条）',
} as const;

/** The caller decides (第4条第2項), on the page or through the API. */
export const recordDecision = (ports: Ports) => (caller: Caller, caseId: string, input: DecisionInput) =>
  commit<{ state: CaseState; decision: Decision }>(ports, async (ports) => {
    const seen = await seenByCity(ports.store, caller, caseId);
    if (!seen.ok) return seen;
    return decide(ports, seen, input, {
      personId: caller.person.personId,
      on: dateOf(ports.clock()),
      channel: caller.channel === 'mail-link' ? 'mail-link' : 'screen',
      ineligible: (code) => refused('forbidden', code, INELIGIBLE[code]),
    });
  });
