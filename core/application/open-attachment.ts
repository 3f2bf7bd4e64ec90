import type { Attachment } from '../attachment/attachments.ts';
import { loadCase } from '../case/case-store.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import type { Files, Store } from '../store/ports.ts';
import { accepted, ERASED, NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { loadRevisions } from './revision-store.ts';

/**
 * Where an attachment of any revision of a case can be fetched, for those who may see the case. What is kept now must
 * be what the revision's hash covers: a file that was changed or lost since is not handed out.
 */
export const openAttachment =
  ({ store, files }: { readonly store: Store; readonly files: Files }) =>
  async (
    caller: Caller,
    caseId: string,
    fileId: string,
  ): Promise<Outcome<Attachment & { readonly url: string }>> => {
    const state = await loadCase(store, caseId);
    if (!state || !canSee(caller, state, await loadSettings(store))) return NOT_FOUND;
    if (state.erasedAt !== undefined) return ERASED;
    const attachment = (await loadRevisions(store, caseId))
      .flatMap(({ application }) => application.attachments ?? [])
      .find((candidate) => candidate.fileId === fileId);
    if (!attachment) return NOT_FOUND;
    if ((await files.hashOf(fileId)) !== attachment.sha256)
      return refused(
        'conflict',
        'attachment-changed',
        `添付資料「${attachment.name}」の内容が、提出されたときのもの（SHA-256 ${attachment.sha256}）と一致しません。この資料は使わず、統括部門に連絡してください`,
      );
    return accepted({ ...attachment, url: await files.presignDownload(fileId, attachment) });
  };
