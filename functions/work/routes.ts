import { Temporal } from 'temporal-polyfill';
import {
  sessionInputSchema,
  workInputSchema,
  workWithdrawalSchema,
} from '../../core/case/records/work-inputs.ts';
import { asNamedAt } from '../../core/document/issue-document.ts';
import { TIME_ZONE } from '../../core/values/calendar.ts';
import { accepted, type Problem, refused } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { withYear } from '../../core/values/written-time.ts';
import { announceWork, foreseeNotice, reviseWork, withdrawWork } from '../../core/work/announce-work.ts';
import { foreseeSession, reportSession } from '../../core/work/report-session.ts';
import { listWorks, viewWork } from '../../core/work/view-work.ts';
import type { WorkView } from '../../core/work/views.ts';
import { type WorkChoices, workChoices } from '../../core/work/work-choices.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { STATUS } from '../http/http-request.ts';
import { workFormPage } from './form.ts';
import { workListPage, workPage } from './page.ts';
import { workQuestionPages } from './question-routes.ts';
import { sessionFormPage } from './session-form.ts';
import { sessionPaper, workNoticePaper } from './sheet.ts';

const WORKS = '/permits/{caseId}/works';
const WORK = `${WORKS}/{workId}`;

/** 作業申請, 作業報告 as pages (第6条第1号〜第5号). */
export const workPages = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['workId'] ?? ''] as const;

  const choicesFor = (call: PageCall) => workChoices(ports)(signedIn(call), idsOf(call)[0]);
  const workFor = (call: PageCall) => viewWork(ports)(signedIn(call), ...idsOf(call));

  const choicesAndWork = async (call: PageCall) => {
    const [choices, work] = await Promise.all([choicesFor(call), workFor(call)]);
    if (!choices.ok) return choices;
    return work.ok ? accepted({ choices: choices.value, work: work.value }) : work;
  };
  const backToWork = ({ work }: { readonly work: WorkView }) => ({
    href: `/permits/${work.permit.caseId}/works/${work.workId}`,
    label: '作業の画面に戻る',
  });

  /** Of what is complete. */
  const foreseenOfNotice = (content: unknown, call: PageCall) => {
    const parsed = parseTyped(workInputSchema, content);
    return parsed.success ? foreseeNotice(ports)(signedIn(call), idsOf(call)[0], parsed.data) : [];
  };

  /** Where the year was left out, it is added. */
  const withYears = <F extends Fields>(fields: F, names: readonly string[], which: 'next' | 'last'): F => {
    const added = names.flatMap((name) => {
      const text = fields[name];
      const whole = typeof text === 'string' ? withYear(text, ports.clock(), which) : undefined;
      return whole === undefined ? [] : [[name, whole]];
    });
    return { ...fields, ...Object.fromEntries(added) };
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
    if (outcome.kind !== 'invalid' && outcome.kind !== 'conflict') return outcome;
    const work = await workFor(call);
    if (!work.ok) return work;
    const found = outcome.kind === 'invalid' ? outcome.problems : [{ pointer: '', message: outcome.message }];
    const html = workPage(call.context, work.value, { content: call.form.fields, problems: found });
    return { status: STATUS[outcome.kind], html };
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
    ...formPages(ports, {
      path: `${WORKS}/new`,
      sentTo: WORKS,
      who: 'vendor',
      summary: '作業申請書の提出',
      schema: workInputSchema,
      load: (_, call) => choicesFor(call),
      start: async (choices, call) => {
        const { kind, from } = call.query;
        if (kind === 'unannounced' || choices.overOn !== undefined) return { unannounced: true };
        const earlier = choices.earlier.find(({ workId }) => workId === from);
        const work = earlier && (await viewWork(ports)(signedIn(call), choices.caseId, earlier.workId));
        return work?.ok ? contentOfEarlier(work.value, choices) : onlyChoices(choices);
      },
      completes: (fields) => withYears(fields, PLANNED, isToldOf(fields) ? 'last' : 'next'),
      remarks: (content, _, call) => foreseenOfNotice(content, call),
      show: (context, choices, given) => workFormPage(context, { ...given, choices }),
      run: (caller, call, work, _, ports) => announceWork(ports)(caller, idsOf(call)[0], { work }),
      saves: { repeats: true },
      back: ({ caseId }) => ({ href: `/permits/${caseId}`, label: '許可の画面に戻る' }),
      next: ({ workId }, { caseId }) => `/permits/${caseId}/works/${workId}`,
      done: 'work-announced',
    }),
    pageAt(
      'GET',
      WORK,
      'anyone',
      '作業の状況と内容',
      viewed((call, work) => ({ html: workPage(call.context, work) })),
    ),
    ...formPages(ports, {
      path: `${WORK}/edit`,
      who: 'vendor',
      summary: '訂正した作業申請書の再提出',
      schema: workInputSchema,
      load: (_, call) => choicesAndWork(call),
      closed: ({ work }) => (work.can.revise ? undefined : notNow(work)),
      start: async ({ work }) => contentOfNotice(work),
      completes: (fields) => withYears(fields, PLANNED, 'next'),
      remarks: (content, _, call) => foreseenOfNotice(content, call),
      show: (context, { choices, work: { workId, noticeNo, answer } }, given) =>
        workFormPage(context, {
          ...given,
          choices,
          revision: { workId, noticeNo, reason: answer?.reason },
        }),
      run: (caller, call, body, _, ports) => reviseWork(ports)(caller, ...idsOf(call), body),
      saves: {},
      back: backToWork,
      done: 'work-announced',
    }),
    ...formPages(ports, {
      path: `${WORK}/report`,
      who: 'vendor',
      summary: '作業報告書の提出',
      schema: sessionInputSchema,
      load: (_, call) => choicesAndWork(call),
      closed: ({ work }) => (work.can.report || work.can.correct ? undefined : notNow(work)),
      start: async ({ work, choices }) => contentOfSession(work, choices),
      completes: (fields) => ({
        ...withYears(fields, CONNECTED, 'last'),
        ...(isFields(fields['log']) ? { log: withYears(fields['log'], LOGGED, 'last') } : {}),
      }),
      remarks: (content, _, call) => {
        const parsed = parseTyped(sessionInputSchema, content);
        return parsed.success ? foreseeSession(ports)(signedIn(call), ...idsOf(call), parsed.data) : [];
      },
      show: (context, view, given) => sessionFormPage(context, { ...view, ...given }),
      run: (caller, call, session, { work }, ports) =>
        reportSession(ports)(caller, ...idsOf(call), { session, again: work.can.correct }),
      saves: {},
      back: backToWork,
      done: 'session-reported',
    }),
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

type Fields = PageCall['form']['fields'];
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const PLANNED = ['plannedStart', 'plannedEnd'];
const CONNECTED = ['connectedAt', 'disconnectedAt'];
const LOGGED = ['from', 'to'];
/** What has been done, or is being done. */
const isToldOf = ({ emergency, unannounced }: Fields): boolean => emergency === true || unannounced === true;

const notNow = ({ statusLabel }: WorkView): string =>
  `この作業は「${statusLabel}」です。現在、この操作は行えません。`;

/** An instant as people type it, in Japanese time. */
const local = (at: string): string =>
  Temporal.Instant.from(at)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

const contentOfNotice = ({ notice }: WorkView): unknown =>
  notice && { ...notice, plannedStart: local(notice.plannedStart), plannedEnd: local(notice.plannedEnd) };

/** 前回の作業を写す: what may be again; when it is, and whether and to whom it was explained, is for the vendor to say. */
const contentOfEarlier = ({ notice }: WorkView, choices: WorkChoices): unknown => {
  if (!notice) return onlyChoices(choices);
  const { plannedStart: _, plannedEnd: __, explainedOn: ___, emergencyReason: ____, ...same } = notice;
  const among = (values: readonly string[], allowed: readonly string[]) =>
    values.filter((value) => allowed.includes(value));
  const workers = among(
    notice.workers,
    choices.workers.map(({ name }) => name),
  );
  return {
    ...same,
    emergency: false,
    workers,
    workLeader: workers.includes(notice.workLeader) ? notice.workLeader : undefined,
    terminals: among(notice.terminals, choices.terminals),
    targets: among(notice.targets, choices.targets),
  };
};

/** Where the permit knows but one, it is chosen; what happened outside it is told as it was. */
const onlyChoices = ({ workers, terminals, targets }: WorkChoices): unknown => {
  const [worker, ...others] = workers;
  const only = (values: readonly string[]) => (values.length === 1 ? values : undefined);
  return {
    ...(worker && others.length === 0
      ? {
          workers: [worker.name],
          workLeader: worker.name,
          accounts: worker.account === undefined ? undefined : [worker.account],
        }
      : {}),
    terminals: only(terminals),
    targets: only(targets),
  };
};

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
