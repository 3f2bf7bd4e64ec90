import { remarksOnChange } from '../../core/application/application-remarks.ts';
import { ASPECT_FIELDS, changeAnswerSchema, changeInputSchema } from '../../core/application/change-form.ts';
import { applicationOn, SETTLED } from '../../core/application/scope-store.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import { CHANGE_ASPECTS, type ChangeAspect } from '../../core/case/records/change.ts';
import { answerChange } from '../../core/change/answer-change.ts';
import { fileChange, withdrawChange } from '../../core/change/file-change.ts';
import { listChanges, viewChange } from '../../core/change/list-changes.ts';
import { asNamedAt } from '../../core/document/names-of-then.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { askedOf } from '../../core/question/open-question.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { accepted, type Problem, refused } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { NOT_FOUND, signedIn } from '../http/not-found.ts';
import { rowCommand, textAt } from '../ui/form.ts';
import { messagePage } from '../ui/message-page.ts';
import { isSubmit, submitAction } from '../ui/remarks.ts';
import { changeFormPage, chooseChangePage } from './form.ts';
import { changeNoticePaper, hasNotice, permitTermsPaper } from './notice-sheet.ts';
import { changeAnswerPage, changePage } from './page.ts';
import { changePaper } from './sheet.ts';

const isAspect = (text: string): text is ChangeAspect => Object.hasOwn(CHANGE_ASPECTS, text);

/** 変更届 as pages (F10, G11). */
export const changePages = (ports: AppPorts): readonly Endpoint[] => {
  const permitOf = (call: PageCall) => viewPermit(ports)(signedIn(call), call.params['caseId'] ?? '');
  const changeOf = (call: PageCall) =>
    viewChange(ports)(signedIn(call), call.params['caseId'] ?? '', call.params['changeId'] ?? '');

  const showForm = async (
    call: PageCall,
    about: ChangeAspect,
    given?: {
      readonly content: unknown;
      readonly problems: readonly Problem[];
      readonly status: number;
      readonly adding?: string | undefined;
    },
  ): Promise<PageAnswer> => {
    const permit = await permitOf(call);
    if (!permit.ok) return permit;
    if (!permit.value.can.change) return notInForce(call, permit.value.caseId, permit.value.statusLabel);
    const application = await applicationOn(ports.store, permit.value, SETTLED);
    const asItIs = Object.fromEntries(ASPECT_FIELDS[about].map((field) => [field, application[field]]));
    return {
      status: given?.status ?? 200,
      html: changeFormPage(call.context, {
        permit: permit.value,
        about,
        content: given?.content ?? asItIs,
        problems: given?.problems ?? [],
        adding: given?.adding,
        remarks: given ? remarksOf(permit.value, application, given.content) : [],
      }),
    };
  };

  /** With what is changed, under the rule that the permit is judged by now. */
  const remarksOf = ({ reconfirmedUnder, regulationId }: AnyPermitView, before: unknown, after: unknown) =>
    remarksOnChange(before, after, regulationById(reconfirmedUnder ?? regulationId));

  const notInForce = (call: PageCall, caseId: string, statusLabel: string): PageAnswer => ({
    status: 409,
    html: messagePage(call.context, 409, {
      sentence: `この許可は「${statusLabel}」のため、届け出ることはできません。`,
      back: { href: `/permits/${caseId}`, label: '許可の画面に戻る' },
    }),
  });

  const file = async (call: PageCall): Promise<PageAnswer> => {
    const { fields, meta } = call.form;
    const { about: named, changedOn, reason, ...after } = fields;
    const about = typeof named === 'string' ? named : '';
    if (!isAspect(about)) {
      const permit = await permitOf(call);
      return permit.ok ? refused('invalid', 'no-aspect', '変更する事項を選んでください') : permit;
    }
    const content = fields;
    const command = rowCommand(meta.action);
    if (!isSubmit(meta.action, 'file'))
      return showForm(call, about, {
        content,
        problems: [],
        status: 200,
        adding: command?.kind === 'add' ? command.list : undefined,
      });
    const parsed = parseTyped(changeInputSchema, { changedOn, reason, after });
    if (!parsed.success)
      return showForm(call, about, { content, problems: problemsOf(parsed.error), status: 422 });
    const permit = await permitOf(call);
    if (!permit.ok) return permit;
    const before = await applicationOn(ports.store, permit.value, SETTLED);
    const remarks = remarksOf(permit.value, before, content);
    // What is pointed out has stood on the page whose button was pressed.
    if (remarks.length > 0 && meta.action !== submitAction(remarks, 'file'))
      return showForm(call, about, { content, problems: [], status: 200 });
    const caseId = call.params['caseId'] ?? '';
    const outcome = await fileChange(ports)(signedIn(call), caseId, parsed.data);
    if (outcome.ok)
      return { redirect: `/permits/${caseId}/changes/${outcome.value.changeId}?done=change-filed` };
    if (outcome.kind === 'not-found') return outcome;
    const problems =
      outcome.problems.length > 0 ? outcome.problems : [{ pointer: '', message: outcome.message }];
    return showForm(call, about, { content, problems, status: outcome.kind === 'invalid' ? 422 : 409 });
  };

  const show = async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const [permit, change] = await Promise.all([permitOf(call), changeOf(call)]);
    if (!permit.ok) return permit;
    if (!change.ok) return change;
    return {
      status: problems.length > 0 ? 422 : 200,
      html: changePage(call.context, permit.value, change.value, problems),
    };
  };

  const question = (stage: 'change' | 'change-approval', name: 'answer' | 'approval') =>
    formPages(ports, {
      path: `/permits/{caseId}/changes/{changeId}/${name}`,
      who: 'city',
      summary: stageLabel(stage),
      schema: changeAnswerSchema,
      load: async (caller, call) => {
        const [permit, change] = await Promise.all([permitOf(call), changeOf(call)]);
        if (!permit.ok) return permit;
        if (!change.ok) return change;
        const { caseId } = permit.value;
        const { changeId } = change.value;
        const asked = await askedOf(ports)(caller, caseId, stage, changeId);
        return accepted({ permit: permit.value, change: change.value, stage, question: asked });
      },
      closed: (view) =>
        view.question
          ? undefined
          : `この変更届は「${view.change.statusLabel}」です。あなたに求められている判断はありません。`,
      start: async () => ({}),
      show: (context, view, given) => changeAnswerPage(context, { ...view, ...given }),
      run: (caller, _, body, { permit, change }) =>
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
    pageAt('GET', '/permits/{caseId}/changes/new', 'vendor', '変更届の作成', async (call) => {
      const permit = await permitOf(call);
      if (!permit.ok) return permit;
      const { can, caseId, statusLabel } = permit.value;
      if (!can.change) return notInForce(call, caseId, statusLabel);
      const about = call.query['about'] ?? '';
      return isAspect(about) ? showForm(call, about) : { html: chooseChangePage(call.context, permit.value) };
    }),
    pageAt('POST', '/permits/{caseId}/changes', 'vendor', '変更届の提出', file),
    pageAt('GET', '/permits/{caseId}/changes/{changeId}', 'anyone', '変更届', (call) => show(call)),
    pageAt('GET', '/permits/{caseId}/changes/{changeId}/paper', 'anyone', '変更届（A4）', async (call) => {
      const [permit, change] = await Promise.all([permitOf(call), changeOf(call)]);
      if (!permit.ok) return permit;
      if (!change.ok) return change;
      const filed = await asNamedAt(ports.store, permit.value, change.value.filedAt);
      return { html: changePaper(call.context, filed, change.value) };
    }),
    pageAt(
      'GET',
      '/permits/{caseId}/changes/{changeId}/notice',
      'anyone',
      '許可事項変更通知書（A4）',
      async (call) => {
        const [permit, change] = await Promise.all([permitOf(call), changeOf(call)]);
        if (!permit.ok) return permit;
        if (!change.ok) return change;
        if (!hasNotice(change.value)) return NOT_FOUND;
        const view = await asNamedAt(ports.store, permit.value, change.value.answers.at(-1)?.at);
        return {
          html: changeNoticePaper(call.context, view, change.value, regulationById(view.regulationId)),
        };
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
