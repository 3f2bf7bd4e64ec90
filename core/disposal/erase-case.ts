import { z } from 'zod';
import { draftKey } from '../application/save-draft.ts';
import { eraseFile, findFile } from '../attachment/file-store.ts';
import { act } from '../case/case.ts';
import { actWrites, caseKey, loadCase, stateOf } from '../case/case-store.ts';
import { isDisposable } from '../finding/raise-candidate.ts';
import { commit } from '../store/commit.ts';
import {
  type Copies,
  type Files,
  type Item,
  type Key,
  type Ports,
  queryAll,
  type Store,
} from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { stringsWithin } from '../values/characters.ts';
import { NOT_FOUND, Retryable } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import type { Disposal } from './disposal.ts';

export type ErasurePorts = Ports & { readonly files: Files; readonly copies: Copies };

/** Rows of one transaction. */
const BATCH = 90;

/** What stays of a case: the trail, and the state that it gives. Ids, dates, decisions and hashes, no names and no text. */
const stays = ({ sk }: Key): boolean => sk === 'STATE' || sk.startsWith('EVENT#') || sk.startsWith('CHILD#');

export const deleteAll = async (store: Store, rows: readonly Key[]): Promise<void> => {
  for (let first = 0; first < rows.length; first += BATCH)
    await store.transact(rows.slice(first, first + BATCH).map(({ pk, sk }) => ({ delete: { pk, sk } })));
};

/**
 * Erase what is personal in a case (INV-19): the trail is closed by `erased` first, so that nothing can follow and no
 * page looks for what is going; then attachments, mails and every row but the trail go. Each step may be done twice:
 * after a crash it is simply done again.
 *
 * @param judged.retentionYears of today: the retention may have been prolonged since the list was made (第12条)
 * @param judged.inUse strings of the vendor's other cases: a file that one of them names stays
 * @returns 'spared' when something is to be done for the case again, or it is kept longer now; then nothing happens
 */
export const eraseCase =
  (ports: ErasurePorts) =>
  async (
    caseId: string,
    { disposalId, approval }: Disposal,
    judged: {
      readonly retentionYears: number;
      readonly inUse: (vendorId: string) => Promise<ReadonlySet<string>>;
    },
  ): Promise<'erased' | 'spared'> => {
    const { store, clock, copies } = ports;
    const closed = await commit<'erased' | 'spared'>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      if (!state || !approval) return NOT_FOUND;
      if (state.erasedAt !== undefined) return { ok: true, value: 'erased', writes: [] };
      if (!(await isDisposable(store, state, judged.retentionYears, dateOf(clock()))))
        return { ok: true, value: 'spared', writes: [] };
      const by = {
        kind: 'person',
        personId: approval.decidedBy.personId,
        role: 'chief',
        as: approval.decidedAs,
        principalId: approval.principal?.personId,
      } as const;
      const outcome = act(state, { type: 'erased', disposalId, approval: hashOf(approval) }, by, clock());
      return outcome.ok ? { ok: true, value: 'erased', writes: actWrites(outcome.value) } : outcome;
    });
    if (!closed.ok && closed.code === 'busy') throw new Retryable(closed.code);
    if (!closed.ok || closed.value === 'spared') return 'spared';
    const all = await queryAll(store, { hash: caseKey(caseId) });
    const state = all.find(({ sk }) => sk === 'STATE');
    const going = all.filter((row) => !stays(row));
    if (state) await eraseFiles(ports, going, await judged.inUse(stateOf(state).vendorId));
    await copies.forgetMails({ pk: caseKey(caseId) });
    const receipts = await receiptsOf(store, all);
    await deleteAll(store, [...receipts, ...going, draftKey(caseId)]);
    return 'erased';
  };

const eraseFiles = async (
  { store, files }: ErasurePorts,
  rows: readonly Item[],
  used: ReadonlySet<string>,
): Promise<void> => {
  for (const name of stringsWithin(rows)) {
    const file = used.has(name) ? undefined : await findFile(store, name);
    if (!file) continue;
    // What names it stands until it is gone: the next delivery looks for it again.
    if ((await eraseFile(store, file, files.erase)) === 'changed') throw new Retryable('a file was in use');
  }
};

const ID = /^[0-9A-Z]{26}$/;

/** What was answered to programs and people under an Idempotency-Key, about this case or a record of it. */
const receiptsOf = async (store: Store, rows: readonly Item[]): Promise<Item[]> => {
  const ids = new Set([...stringsWithin(rows)].filter((text) => ID.test(text)));
  const owners = new Set(
    rows.flatMap(({ sk, ...row }) => (sk === 'STATE' || sk.startsWith('EVENT#') ? ownersOf(row) : [])),
  );
  const receipts = await Promise.all(
    [...owners].map((owner) => queryAll(store, { hash: `IDEMPOTENCY#${owner}` })),
  );
  return receipts.flat().filter((row) => [...stringsWithin(row['receipt'])].some((text) => ids.has(text)));
};

const actedSchema = z.union([
  z.object({ state: z.object({ vendorId: z.string() }) }).transform(({ state }) => [state.vendorId]),
  z
    .object({ event: z.object({ by: z.object({ personId: z.string().optional() }) }) })
    .transform(({ event }) => (event.by.personId === undefined ? [] : [event.by.personId])),
]);
const ownersOf = (row: unknown): readonly string[] => actedSchema.parse(row);
