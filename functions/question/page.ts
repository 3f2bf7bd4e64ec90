import { html } from 'hono/html';
import { type Question, questionOf } from '../../core/case/decision-request.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import type { Asked } from '../../core/sign-in/decision-link.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  errorSummary,
  linkButton,
  postForm,
  SHOW_AGAIN,
  type SummaryEntry,
} from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { type FormState, hiddenField, sinceShown } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { SAVE, type Saving, saveButton, savedHere, savedNote } from '../ui/saved-form.ts';

/** 代決: on whose behalf, and that both names stand on the record. */
export const deputyNote = (asDeputyFor: string | undefined, verb: '回答' | '決定' | '確認'): Content =>
  asDeputyFor !== undefined &&
  callout(
    'attention',
    `代決として${verb}します`,
    html`<p>${asDeputyFor}の代決者として${verb}します。${verb === '決定' ? '決定の' : ''}記録には、両名の氏名が残ります。</p>`,
  );

/** From so many days before, it is said how many are left. */
const SOON_DAYS = 7;

/** By when; that it is late, or near. */
export const dueText = ({ today }: Pick<PageContext, 'today'>, dueOn: string): Html => {
  const days = today.until(dueOn).days;
  const left = days === 0 ? '本日まで' : `あと${days}日`;
  const tag =
    days < 0
      ? html` <span class="tag attention">期限超過</span>`
      : days <= SOON_DAYS && html` <span class="tag working">${left}</span>`;
  return html`<strong>${wareki(dueOn)}</strong>${tag}`;
};

export type QuestionPage = {
  readonly title: string;
  /** Of the heading, where it says more than the title. */
  readonly heading?: Content;
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  readonly lead?: Content;
  readonly due?: { readonly on: string; readonly before?: Content } | undefined;
  /** Title and name of the holder on whose behalf it would be answered. */
  readonly asDeputyFor?: string | undefined;
  readonly verb?: '回答' | '決定';
  /** Permit, system, vendor: what it is about. */
  readonly subject?: readonly (readonly [label: string, text: Content])[];
  /** All that has been written so far, and what else must be known. */
  readonly dossier: Content;
  readonly action: string;
  readonly content: unknown;
  readonly problems: readonly Problem[];
  /** What the box on top says of them, where that is something else. */
  readonly summary?: readonly SummaryEntry[];
  /** Of what is shown; sent back with the answer. */
  readonly hash?: string | undefined;
  /** What of the form comes before the answer itself. */
  readonly before?: Content;
  readonly section: '判断' | '記入欄';
  readonly fields: (state: FormState) => Content;
  readonly submit: {
    readonly label: string;
    readonly action?: string;
    readonly danger?: boolean;
    /** 「…」を押すと、…が記録され. */
    readonly recorded?: string;
    /** It is shown once more before it is recorded (ui/last-look.ts). */
    readonly hasLastLook?: boolean;
  };
  /** What was typed can be saved: then that is what Enter does. */
  readonly saving?: Saving | undefined;
  /** The way out without an answer. */
  readonly leave?: { readonly href: string; readonly label: string };
  readonly here: '/inbox' | '/permits';
};

/** What a page says of the question that is asked; nothing, where somebody has answered it meanwhile. */
export const asAsked = (
  question: AskedOfMe | undefined,
): Pick<QuestionPage, 'due' | 'asDeputyFor' | 'hash'> =>
  question === undefined
    ? {}
    : { due: { on: question.dueOn }, asDeputyFor: question.asDeputyFor, hash: question.hash };

/**
 * The page on which something is answered or sent (docs/adr/0043): what it is about and by when, in whose place (代決),
 * everything there is to know, then the fields, then one button. The button that Enter presses decides nothing, so that
 * the Enter key does not either (docs/adr/0003).
 */
export const questionPage = (context: PageContext, options: QuestionPage): Html => {
  const { title, content, hash, back, due, lead, section, submit, saving } = options;
  const problems = sinceShown(content, options.problems, hash);
  const state: FormState = { content, problems };
  return page(
    context,
    title,
    html`${
      back &&
      html`<p><a href="${back.href}">${back.label}</a></p>
`
    }<h1>${options.heading ?? title}</h1>
${errorSummary(sinceShown(content, options.summary ?? options.problems, hash))}
${lead !== undefined && html`<p class="lead">${lead}</p>`}
${
  due &&
  html`<p class="${lead === undefined ? 'lead' : 'status-line'}">${due.before ?? '期限'}　${dueText(context, due.on)}　<a href="#answer">${section === '判断' ? '判断の欄' : '記入欄'}へ移動</a></p>`
}
${deputyNote(options.asDeputyFor, options.verb ?? '回答')}
${options.subject && definitionList(options.subject)}
${options.dossier}
${savedNote(context, saving)}
${postForm(context, { action: options.action, saved: saving?.version, enter: saving ? SAVE : SHOW_AGAIN }, [
  hash === undefined ? undefined : hiddenField(state, { path: 'hash', value: hash }),
  options.before,
  html`<section id="answer" aria-labelledby="answer-title" tabindex="-1"><h2 id="answer-title">${section}</h2>
${options.fields(state)}
<p>${
    submit.hasLastLook
      ? `「${submit.label}」を押すと、次の画面で確かめてから記録します。記録した後は、変更できません。`
      : `「${submit.label}」を押すと${submit.recorded === undefined ? '' : `、${submit.recorded}が`}記録され、後から変更できません。`
  }</p>
${savedHere(saving, 'answer')}${buttonRow(
  button(submit.label, {
    ...(submit.action === undefined ? {} : { action: submit.action }),
    ...(submit.danger ? { kind: 'danger' as const } : {}),
  }),
  saveButton(saving, 'answer', 'secondary'),
  options.leave && linkButton(options.leave.href, options.leave.label, 'quiet'),
)}</section>`,
])}`,
    { here: options.here, invalid: problems.length > 0 },
  );
};

/** {@link questionPage} of a form that is filled in: the way back is the way out. */
export const formPage = (
  context: PageContext,
  options: Omit<QuestionPage, 'section' | 'submit' | 'due' | 'leave'> & {
    readonly back: NonNullable<QuestionPage['back']>;
    readonly dueOn?: string | undefined;
    readonly submit: string;
    readonly danger?: boolean;
    readonly hasLastLook?: boolean;
  },
): Html => {
  const { dueOn, submit, danger = false, hasLastLook = false, ...rest } = options;
  return questionPage(context, {
    ...rest,
    ...(dueOn === undefined ? {} : { due: { on: dueOn } }),
    section: '記入欄',
    submit: { label: submit, danger, hasLastLook },
    leave: { href: options.back.href, label: '何もしないで戻る' },
  });
};

/** Where a mailed link leads. */
export const askedPath = (asked: Asked): string =>
  'proposalId' in asked
    ? `/proposals/${asked.proposalId}`
    : 'findingId' in asked
      ? `/permits/${asked.caseId}/findings/${asked.findingId}`
      : questionPath(asked.caseId, asked.request);

/** The page on which a question is answered. */
export const questionPath = (
  caseId: string,
  { stage, about = '' }: Pick<Question, 'stage' | 'about'>,
): string => {
  const question = questionOf(stage);
  return question
    ? `/permits/${caseId}/${question.page}/${about}/${question.step}`
    : `/applications/${caseId}/decision`;
};
