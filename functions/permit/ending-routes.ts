import { asNamedAt } from '../../core/document/names-of-then.ts';
import { endingInputSchema } from '../../core/permit/ending.ts';
import { cascadeOf, fileEnding, loadEnding, withdrawEnding } from '../../core/permit/file-ending.ts';
import { loadPermit, viewPermit } from '../../core/permit/view-permit.ts';
import { type Problem, refused } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type Endpoint,
  type HttpPorts,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { textAt } from '../ui/form.ts';
import { messagePage } from '../ui/message-page.ts';
import { endingFormPage } from './ending-page.ts';
import { endingPaper } from './ending-sheet.ts';

/** 廃止届 as pages (F10, G11). @param showPermit the page of the permit, with what is wrong in what was sent from it */
export const endingPages = (
  ports: HttpPorts,
  showPermit: (call: PageCall, problems: readonly Problem[]) => Promise<PageAnswer>,
): readonly Endpoint[] => {
  const caseIdOf = (call: PageCall) => call.params['caseId'] ?? '';

  const show = async (
    call: PageCall,
    given?: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number },
  ): Promise<PageAnswer> => {
    const permit = await viewPermit(ports)(signedIn(call), caseIdOf(call));
    if (!permit.ok) return permit;
    const { can, children, statusLabel, ending } = permit.value;
    if (!can.end)
      return {
        status: 409,
        html: messagePage(call.context, 409, {
          sentence: ending
            ? 'すでに廃止届が出ています。'
            : `この許可は「${statusLabel}」のため、届け出ることはできません。`,
          back: { href: `/permits/${caseIdOf(call)}`, label: '許可の画面に戻る' },
        }),
      };
    const live = await cascadeOf(ports.store, caseIdOf(call));
    return {
      status: given?.status ?? 200,
      html: endingFormPage(call.context, {
        permit: permit.value,
        cascade: live.map(({ caseId, permitNo }) => ({
          permitNo,
          subcontractor: children.find((child) => child.caseId === caseId)?.subcontractor ?? '',
        })),
        content: given?.content ?? {},
        problems: given?.problems ?? [],
      }),
    };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const { fields } = call.form;
    const parsed = parseTyped(endingInputSchema, fields);
    if (!parsed.success)
      return show(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await fileEnding(ports)(signedIn(call), caseIdOf(call), parsed.data);
    if (outcome.ok) return { redirect: `/permits/${caseIdOf(call)}?done=ending-filed` };
    if (outcome.kind === 'invalid')
      return show(call, { content: fields, problems: outcome.problems, status: 422 });
    const problems = [{ pointer: '', message: outcome.message }];
    return outcome.kind === 'conflict' ? show(call, { content: fields, problems, status: 409 }) : outcome;
  };

  return [
    pageAt('GET', '/permits/{caseId}/ending', 'vendor', '廃止届の作成', (call) => show(call)),
    pageAt('POST', '/permits/{caseId}/ending', 'vendor', '廃止届の提出', post),
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
