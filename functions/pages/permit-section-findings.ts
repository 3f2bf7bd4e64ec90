import { html } from 'hono/html';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { emptyState } from './components.ts';
import type { Html, PageContext } from './layout.ts';

/** 違反・是正命令（第7条・第8条）, on the page of a permit. */
export const findingsSection = (_context: PageContext, _view: { readonly permit: AnyPermitView }): Html =>
  html`<section class="part" aria-labelledby="findings">
<h2 id="findings">違反・是正命令（第7条・第8条）</h2>
${emptyState('違反の記録はありません。')}
</section>`;
