import { z } from 'zod';
import { isSupervised } from '../case/case-state.ts';
import { loadCase, permitsOf } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { asOfNow, type Caller, holds } from '../directory/caller.ts';
import { listSections, loadSettings, stillAppointed } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { allVersions, regulationOn, regulations } from '../regulation/regulations.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, type Outcome, refused } from '../values/errors.ts';
import { group } from '../values/fields.ts';
import { line } from '../values/text.ts';
import { requestReconfirmation } from './ask-reconfirmation.ts';

export const renewRuleInputSchema = group('改正後の要領による再確認', {
  /** The version under which the permits were judged or last confirmed. */
  from: line('従前の要領の版', 60),
  reason: line('理由', 300),
});
export type RenewRuleInput = z.infer<typeof renewRuleInputSchema>;
export const renewRuleResultSchema = z.object({ asked: z.int(), left: z.int() });

/** So that one request ends in time; what is left is asked by the next press. */
const MOST_AT_ONCE = 100;

/**
 * 要領の改正 (G15): permits keep the version they were judged by. The chief may decide that those in force are confirmed
 * once more under the version of today; each manager is then asked (第6条第7号). Pressed again, it goes on where it was.
 */
export const renewRule =
  (ports: Ports, versions: readonly Regulation[] = regulations) =>
  async (
    caller: Caller,
    { from, reason }: RenewRuleInput,
  ): Promise<Outcome<z.infer<typeof renewRuleResultSchema>>> => {
    const { store, clock, ids } = ports;
    /** Asked anew with every transaction: whoever is chief no more asks no further permit. */
    const asChief = async () => {
      const held = holds(await asOfNow(ports, caller), 'chief');
      return held
        ? ({ ok: true, guard: stillAppointed(held) } as const)
        : refused(
            'forbidden',
            'not-chief',
            '改正後の要領による再確認は、統括情報セキュリティ管理者が決めます（第12条）',
          );
    };
    const allowed = await asChief();
    if (!allowed.ok) return allowed;
    const today = dateOf(clock());
    const current = regulationOn(today, versions);
    if (from === current.id || !allVersions(versions).some(({ id }) => id === from))
      return refused('invalid', 'invalid-rule', '入力内容に誤りがあります', [
        { pointer: '/from', message: '現行より前の要領の版を選択してください（第12条）' },
      ]);
    const decided = await commit<undefined>({ store }, async ({ store }) => {
      const trail = await openDirectoryTrail(store);
      const chief = await asChief();
      if (!chief.ok) return chief;
      const act = {
        act: 'renew-rule',
        subject: `${from} → ${current.id}`,
        by: caller.person.personId,
        reason,
      } as const;
      const writes = trail.record({ ids, at: clock() }, act, []);
      return { ok: true, value: undefined, writes: [...writes, chief.guard] };
    });
    if (!decided.ok) return decided;
    const sections = await listSections(store);
    const rows = await Promise.all(
      sections.map(({ sectionId }) => queryAll(store, { index: 'register', hash: permitsOf(sectionId) })),
    );
    let asked = 0;
    let left = 0;
    for (const { pk } of rows.flat()) {
      const outcome = await commit<'asked' | 'left' | 'none'>({ store }, async ({ store }) => {
        const state = await loadCase(store, pk.slice('CASE#'.length));
        const none = { ok: true, value: 'none', writes: [] } as const;
        if (!state || !isSupervised(state) || !IN_FORCE.includes(state.status)) return none;
        if ((state.reconfirmedUnder ?? state.regulationId) !== from) return none;
        if (state.questions.some(({ stage }) => stage === 'reconfirm')) return none;
        if (asked >= MOST_AT_ONCE) return { ...none, value: 'left' };
        const chief = await asChief();
        if (!chief.ok) return chief;
        const plan = await requestReconfirmation(ports, state, 'rule', current.id, await loadSettings(store));
        return plan.ok ? { ...plan, writes: [...plan.writes, chief.guard], value: 'asked' } : plan;
      });
      if (!outcome.ok && outcome.kind === 'forbidden') return outcome;
      if (outcome.ok && outcome.value === 'asked') asked += 1;
      if (outcome.ok && outcome.value === 'left') left += 1;
    }
    return accepted({ asked, left });
  };
