import { html } from 'hono/html';
import type { TrailEntry } from '../../core/permit-views.ts';
import type { Trail } from '../../core/use-cases/view-trail.ts';
import { dataTable, definitionList } from './components.ts';
import { jstTime } from './dates.ts';
import { type Html, type PageContext, page } from './layout.ts';

/** 監査証跡: every event of the case with its place in the hash chain. */
export const permitEventsPage = (context: PageContext, trail: Trail): Html =>
  page(
    context,
    `監査証跡 ${trail.permitNo}`,
    html`<p><a href="/permits/${trail.caseId}">許可 ${trail.permitNo} の画面に戻る</a></p>
<h1>監査証跡<span class="subtitle">リモート接続許可 ${trail.permitNo}</span></h1>
<p class="lead">申請からの全${trail.entries.length}件の記録です。記録は追加されるだけで、変更も削除もできません。それぞれの記録は、一つ前の記録のハッシュ値を含んでいます。</p>
${dataTable(
  { text: '監査証跡' },
  ['番号', '日時', '事象', '行った者', '書面', 'ハッシュ値（先頭）'],
  trail.entries.map(({ seq, at, label, article, by, detail, paper, hash }) => [
    seq,
    html`<time datetime="${at}">${jstTime(at)}</time>`,
    html`${label}（${article}）${detail && html`<br><span class="soft">${detail}</span>`}`,
    by,
    paper === undefined
      ? ''
      : trail.erasedAt === undefined
        ? html`<a href="/permits/${trail.caseId}/papers/${seq}">書面${seq}</a>`
        : html`廃棄済み <code>${paper.slice(0, 12)}</code>`,
    html`<code>${hash.slice(0, 12)}</code>`,
  ]),
)}`,
    { here: '/permits' },
  );

/** The paper of one event, word for word as it is kept. */
export const trailPaperPage = (
  context: PageContext,
  view: {
    readonly caseId: string;
    readonly permitNo: string;
    readonly entry: TrailEntry;
    readonly content: Readonly<Record<string, unknown>>;
  },
): Html =>
  page(
    context,
    `書面 ${view.entry.seq} ${view.permitNo}`,
    html`<p><a href="/permits/${view.caseId}/events">監査証跡に戻る</a></p>
<h1>${view.entry.label}<span class="subtitle">リモート接続許可 ${view.permitNo}　書面${view.entry.seq}</span></h1>
${definitionList([
  ['日時', jstTime(view.entry.at)],
  ['行った者', view.entry.by],
  ['根拠', view.entry.article],
])}
<h2>記録されている内容</h2>
<p class="soft">保存された書面の内容を、加工せずに表示しています。</p>
<pre>${JSON.stringify(view.content, undefined, 2)}</pre>`,
    { here: '/permits' },
  );
