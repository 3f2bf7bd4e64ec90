import { Temporal } from 'temporal-polyfill';
import {
  sessionInputSchema,
  workInputSchema,
  workWithdrawalSchema,
} from '../../core/case/records/work-inputs.ts';
import { asNamedAt } from '../../core/document/names-of-then.ts';
import { TIME_ZONE } from '../../core/values/calendar.ts';
import { type Problem, type Refusal, refused } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { announceWork, reviseWork } from '../../core/work/announce-work.ts';
import { reportSession } from '../../core/work/report-session.ts';
import { listWorks, viewWork } from '../../core/work/view-work.ts';
import type { WorkView } from '../../core/work/views.ts';
import { withdrawWork } from '../../core/work/withdraw-work.ts';
import { type WorkChoices, workChoices } from '../../core/work/work-choices.ts';
import { lengthRemarks } from '../../core/work/work-rules.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { valueAt } from '../ui/form.ts';
import { messagePage } from '../ui/message-page.ts';
import { isSubmit, submitAction } from '../ui/remarks.ts';
import { workFormPage } from './form.ts';
import { workListPage } from './list-page.ts';
import { workPage } from './page.ts';
import { workQuestionPages } from './question-routes.ts';
import { sessionFormPage } from './session-form.ts';
import { sessionPaper, workNoticePaper } from './sheet.ts';

const WORKS = '/permits/{caseId}/works';
const WORK = `${WORKS}/{workId}`;

type Typed = { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number };
const shown = (content: unknown): Typed => ({ content, problems: [], status: 200 });

/**
 * 作業申請, 作業報告 as pages (第6条第1号〜第5号).
 * Longer than 300 lines: the routes share how a form is shown again, with what is pointed out in it.
 */
export const workPages = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['workId'] ?? ''] as const;

  /** What was refused is shown again with all that was typed; what is no form's fault as a page of its own. */
  const again = (outcome: Refusal, content: unknown, show: (typed: Typed) => Promise<PageAnswer>) =>
    outcome.kind === 'invalid'
      ? show({ content, problems: outcome.problems, status: 422 })
      : outcome.kind === 'conflict'
        ? show({ content, problems: [{ pointer: '', message: outcome.message }], status: 409 })
        : outcome;

  const choicesFor = (call: PageCall) => workChoices(ports)(signedIn(call), idsOf(call)[0]);
  const workFor = (call: PageCall) => viewWork(ports)(signedIn(call), ...idsOf(call));

  /** Everything that is pointed out stood on the page whose button was pressed. */
  const isSeen = async (
    call: PageCall,
    action: string,
    remarksOf: (choices: WorkChoices) => readonly Problem[],
  ): Promise<boolean> => {
    const choices = await choicesFor(call);
    const remarks = choices.ok ? remarksOf(choices.value) : [];
    return remarks.length === 0 || action === submitAction(remarks);
  };

  const newForm =
    (call: PageCall) =>
    async (typed: Typed): Promise<PageAnswer> => {
      const choices = await choicesFor(call);
      if (!choices.ok) return choices;
      const remarks = planRemarks(typed.content, choices.value);
      const view = { ...typed, choices: choices.value, remarks };
      return { status: typed.status, html: workFormPage(call.context, view) };
    };

  const postNew = async (call: PageCall): Promise<PageAnswer> => {
    const show = newForm(call);
    const { fields, meta } = call.form;
    if (!isSubmit(meta.action)) return show(shown(fields));
    const parsed = parseTyped(workInputSchema, fields);
    if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
    if (!(await isSeen(call, meta.action, (choices) => planRemarks(fields, choices))))
      return show(shown(fields));
    const [caseId] = idsOf(call);
    const outcome = await announceWork(ports)(signedIn(call), caseId, { work: parsed.data });
    return outcome.ok
      ? { redirect: `/permits/${caseId}/works/${outcome.value.workId}?done=work-announced` }
      : again(outcome, fields, show);
  };

  const editForm =
    (call: PageCall) =>
    async (typed: Typed | undefined): Promise<PageAnswer> => {
      const [choices, work] = await Promise.all([choicesFor(call), workFor(call)]);
      if (!choices.ok) return choices;
      if (!work.ok) return work;
      const { value } = work;
      if (!value.can.revise && typed?.status !== 409) return notNow(call, value);
      const { workId, noticeNo } = value;
      const revision = { workId, noticeNo, reason: value.answer?.reason };
      const given = typed ?? shown(contentOfNotice(value));
      return {
        status: given.status,
        html: workFormPage(call.context, {
          ...given,
          choices: choices.value,
          remarks: planRemarks(given.content, choices.value),
          revision,
        }),
      };
    };

  const postEdit = async (call: PageCall): Promise<PageAnswer> => {
    const show = editForm(call);
    const { fields, meta } = call.form;
    if (!isSubmit(meta.action)) return show(shown(fields));
    const parsed = parseTyped(workInputSchema, fields);
    if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
    if (!(await isSeen(call, meta.action, (choices) => planRemarks(fields, choices))))
      return show(shown(fields));
    const [caseId, workId] = idsOf(call);
    const outcome = await reviseWork(ports)(signedIn(call), caseId, workId, parsed.data);
    return outcome.ok
      ? { redirect: `/permits/${caseId}/works/${workId}?done=work-announced` }
      : again(outcome, fields, show);
  };

  const reportForm =
    (call: PageCall) =>
    async (typed: Typed | undefined): Promise<PageAnswer> => {
      const [choices, work] = await Promise.all([choicesFor(call), workFor(call)]);
      if (!choices.ok) return choices;
      if (!work.ok) return work;
      const { can } = work.value;
      if (!can.report && !can.correct && typed?.status !== 409) return notNow(call, work.value);
      const given = typed ?? shown(contentOfSession(work.value, choices.value));
      return {
        status: given.status,
        html: sessionFormPage(call.context, {
          ...given,
          choices: choices.value,
          work: work.value,
          remarks: sessionRemarks(given.content, choices.value),
        }),
      };
    };

  const postReport = async (call: PageCall): Promise<PageAnswer> => {
    const show = reportForm(call);
    const { fields, meta } = call.form;
    if (!isSubmit(meta.action)) return show(shown(fields));
    const parsed = parseTyped(sessionInputSchema, fields);
    if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
    if (!(await isSeen(call, meta.action, (choices) => sessionRemarks(fields, choices))))
      return show(shown(fields));
    const work = await workFor(call);
    if (!work.ok) return work;
    const [caseId, workId] = idsOf(call);
    const outcome = await reportSession(ports)(signedIn(call), caseId, workId, {
      session: parsed.data,
      again: work.value.can.correct,
    });
    return outcome.ok
      ? { redirect: `/permits/${caseId}/works/${workId}?done=session-reported` }
      : again(outcome, fields, show);
  };

  const postWithdrawal = async (call: PageCall): Promise<PageAnswer> => {
    const [caseId, workId] = idsOf(call);
    const { confirmed, ...fields } = call.form.fields;
    const parsed = parseTyped(workWithdrawalSchema, fields);
    const unsure: Problem = {
      pointer: '/confirmed',
      message: '取り下げるときは、確認の欄にチェックを入れてください',
    };
    const problems = [
      ...(parsed.success ? [] : problemsOf(parsed.error)),
      ...(confirmed === true ? [] : [unsure]),
    ];
    const outcome =
      parsed.success && problems.length === 0
        ? await withdrawWork(ports)(signedIn(call), caseId, workId, parsed.data)
        : refused('invalid', 'invalid-withdrawal', '', problems);
    if (outcome.ok) return { redirect: `/permits/${caseId}/works/${workId}?done=work-withdrawn` };
    return again(outcome, call.form.fields, async ({ content, problems: found, status }) => {
      const work = await workFor(call);
      return work.ok
        ? { status, html: workPage(call.context, work.value, { content, problems: found }) }
        : work;
    });
  };

  /** With the names of then, for a paper. */
  const workAt = async (work: WorkView, at: string | undefined): Promise<WorkView> => ({
    ...work,
    permit: await asNamedAt(ports.store, work.permit, at),
  });

  const viewed =
    (show: (call: PageCall, work: WorkView) => PageAnswer | Promise<PageAnswer>) =>
    async (call: PageCall) => {
      const work = await workFor(call);
      return work.ok ? show(call, work.value) : work;
    };

  return [
    pageAt('GET', WORKS, 'anyone', '作業の一覧', async (call) => {
      const [caseId] = idsOf(call);
      const list = await listWorks(ports)(signedIn(call), caseId);
      return list.ok ? { html: workListPage(call.context, { caseId, ...list.value }) } : list;
    }),
    pageAt('GET', `${WORKS}/new`, 'vendor', '作業申請書の入力', (call) =>
      newForm(call)(shown(call.query['kind'] === 'unannounced' ? { unannounced: true } : {})),
    ),
    pageAt('POST', WORKS, 'vendor', '作業申請書を提出する', postNew),
    pageAt(
      'GET',
      WORK,
      'anyone',
      '作業の状況と内容',
      viewed((call, work) => ({ html: workPage(call.context, work) })),
    ),
    pageAt('GET', `${WORK}/edit`, 'vendor', '作業申請書の訂正', (call) => editForm(call)(undefined)),
    pageAt('POST', `${WORK}/edit`, 'vendor', '訂正した作業申請書を再提出する', postEdit),
    pageAt('GET', `${WORK}/report`, 'vendor', '作業報告書の入力', (call) => reportForm(call)(undefined)),
    pageAt('POST', `${WORK}/report`, 'vendor', '作業報告書を提出する', postReport),
    pageAt('POST', `${WORK}/withdrawal`, 'vendor', '作業を取り下げる', postWithdrawal),
    pageAt(
      'GET',
      `${WORK}/notice-paper`,
      'anyone',
      '作業申請書（A4）',
      viewed(async (call, work) => ({
        html: workNoticePaper(call.context, await workAt(work, work.announcedAt)),
      })),
    ),
    pageAt(
      'GET',
      `${WORK}/report-paper`,
      'anyone',
      '接続記録・作業報告書（A4）',
      viewed(async (call, work) =>
        work.report
          ? { html: sessionPaper(call.context, await workAt(work, work.session?.reportedAt)) }
          : refused('conflict', 'not-reported', 'この作業は、まだ報告されていません'),
      ),
    ),
    ...workQuestionPages(ports),
  ];
};

const planRemarks = (content: unknown, { long }: WorkChoices): readonly Problem[] =>
  lengthRemarks(
    { from: valueAt(content, 'plannedStart'), to: valueAt(content, 'plannedEnd') },
    { pointer: '/plannedEnd', what: '予定' },
    long.plan,
  );
const sessionRemarks = (content: unknown, { long }: WorkChoices): readonly Problem[] =>
  lengthRemarks(
    { from: valueAt(content, 'connectedAt'), to: valueAt(content, 'disconnectedAt') },
    { pointer: '/disconnectedAt', what: '接続' },
    long.session,
  );

const notNow = (call: PageCall, work: WorkView): PageAnswer => ({
  status: 409,
  html: messagePage(call.context, 409, {
    sentence: `この作業は「${work.statusLabel}」です。現在、この操作は行えません。`,
    back: { href: `/permits/${work.permit.caseId}/works/${work.workId}`, label: '作業の画面に戻る' },
  }),
});

/** An instant as people type it, in Japanese time. */
const local = (at: string): string =>
  Temporal.Instant.from(at)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

const contentOfNotice = ({ notice }: WorkView): unknown =>
  notice && { ...notice, plannedStart: local(notice.plannedStart), plannedEnd: local(notice.plannedEnd) };

/** As reported before, or as the notice has it; when the connection was is for the vendor to say. */
const contentOfSession = ({ report, notice }: WorkView, choices: WorkChoices): unknown => {
  if (report) {
    const { log } = report;
    return {
      ...report,
      connectedAt: local(report.connectedAt),
      disconnectedAt: local(report.disconnectedAt),
      log: log && { ...log, from: local(log.from), to: local(log.to) },
    };
  }
  const only = (values: readonly string[]) => (values.length === 1 ? values[0] : undefined);
  return {
    workers: notice?.workers,
    account: only(notice?.accounts ?? []),
    terminal: only(notice?.terminals ?? []),
    targets: notice?.targets,
    origin: only(choices.originSites),
    originIp: only(choices.originIps.filter((range) => !range.includes('/'))),
    detail: { request: notice?.purpose },
  };
};
