import { html } from 'hono/html';
import type { Problem } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import { type Content, callout, onThisPage } from './components.ts';

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
