import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import { CITY_ROLES } from '../../core/directory/directory.ts';
import type { listNews, News } from '../../core/trail/since-last-visit.ts';
import { type Content, dataTable, emptyState, recordLink } from '../ui/components.ts';
import { jstTimeShort } from '../ui/dates.ts';

export type NewsSince = Awaited<ReturnType<ReturnType<typeof listNews>>> & {
  readonly since: Temporal.Instant;
};

const WHO: Readonly<Record<News['who'], string>> = {
  vendor: '保守事業者',
  manager: CITY_ROLES.manager,
  chief: CITY_ROLES.chief,
  system: '自動処理',
  operator: '運用担当者',
  clerk: '担当者',
};

const newsLink = ({ caseId, record, label, permitted }: News): Content =>
  record
    ? recordLink(caseId, { ...record, label: `${label}（${record.label}）` })
    : html`<a href="/${permitted ? 'permits' : 'applications'}/${caseId}">${label}</a>`;

/** 前回のサインインの後に変わったこと; nothing at the first visit. */
export const newsPart = (news: NewsSince | undefined, toVendor: boolean): Content => {
  if (!news) return undefined;
  const since = jstTimeShort(news.since.toString());
  const table = (title: string, lines: readonly News[]): Content =>
    dataTable(
      { text: title },
      ['日時', '内容', '許可番号・受付番号', '対象システム', ...(toVendor ? [] : ['行った者'])],
      lines.map((one) => [
        jstTimeShort(one.at),
        newsLink(one),
        one.no,
        one.systemName,
        ...(toVendor ? [] : [`${WHO[one.who]}${one.asDeputy ? '（代決）' : ''}`]),
      ]),
    );
  const title = `前回のサインイン（${since}）の後に変わったこと`;
  const { changed, deputised } = toVendor
    ? { changed: [...news.deputised, ...news.changed].sort((a, b) => (a.at < b.at ? 1 : -1)), deputised: [] }
    : news;
  return [
    deputised.length > 0 &&
      html`<section><h2>前回のサインインの後に代決されたこと</h2>
${table('前回のサインインの後に代決されたこと', deputised)}</section>`,
    html`<section><h2>${title}</h2>
${
  changed.length === 0
    ? emptyState(
        deputised.length > 0 ? '代決のほかに、変わったことはありません。' : '変わったことはありません。',
      )
    : [
        table(title, changed.slice(0, NEWS_LINES)),
        changed.length >= NEWS_LINES &&
          html`<p>新しいものから${NEWS_LINES}件までを示しています。ほかは、申請・許可の各画面で確認してください。</p>`,
      ]
}</section>`,
  ];
};
/** Of the newest. */
const NEWS_LINES = 10;
