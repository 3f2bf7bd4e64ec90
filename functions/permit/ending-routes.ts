import { asNamedAt } from '../../core/document/names-of-then.ts';
import { endingInputSchema } from '../../core/permit/ending.ts';
import { cascadeOf, fileEnding, loadEnding, withdrawEnding } from '../../core/permit/file-ending.ts';
import { loadPermit, viewPermit } from '../../core/permit/view-permit.ts';
import { accepted, type Problem, refused } from '../../core/values/errors.ts';
import { type Endpoint, type HttpPorts, type PageAnswer, type PageCall, pageAt } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { signedIn } from '../http/not-found.ts';
import { textAt } from '../ui/form.ts';
import { endingFormPage } from './ending-page.ts';
import { endingPaper } from './ending-sheet.ts';

/** 廃止届 as pages (F10, G11). @param showPermit the page of the permit, with what is wrong in what was sent from it */
export const endingPages = (
  ports: HttpPorts,
  showPermit: (call: PageCall, problems: readonly Problem[]) => Promise<PageAnswer>,
): readonly Endpoint[] => {
  const caseIdOf = (call: PageCall) => call.params['caseId'] ?? '';

  return [
    ...formPages(ports, {
      path: '/permits/{caseId}/ending',
      who: 'vendor',
      summary: '廃止届の提出',
      schema: endingInputSchema,
      load: async (caller, call) => {
        const permit = await viewPermit(ports)(caller, caseIdOf(call));
        if (!permit.ok) return permit;
        const live = await cascadeOf(ports.store, caseIdOf(call));
        const cascade = live.map(({ caseId, permitNo }) => ({
          permitNo,
          subcontractor: permit.value.children.find((child) => child.caseId === caseId)?.subcontractor ?? '',
        }));
        return accepted({ permit: permit.value, cascade });
      },
      closed: ({ permit: { can, ending, statusLabel } }) =>
        can.end
          ? undefined
          : ending
            ? 'すでに廃止届が出ています。'
            : `この許可は「${statusLabel}」のため、届け出ることはできません。`,
      show: (context, view, given) => endingFormPage(context, { ...view, ...given }),
      run: (caller, call, body) => fileEnding(ports)(caller, caseIdOf(call), body),
      back: ({ permit: { caseId } }) => ({ href: `/permits/${caseId}`, label: '許可の画面に戻る' }),
      done: 'ending-filed',
    }),
    pageAt('POST', '/permits/{caseId}/ending/withdraw', 'vendor', '廃止届の取下げ', async (call) => {
      if (textAt(call.form.fields, 'confirmed') !== 'true')
        return showPermit(call, [
          { pointer: '/confirmed', message: '取り下げる場合は、確認の欄にチェックを入れてください' },
        ]);
      const outcome = await withdrawEnding(ports)(signedIn(call), caseIdOf(call));
      return outcome.ok ? { redirect: `/permits/${caseIdOf(call)}?done=ending-withdrawn` } : outcome;
    }),
    pageAt('GET', '/permits/{caseId}/ending/paper', 'anyone', '廃止届（A4）', async (call) => {
      const caller = signedIn(call);
      const [permit, found] = await Promise.all([
        viewPermit(ports)(caller, caseIdOf(call)),
        loadPermit(ports.store, caller, caseIdOf(call)),
      ]);
      if (!permit.ok) return permit;
      const ending = found.ok ? await loadEnding(ports.store, found.value.state) : undefined;
      const filedAt = found.ok ? found.value.state.ending?.filedAt : undefined;
      return ending
        ? { html: endingPaper(call.context, await asNamedAt(ports.store, permit.value, filedAt), ending) }
        : refused('conflict', 'no-ending', 'この許可について、廃止届は出ていません');
    }),
  ];
};
