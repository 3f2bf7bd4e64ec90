import { html } from 'hono/html';
import { ATTENDANCE_STATUSES } from '../../core/case/records/attendance.ts';
import type { Caller } from '../../core/directory/caller.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import {
  acceptAttendance,
  acceptInputSchema,
  answerAttendance,
  answerInputSchema,
  askForAttendance,
  askInputSchema,
  listAttendances,
  viewAttendance,
} from '../../core/work/attendance.ts';
import { permitFormPages } from '../finding/form-routes.ts';
import { subjectOf } from '../finding/page.ts';
import { type AppPorts, type Endpoint, type PageCall, pageAt, signedIn } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import type { PermitSection } from '../permit/routes.ts';
import { formPage } from '../question/page.ts';
import { dataTable, definitionList, emptyState, linkButton, multiline } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { dateField, textArea, textField } from '../ui/form-controls.ts';
import { page } from '../ui/layout.ts';

/** 立会い記録 as pages, and its part of the permit's page. */

type Loaded = Awaited<ReturnType<ReturnType<typeof viewAttendance>>>;
type View = Extract<Loaded, { ok: true }>['value'];

const ONE = '/permits/{caseId}/attendances/{attendanceId}';
const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['attendanceId'] ?? ''] as const;
const pathOf = ({ permit, head }: View) => `/permits/${permit.caseId}/attendances/${head.attendanceId}`;

const written = ({ asked, answered, accepted, head, statusLabel }: View) =>
  definitionList([
    ['状態', statusLabel],
    ['提出期限', wareki(head.dueOn)],
    ['記録を求める立会い', asked && multiline(asked.what)],
    ['立ち会った市職員', answered?.attendedBy],
    ['立会いの経過', answered && multiline(answered.course)],
    ['確認の意見', accepted?.opinion && multiline(accepted.opinion)],
  ]);

export const attendancePages = (ports: AppPorts): readonly Endpoint[] => {
  const load = (caller: Caller, call: PageCall) => viewAttendance(ports)(caller, ...idsOf(call));
  const back = (view: View) => ({ href: pathOf(view), label: '立会い記録の画面に戻る' });
  const form = { load, back, start: async () => ({}) };
  const shown = (view: View) => ({
    subject: subjectOf(view.permit),
    dossier: written(view),
    back: back(view),
  });
  return [
    ...permitFormPages(ports, {
      name: 'new-attendance',
      summary: '立会い記録の依頼の入力',
      title: '立会い記録の依頼',
      lead: '市職員が立ち会った作業について、保守事業者に記録を求めます（第6条第2号）。',
      submit: '依頼する',
      schema: askInputSchema,
      closed: (view) =>
        view.audience === 'city' && view.manages ? undefined : '依頼は、情報セキュリティ管理者が行います。',
      fields: (state) => [
        textArea(state, { path: 'what', label: '記録を求める立会い', required: true }),
        dateField(state, { path: 'dueOn', label: '提出期限', required: true }),
      ],
      run: askForAttendance,
      done: 'registered',
    }),
    pageAt('GET', ONE, 'anyone', '立会い記録の内容と経過', async (call) => {
      const view = await load(signedIn(call), call);
      if (!view.ok) return view;
      const { permit, head, question } = view.value;
      const next =
        permit.audience === 'vendor' && head.status === 'asked'
          ? linkButton(`${pathOf(view.value)}/answer`, '記録を提出する')
          : question && linkButton(`${pathOf(view.value)}/acceptance`, '記録を確認する');
      return {
        html: page(
          call.context,
          `立会い記録 ${permit.permitNo}`,
          html`<p><a href="/permits/${permit.caseId}">許可番号 ${permit.permitNo} の画面に戻る</a></p>
<h1>立会い記録</h1>${definitionList(subjectOf(permit))}${written(view.value)}${next}`,
          { here: '/permits' },
        ),
      };
    }),
    ...formPages(ports, {
      ...form,
      path: `${ONE}/answer`,
      who: 'vendor',
      summary: '立会い記録の提出',
      schema: answerInputSchema,
      closed: ({ head }) =>
        head.status === 'asked' ? undefined : 'この立会い記録は、すでに提出されています。',
      show: (context, view, { content, problems }) =>
        formPage(context, {
          ...shown(view),
          title: '立会い記録の提出',
          lead: '市職員が立ち会った作業の経過を記録してください（第6条第2号）。',
          dueOn: view.head.dueOn,
          action: `${pathOf(view)}/answer`,
          fields: (state) => [
            textField(state, { path: 'attendedBy', label: '立ち会った市職員', required: true }),
            textArea(state, { path: 'course', label: '立会いの経過', required: true }),
          ],
          submit: '提出する',
          here: '/permits',
          ...{ content, problems },
        }),
      run: (caller, call, body, _, ports) => answerAttendance(ports)(caller, ...idsOf(call), body),
      done: 'reported-done',
    }),
    ...formPages(ports, {
      ...form,
      path: `${ONE}/acceptance`,
      who: 'city',
      summary: '立会い記録の確認',
      schema: acceptInputSchema,
      closed: ({ question }) =>
        question ? undefined : '立会い記録の確認は、すでに済んでいるか、あなたへの依頼ではありません。',
      show: (context, view, { content, problems }) =>
        formPage(context, {
          ...shown(view),
          title: '立会い記録の確認',
          lead: '提出された記録を確認してください（第6条第2号）。',
          dueOn: view.question?.dueOn,
          action: `${pathOf(view)}/acceptance`,
          hash: view.question?.hash,
          fields: (state) => textArea(state, { path: 'opinion', label: '意見' }),
          submit: '確認を記録する',
          here: '/inbox',
          ...{ content, problems },
        }),
      run: (caller, call, body, _, ports) => acceptAttendance(ports)(caller, ...idsOf(call), body),
      done: 'answered',
    }),
  ];
};

const asking = ({ caseId }: AnyPermitView) =>
  html`<p>${linkButton(`/permits/${caseId}/new-attendance`, '立会い記録を依頼する')}</p>`;

export const attendancesSection: PermitSection = async ({ store }, _caller, _context, permit) => {
  const list = await listAttendances(store, permit.caseId);
  return html`<section class="part" aria-labelledby="attendances">
<h2 id="attendances">立会い記録（第6条第2号）</h2>
${
  list.length === 0
    ? emptyState('立会い記録はありません。')
    : dataTable(
        { text: '立会い記録' },
        ['依頼', '状態', '提出期限'],
        list.map(({ attendanceId, askedAt, status, dueOn }) => [
          html`<a href="/permits/${permit.caseId}/attendances/${attendanceId}">${jstDay(askedAt)}</a>`,
          ATTENDANCE_STATUSES[status],
          wareki(dueOn),
        ]),
      )
}
${permit.audience === 'city' && permit.manages && asking(permit)}
</section>`;
};
