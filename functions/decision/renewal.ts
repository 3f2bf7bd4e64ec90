import { html } from 'hono/html';
import type { CityCaseView } from '../../core/application/views.ts';
import { type Content, callout, dataTable, multiline } from '../ui/components.ts';
import { jstDay, periodText } from '../ui/dates.ts';

/** 継続 (G11): what the manager and the chief are told of the permit that is continued. */
export const renewalSection = ({ renewal }: CityCaseView): Content =>
  renewal &&
  callout(
    renewal.identical ? 'good' : 'attention',
    renewal.identical
      ? '継続：従前の許可と同じ内容です'
      : `継続：従前の許可と異なるところがあります（${renewal.differences.length}項目）`,
    html`<p><a href="/permits/${renewal.caseId}">${renewal.permitNo}</a>（${periodText(renewal.period)}）の継続です。${
      renewal.identical ? '期間・契約・協議・誓約のほかに、変わったところはありません。' : ''
    }${renewal.last && html`前回の確認は${jstDay(renewal.last.at)}、${renewal.last.by}です。`}</p>
${
  !renewal.identical &&
  dataTable(
    { text: '従前の許可との違い', columns: 'changes' },
    ['項目', '従前の許可', 'この申請'],
    renewal.differences.map(({ label, before, after }) => [
      label,
      multiline(before || '（なし）'),
      multiline(after || '（なし）'),
    ]),
  )
}`,
  );
