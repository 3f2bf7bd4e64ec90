import { html } from 'hono/html';
import type { EarlierPermit } from '../../core/application/views.ts';
import { orderName } from '../../core/finding/views.ts';
import { type Content, callout, clauseText } from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';

/** What is on record of a vendor's other permits for a system (第7条, 第8条), for whoever decides: on the page and in the mail. */

const TITLE = '同じシステムの許可に、命令・取消・停止等の記録があります';

const whose = ({ statusLabel, subcontractor, period }: EarlierPermit): string =>
  [statusLabel, subcontractor === undefined ? undefined : `再委託者 ${subcontractor}`, periodText(period)]
    .filter((part) => part !== undefined)
    .join('、');

const findingText = (finding: EarlierPermit['findings'][number]): string => {
  const { clause, clauses, statusLabel, dueOn, sanctionLabel, isOpen } = finding;
  return [
    orderName(finding) ?? '違反の認知',
    `（${clauseText({ clause, clauses })}）　${statusLabel}`,
    dueOn === undefined ? '' : `　履行期限 ${wareki(dueOn)}`,
    sanctionLabel === undefined ? '' : `　${sanctionLabel}`,
    isOpen ? '　【未了】' : '',
  ].join('');
};

const CONSEQUENCE =
  '未了の違反・命令は、この申請を許可したとき、新しい許可に引き継がれます（前の許可が終わったとき）。';

export const earlierSection = (earlier: readonly EarlierPermit[]): Content =>
  earlier.length > 0 &&
  callout(
    'attention',
    TITLE,
    html`${earlier.map(
      (permit) => html`<p><a href="/permits/${permit.caseId}">${permit.permitNo}</a>（${whose(permit)}）</p>
${
  permit.findings.length > 0 &&
  html`<ul>${permit.findings.map(
    (finding) =>
      html`<li><a href="/permits/${permit.caseId}/findings/${finding.findingId}">${findingText(finding)}</a></li>`,
  )}</ul>`
}`,
    )}
${hasOpen(earlier) && html`<p>${CONSEQUENCE}</p>`}`,
  );

const hasOpen = (earlier: readonly EarlierPermit[]): boolean =>
  earlier.some(({ findings }) => findings.some(({ isOpen }) => isOpen));

/** For the mail: a title, and what stands under it. */
export const earlierFacts = (
  earlier: readonly EarlierPermit[],
): { readonly title: string; readonly facts: readonly (readonly [string, string])[] } | undefined =>
  earlier.length === 0
    ? undefined
    : {
        title: TITLE,
        facts: [
          ...earlier.map(
            (permit) =>
              [permit.permitNo, [whose(permit), ...permit.findings.map(findingText)].join('\n')] as const,
          ),
          ...(hasOpen(earlier) ? [['未了のもの', CONSEQUENCE] as const] : []),
        ],
      };
