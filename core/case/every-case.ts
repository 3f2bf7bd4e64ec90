import { listSections } from '../directory/directory-store.ts';
import { commit } from '../store/commit.ts';
import { type Ports, queryAll, type Store, type Write } from '../store/ports.ts';
import { Fatal, NOT_FOUND } from '../values/errors.ts';
import { canonicalJson } from '../values/hash.ts';
import { firstBreak } from './case.ts';
import type { CaseState } from './case-state.ts';
import { caseKey, loadEvents, recordRow, refoldWrites, stateOf } from './case-store.ts';
import { evolve } from './evolve-case.ts';
import { FINDINGS } from './records/finding.ts';
import { INSTRUCTIONS } from './records/instruction.ts';

/** All cases of the city, by the register of its sections. */
export const everyCase = async (store: Store): Promise<CaseState[]> => {
  const rows = await Promise.all(
    (await listSections(store)).map(({ sectionId }) =>
      queryAll(store, { index: 'register', hash: `SECTION#${sectionId}` }),
    ),
  );
  return rows.flat().map(stateOf);
};

/**
 * After an upgrade (docs/upgrade.md): the state of a case as this version folds its events, the rows that follow
 * from it, and the indexes in which its violations and instructions stand. The trail itself is never touched, and no event is added. A case that is as it should be stays as it is.
 *
 * @throws {Fatal} when the trail is broken: then nothing is derived from it
 */
export const refoldCase =
  ({ store }: Pick<Ports, 'store'>) =>
  (caseId: string) =>
    commit<'same' | 'refolded'>({ store }, async ({ store }) => {
      const row = await store.get({ pk: caseKey(caseId), sk: 'STATE' });
      if (!row) return NOT_FOUND;
      // Whoever acts in between moves the version, and all is read again.
      const events = (await loadEvents(store, caseId)).filter(({ seq }) => seq <= (row.version ?? 0));
      const broken = firstBreak(events);
      if (broken !== undefined) throw new Fatal(`audit trail broken: ${caseId} at ${broken}`);
      let state: CaseState | undefined;
      for (const event of events) state = evolve(state, event);
      if (!state || state.version !== row.version)
        throw new Fatal(`audit trail broken: ${caseId} at its end`);
      const writes: Write[] = [];
      const heads = await Promise.all(
        [FINDINGS, INSTRUCTIONS].map(({ prefix }) =>
          queryAll(store, { hash: caseKey(caseId), prefix: `${prefix}#` }),
        ),
      );
      const listed = heads.flat().map(
        ({ sk, version = 0, dueAt, head }): Write => ({
          put: recordRow(caseId, { sk, version, dueAt, head }),
          when: { version },
        }),
      );
      for (const write of [...refoldWrites(state), ...listed])
        if (await isMissing(store, write)) writes.push(write);
      return { ok: true, value: writes.length === 0 ? 'same' : 'refolded', writes };
    });

/** The row is not there, or not as it should be; or it is there and should not. */
const isMissing = async (store: Store, write: Write): Promise<boolean> => {
  if ('put' in write) {
    const { pk, sk } = write.put;
    return canonicalJson(await store.get({ pk, sk })) !== canonicalJson(write.put);
  }
  return 'delete' in write && (await store.get(write.delete)) !== undefined;
};
