import { loadCase } from '../case/case-store.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { regulationById, regulationOn } from '../regulation/regulations.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import type { Problem } from '../values/errors.ts';
import { parseTyped } from '../values/private-use.ts';
import { compareRevisions } from './compare-revisions.ts';
import { examineChecklist } from './conformity.ts';
import { uncorrectedIn } from './corrected-items.ts';
import { missingOfForm } from './form-version.ts';
import { type Application, applicationSchema, type RecordedApplication } from './inputs.ts';
import { loadRevision } from './revision-store.ts';
import type { Draft } from './save-draft.ts';
import { examineSubmission } from './submit-application.ts';
import type { Change } from './views.ts';

/** A 下書き as it stands: what would be sent, and everything that is wrong with it as far as can be told yet. */
export type JudgedDraft = {
  /** The version it will be judged by: for a correction the one it was judged by (G15). */
  readonly regulation: Regulation;
  /** As typed, one answer per item of 別表1, in its order. */
  readonly content: Draft['content'];
  /** As it will be sent, and as it will be kept: once nothing is wrong with it. */
  readonly ready: { readonly application: Application; readonly recorded: RecordedApplication } | undefined;
  readonly problems: readonly Problem[];
  /** Of a correction: what was asked for, and is as it was. */
  readonly uncorrected: readonly Problem[];
  /** Of a correction that is ready: what is not as it was sent before. */
  readonly changes?: readonly Change[] | undefined;
};

type Json = Draft['content'][string];
type Fields = Readonly<Record<string, Json>>;

const fieldsOf = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** The content with one answer per item of the rule, in its order: an API may have sent them in another. */
const inOrder = (content: Draft['content'], { checklist }: Regulation): Draft['content'] => {
  const sent = content['checklist'];
  const answers = Array.isArray(sent) ? sent.map(fieldsOf) : [];
  return {
    ...content,
    checklist: checklist.map(({ id }) => answers.find(({ item }) => item === id) ?? { item: id }),
  };
};

/**
 * Whether a subcontractor is to use it (第11条). It is asked first, and kept with a draft beside its fields (`subcontracted`);
 * what was sent before has said it by having the fields or not.
 */
const isSubcontracted = (content: Draft['content'], isCorrection: boolean): boolean | undefined => {
  const said = content['subcontracted'];
  if (typeof said === 'boolean') return said;
  return content['subcontracting'] === undefined ? (isCorrection ? false : undefined) : true;
};

/** Without what was typed and does not apply: it stays in the draft, and is not sent. */
const asSent = (content: Draft['content']): Draft['content'] => {
  const { subcontracted, subcontracting = {}, previousPermitNo, pasted: _, ...rest } = content;
  return {
    ...rest,
    ...(content['applicationType'] === 'renewal' && previousPermitNo !== undefined
      ? { previousPermitNo }
      : {}),
    ...(subcontracted === true ? { subcontracting } : {}),
    checklist: (Array.isArray(rest['checklist']) ? rest['checklist'].map(fieldsOf) : []).map((answer) => {
      const { exceptionReason, exceptionReviewOn, ...always } = answer;
      return answer['answer'] === 'exception' ? answer : always;
    }),
  };
};

/** 第4条第1項: the same judgement as at the submission, as soon as every field can be read; until then of the fields. */
export const judgeDraft =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (draft: Pick<Draft, 'vendorId' | 'caseId' | 'content'>): Promise<JudgedDraft> => {
    const today = dateOf(clock());
    const corrected = draft.caseId === undefined ? undefined : await loadCase(store, draft.caseId);
    const regulation = corrected ? regulationById(corrected.regulationId) : regulationOn(today);
    const subcontracted = isSubcontracted(draft.content, draft.caseId !== undefined);
    const content = {
      ...inOrder(draft.content, regulation),
      ...(subcontracted === undefined ? {} : { subcontracted }),
    };
    const sent = asSent(content);
    const asked = corrected?.status === 'returned' ? corrected : undefined;
    const before = asked && (await loadRevision(store, asked.caseId, asked.rev));
    const uncorrectedOf = (recorded: RecordedApplication | undefined): readonly Problem[] =>
      asked && before
        ? uncorrectedIn(asked.returned.items, before.application, { content: sent, recorded }, regulation)
        : [];
    const parsed = parseTyped(applicationSchema, sent);
    const unsaid: Problem[] =
      subcontracted === undefined
        ? [{ pointer: '/subcontracted', message: '「再委託者の利用」を選択してください（第11条）' }]
        : [];
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path, message }) => ({
        pointer: path.map((part) => `/${String(part)}`).join(''),
        message,
      }));
      return {
        ...{ regulation, content, ready: undefined },
        problems: [...wrong, ...readable(sent, regulation), ...unsaid],
        uncorrected: uncorrectedOf(undefined),
      };
    }
    const application = parsed.data;
    const examined = await examineSubmission(
      store,
      draft.vendorId,
      application,
      today,
      corrected?.regulationId,
    );
    const problems = [...(examined.ok ? [] : examined.problems), ...unsaid];
    const ready =
      examined.ok && unsaid.length === 0 ? { application, recorded: examined.application } : undefined;
    const changes = before && ready && compareRevisions(before.application, ready.recorded);
    return { regulation, content, ready, problems, uncorrected: uncorrectedOf(ready?.recorded), changes };
  };

/** What can be told of the fields that can be read while others cannot. */
const readable = (sent: Draft['content'], regulation: Regulation): readonly Problem[] => {
  const answers = Array.isArray(sent['checklist']) ? sent['checklist'] : [];
  const renewal = sent['applicationType'] === 'renewal' && sent['previousPermitNo'] === undefined;
  return [
    ...(renewal
      ? [
          {
            pointer: '/previousPermitNo',
            message: '継続の申請では、従前の許可番号を入力してください',
          },
        ]
      : []),
    ...missingOfForm(sent, { whole: true }),
    ...answers.flatMap((answer, index) => {
      const parsed = applicationSchema.shape.checklist.element.safeParse(answer);
      const item = regulation.checklist[index];
      if (!parsed.success || !item) return [];
      return examineChecklist([parsed.data], { ...regulation, checklist: [item] }).map(
        ({ pointer, message }) => ({
          pointer: pointer.replace(/^\/checklist\/0/, `/checklist/${index}`),
          message,
        }),
      );
    }),
  ];
};
