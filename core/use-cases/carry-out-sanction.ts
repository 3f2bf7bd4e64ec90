import type { Temporal } from 'temporal-polyfill';
import { system } from '../actor.ts';
import { dateOf } from '../calendar.ts';
import { type Act, actAll, type CaseFact, type CaseState, isSupervised } from '../case.ts';
import { actWrites, caseKey, loadCase, loadRevision } from '../case-store.ts';
import { commit } from '../commit.ts';
import { loadSection } from '../directory-store.ts';
import { type Outcome, refused } from '../errors.ts';
import { documentNumber, takeNumber } from '../numbering.ts';
import { mostPressing } from '../open-orders.ts';
import { type News, outboxWrite } from '../outbox.ts';
import type { Ports, Store, Write } from '../ports.ts';
import { type NextStep, nextStep } from './next-step.ts';
import { issuerOf } from './notify-result.ts';
import { fallWith } from './turn-permit.ts';

/**
 * The states Suspend and Revoke (第8条): what the manager has decided is carried out and notified (F9) in one
 * transaction, for the permit and for the subcontractors' permits under it (第11条, INV-23). Believes the record: an
 * order judged 未履行, received by the chief, with that decision; otherwise nothing happens (INV-21).
 */
export const carryOutSanction =
  ({ store, clock, ids }: Ports) =>
  (caseId: string, task: 'suspend' | 'revoke') =>
    commit<NextStep>(store, async () => {
      const state = await loadCase(store, caseId);
      if (!state) return refused('not-found', 'not-found', '見つかりません');
      const order = isSupervised(state) ? mostPressing(state.orders) : undefined;
      if (nextStep(state) !== task || order?.stage !== 'sanctioned')
        return { ok: true, value: nextStep(state), writes: [] };
      const section = await loadSection(store, state.sectionId);
      if (!section) return refused('not-found', 'not-found', '見つかりません');
      const now = clock();
      const today = dateOf(now);
      const { number, write } = await takeNumber(store, `document-${section.sectionId}`, today);
      const { findingId, orderNo, until } = order;
      const documentNo = documentNumber(section.documentPrefix, number);
      const fact = (parent?: string): CaseFact => {
        const sanctioned = { findingId, orderNo, documentNo, ...(parent === undefined ? {} : { parent }) };
        return task === 'revoke'
          ? { type: 'revoked', ...sanctioned }
          : { type: 'suspended', ...sanctioned, ...(until === undefined ? {} : { until }) };
      };
      const issuer = await issuerOf(store, section, today);
      const by = system(task === 'revoke' ? 'Revoke' : 'Suspend');
      const befall = (target: CaseState, parent?: string): Outcome<Act> =>
        actAll(target, [{ fact: fact(parent), paper: { kind: 'sanction-notice', issuer } }], by, now);
      const outcome = befall(state);
      if (!outcome.ok) return outcome;
      const fallen = await fallWith(store, state, (child) =>
        child.status === 'suspended' && task === 'suspend' ? undefined : befall(child, caseId),
      );
      if (!fallen.ok) return fallen;
      const acts = [outcome.value, ...fallen.acts];
      const news = task === 'revoke' ? 'revoked' : 'suspended';
      const told = await Promise.all(acts.map(({ after }) => newsMail(store, after, news, ids.next(), now)));
      const woken = fallen.acts.map(({ after }) =>
        outboxWrite(caseKey(after.caseId), ids.next(), now, { kind: 'continue-case', caseId: after.caseId }),
      );
      return {
        ok: true,
        value: nextStep(outcome.value.after),
        writes: [...acts.flatMap(actWrites), write, ...told, ...woken],
      };
    });

/** What has befallen a permit, told to whoever applied for it. */
export const newsMail = async (
  store: Store,
  state: CaseState,
  news: News,
  id: string,
  now: Temporal.Instant,
  about?: string,
): Promise<Write> => {
  const personId = (await loadRevision(store, state.caseId, state.rev))?.submittedBy ?? '';
  return outboxWrite(caseKey(state.caseId), id, now, {
    kind: 'mail',
    mail: {
      template: 'permit-news',
      personId,
      caseId: state.caseId,
      news,
      ...(about === undefined ? {} : { about }),
    },
  });
};
