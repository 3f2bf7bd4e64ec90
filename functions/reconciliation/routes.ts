import { asNamedAt } from '../../core/document/issue-document.ts';
import { type Log, type LogTerms, reconcileLog } from '../../core/reconciliation/reconcile-log.ts';
import {
  discardLog,
  offerLogUpload,
  pastedLog,
  previewLog,
  receivedLog,
} from '../../core/reconciliation/upload-connection-log.ts';
import { listReconciliations, viewReconciliation } from '../../core/reconciliation/view-reconciliation.ts';
import { accepted, type Outcome, type Problem } from '../../core/values/errors.ts';
import {
  type Endpoint,
  type HttpPorts,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { chooseLogPage, mapLogPage } from './map-log-page.ts';
import { reconciliationListPage, reconciliationPage } from './page.ts';
import { logTermsSchema, pastedSchema, pastedTermsSchema } from './parts.ts';
import { reconciliationPaper } from './sheet.ts';

const NOT_RECEIVED = 'log-not-received';

/** 接続ログとの照合 (第6条) as pages: choose a log, say which column is what, see the result. */
export const reconciliationPages = (ports: HttpPorts): readonly Endpoint[] => {
  const ofMonth = ({ params: { caseId = '', yearMonth = '', fileId } }: PageCall) => ({
    caseId,
    yearMonth,
    fileId,
    path: `/permits/${caseId}/reconciliations/${yearMonth}`,
  });
  const aboutOf = (call: PageCall, seq?: number) => {
    const { caseId, yearMonth } = ofMonth(call);
    return viewReconciliation(ports)(signedIn(call), caseId, yearMonth, seq);
  };
  /** `?result=` names an earlier result by the number of its event. */
  const shownOf = (call: PageCall) => {
    const seq = call.query['result'];
    return aboutOf(call, seq !== undefined && /^\d{1,9}$/.test(seq) ? Number(seq) : undefined);
  };

  const choose = async (
    call: PageCall,
    problems: readonly Problem[] = [],
    status = 200,
  ): Promise<PageAnswer> => {
    const { caseId, path } = ofMonth(call);
    const about = await aboutOf(call);
    if (!about.ok) return about;
    const offer = await offerLogUpload(ports)(signedIn(call), caseId, {
      redirect: (fileId) => `${ports.config.baseUrl}${path}/log/${fileId}`,
    });
    if (!offer.ok) return offer;
    const { upload } = offer.value;
    return {
      status,
      formTarget: upload.url,
      html: chooseLogPage(call.context, about.value, { content: call.form.fields, problems, upload }),
    };
  };

  /** The second step: with what was typed, or with the mapping as it is saved or proposed. */
  const map = async (
    call: PageCall,
    log: Log,
    state: { readonly content?: unknown; readonly problems?: readonly Problem[]; readonly status?: number },
  ): Promise<PageAnswer> => {
    const about = await aboutOf(call);
    if (!about.ok) return about;
    const { caseId, fileId } = ofMonth(call);
    const preview = await previewLog(ports)(signedIn(call), caseId, log);
    if (!preview.ok)
      return preview.kind === 'invalid' ? choose(call, atSource(preview.problems, log), 422) : preview;
    const text = call.form.fields['text'];
    return {
      status: state.status ?? 200,
      html: mapLogPage(call.context, about.value, {
        content: state.content ?? { mapping: preview.value.mapping, text },
        problems: state.problems ?? [],
        preview: preview.value,
        name: log.name,
        fileId,
      }),
    };
  };

  /** @param sent what names the log: sent again, it has been compared already */
  const reconcile = async (
    call: PageCall,
    sent: string,
    load: () => Promise<Outcome<Log>>,
    parsed: { readonly success: true; readonly data: LogTerms } | { readonly problems: readonly Problem[] },
  ): Promise<PageAnswer> => {
    const { caseId, yearMonth, fileId, path } = ofMonth(call);
    const content = call.form.fields;
    const again = async (problems: readonly Problem[]) =>
      withLog(call, await load(), (log) => map(call, log, { content, problems, status: 422 }));
    if (!('success' in parsed)) return again(parsed.problems);
    const outcome = await reconcileLog(ports)(signedIn(call), caseId, {
      yearMonth,
      terms: parsed.data,
      log: load,
      replay: { sent },
    });
    if (!outcome.ok)
      return outcome.kind === 'invalid' || outcome.code === NOT_RECEIVED ? again(outcome.problems) : outcome;
    if (fileId !== undefined) await discardLog(ports)(caseId, fileId);
    return { redirect: `${path}?done=reconciled` };
  };

  const termsOf = (call: PageCall, schema: typeof logTermsSchema | typeof pastedTermsSchema) => {
    const parsed = schema.safeParse(call.form.fields);
    return parsed.success
      ? ({ success: true, data: parsed.data } as const)
      : { problems: problemsOf(parsed.error) };
  };

  const fileOf = (call: PageCall): Promise<Outcome<Log>> => {
    const { caseId, fileId = '' } = ofMonth(call);
    return receivedLog(ports)(signedIn(call), caseId, fileId);
  };

  const withLog = async (
    call: PageCall,
    log: Outcome<Log>,
    run: (log: Log) => Promise<PageAnswer>,
  ): Promise<PageAnswer> => {
    if (log.ok) return run(log.value);
    const missing = [{ pointer: '/file', message: log.message }];
    if (log.code === NOT_RECEIVED) return choose(call, missing, 409);
    return log.kind === 'invalid' ? choose(call, log.problems, 422) : log;
  };

  const paste = async (call: PageCall): Promise<PageAnswer> => {
    const pasted = pastedSchema.safeParse({ text: call.form.fields['text'] });
    if (!pasted.success) return choose(call, problemsOf(pasted.error), 422);
    const log = pastedLog(pasted.data.text);
    return call.form.meta.action === 'reconcile'
      ? reconcile(call, log.sha256, async () => accepted(log), termsOf(call, pastedTermsSchema))
      : map(call, log, {});
  };

  const base = '/permits/{caseId}/reconciliations';
  return [
    pageAt('GET', base, 'city', '接続ログとの照合（月の一覧）', async (call) => {
      const list = await listReconciliations(ports)(signedIn(call), ofMonth(call).caseId);
      return list.ok ? { html: reconciliationListPage(call.context, list.value) } : list;
    }),
    pageAt('GET', `${base}/{yearMonth}`, 'city', '月の照合の結果', async (call) => {
      const view = await shownOf(call);
      return view.ok ? { html: reconciliationPage(call.context, view.value) } : view;
    }),
    pageAt('GET', `${base}/{yearMonth}/paper`, 'city', '月の照合の結果（A4）', async (call) => {
      const view = await shownOf(call);
      if (!view.ok) return view;
      const { result } = view.value;
      if (!result) return { redirect: ofMonth(call).path };
      const permit = await asNamedAt(ports.store, view.value.permit, result.shown.at);
      return { html: reconciliationPaper(call.context, { ...view.value, permit, result }) };
    }),
    pageAt('GET', `${base}/{yearMonth}/log`, 'city', '接続ログの照合（ログを選ぶ）', (call) => choose(call)),
    pageAt('POST', `${base}/{yearMonth}/log`, 'city', '貼り付けた接続ログを照合する', paste),
    pageAt('GET', `${base}/{yearMonth}/log/{fileId}`, 'city', '接続ログの照合（列の対応）', async (call) =>
      withLog(call, await fileOf(call), (log) => map(call, log, {})),
    ),
    pageAt('POST', `${base}/{yearMonth}/log/{fileId}`, 'city', '送信した接続ログを照合する', (call) =>
      reconcile(call, ofMonth(call).fileId ?? '', () => fileOf(call), termsOf(call, logTermsSchema)),
    ),
  ];
};

/** What is wrong with the log itself is shown where it was pasted, or chosen. */
const atSource = (problems: readonly Problem[], { kind }: Log): readonly Problem[] =>
  problems.map(({ message }) => ({ pointer: kind === 'text' ? '/text' : '/file', message }));
