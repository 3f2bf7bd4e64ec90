import { openAttachment } from '../../core/application/open-attachment.ts';
import { attachToDraft, loadDraft } from '../../core/application/save-draft.ts';
import { receiptOf } from '../../core/application/submit-application.ts';
import { completeUpload, offerUpload, peekUpload } from '../../core/attachment/attach-file.ts';
import { attachmentSchema } from '../../core/attachment/attachments.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { type Problem, refused } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type Endpoint,
  type HttpPorts,
  NOT_FOUND,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { chooseFilePage, fileReceivedPage } from './page.ts';

/** A draft that is no more: what was sent of it is at its application, and nothing can be saved to it. */
export const sentDraft = async ({ store }: HttpPorts, call: PageCall): Promise<PageAnswer> => {
  const vendorId = vendorOf(signedIn(call));
  const caseId = call.params['draftId'] ?? '';
  const sent = vendorId === undefined ? undefined : await receiptOf(store, vendorId, caseId);
  if (!sent) return NOT_FOUND;
  const saves = Object.keys(call.form.fields).length > 0;
  return saves
    ? refused(
        'conflict',
        'draft-sent',
        `この下書きは申請済みのため、保存できません（受付番号 ${sent.caseNo}）`,
      )
    : { redirect: `/applications/${caseId}` };
};

const kindSchema = attachmentSchema.pick({ kind: true });

/**
 * 添付資料 as pages. The file goes straight to the store, which sends the browser back to a page that only shows what
 * came; what a GET finds is written by the POST of that page (INV-7).
 */
export const attachmentPages = (ports: HttpPorts): readonly Endpoint[] => {
  const draftOf = (call: PageCall) => loadDraft(ports.store, signedIn(call), call.params['draftId'] ?? '');

  const choose = async (
    call: PageCall,
    problems: readonly Problem[] = [],
    status = 200,
  ): Promise<PageAnswer> => {
    const draftId = call.params['draftId'] ?? '';
    const offer = await offerUpload(ports)(signedIn(call), {
      redirect: (fileId) => `${ports.config.baseUrl}/drafts/${draftId}/attachments/${fileId}`,
    });
    if (!offer.ok) return offer;
    const { upload } = offer.value;
    return {
      status,
      formTarget: upload.url,
      html: chooseFilePage(call.context, { draftId, upload, problems }),
    };
  };

  const showReceived = async (
    call: PageCall,
    problems: readonly Problem[] = [],
    status = 200,
  ): Promise<PageAnswer> => {
    const { draftId = '', fileId = '' } = call.params;
    const file = await peekUpload(ports)(signedIn(call), fileId);
    if (!file)
      return choose(
        call,
        [{ pointer: '/file', message: '資料を受け取っていません。もう一度選んで送信してください' }],
        409,
      );
    return {
      status,
      html: fileReceivedPage(call.context, { draftId, fileId, file, problems, content: call.form.fields }),
    };
  };

  const add = async (call: PageCall): Promise<PageAnswer> => {
    const { draftId = '', fileId = '' } = call.params;
    if (!(await draftOf(call))) return sentDraft(ports, call);
    const kind = parseTyped(kindSchema, call.form.fields);
    if (!kind.success) return showReceived(call, problemsOf(kind.error), 422);
    const kept = await completeUpload(ports)(signedIn(call), fileId);
    if (!kept.ok) {
      if (kept.kind === 'not-found') return showReceived(call);
      return kept.kind === 'invalid' ? choose(call, kept.problems, 422) : kept;
    }
    const attached = await attachToDraft(ports)(signedIn(call), draftId, { fileId, ...kind.data });
    if (attached.ok) return { redirect: `/drafts/${draftId}/sections/attachments?done=attached` };
    return attached.kind === 'not-found' ? sentDraft(ports, call) : attached;
  };

  return [
    pageAt('GET', '/drafts/{draftId}/attachments', 'vendor', '資料の添付（選ぶ）', async (call) =>
      (await draftOf(call)) ? choose(call) : sentDraft(ports, call),
    ),
    pageAt(
      'GET',
      '/drafts/{draftId}/attachments/{fileId}',
      'vendor',
      '資料の添付（受け取った資料）',
      async (call) => ((await draftOf(call)) ? showReceived(call) : sentDraft(ports, call)),
    ),
    pageAt('POST', '/drafts/{draftId}/attachments/{fileId}', 'vendor', '資料を申請書に加える', add),
    pageAt(
      'GET',
      '/applications/{caseId}/attachments/{fileId}',
      'anyone',
      '添付資料を保存する',
      async (call) => {
        const { caseId = '', fileId = '' } = call.params;
        const found = await openAttachment(ports)(signedIn(call), caseId, fileId);
        return found.ok ? { redirect: found.value.url } : found;
      },
    ),
  ];
};
