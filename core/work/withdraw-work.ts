import { actAll } from '../case/case.ts';
import { actWrites, loadRecord } from '../case/case-store.ts';
import { openQuestionAbout, WORKS } from '../case/records/work.ts';
import { actorOf, type Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { permitOfVendor } from '../permit/permit-of-vendor.ts';
import { tellManager } from '../question/tell-manager.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { NOT_FOUND } from '../values/refusals.ts';

/** 未実施取下げ: a work that was announced does not take place. An open question about it ends with it. */
export const withdrawWork =
  (ports: Ports) =>
  (caller: Caller, caseId: string, workId: string, { reason }: { reason?: string | undefined }) =>
    commit<{ readonly workId: string }>(ports, async (ports) => {
      const { store, clock } = ports;
      const permit = await permitOfVendor(store, caller, caseId);
      if (!permit.ok) return permit;
      const { state } = permit;
      const record = await loadRecord(store, caseId, WORKS, workId);
      if (!record) return NOT_FOUND;
      const closes = openQuestionAbout(state, workId);
      const paper = {
        kind: 'work-withdrawal',
        ...(reason === undefined ? {} : { reason }),
        submittedBy: caller.person.name,
      };
      const fact = { type: 'work-withdrawn', workId, ...(closes === undefined ? {} : { closes }) } as const;
      const done = actAll(state, [{ fact, paper }], actorOf(caller), clock(), [record]);
      if (!done.ok) return done;
      const mails = await tellManager(ports, state, 'work-withdrawn', workId, await loadSettings(store));
      return { ok: true, value: { workId }, writes: [...actWrites(done.value), ...mails] };
    });
