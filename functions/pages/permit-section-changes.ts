import { html } from 'hono/html';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { emptyState } from './components.ts';
import type { Html, PageContext } from './layout.ts';

/** 変更・廃止・継続（第12条）, on the page of a permit. */
export const changesSection = (_context: PageContext, _view: { readonly permit: AnyPermitView }): Html =>
  html`<section class="part" aria-labelledby="changes">
<h2 id="changes">変更・廃止・継続（第12条）</h2>
${emptyState('変更の届出はありません。')}
</section>`;
