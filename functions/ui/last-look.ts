import { html } from 'hono/html';
import type { Problem } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  onThisPage,
  postForm,
  SHOW_AGAIN,
} from './components.ts';
import type { Form } from './form.ts';
import { type Html, type PageContext, page } from './layout.ts';

/**
 * A last look before what cannot be undone (docs/adr/0049): what, to whom, then the button. The server keeps nothing in between: what
 * was typed goes along in the page, and the button says by a hash what was shown.
 */
export type LastLook = {
  readonly title: string;
  /** Whom it reaches, and what they receive. */
  readonly to?: string;
  readonly sends?: string;
  /** What it ends, where that is more than it says itself. */
  readonly warning?: string;
  readonly rows: readonly (readonly [label: string, text: Content])[];
  readonly submit: string;
  /** It ends nothing: a button like any other. */
  readonly harmless?: boolean;
  /** Where the form was sent to. */
  readonly action: string;
};

const sureAction = ({ fields }: Pick<Form, 'fields'>): string => `sure-${hashOf(fields)}`;

/** The button of the last look was pressed, on just this. */
export const isSure = (form: Form): boolean => form.meta.action === sureAction(form);

/** Its button, or `act`, that of the form before it: what is not sure is shown once more. */
export const isToRecord = ({ meta }: Form, act: string): boolean =>
  meta.action === act || meta.action.startsWith('sure-');

export const lastLookPage = (context: PageContext, look: LastLook, form: Form): Html => {
  const title = `${look.title}の最終確認`;
  return page(
    context,
    title,
    html`<h1>${title}</h1>
${callout(
  'attention',
  'まだ記録していません',
  html`<p>次の内容を確認してください。「${look.submit}」を押すと記録され、後から変更できません。${look.warning}</p>`,
)}
${definitionList([['相手方', look.to], ['送るもの', look.sends], ...look.rows])}
${postForm(context, { action: look.action, saved: form.meta.saved, enter: SHOW_AGAIN }, [
  form.pairs
    .filter(([name]) => !name.startsWith('_'))
    .map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
    ),
  buttonRow(
    button(look.submit, { action: sureAction(form), kind: look.harmless ? 'primary' : 'danger' }),
    button('入力に戻る', { action: SHOW_AGAIN.action, kind: 'secondary' }),
  ),
])}`,
  );
};

/**
 * What is pointed out in a form before it is sent, and is no mistake: it may be sent as it is, once it has been seen. The
 * button of the page says by a hash what was shown, so that nothing that came up since is passed over.
 */

/** @param submit the button that sends; undefined where there is none yet */
export const remarksBox = (
  remarks: readonly Problem[],
  submit: string | undefined,
  hrefOf = onThisPage,
): Content =>
  remarks.length > 0 &&
  callout(
    'attention',
    '提出の前に確かめてください',
    html`<ul>${remarks.map(({ pointer, message }) => html`<li><a href="${hrefOf({ pointer })}">${message}</a></li>`)}</ul>
<p>直すところがあれば直してください。${submit !== undefined && `このままでよいときは、「${submit}」を押すと提出されます。`}同じことを、確認する市の職員にも示します。</p>`,
  );

export const submitAction = (remarks: readonly Problem[], act = 'submit'): string =>
  remarks.length === 0 ? act : `${act}-${hashOf(remarks)}`;

export const isSubmit = (action: string, act = 'submit'): boolean =>
  action === act || action.startsWith(`${act}-`);
