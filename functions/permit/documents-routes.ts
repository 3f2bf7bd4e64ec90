import { html } from 'hono/html';
import type { z } from 'zod';
import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase, loadRecord } from '../../core/case/case-store.ts';
import { CHANGES } from '../../core/case/records/change.ts';
import { type Caller, vendorOf } from '../../core/directory/caller.ts';
import { deliveryInputSchema, receiptInputSchema } from '../../core/permit/arrival.ts';
import {
  correctDocument,
  correctionInputSchema,
  type DocumentView,
  listDocuments,
  loadCorrection,
  marksOf,
  reissueDocument,
  reissueInputSchema,
} from '../../core/permit/documents.ts';
import { receiveDocument, recordDelivery } from '../../core/permit/record-arrival.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Store } from '../../core/store/ports.ts';
import { accepted, type Outcome, type Refusal } from '../../core/values/errors.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageCall,
  type PageHandler,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { formPage } from '../question/page.ts';
import type { Content } from '../ui/components.ts';
import { jstTime, wareki } from '../ui/dates.ts';
import type { FormState } from '../ui/form-controls.ts';
import type { PageContext } from '../ui/layout.ts';
import {
  arrivalWords,
  correctionFields,
  correctionPaper,
  deliveryFields,
  documentsPage,
  numbered,
  pathOf,
  receiptFields,
  reissueFields,
} from './documents-page.ts';

/** 文書の一覧, 訂正 and 再交付 (docs/adr/0063), 到達 (docs/adr/0065), as routes; and the mark on the papers of all rooms. */

const ONE = '/permits/{caseId}/documents/{seq}';
type Loaded = { readonly permit: AnyPermitView; readonly document: DocumentView };

export const documentPages = (ports: AppPorts): readonly Endpoint[] => {
  const load = async (caller: Caller, { params }: PageCall): Promise<Outcome<Loaded>> => {
    const caseId = params['caseId'] ?? '';
    const [permit, listed] = await Promise.all([
      viewPermit(ports)(caller, caseId),
      listDocuments(ports)(caller, caseId),
    ]);
    if (!permit.ok) return permit;
    if (!listed.ok) return listed;
    const document = listed.value.find(({ seq }) => `${seq}` === params['seq']);
    return document ? accepted({ permit: permit.value, document }) : NOT_FOUND;
  };
  const back = ({ permit }: Loaded) => ({
    href: `/permits/${permit.caseId}/documents`,
    label: '文書の一覧に戻る',
  });
  const form = <S extends z.ZodType>(options: {
    readonly name: 'correction' | 'reissue' | 'receipt' | 'delivery';
    readonly who?: 'vendor';
    readonly title: string;
    readonly lead: string;
    readonly submit: string;
    readonly schema: S;
    readonly can: (document: DocumentView) => boolean;
    /** Why it cannot be done now; else that it is for whoever had decided the paper. */
    readonly closed?: (document: DocumentView) => string | undefined;
    readonly fields: (state: FormState) => Content;
    readonly run: (
      ports: AppPorts,
    ) => (
      caller: Caller,
      caseId: string,
      seq: number,
      body: z.infer<S>,
    ) => Promise<Outcome<unknown> | Refusal>;
    readonly done: string;
  }): readonly Endpoint[] => {
    const { name, title, lead, submit, schema, can, fields, run, done } = options;
    return formPages(ports, {
      path: `/permits/{caseId}/documents/${name}/{seq}`,
      who: options.who ?? 'city',
      summary: title,
      schema,
      load,
      closed: ({ document }) =>
        can(document)
          ? undefined
          : (options.closed?.(document) ?? `${title}は、その文書を決定した役職に就いている者が行います。`),
      show: (context, loaded, { content, problems }) =>
        formPage(context, {
          ...{ title: `${loaded.permit.permitNo} ${title}`, lead, submit, content, problems, fields },
          subject: [
            ['文書', loaded.document.title],
            ['文書番号', numbered(loaded.document)],
            ['対象システム', loaded.permit.systemName],
            ['保守事業者', loaded.permit.vendorName],
          ],
          dossier: html`<p><a href="${pathOf(loaded.permit.caseId, loaded.document)}">文書を見る</a></p>`,
          action: `/permits/${loaded.permit.caseId}/documents/${name}/${loaded.document.seq}`,
          back: back(loaded),
          here: '/permits',
        }),
      run: (caller, _, body, { permit, document }, ports) =>
        run(ports)(caller, permit.caseId, document.seq, body),
      back,
      done,
    });
  };
  return [
    pageAt('GET', '/permits/{caseId}/documents', 'anyone', '文書の一覧', async (call) => {
      const caseId = call.params['caseId'] ?? '';
      const [permit, listed] = await Promise.all([
        viewPermit(ports)(signedIn(call), caseId),
        listDocuments(ports)(signedIn(call), caseId),
      ]);
      if (!permit.ok) return permit;
      return listed.ok ? { html: documentsPage(call.context, permit.value, listed.value) } : listed;
    }),
    pageAt('GET', ONE, 'anyone', '訂正通知書（A4）', async (call) => {
      const found = await load(signedIn(call), call);
      if (!found.ok) return found;
      const { permit, document } = found.value;
      const paper = await loadCorrection(ports.store, permit.caseId, document.seq);
      return document.type === 'paper-corrected' && paper
        ? { html: correctionPaper(call.context, permit, paper) }
        : NOT_FOUND;
    }),
    ...form({
      name: 'correction',
      title: '文書の訂正',
      lead: '誤記など明らかな誤りを訂正します。新しい文書番号の訂正通知書が保守事業者に通知され、元の文書には「訂正済」と表示されます。',
      submit: '訂正する',
      schema: correctionInputSchema,
      can: ({ can }) => can.correct,
      fields: correctionFields,
      run: correctDocument,
      done: 'corrected',
    }),
    ...form({
      name: 'reissue',
      title: '文書の再交付',
      lead: '紛失などのため、同じ文書を同じ文書番号のまま交付します。「再交付」とその日付（訂正した文書では、訂正済の表示も）が表示されるほかは、元の文書と同じです。',
      submit: '再交付する',
      schema: reissueInputSchema,
      can: ({ can }) => can.reissue,
      fields: reissueFields,
      run: reissueDocument,
      done: 'reissued',
    }),
    ...form({
      name: 'receipt',
      who: 'vendor',
      title: '文書の受領の確認',
      lead: 'この文書を受け取ったことを、市に伝えます。受領を確認しても、文書の内容を認めたことにはなりません。',
      submit: '受領を確認する',
      schema: receiptInputSchema,
      can: ({ can }) => can.receive,
      closed: ({ receivedAt }) =>
        receivedAt === undefined ? undefined : `この文書の受領は、${jstTime(receivedAt)}に確認されています。`,
      fields: receiptFields,
      run: receiveDocument,
      done: 'received',
    }),
    ...form({
      name: 'delivery',
      title: '文書の到達の記録',
      lead: '郵送、手渡しなどにより、文書が保守事業者に到達したことを記録します。記録は、保守事業者にも表示されます。誤って記録したときは、正しい内容を改めて記録してください（元の記録も残ります）。',
      submit: '到達を記録する',
      schema: deliveryInputSchema,
      can: ({ can }) => can.deliver,
      fields: deliveryFields,
      run: recordDelivery,
      done: 'delivered',
    }),
  ];
};

const A4 =
  /^\/permits\/\{caseId\}\/(?:(?:findings|instructions|shortenings)\/\{\w+\}\/papers|notices|documents)\/\{seq\}$/;
const CHANGE_NOTICE = '/permits/{caseId}/changes/{changeId}/notice';
const RESULT_NOTICE = '/applications/{caseId}/notice';

/** The event of the paper that a route shows. */
const seqOf = async (store: Store, path: string, { params }: PageCall): Promise<number | undefined> => {
  const caseId = params['caseId'] ?? '';
  if (A4.test(path)) return Number(params['seq']);
  if (path === CHANGE_NOTICE) {
    const papers = (await loadRecord(store, caseId, CHANGES, params['changeId'] ?? ''))?.head.papers;
    return papers?.['change-approved'] ?? papers?.['change-confirmed'];
  }
  const state = path === RESULT_NOTICE ? await loadCase(store, caseId) : undefined;
  return state && isSupervised(state) ? state.notice.paper : undefined;
};

/** The papers of all rooms with the mark of what became of them: 訂正済 on the paper itself, 再交付 on a copy that was issued again. */
export const withMarks = (ports: AppPorts, endpoints: readonly Endpoint[]): readonly Endpoint[] =>
  endpoints.map((endpoint): Endpoint => {
    const { path } = endpoint.route;
    if (!isPage(endpoint) || !(A4.test(path) || path === CHANGE_NOTICE || path === RESULT_NOTICE))
      return endpoint;
    const { route, handler } = endpoint;
    const marked: PageHandler = async (call) => {
      const seq = await seqOf(ports.store, path, call);
      const of = seq && (await marksOf(ports.store, call.params['caseId'] ?? '', seq));
      if (!of) return handler(call);
      const again = of.reissued.find((one) => `${one.seq}` === call.query['reissued']);
      const marks = [
        ...(again ? [`再交付　${wareki(again.on)}`] : []),
        ...of.corrections.map((one) => `訂正済　${numbered(one)}により訂正`),
      ];
      const arrival = arrivalOf(call, seq, of);
      return handler({ ...call, context: { ...call.context, marks, arrival } });
    };
    return { route, handler: marked };
  });

const arrivalOf = (
  { caller, params }: PageCall,
  seq: number,
  of: Pick<DocumentView, 'receivedAt' | 'delivered'>,
): PageContext['arrival'] =>
  of.receivedAt === undefined && caller && vendorOf(caller) !== undefined
    ? { href: `/permits/${params['caseId']}/documents/receipt/${seq}`, label: 'この文書の受領を確認する' }
    : `受領・到達　${arrivalWords(of).join('、') || '記録はありません'}`;

const isPage = (endpoint: Endpoint): endpoint is Extract<Endpoint, { readonly handler: PageHandler }> =>
  endpoint.route.kind === 'page';
