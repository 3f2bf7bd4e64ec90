import { html } from 'hono/html';
import { findingPaperSchema, sanctionNoticeSchema } from '../../core/case/records/finding-papers.ts';
import { instructionPaperSchema } from '../../core/instruction/papers.ts';
import type { TrailEntry } from '../../core/permit/views.ts';
import type { Trail } from '../../core/trail/view-trail.ts';
import { findingLines, type Lines } from '../finding/lines.ts';
import { noticeLines } from '../finding/notice-sheet.ts';
import { paperSection } from '../finding/permit-section.ts';
import { instructionLines } from '../instruction/lines.ts';
import {
  type Content,
  callout,
  dataTable,
  definitionList,
  printButton,
  recordLink,
} from '../ui/components.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { paged } from '../ui/parts.ts';

/** 監査証跡: every event of the case with its place in the hash chain. */
export const permitEventsPage = (context: PageContext, trail: Trail, asked: string | undefined): Html => {
  const path = `/permits/${trail.caseId}/events`;
  const { shown, numbers } = paged(trail.entries, asked, '監査証跡', (number) => `${path}?page=${number}`);
  return page(
    context,
    `監査証跡 ${trail.permitNo}`,
    html`<h1>監査証跡<span class="subtitle">リモート接続許可 ${trail.permitNo}</span></h1>
<p class="lead">申請からの全${trail.entries.length}件の記録です。記録は追加されるだけで、変更も削除もできません。それぞれの記録は、一つ前の記録のハッシュ値を含んでいます。</p>
${trail.erasedAt !== undefined && callout('info', '記録は廃棄されました', html`<p>保存期間が満了したため、${jstDay(trail.erasedAt)}に廃棄しました。書面の内容は残っていません。照合値は残っています。</p>`)}
${verified(trail)}
${numbers === undefined && printButton}
${dataTable(
  { text: '監査証跡' },
  ['番号', '日時', '事象', '対象', '行った者', '書面', 'ハッシュ値（先頭）'],
  shown.map(({ seq, at, label, article, about, by, detail, paper, hash }) => [
    seq,
    html`<time datetime="${at}">${jstTime(at)}</time>`,
    html`${label}（${article}）${detail && html`<br><span class="soft">${detail}</span>`}`,
    about && (trail.erasedAt === undefined ? recordLink(trail.caseId, about) : about.label),
    byCell(by),
    paper === undefined
      ? ''
      : trail.erasedAt === undefined
        ? html`<a href="/permits/${trail.caseId}/papers/${seq}">書面${seq}</a>`
        : html`廃棄済み <code>${paper.slice(0, 12)}</code>`,
    html`<code>${hash.slice(0, 12)}</code>`,
  ]),
)}${numbers}${numbers && html`<p><a href="${path}?page=all">すべてを一つの画面に表示する（印刷用）</a></p>`}`,
    { here: '/permits' },
  );
};

/** 職名と氏名: a name is not broken in two. */
const byCell = (by: string): Content => {
  const [, title = '', name = by] = /^(.* )(\S+ \S+)$/.exec(by) ?? [];
  return html`${title}<span class="nowrap">${name}</span>`;
};

const verified = ({ verification: { intact, faults, anchor } }: Trail): Html =>
  intact
    ? callout(
        'good',
        '検証の結果：改ざんは検出されませんでした',
        html`<p>連鎖、現在の状態、書面、申請書の各版、決定、作業・報告などの記録が、互いに一致しています。${
          anchor
            ? html`${wareki(anchor.date)}の封印（第${anchor.seq}号の記録まで、照合値 <code>${anchor.hash.slice(0, 12)}</code>）とも一致しています。`
            : '封印は毎日1時に行います。この案件はまだ封印されていません。'
        }</p>`,
      )
    : callout(
        'attention',
        '検証の結果：記録が一致しません',
        html`<p>統括部門に連絡してください。記録は証拠として残し、手を加えないでください。</p><ul>${faults.map((fault) => html`<li><code>${fault}</code></li>`)}</ul>`,
      );

/** The paper of one event: in the words of its form where it has one, and word for word as it is kept. */
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
    html`<h1>${view.entry.label}<span class="subtitle">リモート接続許可 ${view.permitNo}　書面${view.entry.seq}</span></h1>
${definitionList([
  ['日時', jstTime(view.entry.at)],
  ['行った者', view.entry.by],
  ['根拠', view.entry.article],
  ['対象', view.entry.about && recordLink(view.caseId, view.entry.about)],
  ['内容', view.entry.detail],
])}
${inWords(view.content)}
<h2>保存されている形</h2>
<p class="soft">保存された書面の内容を、加工せずに表示しています。照合値は、この形から計算します。</p>
<pre>${JSON.stringify(view.content, undefined, 2)}</pre>`,
    { here: '/permits' },
  );

/** Papers of 第6条–第8条 in the words of their forms; the others stand on the pages of their records. */
const inWords = (content: Readonly<Record<string, unknown>>): Content => {
  const lines = linesOf(content);
  return lines && paperSection(lines);
};

const linesOf = (content: Readonly<Record<string, unknown>>): Lines | undefined => {
  const finding = findingPaperSchema.safeParse(content);
  if (finding.success) return findingLines(finding.data, 'city');
  const instruction = instructionPaperSchema.safeParse(content);
  if (instruction.success) return instructionLines(instruction.data, 'city');
  const notice = sanctionNoticeSchema.safeParse(content);
  return notice.success ? noticeLines(notice.data) : undefined;
};
