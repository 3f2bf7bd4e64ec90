import { z } from 'zod';
import { actAll } from '../case/case.ts';
import type { CaseEvent } from '../case/case-event.ts';
import { actWrites, caseKey, loadEvents } from '../case/case-store.ts';
import type { QuestionStage } from '../case/decision-request.ts';
import { loadPaper } from '../case/papers.ts';
import { kindOf } from '../case/records.ts';
import { toldEvents } from '../case/told-to-vendor.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { roleOf } from '../question/ask.ts';
import { actInRole } from '../question/gate.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, invalid, NO_PERMIT, NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { group } from '../values/fields.ts';
import { issuedSchema, signedSchema } from '../values/signed.ts';
import { line, onPage, optionalLine, paragraph } from '../values/text.ts';
import { arrivalSchema, arrivalsAmong } from './arrival.ts';
import { newsMails } from './permit-news-mail.ts';
import { loadPermit } from './view-permit.ts';

/**
 * 訂正 and 再交付 of what went out under a number (docs/adr/0063). A correction has a number of its own and names the paper that it
 * corrects; both stay as they are. A lost paper is issued again as it was, under its own number. Neither changes what was decided.
 *
 * Longer than 300 lines: what both acts stand on, and whom they are open to, is the one list of papers.
 */

/** What goes out under a number, by the event that it belongs to, under the heading that it bears; what decides otherwise: `titleOf`. */
const DOCUMENT_TITLES = {
  'permit-notified': 'リモートメンテナンス利用許可通知書',
  'order-issued': '是正命令書',
  'order-withdrawn': '是正命令撤回通知書',
  'due-extended': '履行期限変更通知書',
  'statement-invited': '弁明の機会の付与について（通知）',
  'sanction-decided': '措置決定通知書',
  'sanction-notified': 'リモートメンテナンス利用許可取消通知書',
  suspended: 'リモートメンテナンス利用許可停止通知書',
  'partly-suspended': 'リモートメンテナンス利用許可停止通知書',
  revoked: 'リモートメンテナンス利用許可取消通知書',
  lapsed: 'リモートメンテナンス利用許可失効通知書',
  'lapse-notified': 'リモートメンテナンス利用許可失効通知書',
  'suspension-lifted': 'リモートメンテナンス利用許可停止解除通知書',
  'partial-stop-lifted': 'リモートメンテナンス利用許可停止解除通知書',
  'suspension-extended': 'リモートメンテナンス利用許可停止期間変更通知書',
  'partial-stop-extended': 'リモートメンテナンス利用許可停止期間変更通知書',
  'instruction-issued': '指示書',
  'instruction-lifted': '指示解除通知書',
  'change-confirmed': 'リモートメンテナンス許可事項変更通知書',
  'change-approved': 'リモートメンテナンス許可事項変更通知書',
  'shortening-proposed': '弁明の機会の付与について（通知）',
  'shortening-approved': 'リモートメンテナンス利用許可期間短縮通知書',
  'paper-corrected': '訂正通知書',
} as const satisfies Partial<Record<CaseEvent['fact']['type'], string>>;
export type DocumentType = keyof typeof DOCUMENT_TITLES;

/** It is corrected and issued again by whoever had decided it. */
const DECIDED_BY_CHIEF = new Set<DocumentType>(['permit-notified', 'change-approved', 'shortening-approved']);

export const correctionInputSchema = group('文書の訂正', {
  place: line('訂正する箇所', 200).register(onPage, { hint: '例 「3 違反の日時」' }),
  wrong: paragraph('誤', 1000).register(onPage, { hint: '文書に記載されているとおりに入力してください' }),
  right: paragraph('正', 1000),
  reason: paragraph('訂正の理由', 1000).register(onPage, {
    hint: '誤記、計算違いなど明らかな誤りに限ります。決定の内容を変えるときは、撤回、変更などの手続によってください。保守事業者に伝わります',
  }),
});
export type CorrectionInput = z.infer<typeof correctionInputSchema>;

export const reissueInputSchema = group('文書の再交付', {
  reason: paragraph('再交付の理由', 1000).register(onPage, {
    hint: '例 保守事業者から紛失の申出があったため',
  }),
  requestedBy: optionalLine('申し出た者', 80),
});
export type ReissueInput = z.infer<typeof reissueInputSchema>;

const numbered = z.object({ documentNo: z.string(), issuedOn: z.string() });
export const correctionPaperSchema = z.object({
  type: z.literal('paper-corrected'),
  ...issuedSchema.shape,
  /** Number of the event of the paper that is corrected; its title, number and date. */
  of: z.int(),
  title: z.string(),
  corrected: numbered,
  place: z.string(),
  wrong: z.string(),
  right: z.string(),
  reason: z.string(),
  signed: signedSchema,
});
export type CorrectionPaper = z.infer<typeof correctionPaperSchema>;
const reissuePaperSchema = z.object({
  type: z.literal('paper-reissued'),
  of: z.int(),
  title: z.string(),
  documentNo: z.string(),
  reissuedOn: z.string(),
  reason: z.string(),
  requestedBy: z.string().optional(),
  /** Hash of the paper that is issued again: it is the same. */
  hash: z.string(),
  signed: signedSchema,
});

export const documentViewSchema = z.object({
  /** Number of its event. */
  seq: z.int(),
  type: z.enum(Object.keys(DOCUMENT_TITLES) as [DocumentType, ...DocumentType[]]),
  title: z.string(),
  documentNo: z.string(),
  issuedOn: z.string(),
  /** The record that it belongs to. */
  about: z.string().optional(),
  /** 訂正通知書 about it, oldest first. */
  corrections: z.array(numbered.extend({ seq: z.int() })),
  /** 再交付, oldest first; `seq` of the event. */
  reissued: z.array(z.object({ seq: z.int(), on: z.string() })),
  ...arrivalSchema.shape,
  can: z.object({
    correct: z.boolean(),
    reissue: z.boolean(),
    receive: z.boolean(),
    deliver: z.boolean(),
  }),
});
export type DocumentView = z.infer<typeof documentViewSchema>;

const anyIssued = z.union([
  z.looseObject({ documentNo: z.string(), issuedOn: z.string() }),
  z.looseObject({ issued: z.looseObject({ documentNo: z.string(), issuedOn: z.string() }) }),
]);
type NumberedFact = Extract<CaseEvent['fact'], { readonly type: DocumentType }>;
const ofCutOff = z.looseObject({ lifted: z.looseObject({ kind: z.literal('cut-off') }) });
/** The heading that a paper bears: of some, what was decided says which. */
const titleOf = (fact: NumberedFact, paper: unknown, events: readonly CaseEvent[]): string => {
  if (fact.type === 'permit-notified')
    return events.some((event) => event.fact.type === 'approved' && event.fact.conditional)
      ? 'リモートメンテナンス利用許可（条件付）通知書'
      : DOCUMENT_TITLES[fact.type];
  if (fact.type === 'sanction-notified')
    return DOCUMENT_TITLES[fact.sanction === 'revoke' ? 'revoked' : 'suspended'];
  return fact.type === 'instruction-lifted' && ofCutOff.safeParse(paper).success
    ? '緊急接続停止指示解除通知書'
    : DOCUMENT_TITLES[fact.type];
};
const isNumbered = (fact: CaseEvent['fact']): fact is NumberedFact =>
  Object.hasOwn(DOCUMENT_TITLES, fact.type);
const aboutOf = (fact: CaseEvent['fact']): string | undefined => kindOf(fact)?.any.id(fact);

type Listed = Omit<DocumentView, 'can'>;
/** A 訂正通知書 is in the hands of whoever decided what it corrects. */
const stageOf = ({ type, seq }: Listed, documents: readonly Listed[]): QuestionStage => {
  const of = documents.find(({ corrections }) => corrections.some((one) => one.seq === seq));
  if (of !== undefined) return stageOf(of, documents);
  return DECIDED_BY_CHIEF.has(type) ? 'shortening-approval' : 'instruct';
};

/** Numbered papers among events, the oldest first, with what has become of each. */
export const documentsAmong = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
): Promise<Listed[]> => {
  const found = await Promise.all(
    events.map(async ({ seq, fact, paper }): Promise<Listed[]> => {
      if (paper === undefined || !isNumbered(fact)) return [];
      const filed = await loadPaper(store, caseKey(caseId), seq, z.unknown());
      const content = anyIssued.safeParse(filed).data;
      if (!content) return [];
      const { documentNo, issuedOn } = 'issued' in content ? numbered.parse(content.issued) : content;
      const about = aboutOf(fact);
      return [
        {
          ...{ seq, type: fact.type, title: titleOf(fact, filed, events) },
          ...{ documentNo: String(documentNo), issuedOn: String(issuedOn) },
          ...(about === undefined ? {} : { about }),
          corrections: [],
          reissued: [],
          delivered: [],
        },
      ];
    }),
  );
  const documents = found.flat();
  const arrivals = await arrivalsAmong(store, caseId, events);
  return documents.map((one) => ({
    ...one,
    corrections: events.flatMap(({ seq, fact }) => {
      const own = documents.find((other) => other.seq === seq);
      return fact.type === 'paper-corrected' && fact.of === one.seq && own
        ? [{ seq, documentNo: own.documentNo, issuedOn: own.issuedOn }]
        : [];
    }),
    reissued: events.flatMap(({ seq, fact }) =>
      fact.type === 'paper-reissued' && fact.of === one.seq ? [{ seq, on: fact.on }] : [],
    ),
    ...arrivals(one.seq),
  }));
};

/** 文書の一覧 of a permit: what has gone out under a number, the newest first. */
export const listDocuments =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<DocumentView[]>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const events = await loadEvents(store, caseId);
    const documents = await documentsAmong(store, caseId, sees === 'city' ? events : toldEvents(events));
    return accepted(
      documents.toReversed().map((one) => {
        const may = sees === 'city' && holds(caller, roleOf(stageOf(one, documents), state)) !== undefined;
        const receive = sees === 'vendor' && one.receivedAt === undefined;
        return { ...one, can: { correct: may, reissue: may, receive, deliver: may } };
      }),
    );
  };

/** Of one paper, for the mark on it; nothing where there is no such paper. */
export const marksOf = async (
  store: Store,
  caseId: string,
  seq: number,
): Promise<Pick<DocumentView, 'corrections' | 'reissued' | 'receivedAt' | 'delivered'> | undefined> =>
  (await documentsAmong(store, caseId, await loadEvents(store, caseId))).find((one) => one.seq === seq);

export const loadCorrection = (store: Store, caseId: string, seq: number) =>
  loadPaper(store, caseKey(caseId), seq, correctionPaperSchema);

export const documentReceiptSchema = z.object({
  caseId: z.string(),
  /** Number of the event. */
  seq: z.int(),
  documentNo: z.string(),
});
const NOBODY = refused(
  'conflict',
  'nobody-in-office',
  '情報セキュリティ管理者が在任していないため、文書を発出できません。就任が登録された後に行ってください',
);

/** The paper that is acted on, by whoever may. */
export const onDocument = async (ports: Ports, caller: Caller, caseId: string, seq: number) => {
  const { store } = ports;
  const found = await loadPermit(store, caller, caseId);
  if (!found.ok) return found;
  if (found.value.sees !== 'city') return NOT_FOUND;
  const events = await loadEvents(store, caseId);
  const documents = await documentsAmong(store, caseId, events);
  const document = documents.find((one) => one.seq === seq);
  if (!document) return NOT_FOUND;
  const on = await actInRole(ports, caller, caseId, stageOf(document, documents));
  if (!on.ok) return on;
  if (!('notice' in on.state) || !on.state.notice) return NO_PERMIT;
  const hash = events.find((event) => event.seq === seq)?.paper ?? '';
  return { ...on, state: found.value.state, document, hash };
};

/** 訂正: under a new number, in the name of the manager of the day. */
export const correctDocument =
  (ports: Ports) =>
  (caller: Caller, caseId: string, seq: number, input: CorrectionInput, idempotencyKey?: string) => {
    const request = { route: 'correction', caseId, seq, input };
    const once = { caller, key: idempotencyKey, request, receipt: documentReceiptSchema };
    return replayable(ports, once, async (ports) => {
      const { store, clock, ids } = ports;
      const on = await onDocument(ports, caller, caseId, seq);
      if (!on.ok) return on;
      const { state, by, signed, guard, document } = on;
      if (!(await mayIssue(store, state, dateOf(clock())))) return NOBODY;
      const { place, wrong, right, reason } = input;
      if (wrong === right)
        return invalid('invalid-correction', [
          { pointer: '/right', message: '「正」に、「誤」と異なる内容を入力してください' },
        ]);
      const { issued, write } = await issueDocument(ports, state);
      const paper: CorrectionPaper = {
        type: 'paper-corrected',
        ...issued,
        ...{ of: seq, title: document.title, place, wrong, right, reason, signed },
        corrected: { documentNo: document.documentNo, issuedOn: document.issuedOn },
      };
      const fact = {
        type: 'paper-corrected',
        ...{ of: seq, documentNo: issued.documentNo, corrected: document.documentNo },
      } as const;
      const done = actAll(state, [{ fact, paper }], by, clock());
      if (!done.ok) return done;
      const { after } = done.value;
      const told = await newsMails({ store, ids }, after, 'paper-corrected', clock(), `${after.version}`);
      return {
        ok: true,
        value: { caseId, seq: after.version, documentNo: issued.documentNo },
        writes: [...actWrites(done.value), write, guard, ...told],
      };
    });
  };

/** 再交付: the same paper under the same number, marked with the day. */
export const reissueDocument =
  (ports: Ports) =>
  (caller: Caller, caseId: string, seq: number, input: ReissueInput, idempotencyKey?: string) => {
    const request = { route: 'reissue', caseId, seq, input };
    const once = { caller, key: idempotencyKey, request, receipt: documentReceiptSchema };
    return replayable(ports, once, async (ports) => {
      const { store, clock, ids } = ports;
      const acting = await onDocument(ports, caller, caseId, seq);
      if (!acting.ok) return acting;
      const { state, by, signed, guard, document, hash } = acting;
      if (!(await mayIssue(store, state, dateOf(clock())))) return NOBODY;
      const { documentNo, title } = document;
      const on = dateOf(clock()).toString();
      const { reason, requestedBy } = input;
      const paper: z.infer<typeof reissuePaperSchema> = {
        type: 'paper-reissued',
        ...{ of: seq, title, documentNo, reissuedOn: on, reason, hash, signed },
        ...(requestedBy === undefined ? {} : { requestedBy }),
      };
      const fact = { type: 'paper-reissued', of: seq, documentNo, on } as const;
      const done = actAll(state, [{ fact, paper }], by, clock());
      if (!done.ok) return done;
      const { after } = done.value;
      const told = await newsMails({ store, ids }, after, 'paper-reissued', clock(), `${after.version}`);
      return {
        ok: true,
        value: { caseId, seq: after.version, documentNo },
        writes: [...actWrites(done.value), guard, ...told],
      };
    });
  };

export const loadReissue = (store: Store, caseId: string, seq: number) =>
  loadPaper(store, caseKey(caseId), seq, reissuePaperSchema);
