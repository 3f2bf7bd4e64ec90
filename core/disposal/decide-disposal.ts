import type { z } from 'zod';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Caller } from '../directory/caller.ts';
import { holdersOf } from '../directory/directory.ts';
import { appointmentsOfRole, loadPerson, stillAppointed } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { signatory } from '../question/gate.ts';
import { actForOffice } from '../registration/office-act.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Refusal, refused } from '../values/errors.ts';
import {
  type Disposal,
  type DisposalApproval,
  type DisposalApprovalInput,
  type DisposalEntry,
  disposalEntryWrite,
  disposalHash,
  disposalKey,
  disposalWrite,
  type exclusionInputSchema,
  isToErase,
  listDisposalEntries,
  loadDisposal,
} from './disposal.ts';

/** 廃棄リスト: the office excludes and takes back, the chief approves (第12条). */

type Open = {
  readonly ok: true;
  readonly disposal: Disposal;
  readonly entries: readonly DisposalEntry[];
  readonly guard: Write;
};

const openDisposal = async (ports: Ports, caller: Caller, disposalId: string): Promise<Open | Refusal> => {
  const { store } = ports;
  const office = await actForOffice(ports, caller, '廃棄リストは統括部門が扱います');
  if (!office.ok) return office;
  const disposal = await loadDisposal(store, disposalId);
  if (!disposal) return NOT_FOUND;
  if (disposal.status !== 'proposed')
    return refused('conflict', 'already-approved', 'この廃棄リストは、すでに承認されています');
  const { guard } = office;
  return { ok: true, disposal, entries: await listDisposalEntries(store, disposalId), guard };
};

/** A case is kept for now, e.g. because of a lawsuit. It comes onto the next list again. Without a reason: taken back. */
export const excludeFromDisposal =
  (ports: Ports) =>
  (
    caller: Caller,
    disposalId: string,
    {
      caseId,
      reason,
    }: { readonly caseId: string; readonly reason?: z.infer<typeof exclusionInputSchema>['reason'] },
  ) =>
    commit<DisposalEntry>(ports, async (ports) => {
      const trail = await openDirectoryTrail(ports.store);
      const open = await openDisposal(ports, caller, disposalId);
      if (!open.ok) return open;
      const entry = open.entries.find((candidate) => candidate.caseId === caseId);
      if (!entry) return NOT_FOUND;
      const { excluded: _, ...rest } = entry;
      const changed: DisposalEntry =
        reason === undefined
          ? rest
          : { ...rest, excluded: { reason, by: caller.person.personId, at: ports.clock().toString() } };
      const disposal = { ...open.disposal, version: open.disposal.version + 1 };
      return {
        ok: true,
        value: changed,
        writes: [
          ...trail.record(
            { ids: ports.ids, at: ports.clock() },
            { act: 'exclude-from-disposal', subject: caseId, by: caller.person.personId },
            [disposalWrite(disposal), disposalEntryWrite(disposalId, changed)],
          ),
          open.guard,
        ],
      };
    });

/** The chief approves what was shown; from then on the outbox erases (carry-out-disposal.ts). */
export const approveDisposal =
  (ports: Ports) => (caller: Caller, disposalId: string, input: DisposalApprovalInput) =>
    commit<Disposal>(ports, async (ports) => {
      const { store, clock, ids } = ports;
      const trail = await openDirectoryTrail(store);
      const open = await openDisposal(ports, caller, disposalId);
      if (!open.ok) return open;
      const now = clock();
      const today = dateOf(now);
      const holders = holdersOf(await appointmentsOfRole(store, 'chief'), 'chief', today);
      const held = holders.find(({ personId }) => personId === caller.person.personId);
      if (!held)
        return refused(
          'forbidden',
          'not-holder',
          '廃棄の承認は統括情報セキュリティ管理者が行います（第12条）',
        );
      const { disposal, entries } = open;
      if (disposalHash(disposal, entries) !== input.hash)
        return refused(
          'conflict',
          'changed-since-shown',
          '表示した後にリストの内容が変わりました。最新の内容を確認してから承認してください',
        );
      const principal = held.kind === 'deputy' ? holders.find(({ kind }) => kind === 'principal') : undefined;
      const person = principal && (await loadPerson(store, principal.personId));
      const count = entries.filter(isToErase).length;
      const approval: DisposalApproval = {
        shownHash: input.hash,
        count,
        excluded: entries.length - count,
        reason: input.reason,
        decidedBy: signatory(caller.person, held),
        decidedAs: held.kind,
        ...(principal && person ? { principal: signatory(person, principal) } : {}),
        channel: caller.channel === 'mail-link' ? 'mail-link' : 'screen',
        decidedAt: now.toString({ smallestUnit: 'millisecond' }),
      };
      const approved: Disposal = {
        ...disposal,
        version: disposal.version + 1,
        status: 'approved',
        approval,
      };
      const { disposalNo } = disposal;
      return {
        ok: true,
        value: approved,
        writes: [
          ...trail.record(
            { ids, at: now },
            {
              act: 'approve-disposal',
              subject: disposalNo,
              by: caller.person.personId,
              reason: input.reason,
            },
            [disposalWrite(approved)],
          ),
          stillAppointed(held),
          outboxWrite(disposalKey(disposalId), ids.next(), now, { kind: 'dispose', disposalId }),
        ],
      };
    });
