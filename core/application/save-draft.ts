import { z } from 'zod';
import { removeFile } from '../attachment/attach-file.ts';
import { MAX_ATTACHMENTS } from '../attachment/attachments.ts';
import { loadCase } from '../case/case-store.ts';
import { type Caller, vendorOf } from '../directory/caller.ts';
import { listContacts, loadConsultation, loadVendor } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import { regulationOn } from '../regulation/regulations.ts';
import { commit } from '../store/commit.ts';
import { type Files, type Item, type Key, type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { CURRENT_FORM } from './form-version.ts';
import { loadRevision } from './revision-store.ts';

/**
 * 下書き: what a vendor has typed so far, as typed, unjudged. A correction (補正) is a draft that bears the
 * case's id.
 */
const draftSchema = z.object({
  draftId: z.string(),
  vendorId: z.string(),
  version: z.int(),
  /** The case that is being corrected. */
  caseId: z.string().optional(),
  content: z.record(z.string(), z.json()),
  savedAt: z.string(),
});
export type Draft = z.infer<typeof draftSchema>;
const startedSchema = draftSchema.pick({ draftId: true });

const MAX_DRAFTS = 50;
export const draftKey = (draftId: string): Key => ({ pk: `DRAFT#${draftId}`, sk: 'DRAFT' });
const draftOf = (row: Item): Draft => draftSchema.parse(row['draft']);

const draftRow = (draft: Draft): Item => ({
  ...draftKey(draft.draftId),
  version: draft.version,
  vendorKey: `DRAFTS#${draft.vendorId}`,
  vendorSort: draft.draftId,
  draft,
});

export const loadDraft = async (
  store: Store,
  caller: Caller,
  draftId: string,
): Promise<Draft | undefined> => {
  const row = await store.get(draftKey(draftId));
  const draft = row && draftOf(row);
  return draft && draft.vendorId === vendorOf(caller) ? draft : undefined;
};

export const listDrafts = async (store: Store, vendorId: string): Promise<Draft[]> =>
  (await queryAll(store, { index: 'vendor', hash: `DRAFTS#${vendorId}` })).map(draftOf);

/** A new application, filled in with what the city and the vendor already know. */
export const startDraft =
  ({ store, clock, ids }: Ports) =>
  (caller: Caller, consultationId: string) =>
    replayable(
      { store, clock },
      { caller, request: { act: 'draft', consultationId }, receipt: startedSchema },
      async ({ store }) => {
        const vendorId = vendorOf(caller);
        const vendor = vendorId === undefined ? undefined : await loadVendor(store, vendorId);
        const consultation =
          vendorId === undefined ? undefined : await loadConsultation(store, vendorId, consultationId);
        if (!vendor || !consultation) return NOT_FOUND;
        if ((await listDrafts(store, vendor.vendorId)).length >= MAX_DRAFTS)
          return refused(
            'conflict',
            'too-many-drafts',
            `下書きは${MAX_DRAFTS}件までです。不要な下書きを提出又は削除してください`,
          );
        const contacts = await listContacts(store, vendor.vendorId);
        const self = contacts.find((person) => person.personId === caller.person.personId) ?? caller.person;
        const today = dateOf(clock());
        const { vendorId: _, ...applicant } = vendor;
        const draft: Draft = {
          draftId: ids.next(),
          vendorId: vendor.vendorId,
          version: 1,
          savedAt: clock().toString(),
          content: {
            formVersion: CURRENT_FORM,
            applicationType: 'new',
            appliedOn: today.toString(),
            consultationId,
            ...(consultation.systemIds.length === 1 ? { systemId: consultation.systemIds[0] ?? '' } : {}),
            vendor: applicant,
            contactPerson: { name: self.name, email: self.email },
            contract: consultation.contract,
            pledge: { ruleVersion: regulationOn(today).id },
          },
        };
        return { ok: true, value: draft, writes: [{ put: draftRow(draft), when: { absent: true } }] };
      },
    );

/** The draft in which a returned application is corrected; the same one when it is opened again. */
export const startCorrection =
  ({ store, clock }: Ports) =>
  (caller: Caller, caseId: string): Promise<Outcome<Draft>> =>
    commit<Draft>({ store }, async ({ store }) => {
      const existing = await loadDraft(store, caller, caseId);
      const state = await loadCase(store, caseId);
      if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
      if (state.status !== 'returned')
        return refused('conflict', 'wrong-state', '補正を求められている申請ではありません');
      if (existing) return { ok: true, value: existing, writes: [] };
      const revision = await loadRevision(store, caseId, state.rev);
      if (!revision) return NOT_FOUND;
      const draft: Draft = {
        draftId: caseId,
        vendorId: state.vendorId,
        version: 1,
        caseId,
        content: z.record(z.string(), z.json()).parse({
          ...revision.application,
          attachments: (revision.application.attachments ?? []).map(({ fileId, kind }) => ({ fileId, kind })),
          appliedOn: dateOf(clock()).toString(),
          pledge: { ruleVersion: revision.application.pledge.ruleVersion },
        }),
        savedAt: clock().toString(),
      };
      return { ok: true, value: draft, writes: [{ put: draftRow(draft), when: { absent: true } }] };
    });

export const saveDraft =
  ({ store, clock }: Ports) =>
  (caller: Caller, draftId: string, version: number, content: Draft['content']) =>
    commit<Draft>({ store }, async ({ store }) => {
      const draft = await loadDraft(store, caller, draftId);
      if (!draft) return NOT_FOUND;
      if (draft.version !== version)
        return refused(
          'conflict',
          'draft-changed',
          'この下書きは別の画面で保存されています。入力内容はこの画面に残っています。内容を確かめてからもう一度保存してください',
        );
      const saved: Draft = { ...draft, version: version + 1, content, savedAt: clock().toString() };
      return { ok: true, value: saved, writes: [{ put: draftRow(saved), when: { version } }] };
    });

/** The files a draft names, as typed. */
const referencesSchema = z.array(z.object({ fileId: z.string() }).catchall(z.json())).catch([]);
export const attachmentsOf = (content: Draft['content']) => referencesSchema.parse(content['attachments']);

/** Add a file that has been kept to a draft, whatever else has been typed meanwhile; once. */
export const attachToDraft =
  ({ store, clock }: Ports) =>
  (caller: Caller, draftId: string, attachment: { fileId: string; kind: string }) =>
    commit<Draft>({ store }, async ({ store }) => {
      const draft = await loadDraft(store, caller, draftId);
      if (!draft) return NOT_FOUND;
      const attachments = attachmentsOf(draft.content);
      if (attachments.some(({ fileId }) => fileId === attachment.fileId))
        return { ok: true, value: draft, writes: [] };
      if (attachments.length >= MAX_ATTACHMENTS)
        return refused('conflict', 'too-many-attachments', `添付資料は${MAX_ATTACHMENTS}件までです`);
      const saved: Draft = {
        ...draft,
        version: draft.version + 1,
        content: { ...draft.content, attachments: [...attachments, attachment] },
        savedAt: clock().toString(),
      };
      return { ok: true, value: saved, writes: [{ put: draftRow(saved), when: { version: draft.version } }] };
    });

/** With the files that were attached to it and never submitted. */
export const deleteDraft =
  (ports: Pick<Ports, 'store'> & { readonly files: Files }) =>
  async (caller: Caller, draftId: string): Promise<Outcome<undefined>> => {
    const { store } = ports;
    const draft = await loadDraft(store, caller, draftId);
    if (!draft) return NOT_FOUND;
    const gone = await store.transact([{ delete: draftKey(draftId), when: { version: draft.version } }]);
    if (!gone.ok)
      return refused(
        'conflict',
        'draft-changed',
        'この下書きは別の画面で保存されています。内容を確かめてから、もう一度削除してください',
      );
    for (const { fileId } of attachmentsOf(draft.content)) await removeFile(ports)(caller, fileId);
    return accepted(undefined);
  };
