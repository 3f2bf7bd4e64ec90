import { receiptOf } from '../../core/application/submit-application.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { refused } from '../../core/values/errors.ts';
import type { HttpPorts, PageAnswer, PageCall } from '../http/contract.ts';
import { NOT_FOUND, signedIn } from '../http/not-found.ts';

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
