import { html } from 'hono/html';
import type { RegisterEntry } from '../../core/permit-views.ts';
import { applicantOf } from './case-progress.ts';
import { dataTable, emptyState, statusTag, unbroken } from './components.ts';
import { wareki } from './dates.ts';
import { type Html, type PageContext, page } from './layout.ts';

/** 許可台帳 (F12) for the city, 許可一覧 for a vendor. */
export const registerPage = (context: PageContext, permits: readonly RegisterEntry[]): Html => {
  const title = context.reader?.kind === 'vendor' ? '許可一覧' : '許可台帳';
  return page(
    context,
    title,
    html`<h1>${title}</h1>
${
  permits.length === 0
    ? emptyState('許可はまだありません。承認された申請は、結果の通知とともにここに載ります（第5条）。')
    : dataTable(
        { text: title },
        ['許可番号', '状態', '対象システム', '保守事業者', '許可の期間'],
        permits.map((entry) => [
          html`<a href="/permits/${entry.caseId}">${entry.permitNo}</a>`,
          statusTag(entry.status, entry.statusLabel),
          `${entry.systemName}（${entry.sectionName}）`,
          applicantOf(entry),
          unbroken(`${wareki(entry.period.from)}から`, `${wareki(entry.period.to)}まで`),
        ]),
      )
}`,
    { here: '/permits' },
  );
};
