import { html } from 'hono/html';
import type { Draft } from '../../core/application/save-draft.ts';
import type { Consultation } from '../../core/directory/consultation.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  definitionList,
  emptyState,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { jstTime, jstTimeShort, periodText, wareki } from '../ui/dates.ts';
import { pathOf } from '../ui/form.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import type { Correction } from './form-view.ts';
import { correctionBox, type Section, sectionAt, sectionPath, sectionsOf } from './sections.ts';

/** 様式1 as a list of its sections, each with where it stands. */

type TaskListView = {
  readonly draftId: string;
  readonly content: Draft['content'];
  readonly problems: readonly Problem[];
  readonly uncorrected: readonly Problem[];
  readonly regulation: Regulation;
  readonly systemName: string | undefined;
  readonly consultation: Consultation | undefined;
  readonly correction?: Correction;
  readonly savedAt: string;
};

export type Progress = 'untouched' | 'begun' | 'asked' | 'done' | 'optional';
const LABELS: Readonly<Record<Progress, readonly [tone: string, label: string]>> = {
  untouched: ['over', '未着手'],
  begun: ['working', '入力中'],
  asked: ['attention', '要補正'],
  done: ['good', '完了'],
  optional: ['over', '任意'],
};

/** Written by the page itself, and no beginning. */
const GIVEN: ReadonlySet<string> = new Set(['consultationId', 'item', 'ruleVersion']);
const isEntered = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== '';
  return Object.entries(value).some(([name, member]) => !GIVEN.has(name) && isEntered(member));
};

/** 完了: nothing is wrong with what the section asks for, and nothing of it is still to be corrected. */
export const progressOf = (
  section: Section,
  {
    content,
    problems,
    uncorrected,
    regulation,
  }: Pick<TaskListView, 'content' | 'problems' | 'uncorrected' | 'regulation'>,
): Progress => {
  const entered = Object.fromEntries(
    section.fields.map((field) => {
      const value = content[field];
      const rows = section.items && Array.isArray(value) ? value : undefined;
      const own = rows?.filter((_, index) => section.items?.includes(regulation.checklist[index]?.id ?? ''));
      return [field, own ?? value];
    }),
  );
  const isOf = (problem: Problem): boolean => sectionAt(problem, regulation)?.id === section.id;
  const isWrong = problems.some(isOf);
  if (!isEntered(entered)) return isWrong ? 'untouched' : 'optional';
  if (isWrong) return 'begun';
  return uncorrected.some(isOf) ? 'asked' : 'done';
};

export const taskListPage = (context: PageContext, view: TaskListView): Html => {
  const sections = sectionsOf(view.regulation);
  const states = sections.map((section) => ({ section, progress: progressOf(section, view) }));
  const parts = [...new Set(sections.map(({ part }) => part))];
  const open = states.filter(({ progress }) => progress !== 'done' && progress !== 'optional');
  const first = firstToDo(view, open[0]?.section);
  const title = view.correction ? 'リモート接続申請書の補正' : 'リモート接続申請書';
  const check = `/drafts/${view.draftId}/check`;
  return page(
    context,
    title,
    html`<h1>${title}<span class="subtitle">様式1（第4条第1項）</span></h1>
${view.correction && correctionBox(view.draftId, view.regulation, view.correction)}
<p class="lead">${
      open.length === 0
        ? `すべてのページの入力が完了しました。内容を確認して、${view.correction ? '再提出' : '申請'}してください。`
        : `全${sections.length}ページのうち、${open.length}ページが残っています。どのページからでも入力でき、保存した内容は下書きとして残ります。${view.correction ? '' : '市が登録した内容と協議の内容は、あらかじめ入力してあります。'}`
    }</p>
${definitionList([
  ['対象システム', view.systemName],
  [
    '事前協議',
    view.consultation && `${wareki(view.consultation.heldOn)}　市の担当者　${view.consultation.cityStaff}`,
  ],
  ['最終保存', jstTimeShort(view.savedAt)],
])}
${buttonRow(
  first
    ? linkButton(first.href, first.label, 'primary')
    : linkButton(check, '申請内容の確認へ進む', 'primary'),
  first && linkButton(check, '申請内容を確認する'),
)}
${parts.map(
  (part, index) => html`<section aria-labelledby="part-${index}"><h2 id="part-${index}">${part}</h2>
<ul class="sections">${states
    .filter(({ section }) => section.part === part)
    .map((entry) => sectionRow(view, entry.section, entry.progress))}</ul></section>`,
)}
<p class="draft-end"><a href="/drafts/${view.draftId}/delete">この下書きを削除する</a></p>`,
    { here: view.correction ? '/applications' : '/applications/new' },
  );
};

/** What was asked to be corrected comes first: its field, then the first page that is not done. */
const firstToDo = (
  { draftId, regulation, uncorrected }: TaskListView,
  open: Section | undefined,
): { readonly href: string; readonly label: string } | undefined => {
  const asked = uncorrected.find(({ pointer }) => pointer !== '');
  const on = asked && sectionAt(asked, regulation);
  if (asked && on) {
    const item = regulation.checklist[Number(asked.pointer.split('/')[2])]?.id;
    return {
      href: `${sectionPath(draftId, on)}#f-${pathOf(asked.pointer)}`,
      label: `補正する：${regulation.checklistName} ${item}`,
    };
  }
  return open && { href: sectionPath(draftId, open), label: `入力する：${open.title}` };
};

const sectionRow = ({ draftId, correction }: TaskListView, section: Section, progress: Progress): Content => {
  const [tone, label] = LABELS[progress];
  const returned = correction?.items.some(({ item }) => section.items?.includes(item));
  return html`<li><a href="${sectionPath(draftId, section)}">${section.title}</a><span>${
    returned && progress !== 'asked' && html`<span class="tag attention">補正のお願い</span> `
  }<span class="tag ${tone}">${label}</span></span></li>`;
};

export type ConsultationChoice = Pick<
  Consultation,
  'consultationId' | 'heldOn' | 'cityStaff' | 'contract'
> & {
  readonly systemNames: readonly string[];
};

/** 新しい申請: the vendor picks the consultation that the application follows from (第4条第1項). */
export const chooseConsultationPage = (
  context: PageContext,
  consultations: readonly ConsultationChoice[],
): Html =>
  page(
    context,
    '新しい申請',
    html`<h1>新しい申請</h1>
<p class="lead">申請は、市と事前に協議した内容に基づいて行います（第4条第1項）。</p>
${
  consultations.length === 0
    ? emptyState(
        '事前協議の記録がありません。要領第4条第1項により、申請の前に市との協議が必要です。対象システムの所管課に連絡し、協議を行ってください。市が協議を記録すると、この画面から申請書を作成できるようになります。',
      )
    : html`<p class="lead">申請する内容の協議を選び、「申請書を作成する」を押してください。作成した申請書は、下書きとして保存されます。</p>
${consultations.toSorted((a, b) => b.heldOn.localeCompare(a.heldOn)).map((choice) => choiceBox(context, choice))}`
}`,
    { here: '/applications/new' },
  );

const choiceBox = (context: PageContext, choice: ConsultationChoice): Html => {
  const heading = `${wareki(choice.heldOn)}の協議`;
  return html`<section class="box" aria-labelledby="c-${choice.consultationId}">
<h2 id="c-${choice.consultationId}">${heading}</h2>
${definitionList([
  ['対象システム', choice.systemNames.join('、')],
  ['契約', `${choice.contract.name}（${choice.contract.number}）`],
  ['契約期間', periodText(choice.contract)],
  ['市の担当者', choice.cityStaff],
])}
${postForm(context, { action: '/drafts' }, [
  html`<input type="hidden" name="consultationId" value="${choice.consultationId}">`,
  buttonRow(button('申請書を作成する', { hidden: `：${heading}` })),
])}
</section>`;
};

/** Asks before a draft goes. The page has nothing to type in, so that Enter deletes nothing. */
export const deleteDraftPage = (
  context: PageContext,
  draft: {
    readonly draftId: string;
    readonly savedAt: string;
    readonly systemName: string | undefined;
    /** The case that was being corrected. */
    readonly caseNo: string | undefined;
  },
): Html =>
  page(
    context,
    '下書きの削除',
    html`<h1>下書きの削除</h1>
<div class="narrow"><p>次の下書きを削除します。削除した下書きは元に戻せません。</p>
${definitionList([
  ['種類', draft.caseNo === undefined ? '新しい申請' : `${draft.caseNo} の補正`],
  ['対象システム', draft.systemName ?? '（システム未選択）'],
  ['最終保存', jstTime(draft.savedAt)],
])}
${draft.caseNo !== undefined && html`<p>提出済みの申請 ${draft.caseNo} は、そのまま残ります。補正は、改めて始めることができます。</p>`}
${postForm(context, { action: `/drafts/${draft.draftId}` }, buttonRow(button('下書きを削除する', { action: 'delete', kind: 'danger' }), linkButton(`/drafts/${draft.draftId}`, '削除しないで戻る')))}</div>`,
    { here: '/applications' },
  );
