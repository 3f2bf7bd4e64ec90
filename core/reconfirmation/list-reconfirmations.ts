import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { itemConfirmationSchema } from '../application/decision.ts';
import { lastResults, reconfirmPaperSchema } from '../application/last-results.ts';
import { actAll } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, listRecords, loadCase, permitsOf } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import {
  RECONFIRMATION_STATUSES,
  RECONFIRMATIONS,
  type ReconfirmationHead,
} from '../case/records/reconfirmation.ts';
import { asOfNow, type Caller, holds } from '../directory/caller.ts';
import { listSections, loadSettings, stillAppointed } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import type { Settings } from '../directory/settings.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { ask } from '../question/ask.ts';
import { viewQuestions } from '../question/open-question.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { allVersions, regulationOn, regulations } from '../regulation/regulations.ts';
import { commit } from '../store/commit.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome, type Refusal, refused } from '../values/errors.ts';
import { group } from '../values/fields.ts';
import { system } from '../values/identity.ts';
import { line } from '../values/text.ts';
import { shownForReconfirmation } from './reconfirm.ts';

/** 別表1の再確認 as the city is shown it; the vendor sees that and when, not the deliberation. */
export const reconfirmationViewSchema = z.object({
  reconfirmationId: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  why: z.enum(['yearly', 'review', 'rule']),
  regulationId: z.string(),
  requestedAt: z.string(),
  answeredAt: z.string().optional(),
  nonconforming: z.array(z.string()),
  /** The city only. */
  by: z.string().optional(),
  opinion: z.string().optional(),
  checklist: z.array(itemConfirmationSchema).optional(),
  request: z.object({ hash: z.string(), dueOn: z.string(), mine: z.boolean() }).optional(),
});
export type ReconfirmationView = z.infer<typeof reconfirmationViewSchema>;

const viewOf = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  state: Supervised,
  sees: 'vendor' | 'city',
  head: ReconfirmationHead,
): Promise<ReconfirmationView> => {
  const { papers, ...rest } = head;
  const view = { ...rest, statusLabel: RECONFIRMATION_STATUSES[head.status] };
  if (sees === 'vendor') return view;
  const paper = await loadPaper(
    ports.store,
    caseKey(state.caseId),
    papers['reconfirmed'],
    reconfirmPaperSchema,
  );
  const open = state.questions.filter(
    ({ stage, about }) => stage === 'reconfirm' && about === head.reconfirmationId,
  );
  const [question] = await viewQuestions(ports, caller, state, open);
  return {
    ...view,
    by: paper && `${paper.signed.decidedBy.title} ${paper.signed.decidedBy.name}`,
    opinion: paper?.opinion,
    checklist: paper?.checklist,
    request: question && {
      hash: question.hash,
      dueOn: question.dueOn,
      mine: question.mine,
    },
  };
};

/** 別表1の再確認 of a permit, the newest first. */
export const listReconfirmations =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<ReconfirmationView[]>> => {
    const found = await loadPermit(ports.store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const heads = await newestFirst(ports.store, caseId);
    return accepted(await Promise.all(heads.map((head) => viewOf(ports, caller, state, sees, head))));
  };

const newestFirst = async (store: Store, caseId: string): Promise<ReconfirmationHead[]> =>
  (await listRecords(store, caseId, RECONFIRMATIONS)).toReversed();

export const viewReconfirmation =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string, reconfirmationId: string): Promise<Outcome<ReconfirmationView>> => {
    const listed = await listReconfirmations(ports)(caller, caseId);
    if (!listed.ok) return listed;
    const view = listed.value.find((one) => one.reconfirmationId === reconfirmationId);
    return view ? accepted(view) : NOT_FOUND;
  };

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
