import { remarksOnChange } from '../../core/application/application-remarks.ts';
import { ASPECT_FIELDS, changeAnswerSchema, changeInputSchema } from '../../core/application/change-form.ts';
import { applicationOn, SETTLED } from '../../core/application/revision-store.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import { CHANGE_ASPECTS, type ChangeAspect } from '../../core/case/records/change.ts';
import { answerChange } from '../../core/change/answer-change.ts';
import { fileChange, withdrawChange } from '../../core/change/file-change.ts';
import { listChanges, viewChange } from '../../core/change/list-changes.ts';
import type { Caller } from '../../core/directory/caller.ts';
import { asNamedAt } from '../../core/document/issue-document.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { askedOf } from '../../core/question/open-question.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { accepted, type Problem, refused } from '../../core/values/errors.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageAnswer,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { rowCommand, textAt } from '../ui/form.ts';
import { changeFormPage, chooseChangePage } from './form.ts';
import { changeNoticePaper, changePaper, hasNotice, permitTermsPaper } from './notice-sheet.ts';
import { changeAnswerPage, changePage } from './page.ts';

const isAspect = (text: string): text is ChangeAspect => Object.hasOwn(CHANGE_ASPECTS, text);

/** 変更届 as pages (F10, G11). */
export const changePages = (ports: AppPorts): readonly Endpoint[] => {
  const permitOf = (call: PageCall) => viewPermit(ports)(signedIn(call), call.params['caseId'] ?? '');
  const changeOf = async (call: PageCall) => {
    const { caseId = '', changeId = '' } = call.params;
    const [permit, change] = await Promise.all([
      permitOf(call),
      viewChange(ports)(signedIn(call), caseId, changeId),
    ]);
    if (!permit.ok) return permit;
    return change.ok ? accepted({ permit: permit.value, change: change.value }) : change;
  };

  /** The permit as it is, and the part of it that is to change: as the address names it, or the form. */
  const filing = async (_: Caller, call: PageCall) => {
    const { pairs, fields, meta } = call.form;
    const permit = await permitOf(call);
    if (!permit.ok) return permit;
    const named = call.query['about'] ?? textAt(fields, 'about');
    const about = isAspect(named) ? named : undefined;
    if (!about && pairs.length > 0) return refused('invalid', 'no-aspect', '変更する事項を選んでください');
    const command = rowCommand(meta.action);
    return accepted({
      ...{ permit: permit.value, about },
      application: await applicationOn(ports.store, permit.value, SETTLED),
      adding: command?.kind === 'add' ? command.list : undefined,
    });
  };

  const show = async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const found = await changeOf(call);
    if (!found.ok) return found;
    const { permit, change } = found.value;
    return {
      status: problems.length > 0 ? 422 : 200,
      html: changePage(call.context, permit, change, problems),
    };
  };

  const question = (stage: 'change' | 'change-approval', name: 'answer' | 'approval') =>
    formPages(ports, {
      path: `/permits/{caseId}/changes/{changeId}/${name}`,
      who: 'city',
      summary: stageLabel(stage),
      schema: changeAnswerSchema,
      load: async (caller, call) => {
        const found = await changeOf(call);
        if (!found.ok) return found;
        const { permit, change } = found.value;
        const question = await askedOf(ports)(caller, permit.caseId, stage, change.changeId);
        // With what accepting it does besides (INV-4).
        const hash = change.request?.hash;
        return accepted({
          ...{ permit, change, stage },
          question: question && hash !== undefined ? { ...question, hash } : question,
        });
      },
      closed: (view) =>
        view.question
          ? undefined
          : `この変更届は「${view.change.statusLabel}」です。あなたに求められている判断はありません。`,
      show: (context, view, given) => changeAnswerPage(context, { ...view, ...given }),
      run: (caller, _, body, { permit, change }, ports) =>
        answerChange(ports)(caller, permit.caseId, change.changeId, stage, body),
      back: ({ permit, change }) => ({
        href: `/permits/${permit.caseId}/changes/${change.changeId}`,
        label: '変更届の画面に戻る',
      }),
      done: 'decided',
    });

  return [
    pageAt('GET', '/permits/{caseId}/terms', 'anyone', '現在の許可事項（A4）', async (call) => {
      const caller = signedIn(call);
      const caseId = call.params['caseId'] ?? '';
      const [permit, changes] = await Promise.all([
        viewPermit(ports)(caller, caseId),
        listChanges(ports)(caller, caseId),
      ]);
      if (!permit.ok) return permit;
      const { value } = permit;
      const filed = changes.ok ? changes.value : [];
      return { html: permitTermsPaper(call.context, value, filed, regulationById(value.regulationId)) };
    }),
    ...formPages(ports, {
      path: '/permits/{caseId}/changes/new',
      sentTo: '/permits/{caseId}/changes',
      who: 'vendor',
      summary: '変更届の提出',
      schema: changeInputSchema,
      load: filing,
      closed: ({ permit: { can, statusLabel } }) =>
        can.change ? undefined : `この許可は「${statusLabel}」のため、届け出ることはできません。`,
      start: async ({ about, application }) =>
        about && Object.fromEntries(ASPECT_FIELDS[about].map((field) => [field, application[field]])),
      show: (context, { about, ...view }, given) =>
        about
          ? changeFormPage(context, { ...view, about, ...given })
          : chooseChangePage(context, view.permit),
      // Under the rule that the permit is judged by now.
      remarks: (content, { permit: { reconfirmedUnder, regulationId }, application }) =>
        remarksOnChange(application, content, regulationById(reconfirmedUnder ?? regulationId)),
      act: 'file',
      saves: {
        repeats: true,
        query: ({ query, form }) => `about=${query['about'] ?? textAt(form.fields, 'about')}`,
      },
      body: ({ about: _, changedOn, reason, ...after }) => ({ changedOn, reason, after }),
      place: (pointer) => pointer.replace(/^\/after(?=\/|$)/, ''),
      // The version of what it changes (docs/adr/0056), whatever the form says.
      run: (caller, _, body, { permit: { caseId }, application: { formVersion } }, ports) =>
        fileChange(ports)(caller, caseId, { ...body, ...(formVersion && { formVersion }) }),
      back: ({ permit: { caseId } }) => ({ href: `/permits/${caseId}`, label: '許可の画面に戻る' }),
      next: ({ changeId }, { permit: { caseId } }) => `/permits/${caseId}/changes/${changeId}`,
      done: 'change-filed',
    }),
    pageAt('GET', '/permits/{caseId}/changes/{changeId}', 'anyone', '変更届', (call) => show(call)),
    pageAt('GET', '/permits/{caseId}/changes/{changeId}/paper', 'anyone', '変更届（A4）', async (call) => {
      const found = await changeOf(call);
      if (!found.ok) return found;
      const { permit, change } = found.value;
      const filed = await asNamedAt(ports.store, permit, change.filedAt);
      return { html: changePaper(call.context, filed, change) };
    }),
    pageAt(
      'GET',
      '/permits/{caseId}/changes/{changeId}/notice',
      'anyone',
      '許可事項変更通知書（A4）',
      async (call) => {
        const found = await changeOf(call);
        if (!found.ok) return found;
        const { permit, change } = found.value;
        if (!hasNotice(change)) return NOT_FOUND;
        const view = await asNamedAt(ports.store, permit, change.answers.at(-1)?.at);
        return { html: changeNoticePaper(call.context, view, change, regulationById(view.regulationId)) };
      },
    ),
    pageAt(
      'POST',
      '/permits/{caseId}/changes/{changeId}/withdraw',
      'vendor',
      '変更届の取下げ',
      async (call) => {
        const caseId = call.params['caseId'] ?? '';
        const changeId = call.params['changeId'] ?? '';
        if (textAt(call.form.fields, 'confirmed') !== 'true')
          return show(call, [
            { pointer: '/confirmed', message: '取り下げる場合は、確認の欄にチェックを入れてください' },
          ]);
        const outcome = await withdrawChange(ports)(signedIn(call), caseId, changeId);
        return outcome.ok
          ? { redirect: `/permits/${caseId}/changes/${changeId}?done=change-withdrawn` }
          : outcome;
      },
    ),
    ...question('change', 'answer'),
    ...question('change-approval', 'approval'),
  ];
};
