import { html } from 'hono/html';
import { STATUSES } from '../../core/case/permit-statuses.ts';
import type { Affected } from '../../core/case/records/finding-papers.ts';
import type { FindingView } from '../../core/finding/views.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  errorSummary,
  linkButton,
  multiline,
  postForm,
  statusTag,
} from '../ui/components.ts';
import { spanText, wareki } from '../ui/dates.ts';
import { type FormState, hiddenField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import type { Lines } from './lines.ts';

/** What the pages of instructions and violations share (第6条–第8条). */

/** A paper, on a page: its title, what it says, the way to its A4 form, and what else belongs to it. */
export const paperSection = ({ title, rows }: Lines, print?: string, more?: Content): Html =>
  html`<section class="part"><h3>${title}</h3>
${definitionList(rows.map(([label, text]) => [label, multiline(text)]))}
${print && html`<p><a href="${print}">${title}をA4で表示・印刷する</a></p>`}${more}</section>`;

/** The subcontractors' permits on which a decision falls too: read before it is confirmed (第11条). */
export const cascadeSection = (cascade: readonly Affected[], what: 'sanction' | 'lift'): Html =>
  html`<section class="part"><h2>再委託者の許可への影響（第11条）</h2>
${
  cascade.length === 0
    ? html`<p>この許可のもとに、影響を受ける再委託者の許可はありません。</p>`
    : html`<p>${
        what === 'lift'
          ? '停止を解除すると、次の許可の停止もともに解除されます。'
          : '取消・停止とすると、次の許可もともに効力を失い、又は停止されます。'
      }</p>${dataTable(
        { text: '影響を受ける再委託者の許可' },
        ['許可番号', '再委託者', '対象システム', '現在の状態'],
        cascade.map(({ permitNo, subcontractor, systemName, status }) => [
          permitNo,
          subcontractor,
          systemName,
          statusTag(status, Object.entries(STATUSES).find(([key]) => key === status)?.[1] ?? status),
        ]),
      )}`
}</section>`;

/** Works that a 取消 or 停止 cuts short or makes void: read before it is decided (第6条第3号). */
export const worksAheadSection = (works: NonNullable<FindingView['worksAhead']>): Html =>
  html`<section class="part"><h2>実施中・予定の作業</h2>
${
  works.length === 0
    ? html`<p>承認等を受けて実施中の作業、これから行う作業はありません。</p>`
    : html`<p>取消・停止とすると、その時から接続できなくなり、次の作業申請は効力を失います。その時までの接続は、許可の範囲内です。</p>${dataTable(
        { text: '実施中・予定の作業' },
        ['作業', '許可番号', '状態', '予定の日時'],
        works.map(({ caseId, workId, noticeNo, permitNo, goingOn, plannedStart, plannedEnd }) => [
          html`<a href="/permits/${caseId}/works/${workId}">${noticeNo}</a>`,
          permitNo,
          goingOn ? html`<span class="tag attention">実施中</span>` : '予定',
          spanText(plannedStart, plannedEnd),
        ]),
      )}`
}</section>`;

export type FormPage = {
  readonly title: string;
  /** Permit, system, vendor: what it is about. */
  readonly subject: readonly (readonly [label: string, text: Content])[];
  readonly lead: string;
  readonly dueOn?: string | undefined;
  readonly asDeputy?: boolean;
  /** All that has been written so far, and what else must be known. */
  readonly dossier: Content;
  readonly action: string;
  readonly back: { readonly href: string; readonly label: string };
  readonly content: unknown;
  readonly problems: readonly Problem[];
  /** Of what is shown; sent back with the answer. */
  readonly hash?: string | undefined;
  readonly fields: (state: FormState) => Content;
  readonly submit: string;
  readonly danger?: boolean;
  readonly here: '/inbox' | '/permits';
};

/** A page on which something is answered or sent: everything there is to know, then the fields, then one button. */
export const formPage = (context: PageContext, options: FormPage): Html => {
  const { title, problems, content, hash, back, dueOn } = options;
  const state: FormState = { content, problems };
  return page(
    context,
    title,
    html`<p><a href="${back.href}">${back.label}</a></p>
<h1>${title}</h1>
${errorSummary(problems)}
<p class="lead">${options.lead}</p>
${
  dueOn !== undefined &&
  html`<p class="status-line">期限　<strong>${wareki(dueOn)}</strong>${
    dueOn < context.today.toString() ? html` <span class="tag attention">期限超過</span>` : ''
  }　<a href="#answer">記入欄へ移動</a></p>`
}
${
  options.asDeputy &&
  callout('attention', '代決として回答します', html`<p>記録には、本人と代決者の両名の氏名が残ります。</p>`)
}
${definitionList(options.subject)}
${options.dossier}
<section id="answer" aria-labelledby="answer-title" tabindex="-1"><h2 id="answer-title">記入欄</h2>
${postForm(context, { action: options.action }, [
  hash === undefined ? undefined : hiddenField(state, { path: 'hash', value: hash }),
  options.fields(state),
  html`<p>「${options.submit}」を押すと記録され、後から変更できません。</p>`,
  buttonRow(
    button(options.submit, options.danger ? { kind: 'danger' } : {}),
    linkButton(back.href, '何もしないで戻る', 'quiet'),
  ),
])}</section>`,
    { here: options.here, invalid: problems.length > 0 },
  );
};
