import { html } from 'hono/html';
import {
  TRAIL_FILTERS,
  type TrailFilter,
  type TrailLine,
} from '../../core/registration/view-directory-trail.ts';
import { dataTable, emptyState } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

export type DirectoryTrailPage = {
  readonly lines: readonly TrailLine[];
  readonly filter: TrailFilter | undefined;
  /** Address of what follows. */
  readonly next: string | undefined;
};

/** 登録・設定の証跡: who did what, on whose confirmation; no names but those of now. */
export const directoryTrailPage = (context: PageContext, { lines, filter, next }: DirectoryTrailPage): Html =>
  page(
    context,
    '登録・設定の証跡',
    html`<h1>登録・設定の証跡</h1>
<p class="lead">役職・登録・設定の操作の記録です。一件ごとに前の記録とつながる照合値があり、書き換えられると分かります。氏名は現在のものです。</p>
<nav aria-label="表示する操作"><p>${choice(undefined, 'すべて', filter)}${(Object.keys(TRAIL_FILTERS) as TrailFilter[]).map((key) => html`　${choice(key, TRAIL_FILTERS[key], filter)}`)}</p></nav>
${
  lines.length === 0
    ? emptyState('該当する記録はありません。')
    : dataTable(
        { text: '登録・設定の証跡' },
        ['番号', '日時', '操作', '対象', '行った者', '確認した者', '照合値'],
        lines.map((line) => [
          line.seq,
          jstTime(line.at),
          line.act,
          line.proposalId === undefined
            ? line.about
            : html`<a href="/proposals/${line.proposalId}">${line.about}</a>`,
          line.by,
          line.confirmedBy ?? '―',
          line.isIntact
            ? html`<code>${line.hash.slice(0, 12)}</code>`
            : html`<span class="tag bad">照合値が一致しません</span>`,
        ]),
      )
}
${next !== undefined && html`<p><a href="${next}">前の記録を表示する</a></p>`}`,
    { here: '/directory' },
  );

const choice = (key: TrailFilter | undefined, label: string, chosen: TrailFilter | undefined): Html =>
  key === chosen
    ? html`<strong aria-current="true">${label}</strong>`
    : html`<a href="/directory-trail${key === undefined ? '' : `?filter=${key}`}">${label}</a>`;
