import { html } from 'hono/html';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { emptyState } from './components.ts';
import type { Html, PageContext } from './layout.ts';

/** 指示（第6条第6号）, on the page of a permit. */
export const instructionsSection = (_context: PageContext, _view: { readonly permit: AnyPermitView }): Html =>
  html`<section class="part" aria-labelledby="instructions">
<h2 id="instructions">指示（第6条第6号）</h2>
${emptyState('指示はありません。')}
</section>`;
