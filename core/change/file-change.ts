import { z } from 'zod';
import { receiptRemarks, remarkSchema, remarksOnChange } from '../application/application-remarks.ts';
import {
  type ChangeInput,
  type ChangePaper,
  differencesOf,
  examineChange,
  isMinor,
  onlyChanged,
} from '../application/change-form.ts';
import { applicationOn, SETTLED } from '../application/revision-store.ts';
import { actAll } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { isSupervised } from '../case/case-state.ts';
import { actWrites, listRecords, loadCase, loadRecord } from '../case/case-store.ts';
import { IN_FORCE, STATUSES } from '../case/permit-statuses.ts';
import { CHANGES, OPEN_CHANGE } from '../case/records/change.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import { ask, tellManager } from '../question/ask.ts';
import { regulationById } from '../regulation/regulations.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';

export const changeReceiptSchema = z.object({
  changeId: z.string(),
  kind: z.string(),
  status: z.string(),
  /** What the manager is asked to look at, too. */
  remarks: z.array(remarkSchema).optional(),
});

const notInForce = (status: keyof typeof STATUSES) =>
  refused('conflict', 'not-in-force', `この許可は「${STATUSES[status]}」のため、届け出ることはできません`);

/**
 * 変更届 (F10, G11): who is to be called is recorded and the manager informed; what the permit allows is a question to
 * the manager first.
 */
export const fileChange =
  (ports: Ports) => (caller: Caller, caseId: string, input: ChangeInput, key?: string | undefined) => {
    const { store, clock, ids } = ports;
    const request = { act: 'change', caseId, input };
    return replayable(
      { store, clock },
      { caller, key, request, receipt: changeReceiptSchema },
      async ({ store }) => {
        const state = await loadCase(store, caseId);
        if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
        if (!IN_FORCE.includes(state.status)) return notInForce(state.status);
        const now = clock();
        const today = dateOf(now).toString();
        const [settings, before, earlier] = await Promise.all([
          loadSettings(store),
          applicationOn(store, state, SETTLED),
          listRecords(store, caseId, CHANGES),
        ]);
        const latest = earlier
          .filter(({ kind, status }) => kind === 'major' && status === 'effective')
          .map(({ effectiveOn }) => effectiveOn ?? '')
          .sort()
          .at(-1);
        const problems = examineChange(input, before, { today, latest, period: state.period });
        if (problems.length > 0)
          return refused('invalid', 'invalid-change', '変更届の内容に誤りがあります', problems);
        const { changes, aspects } = differencesOf(before, input.after);
        const kind = isMinor(aspects) ? 'minor' : 'major';
        if (kind === 'major' && earlier.some(({ status }) => OPEN_CHANGE.includes(status)))
          return refused(
            'conflict',
            'change-pending',
            '先に届け出た変更の確認が終わっていません。その結果を待つか、取り下げてから届け出てください',
          );
        const changeId = ids.next();
        const regulation = regulationById(
          (isSupervised(state) ? state.reconfirmedUnder : undefined) ?? state.regulationId,
        );
        const remarks = receiptRemarks(
          remarksOnChange(before, input.after, regulation).map((remark) => ({
            ...remark,
            pointer: `/after${remark.pointer}`,
          })),
        );
        const paper: ChangePaper = {
          kind: 'change',
          changedOn: input.changedOn,
          reason: input.reason,
          after: onlyChanged(input.after, changes),
          changes: [...changes],
          aspects: [...aspects],
          ...remarks,
          filedOn: today,
          filedBy: { personId: caller.person.personId, name: caller.person.name },
        };
        const asked =
          kind === 'minor'
            ? undefined
            : await ask(ports, state, { stage: 'change', about: changeId, hash: hashOf(paper) }, settings);
        const fact: CaseFact = {
          type: 'change-filed',
          changeId,
          kind,
          aspects: [...aspects],
          changedOn: input.changedOn,
          ...(asked ? { request: asked.request } : {}),
        };
        const done = actAll(state, [{ fact, paper }], actorOf(caller), now);
        if (!done.ok) return done;
        return {
          ok: true,
          value: { changeId, kind, status: kind === 'minor' ? 'effective' : 'filed', ...remarks },
          writes: [
            ...actWrites(done.value),
            ...(asked?.mails ?? (await tellManager(ports, state, 'change-filed', changeId, settings))),
          ],
        };
      },
    );
  };

/** 変更届の取下げ, while it has not been decided on. */
export const withdrawChange = (ports: Ports) => (caller: Caller, caseId: string, changeId: string) =>
  commit<undefined>(ports, async (ports) => {
    const { store, clock } = ports;
    const state = await loadCase(store, caseId);
    if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
    const change = await loadRecord(store, caseId, CHANGES, changeId);
    if (!change) return NOT_FOUND;
    if (!IN_FORCE.includes(state.status)) return notInForce(state.status);
    const closes = change.head.requestId;
    const done = actAll(
      state,
      [{ fact: { type: 'change-withdrawn', changeId, ...(closes === undefined ? {} : { closes }) } }],
      actorOf(caller),
      clock(),
      [change],
    );
    if (!done.ok) return done;
    return {
      ok: true,
      value: undefined,
      writes: [
        ...actWrites(done.value),
        ...(await tellManager(ports, state, 'change-withdrawn', changeId, await loadSettings(store))),
      ],
    };
  });
