import type { z } from 'zod';
import { loadCase } from '../../core/case/case-store.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import type { Caller } from '../../core/directory/caller.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { acknowledgeInstruction, reportOnInstruction } from '../../core/instruction/answer-instruction.ts';
import {
  answerDraft,
  giveInstruction,
  judgeInstruction,
  liftInstruction,
} from '../../core/instruction/instruct.ts';
import { usualDueOn } from '../../core/instruction/instruction-act.ts';
import {
  acknowledgeInputSchema,
  followInputSchema,
  instructInputSchema,
  instructionAnswerSchema,
  instructionInputSchema,
  liftInstructionInputSchema,
} from '../../core/instruction/papers.ts';
import { type InstructionView, viewInstruction } from '../../core/instruction/views.ts';
import { deputyIn } from '../../core/question/open-question.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted, type Outcome, type Problem, type Refusal } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { permitFormPages } from '../finding/form-routes.ts';
import { subjectOf } from '../finding/page.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { formPages, pick } from '../http/form-routes.ts';
import { formPage } from '../question/page.ts';
import type { Content } from '../ui/components.ts';
import type { FormState } from '../ui/form-controls.ts';
import type { Done } from '../ui/message-page.ts';
import { instructionA4 } from './lines.ts';
import {
  draftFields,
  followFields,
  instructionAnswerFields,
  instructionDossier,
  instructionFields,
  instructionPage,
  instructionPath,
  liftingFields,
} from './page.ts';

const ONE = '/permits/{caseId}/instructions/{instructionId}';
const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['instructionId'] ?? ''] as const;

/** 指示 as pages (第6条第6号). */
export const instructionPages = (ports: AppPorts): readonly Endpoint[] => {
  const load = (caller: Caller, call: PageCall) => viewInstruction(ports)(caller, ...idsOf(call));
  const show = async (
    call: PageCall,
    problems: readonly Problem[] = [],
    status = 200,
  ): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const view = await load(caller, call);
    if (!view.ok) return view;
    const receipt = { content: call.form.fields, problems };
    return {
      status,
      html: instructionPage(call.context, view.value, caller.person.affiliation.kind, receipt),
    };
  };
  const usual = async () => usualDueOn(dateOf(ports.clock()), await loadSettings(ports.store));
  const back = (view: InstructionView) => ({ href: instructionPath(view), label: '指示の画面に戻る' });

  const form = <S extends z.ZodType>(options: {
    readonly name: 'answer' | 'follow' | 'lifting' | 'report';
    readonly who: 'city' | 'vendor';
    readonly title: string;
    readonly lead: string;
    readonly submit: string;
    readonly schema: S;
    readonly can: (view: InstructionView) => boolean;
    readonly start?: (view: InstructionView) => Promise<unknown>;
    readonly fields: (state: FormState) => Content;
    readonly body?: (fields: Readonly<Record<string, unknown>>) => unknown;
    readonly run: (
      ports: AppPorts,
    ) => (
      caller: Caller,
      caseId: string,
      instructionId: string,
      body: z.infer<S>,
    ) => Promise<Outcome<unknown> | Refusal>;
    readonly done: Done;
    readonly doneBy?: (fields: Readonly<Record<string, unknown>>) => Done | undefined;
  }): readonly Endpoint[] => {
    const { name, who, title, lead, submit, schema, can, start, fields, body, run, done, doneBy } = options;
    const asked = (view: InstructionView) =>
      name === 'answer' || name === 'follow' ? view.questions.find(({ mine }) => mine) : undefined;
    const hash = (view: InstructionView) =>
      asked(view)?.hash ?? (name === 'follow' ? view.judgeHash : undefined);
    return formPages(ports, {
      path: `${ONE}/${name}`,
      who,
      summary: title,
      schema,
      load: async (caller, call) => {
        const view = await load(caller, call);
        if (!view.ok) return view;
        const asDeputyFor =
          who === 'city' ? await deputyIn(ports)(caller, view.value.caseId, 'instruct') : undefined;
        return accepted({ ...view.value, asDeputyFor });
      },
      closed: (view) =>
        can(view) ? undefined : `「${title}」は、すでに済んでいるか、あなたへの依頼ではありません。`,
      start: async (view) => start?.(view) ?? {},
      show: (context, view, { content, problems, saving }) =>
        formPage(context, {
          saving,
          title: `${view.permitNo} ${title}`,
          subject: subjectOf(view),
          lead,
          dueOn: asked(view)?.dueOn ?? (name === 'report' ? view.dueOn : undefined),
          asDeputyFor: view.asDeputyFor,
          dossier: instructionDossier(view, who),
          action: `${instructionPath(view)}/${name}`,
          back: back(view),
          content,
          problems,
          hash: hash(view),
          fields,
          submit,
          here: asked(view) ? '/inbox' : '/permits',
        }),
      ...(body ? { body } : {}),
      run: (caller, call, given, _, ports) => run(ports)(caller, ...idsOf(call), given),
      saves: { hash },
      back,
      done,
      ...(doneBy ? { doneBy } : {}),
    });
  };
  const isAsked = (stage: 'instruct' | 'follow') => (view: InstructionView) =>
    view.questions.some((question) => question.stage === stage && question.mine);
  const WORDING = ['kind', 'title', 'text', 'ground', 'dueOn', 'dayOff'];

  return [
    ...permitFormPages(ports, {
      name: 'new-instruction',
      summary: '指示の入力（第6条第6号）',
      title: '指示',
      lead: '保守事業者に指示します（第6条第6号）。文書番号は自動で付き、指示書が保守事業者に通知されます。',
      submit: '指示する',
      schema: instructionInputSchema,
      closed: (view) =>
        view.audience === 'city' && view.manages
          ? undefined
          : '指示は、この許可の情報セキュリティ管理者が行います（第6条第6号）。',
      start: async () => ({ dueOn: await usual() }),
      fields: instructionFields,
      run: giveInstruction,
      done: 'instructed',
    }),
    pageAt('GET', ONE, 'anyone', '指示の内容と経過', (call) => show(call)),
    ...form({
      name: 'answer',
      who: 'city',
      title: stageLabel('instruct'),
      lead: 'システムが用意した指示の案です。内容を確認し、必要に応じて修正した上で、指示するか見送るかを判断してください（第6条第6号）。保守事業者の期限は、本日指示するものとして、設定の日数（開庁日）により示しています。',
      submit: '判断を記録する',
      schema: instructInputSchema,
      can: isAsked('instruct'),
      start: async (view) => {
        const draft = view.papers.find(({ paper }) => paper.type === 'instruction-prepared')?.paper;
        if (draft?.type !== 'instruction-prepared') return {};
        const { kind, title, text, ground } = draft;
        return { kind, title, text, ground, dueOn: await usual() };
      },
      fields: draftFields,
      body: (fields) =>
        pick(fields, ['choice', 'hash', ...(fields['choice'] === 'drop' ? ['reason'] : WORDING)]),
      run: answerDraft,
      done: 'instructed',
      doneBy: ({ choice }) => (choice === 'drop' ? 'dropped' : undefined),
    }),
    ...form({
      name: 'follow',
      who: 'city',
      title: stageLabel('follow'),
      lead: '保守事業者の報告（報告がないときは、ほかの方法で確かめたこと）により、指示が履行されたかを確認してください（第6条第6号）。',
      submit: '確認を記録する',
      schema: followInputSchema,
      can: (view) => isAsked('follow')(view) || view.can.judge,
      fields: followFields,
      run: judgeInstruction,
      done: 'followed',
      doneBy: ({ result }) => (result === 'not-followed' ? 'not-followed' : undefined),
    }),
    ...form({
      name: 'lifting',
      who: 'city',
      title: '指示の解除',
      lead: '指示を解除します。緊急接続停止指示は、解除すると接続できるようになります（第6条第6号）。',
      submit: '指示を解除する',
      schema: liftInstructionInputSchema,
      can: ({ can }) => can.lift,
      fields: liftingFields,
      run: liftInstruction,
      done: 'lifted',
    }),
    ...form({
      name: 'report',
      who: 'vendor',
      title: '指示への報告',
      lead: '指示に従って行ったことを報告してください。情報セキュリティ管理者が確認します（第6条第6号）。',
      submit: '報告する',
      schema: instructionAnswerSchema,
      can: ({ can }) => can.answer,
      fields: instructionAnswerFields,
      run: reportOnInstruction,
      done: 'reported-done',
    }),
    pageAt('POST', `${ONE}/acknowledgement`, 'vendor', '指示を受領する', async (call) => {
      const [caseId, instructionId] = idsOf(call);
      const parsed = parseTyped(acknowledgeInputSchema, call.form.fields);
      if (!parsed.success) return show(call, problemsOf(parsed.error), 422);
      const outcome = await acknowledgeInstruction(ports)(signedIn(call), caseId, instructionId, parsed.data);
      if (outcome.ok) return { redirect: `${instructionPath({ caseId, instructionId })}?done=acknowledged` };
      if (outcome.kind !== 'conflict') return outcome;
      return show(call, [{ pointer: '', message: outcome.message }], 409);
    }),
    pageAt('GET', `${ONE}/papers/{seq}`, 'anyone', '指示書（A4）', async (call) => {
      const view = await load(signedIn(call), call);
      if (!view.ok) return view;
      const filed = view.value.papers.find(({ seq }) => `${seq}` === call.params['seq']);
      const state = await loadCase(ports.store, view.value.caseId);
      const about = state && { permitNo: view.value.permitNo, regulationId: state.regulationId };
      const html = filed && about && instructionA4(call.context, filed.paper, about, back(view.value));
      return html ? { html } : NOT_FOUND;
    }),
  ];
};
