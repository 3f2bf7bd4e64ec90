import { html } from 'hono/html';
import type { Change } from '../../core/application/views.ts';
import { type Content, callout, dataTable, multiline } from '../ui/components.ts';

/** Where an application differs from what was consulted and registered (第4条第1項・第3項): told to vendor and manager alike. */

const TITLE = '申請書の記載が、協議・登録の内容と異なります';

export const consultedSection = (
  differences: readonly Change[],
  advice = '誤りのときは補正してください。変わったことであるときは、市との協議（第4条第1項）・登録の変更が必要です。',
): Content =>
  differences.length > 0 &&
  callout(
    'attention',
    `${TITLE}（${differences.length}項目）`,
    html`<p>${advice}</p>
${dataTable(
  { text: '協議・登録の内容と申請書の違い', columns: 'changes' },
  ['項目', '協議・登録の内容', '申請書'],
  differences.map(({ label, before, after }) => [label, multiline(before), multiline(after)]),
)}`,
  );

/** For a mail. */
export const consultedFacts = (
  differences: readonly Change[],
): { readonly title: string; readonly facts: readonly (readonly [string, string])[] } | undefined =>
  differences.length === 0
    ? undefined
    : {
        title: TITLE,
        facts: differences.map(({ label, before, after }) => [label, `${before} → ${after}`] as const),
      };
