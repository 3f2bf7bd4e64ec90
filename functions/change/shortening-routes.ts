import type { z } from 'zod';
import { stageLabel } from '../../core/case/decision-request.ts';
import { answerShortening, approveShortening } from '../../core/change/answer-shortening.ts';
import {
  proposeShortening,
  recordShorteningHearing,
  stateOnShortening,
} from '../../core/change/shorten-permit.ts';
import {
  shorteningAnswerSchema,
  shorteningApprovalSchema,
  shorteningHearingSchema,
  shorteningInputSchema,
  shorteningStatementSchema,
} from '../../core/change/shortening-papers.ts';
import { type ShorteningView, viewShortening } from '../../core/change/view-shortening.ts';
import { type Caller, nameInOffice } from '../../core/directory/caller.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { asNamedAt } from '../../core/document/issue-document.ts';
import { usualDay } from '../../core/finding/reasonable-time.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { deputyIn } from '../../core/question/open-question.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted, type Outcome, type Refusal } from '../../core/values/errors.ts';
import { permitFormPages } from '../finding/form-routes.ts';
import { subjectOf } from '../finding/page.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { formPage } from '../question/page.ts';
import type { Content } from '../ui/components.ts';
import type { FormState } from '../ui/form-controls.ts';
import { isNumbered, shorteningA4 } from './shortening-lines.ts';
import {
  answerFields,
  approvalFields,
  hearingFields,
  proposalFields,
  shorteningDossier,
  shorteningPage,
  shorteningPath,
  statementFields,
} from './shortening-page.ts';

const ONE = '/permits/{caseId}/shortenings/{shorteningId}';
const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['shorteningId'] ?? ''] as const;
const notAsked = (title: string) => `「${title}」は、すでに済んでいるか、あなたへの依頼ではありません。`;
type Loaded = { readonly permit: AnyPermitView; readonly view: ShorteningView };

/** 許可の期間の短縮 as pages (第4条第3項, docs/adr/0062). */
export const shorteningPages = (ports: AppPorts): readonly Endpoint[] => {
  const load = async (caller: Caller, call: PageCall): Promise<Outcome<Loaded>> => {
    const [caseId, shorteningId] = idsOf(call);
    const [permit, view] = await Promise.all([
      viewPermit(ports)(caller, caseId),
      viewShortening(ports)(caller, caseId, shorteningId),
    ]);
    if (!permit.ok) return permit;
    return view.ok ? accepted({ permit: permit.value, view: view.value }) : view;
  };
  const back = ({ permit, view }: Loaded) => ({
    href: shorteningPath(permit, view),
    label: '期間の短縮の画面に戻る',
  });

  const form = <S extends z.ZodType>(options: {
    readonly name: 'statement' | 'hearing' | 'answer' | 'approval';
    readonly who: 'city' | 'vendor';
    readonly title: string;
    readonly lead: string;
    readonly submit: string;
    readonly schema: S;
    readonly can: (view: ShorteningView) => boolean;
    /** What is said where it cannot be done. */
    readonly closed: string;
    readonly fields: (state: FormState, view: ShorteningView) => Content;
    readonly run: (
      ports: AppPorts,
    ) => (
      caller: Caller,
      caseId: string,
      shorteningId: string,
      body: z.infer<S>,
    ) => Promise<Outcome<unknown> | Refusal>;
    readonly done: string;
  }): readonly Endpoint[] => {
    const { name, who, title, lead, submit, schema, can, closed, fields, run, done } = options;
    const isAsked = name === 'answer' || name === 'approval';
    const hash = ({ view }: Loaded) => (isAsked ? view.request?.hash : undefined);
    return formPages(ports, {
      path: `${ONE}/${name}`,
      who,
      summary: title,
      schema,
      load: async (caller, call) => {
        const found = await load(caller, call);
        if (!found.ok) return found;
        const { permit } = found.value;
        const stage = name === 'approval' ? 'shortening-approval' : 'shortening';
        const asDeputyFor = who === 'city' ? await deputyIn(ports)(caller, permit.caseId, stage) : undefined;
        return accepted({ ...found.value, asDeputyFor });
      },
      closed: ({ view }) => (can(view) ? undefined : closed),
      ...(name === 'hearing'
        ? { start: async (_: unknown, call: PageCall) => ({ heardBy: nameInOffice(signedIn(call)) }) }
        : {}),
      show: (context, loaded, { content, problems, saving }) =>
        formPage(context, {
          ...{ saving, title: `${loaded.permit.permitNo} ${title}`, lead, submit, content, problems },
          subject: subjectOf(loaded.permit),
          dueOn: isAsked
            ? loaded.view.request?.dueOn
            : name === 'statement'
              ? loaded.view.statementDueOn
              : undefined,
          asDeputyFor: loaded.asDeputyFor,
          dossier: shorteningDossier(loaded.permit, loaded.view),
          action: `${shorteningPath(loaded.permit, loaded.view)}/${name}`,
          back: back(loaded),
          hash: hash(loaded),
          fields: (state) => fields(state, loaded.view),
          here: isAsked ? '/inbox' : '/permits',
        }),
      run: (caller, call, body, _, ports) => run(ports)(caller, ...idsOf(call), body),
      saves: { hash },
      back,
      done,
    });
  };

  return [
    ...permitFormPages(ports, {
      name: 'new-shortening',
      summary: '許可の期間の短縮についての弁明の機会の付与（第4条第3項）',
      title: '弁明の機会の付与（許可の期間の短縮）',
      lead: '許可の期間は、原則として契約（業務に関連する契約を含む。）の期間内です（第4条第3項）。契約が早く終わり、又は履行されなくなるときに、予定する末日とその原因を通知し、弁明の機会を付与します。文書番号は自動で付き、保守事業者に通知されます。',
      submit: '通知する',
      schema: shorteningInputSchema,
      closed: (view) =>
        view.audience === 'city' && view.manages && view.overOn === undefined
          ? undefined
          : '許可の期間の短縮は、有効な許可について、その情報セキュリティ管理者が行います。',
      start: async () => {
        const settings = await loadSettings(ports.store);
        return { statementDueOn: usualDay('shortening', dateOf(ports.clock()), settings) };
      },
      fields: proposalFields,
      run: proposeShortening,
      done: 'shortening-proposed',
    }),
    pageAt('GET', ONE, 'anyone', '許可の期間の短縮', async (call) => {
      const found = await load(signedIn(call), call);
      return found.ok ? { html: shorteningPage(call.context, found.value.permit, found.value.view) } : found;
    }),
    pageAt('GET', `${ONE}/papers/{seq}`, 'anyone', '期間の短縮の通知（A4）', async (call) => {
      const found = await load(signedIn(call), call);
      if (!found.ok) return found;
      const { permit, view } = found.value;
      const filed = view.papers.find(({ seq }) => `${seq}` === call.params['seq']);
      if (!filed || !isNumbered(filed.paper)) return NOT_FOUND;
      const named = await asNamedAt(ports.store, permit, filed.at);
      return { html: shorteningA4(call.context, filed.paper, named, back(found.value)) };
    }),
    ...form({
      name: 'statement',
      who: 'vendor',
      title: '許可の期間の短縮についての弁明',
      lead: '通知の内容について、事実と異なること、考慮してほしいことを申し出ることができます。提出しなくても、不利益に扱われることはありません。',
      submit: '提出する',
      schema: shorteningStatementSchema,
      can: ({ can }) => can.state,
      closed:
        '弁明の期限を過ぎたか、弁明を終えたため、画面から弁明を提出することはできません。申し出ることがあるときは、所管課に連絡してください。',
      fields: statementFields,
      run: stateOnShortening,
      done: 'replied',
    }),
    ...form({
      name: 'hearing',
      who: 'city',
      title: '口頭・書面の弁明の記録',
      lead: '口頭又は書面による弁明を記録します。記録は保守事業者に通知され、短縮の通知書に記載されます。',
      submit: '記録する',
      schema: shorteningHearingSchema,
      can: ({ can }) => can.record,
      closed: '弁明の記録は、情報セキュリティ管理者が、判断の前に行います。',
      fields: hearingFields,
      run: recordShorteningHearing,
      done: 'answered',
    }),
    ...form({
      name: 'answer',
      who: 'city',
      title: stageLabel('shortening'),
      lead: '弁明の機会が終わりました。弁明を踏まえて、短縮するか取りやめるかを判断してください。短縮するときは、統括情報セキュリティ管理者に承認を求めます。',
      submit: '判断を記録する',
      schema: shorteningAnswerSchema,
      can: ({ can, request }) => can.answer && request?.stage === 'shortening',
      closed: notAsked(stageLabel('shortening')),
      fields: answerFields,
      run: answerShortening,
      done: 'answered',
    }),
    ...form({
      name: 'approval',
      who: 'city',
      title: stageLabel('shortening-approval'),
      lead: '承認すると、情報セキュリティ管理者の名で利用許可期間短縮通知書が発出され、許可は短縮後の末日（承認の日がこれより後のときは、承認の日）の終わりに終了します。',
      submit: '判断を記録する',
      schema: shorteningApprovalSchema,
      can: ({ can, request }) => can.answer && request?.stage === 'shortening-approval',
      closed: notAsked(stageLabel('shortening-approval')),
      fields: approvalFields,
      run: approveShortening,
      done: 'answered',
    }),
  ];
};
