import type { z } from 'zod';
import { loadCase, loadRecord } from '../../core/case/case-store.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import { matterSentences } from '../../core/case/matter.ts';
import { stoppedSchema } from '../../core/case/partial-stop.ts';
import { WORKS } from '../../core/case/records/work.ts';
import { type Caller, nameInOffice } from '../../core/directory/caller.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { asNamedAt } from '../../core/document/issue-document.ts';
import { decideSanction } from '../../core/finding/decide-sanction.ts';
import { enterViolation, judgeCandidate } from '../../core/finding/find-violation.ts';
import { noticesOf } from '../../core/finding/finding-papers-of.ts';
import {
  candidateInputSchema,
  closeInputSchema,
  conditionsInputSchema,
  extendInputSchema,
  findInputSchema,
  hearingInputSchema,
  judgeInputSchema,
  liftInputSchema,
  orderInputSchema,
  pointOutInputSchema,
  receiptInputSchema,
  replyInputSchema,
  sanctionInputSchema,
  statementInputSchema,
  withdrawOrderInputSchema,
} from '../../core/finding/inputs.ts';
import { extendOrder, issueOrder, replyToOrder, withdrawOrder } from '../../core/finding/issue-order.ts';
import { judgeCompliance } from '../../core/finding/judge-compliance.ts';
import { decideLifting, reportConditions } from '../../core/finding/lift-suspension.ts';
import { makeStatement, recordHearing } from '../../core/finding/make-statement.ts';
import { howNoticed, pointOut } from '../../core/finding/raise-candidate.ts';
import { usualDay } from '../../core/finding/reasonable-time.ts';
import { receiveNoncompliance, receiveReport } from '../../core/finding/receive-report.ts';
import { closeFinding } from '../../core/finding/settle-ended.ts';
import { listFindings, viewFinding } from '../../core/finding/view-finding.ts';
import { type FindingView, isOrdered } from '../../core/finding/views.ts';
import { deputyIn } from '../../core/question/open-question.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../core/values/errors.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { formPages, pick } from '../http/form-routes.ts';
import { formPage } from '../question/page.ts';
import { jstTime, spanText } from '../ui/dates.ts';
import type { LastLook } from '../ui/last-look.ts';
import type { Done } from '../ui/message-page.ts';
import { permitFormPages } from './form-routes.ts';
import {
  FINDING_FORMS,
  type FindingStage,
  foundFields,
  OTHER_FORMS,
  type OtherForm,
  pointOutFields,
} from './forms.ts';
import { RETURNS, returnsOf } from './hearing-lines.ts';
import { noticeA4 } from './notice-sheet.ts';
import { findingDossier, findingPage, findingPath, questionDossier, subjectOf } from './page.ts';
import { findingA4, noncomplianceA4 } from './sheet.ts';

/** 違反・是正命令・取消・停止 as pages (第7条, 第8条). Longer than 300 lines: the routes of one table of forms, which share what they load. */

/** With these begins what is sent anew (docs/adr/0058). */
const SET_ANEW = ['order-issued', 'order-withdrawn', 'compliance-judged'] as const;
/** A page sends a field for every statement; one that is blank says nothing. */
const withoutBlankAnswers = (fields: Readonly<Record<string, unknown>>): unknown => {
  const { answers, ...rest } = fields;
  const given = Array.isArray(answers) ? answers.filter((one) => 'answer' in Object(one)) : [];
  return given.length === 0 ? rest : { ...rest, answers: given };
};
/** Which record is meant matters only where something is said of it. */
const aboutRecord = ({ heard, heardIn, ...fields }: Readonly<Record<string, unknown>>): unknown =>
  fields['answer'] === undefined
    ? fields
    : { ...fields, heard, ...(heardIn === undefined ? {} : { heardIn }) };

/** The drop-down list names kind and value as one: worker:作業 八郎. */
const withPart = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { only: part, ...rest } = fields;
  const chosen = Object(part).value;
  const [, kind, value] = (typeof chosen === 'string' && /^([a-z]+):(.+)$/su.exec(chosen)) || [];
  if (kind === undefined) return rest;
  // The text for the whole permit, as it stood in the field, says too much of a part.
  const { data: only } = stoppedSchema.safeParse({ kind, value });
  return {
    ...rest,
    ...(only && rest['returns'] === RETURNS ? { returns: returnsOf(only) } : {}),
    only: { kind, value },
  };
};

/** Room in the field 「違反の日時」. */
const MOST_WHEN = 200;

const ONE = '/permits/{caseId}/findings/{findingId}';
const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['findingId'] ?? ''] as const;
/** What a page says after each of them (ui/message-page.ts). */
const DONE_BY_STAGE = {
  candidate: 'answered',
  receipt: 'receipt-given',
  order: 'ordered',
  judge: 'judged',
  noncompliance: 'noncompliance-received',
  sanction: 'sanction-decided',
  lift: 'lifting-decided',
  closing: 'finding-closed',
} as const satisfies Readonly<Record<FindingStage, Done>>;
const DONE_BY_CHOICE: Readonly<Record<string, Done>> = {
  'candidate find': 'found',
  'candidate dismiss': 'dismissed',
  'judge fulfilled': 'judged-fulfilled',
  'judge partial': 'judged-partial',
  'judge disobeyed': 'judged-disobeyed',
  'lift lift': 'suspension-lifted',
};
const DONE_BY_FORM = {
  reply: 'replied',
  statement: 'replied',
  conditions: 'replied',
  withdrawal: 'order-withdrawn',
  extension: 'order-extended',
  hearing: 'hearing-recorded',
} as const satisfies Readonly<Record<OtherForm, Done>>;

type Act<B> = (
  ports: AppPorts,
) => (caller: Caller, caseId: string, findingId: string, body: B) => Promise<Outcome<unknown> | Refusal>;

/** 違反の事実 as they were noticed and still stand, as far as there is room in the field. */
const noticedFacts = ({ matters, papers }: FindingView): string => {
  const notes = papers.flatMap(({ paper }) =>
    paper.type === 'candidate-raised' || paper.type === 'evidence-added' ? paper.evidence : [],
  );
  const lines = [...matterSentences(matters.filter(({ state }) => state === 'open')), ...new Set(notes)];
  const listed: string[] = [];
  let room = 1900;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    listed.push(line);
  }
  const left = lines.length - listed.length;
  return [...listed, ...(left > 0 ? [`ほか${left}件（違反の候補のとおり）`] : [])].join('\n');
};

/** 違反・是正命令・取消・停止 as pages (第7条, 第8条). Every answer is a POST of what was shown. */
export const findingPages = (ports: AppPorts): readonly Endpoint[] => {
  const load = (caller: Caller, call: PageCall) => viewFinding(ports)(caller, ...idsOf(call));
  const asOneWhoAnswers = async (caller: Caller, call: PageCall, stage: FindingStage) => {
    const view = await load(caller, call);
    if (!view.ok) return view;
    const asDeputyFor = await deputyIn(ports)(caller, view.value.caseId, stage);
    return accepted({ ...view.value, asDeputyFor });
  };
  const back = (view: FindingView) => ({
    href: findingPath(view),
    label: isOrdered(view) ? `是正命令 ${view.orderNo} の画面に戻る` : '違反の記録に戻る',
  });
  const usual = async (kind: 'order' | 'statement') =>
    usualDay(kind, dateOf(ports.clock()), await loadSettings(ports.store));
  const paperOf = <T extends FindingView['papers'][number]['paper']['type']>(view: FindingView, type: T) =>
    view.papers
      .map(({ paper }) => paper)
      .filter((paper): paper is Extract<typeof paper, { type: T }> => paper.type === type)
      .at(-1);

  /** Of the connections that stand in question: as they were reported, or as far as a log knows when they began. */
  const whenViolated = async ({ caseId, source, matters }: FindingView): Promise<string | undefined> => {
    const open = matters.filter(({ state }) => state === 'open');
    const one = source?.kind === 'work' ? [{ workId: source.id, at: undefined }] : [];
    const times = await Promise.all(
      [...open, ...one].map(async ({ workId = '', at }) => {
        const { session } = (await loadRecord(ports.store, caseId, WORKS, workId))?.head ?? {};
        if (session) return spanText(session.connectedAt, session.disconnectedAt);
        return at === undefined ? undefined : `${jstTime(at)}から`;
      }),
    );
    const text = [...new Set(times.filter((time) => time !== undefined))].join('、');
    return text === '' || text.length > MOST_WHEN ? undefined : text;
  };

  /** What the fields of a question hold at first. */
  const start = async (stage: FindingStage, view: FindingView): Promise<unknown> => {
    switch (stage) {
      case 'candidate':
        return {
          clauses: view.clauses,
          facts: noticedFacts(view),
          howFound: await howNoticed(ports.store, view.caseId, view.findingId),
        };
      case 'order':
        return {
          when: await whenViolated(view),
          violation: paperOf(view, 'violation-found')?.facts,
          dueOn: await usual('order'),
          reporting: '是正報告（原因、講じた措置、完了日、再発防止策）を、システムの画面から提出すること。',
          consequence:
            '期限までに命令に応じないと認めるときは、弁明の機会を設けた上で、同要領第8条の規定により利用許可を取り消し、又は停止することがあります。',
        };
      case 'judge':
        return { statementDueOn: await usual('statement') };
      case 'sanction':
        return {
          facts: paperOf(view, 'compliance-judged')?.reason,
          returns: RETURNS,
        };
      case 'receipt':
      case 'noncompliance':
      case 'lift':
      case 'closing':
        return {};
    }
  };

  /** The act, and what is shown before it where it cannot be undone. */
  const recording = <B>(
    act: Act<B>,
    name: FindingStage | OtherForm,
    { title, submit, sends }: { readonly title: string; readonly submit: string; readonly sends?: string },
  ) => {
    const run = (caller: Caller, call: PageCall, given: B, _: FindingView, ports: AppPorts) =>
      act(ports)(caller, ...idsOf(call), given);
    const lastLook = (view: FindingView): Omit<LastLook, 'rows'> | undefined =>
      sends === undefined
        ? undefined
        : {
            ...{ title, submit, sends, action: `${findingPath(view)}/${name}` },
            to: `${view.vendorName}（許可番号 ${view.permitNo}、${view.systemName}）`,
          };
    return { run, lastLook };
  };

  const question = <S extends z.ZodType>(
    stage: FindingStage,
    schema: S,
    act: Act<z.infer<S>>,
    body?: (fields: Readonly<Record<string, unknown>>) => unknown,
  ): readonly Endpoint[] => {
    const { title, lead, submit, danger, sends, isLong, fields } = FINDING_FORMS[stage];
    const asked = (view: FindingView) => view.questions.find((one) => one.stage === stage && one.mine);
    // A suspension may be lifted, and an order judged anew, without a question, too.
    const hash = (view: FindingView) =>
      stage === 'lift'
        ? view.liftingHash
        : stage === 'judge' && view.can.judge
          ? view.judgingHash
          : asked(view)?.hash;
    const may = (view: FindingView) =>
      stage === 'lift' ? view.can.lift : (stage === 'judge' && view.can.judge) || asked(view) !== undefined;
    return formPages(ports, {
      path: `${ONE}/${stage}`,
      who: 'city',
      summary: stageLabel(stage),
      schema,
      load: (caller, call) => asOneWhoAnswers(caller, call, stage),
      closed: (view) =>
        may(view)
          ? undefined
          : view.status === 'cleared'
            ? '照合・報告の訂正により、該当する接続・作業がなくなったため、この候補は取り下げられました。判断は不要です。'
            : `「${title}」は、すでに済んでいるか、あなたへの依頼ではありません。`,
      start: (view) => start(stage, view),
      show: (context, view, { content, problems, saving }) =>
        formPage(context, {
          title: `${view.permitNo} ${title}`,
          subject: subjectOf(view),
          lead,
          dueOn: asked(view)?.dueOn,
          asDeputyFor: view.asDeputyFor,
          dossier: questionDossier(view, stage),
          saving,
          action: `${findingPath(view)}/${stage}`,
          back: back(view),
          content,
          problems,
          hash: hash(view),
          fields: (state) => fields(state, view, regulationById(view.regulationId)),
          submit,
          danger: danger ?? false,
          hasLastLook: sends !== undefined,
          here: '/inbox',
        }),
      ...(body ? { body } : {}),
      ...recording(act, stage, FINDING_FORMS[stage]),
      ...(isLong ? { saves: { hash } } : {}),
      back,
      done: DONE_BY_STAGE[stage],
      doneBy: ({ choice, result }) => DONE_BY_CHOICE[`${stage} ${choice ?? result}`],
    });
  };

  const other = <S extends z.ZodType>(
    name: OtherForm,
    who: 'vendor' | 'city',
    schema: S,
    can: (view: FindingView) => boolean,
    act: Act<z.infer<S>>,
    body?: (fields: Readonly<Record<string, unknown>>) => unknown,
  ): readonly Endpoint[] => {
    const { title, lead, submit, danger, sends, fields } = OTHER_FORMS[name];
    // The order or the judgement that it is about: what was begun about one that was withdrawn says nothing of the next.
    const stands = ({ papers }: FindingView): string => {
      const last = papers.findLast(({ paper }) => SET_ANEW.some((type) => type === paper.type));
      return `${last?.caseId ?? ''}${last?.seq ?? 0}`;
    };
    return formPages(ports, {
      path: `${ONE}/${name}`,
      who,
      stands,
      summary: title,
      schema,
      load,
      closed: (view) =>
        can(view) ? undefined : `「${title}」は、この状態（${view.statusLabel}）ではできません。`,
      ...(name === 'hearing'
        ? { start: async (_: unknown, call: PageCall) => ({ heardBy: nameInOffice(signedIn(call)) }) }
        : {}),
      show: (context, view, { content, problems, saving }) =>
        formPage(context, {
          saving,
          title,
          subject: [
            ...subjectOf(view).filter(([label]) => who === 'city' || label !== '保守事業者'),
            ['停止を解除する条件', view.conditions],
          ],
          lead,
          dueOn:
            name === 'reply' || name === 'extension'
              ? view.dueOn
              : name === 'statement' || name === 'hearing'
                ? view.statementDueOn
                : undefined,
          dossier: findingDossier(view, who),
          action: `${findingPath(view)}/${name}`,
          back: back(view),
          content,
          problems,
          hash: stands(view),
          fields: (state) => fields(state, view),
          submit,
          danger: danger ?? false,
          hasLastLook: sends !== undefined,
          here: '/permits',
        }),
      body: ({ hash: _, ...fields }) => (body ? body(fields) : fields),
      ...recording(act, name, OTHER_FORMS[name]),
      saves: { repeats: name !== 'reply' },
      back,
      done: DONE_BY_FORM[name],
    });
  };

  const FIND = ['clause', 'clauses', 'facts', 'howFound', 'evidence', 'interimInstruction', 'opinion'];
  return [
    ...permitFormPages(ports, {
      name: 'new-finding',
      summary: '違反の認知の入力（第7条）',
      title: '違反の認知',
      lead: '要領第6条の違反と認めたときに入力します。記録すると、統括情報セキュリティ管理者への報告（第7条）が同時に行われ、続けて是正命令を発することができます。',
      submit: '違反の認知を記録する',
      schema: findInputSchema,
      closed: (view) =>
        view.audience === 'city' && view.manages
          ? undefined
          : '違反の認知は、この許可の情報セキュリティ管理者が行います（第7条）。',
      fields: (state, view) => foundFields(state, regulationById(view.regulationId)),
      run: enterViolation,
      done: 'found',
    }),
    ...permitFormPages(ports, {
      name: 'new-candidate',
      summary: '違反の疑いを情報セキュリティ管理者に伝える（第7条）',
      title: '違反の疑い',
      lead: '要領第6条の違反と思われることに気付いたときに、この許可の情報セキュリティ管理者に伝えます（第7条）。違反と認めるか、不問とするかは、情報セキュリティ管理者が判断します。保守事業者には伝わりません。',
      submit: '情報セキュリティ管理者に伝える',
      schema: pointOutInputSchema,
      fields: (state, view) => pointOutFields(state, regulationById(view.regulationId)),
      run: pointOut,
      done: 'pointed-out',
    }),
    pageAt('GET', ONE, 'anyone', '違反・是正命令の内容と経過', async (call) => {
      const caller = signedIn(call);
      const view = await load(caller, call);
      if (!view.ok) return view;
      const { kind } = caller.person.affiliation;
      const notices = await noticesOf(ports.store, view.value.caseId);
      return { html: findingPage(call.context, view.value, notices, kind) };
    }),
    ...question('candidate', candidateInputSchema, judgeCandidate, (fields) =>
      pick(fields, ['choice', 'hash', ...(fields['choice'] === 'dismiss' ? ['reason'] : FIND)]),
    ),
    ...question('receipt', receiptInputSchema, receiveReport),
    ...question('order', orderInputSchema, issueOrder),
    ...question('judge', judgeInputSchema, judgeCompliance),
    ...question('noncompliance', receiptInputSchema, receiveNoncompliance),
    ...question('sanction', sanctionInputSchema, decideSanction, (fields) =>
      withoutBlankAnswers(withPart(fields)),
    ),
    ...question('lift', liftInputSchema, decideLifting),
    ...question('closing', closeInputSchema, closeFinding),
    ...other('reply', 'vendor', replyInputSchema, ({ can }) => can.reply, replyToOrder),
    ...other('statement', 'vendor', statementInputSchema, ({ can }) => can.state, makeStatement, aboutRecord),
    ...other(
      'conditions',
      'vendor',
      conditionsInputSchema,
      ({ can }) => can.reportConditions,
      reportConditions,
    ),
    ...other('withdrawal', 'city', withdrawOrderInputSchema, ({ can }) => can.withdrawOrder, withdrawOrder),
    ...other('extension', 'city', extendInputSchema, ({ can }) => can.extend, extendOrder),
    ...other('hearing', 'city', hearingInputSchema, ({ can }) => can.hear, recordHearing),
    pageAt(
      'GET',
      `${ONE}/papers/{seq}`,
      'anyone',
      '違反報告・是正命令書・履行期限変更通知書・是正報告・履行の判断・弁明の機会の付与・弁明（A4）',
      async (call) => {
        const view = await load(signedIn(call), call);
        if (!view.ok) return view;
        const filed = view.value.papers.find(
          ({ seq, caseId }) => caseId === undefined && `${seq}` === call.params['seq'],
        );
        if (!filed) return NOT_FOUND;
        const then = await asNamedAt(ports.store, view.value, filed.at);
        const html = findingA4(call.context, filed.paper, then, back(then));
        return html ? { html } : NOT_FOUND;
      },
    ),
    pageAt('GET', `${ONE}/noncompliance-report`, 'city', '未履行報告（A4）', async (call) => {
      const view = await load(signedIn(call), call);
      if (!view.ok) return view;
      // `?judged=` names an earlier judgement by the number of its event: each has a report of its own.
      const { judged: seq } = call.query;
      const judged = view.value.papers.findLast(
        ({ paper, seq: of, caseId }) =>
          paper.type === 'compliance-judged' &&
          (seq === undefined || (caseId === undefined && `${of}` === seq)),
      );
      if (seq !== undefined && !judged) return NOT_FOUND;
      const then = await asNamedAt(ports.store, view.value, judged?.at);
      const html = noncomplianceA4(call.context, then, back(then), judged?.paper);
      return html
        ? { html }
        : refused('conflict', 'not-disobeyed', '未履行と判断していないため、未履行報告はありません（第8条）');
    }),
    pageAt(
      'GET',
      '/permits/{caseId}/notices/{seq}',
      'anyone',
      '取消・停止・解除の通知書（A4）',
      async (call) => {
        const caseId = call.params['caseId'] ?? '';
        const listed = await listFindings(ports)(signedIn(call), caseId);
        if (!listed.ok) return listed;
        const notice = listed.value.notices.find(({ seq }) => `${seq}` === call.params['seq']);
        const toPermit = { href: `/permits/${caseId}`, label: '許可の画面に戻る' };
        const state = await loadCase(ports.store, caseId);
        return notice && state
          ? { html: noticeA4(call.context, notice.paper, state.regulationId, toPermit) }
          : NOT_FOUND;
      },
    ),
  ];
};
