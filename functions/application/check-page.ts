import { html } from 'hono/html';
import type { RecordedApplication } from '../../core/application/inputs.ts';
import type { Change, Difference } from '../../core/application/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  errorSummary,
  hiddenText,
  linkButton,
  multiline,
  postForm,
} from '../ui/components.ts';
import { periodText } from '../ui/dates.ts';
import { pathOf } from '../ui/form.ts';
import { remarksBox } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { sectionDetails } from './details.ts';
import { type Section, sectionAt, sectionPath, sectionsOf } from './sections.ts';

/**
 * Where an application does not fit what was consulted, is registered, attached or permitted (第4条第1項・第3項): told to vendor and
 * manager alike, and in these words only.
 */

type Of<K extends Difference['kind']> = Extract<Difference, { kind: K }>;
const ofKind = <K extends Difference['kind']>(all: readonly Difference[], kind: K): readonly Of<K>[] =>
  all.filter((one): one is Of<K> => one.kind === kind);

/** Who reads it: the vendor before it applies, the vendor afterwards, or the city. */
export type Reader = 'applicant' | 'vendor' | 'city';

const SAID = '申請書に、協議・登録の内容又は期間の目安と異なる記載があります';
const ATTACHMENT = '申請書に書かれた資料が、添付資料に見つかりません';
const PERMIT = '同じシステムについて、期間の重なる有効な許可があります';

const CHANGED =
  '協議・登録の後に変わったことであるときは、市との協議（第4条第1項）又は登録の変更が必要です。';
const SAID_ADVICE: Readonly<Record<Reader, string>> = {
  applicant: `誤りであるときは、申請の前に直してください。${CHANGED}`,
  vendor: `誤りであるときは、取り下げて申請し直すか、市から補正を求められるのをお待ちください。${CHANGED}`,
  city: '申請者に確かめ、誤りであるときは補正を求めてください。協議・登録の後に変わったことであるときは、改めて協議し、又は登録を変更してください。',
};
const ATTACHMENT_ADVICE: Readonly<Record<Reader, string>> = {
  applicant:
    '添付漏れでないか、確かめてください。別の名前のファイルに含まれているとき、又は別に提出するときは、このままで差し支えありません。',
  vendor:
    '添付漏れのときは、市の担当課に連絡してください。別の名前のファイルに含まれているとき、又は別に提出したときは、このままで差し支えありません。',
  city: '添付漏れでないか、確かめてください。別の名前のファイルに含まれていること、又は別に提出されていることがあります。',
};
const permitAdvice = (reader: Reader, { renewal, change }: Of<'permit'>['articles']): string => {
  const meant = `許可を続けるもの（継続、第${renewal}条）、又は許可の内容を変えるもの（変更届、第${change}条）`;
  if (reader === 'city')
    return `${meant}でないか、申請者に確かめてください。別の許可とするときは、このままで差し支えありません。`;
  return reader === 'vendor'
    ? `${meant}であるときは、取り下げて手続し直すか、市の担当課に連絡してください。別の許可が必要なときは、このままで差し支えありません。`
    : `許可を続けるときは、申請区分を「継続」とし、従前の許可番号を入力してください（第${renewal}条）。許可の内容を変えるときは、許可の画面から変更届を提出してください（第${change}条）。別の許可が必要なときは、このままで差し支えありません。`;
};

const itemsText = ({ checklistName, items, fields = [] }: Of<'attachment'>): string =>
  [...(items.length > 0 ? [`${checklistName} ${items.join('、')}`] : []), ...fields].join('、');
const NOTHING_ATTACHED = '添付資料は、1件も添付されていません。';
const permitText = ({ statusLabel, vendorName, period }: Of<'permit'>): string =>
  [vendorName, statusLabel, periodText(period)].filter((part) => part !== undefined).join('、');

/** @param hrefOf where an answer is corrected */
export const consultedSection = (
  differences: readonly Difference[],
  reader: Reader,
  hrefOf: ((place: { readonly pointer: string }) => string) | undefined = undefined,
): Content => {
  const said = ofKind(differences, 'said');
  const attachments = ofKind(differences, 'attachment');
  const [permit, ...permits] = ofKind(differences, 'permit');
  return [
    said.length > 0 &&
      callout(
        'attention',
        `${SAID}（${said.length}項目）`,
        html`<p>${SAID_ADVICE[reader]}</p>
${dataTable(
  { text: '協議・登録の内容と申請書の違い', columns: 'changes' },
  ['項目', '協議・登録の内容、目安', '申請書'],
  said.map(({ label, before, after }) => [label, multiline(before), multiline(after)]),
)}`,
      ),
    permit !== undefined &&
      callout(
        'attention',
        PERMIT,
        html`<ul>${[permit, ...permits].map((one) => html`<li><a href="/permits/${one.caseId}">${one.permitNo}</a>（${permitText(one)}）</li>`)}</ul>
<p>${permitAdvice(reader, permit.articles)}</p>`,
      ),
    attachments.length > 0 &&
      callout(
        'attention',
        ATTACHMENT,
        html`<ul>${attachments.map((one) => html`<li>「${one.named}」（${hrefOf ? html`<a href="${hrefOf(one)}">${itemsText(one)}</a>` : itemsText(one)}）</li>`)}</ul>
<p>${attachments[0]?.attached === 0 && NOTHING_ATTACHED}${ATTACHMENT_ADVICE[reader]}</p>
${hrefOf && html`<p><a href="${hrefOf({ pointer: '/attachments' })}">添付資料のページへ</a></p>`}`,
      ),
  ];
};

/** For a mail: each kind with its heading, and for the vendor, who has applied, what may be done about it. */
export const consultedFacts = (
  differences: readonly Difference[],
): readonly {
  readonly title: string;
  readonly advice: string;
  readonly facts: readonly (readonly [string, string])[];
}[] => {
  const permits = ofKind(differences, 'permit');
  const [permit] = permits;
  const attachments = ofKind(differences, 'attachment');
  return [
    {
      title: SAID,
      advice:
        '誤りのときは、画面から取り下げて申請し直すか、補正のお願いをお待ちください。変わったことであるときは、市との協議・登録の変更が必要です。',
      facts: ofKind(differences, 'said').map(
        ({ label, before, after }) => [label, `${before} → ${after}`] as const,
      ),
    },
    {
      title: PERMIT,
      advice: permit ? permitAdvice('vendor', permit.articles) : '',
      facts: permits.map((one) => [one.permitNo, permitText(one)] as const),
    },
    {
      title: ATTACHMENT,
      advice: `${attachments[0]?.attached === 0 ? NOTHING_ATTACHED : ''}${ATTACHMENT_ADVICE.vendor}`,
      facts: attachments.map((one) => [itemsText(one), `「${one.named}」`] as const),
    },
  ].filter(({ facts }) => facts.length > 0);
};

type Checked = Parameters<typeof checkPage>[1];
const anchorOf = ({ id }: Section): string => `s-${id}`;
const titleOf = ({ items, title }: Section, { checklistName }: Regulation): string =>
  `${items ? `${checklistName}　` : ''}${title}`;
/** Items of 別表1 stand in a change by their numbers. */
const isChanged = ({ items, fields }: Section, { changes = [] }: Checked): boolean =>
  changes.some(({ pointer }) => {
    const [, field = '', item = ''] = pointer.split('/');
    return items ? field === 'checklist' && items.includes(item) : fields.some((name) => name === field);
  });
/** What was sent before, is as it was and has nothing pointed out in it is folded; it opens by a press, and in print. */
const isRead = (section: Section, view: Checked): boolean =>
  view.changes === undefined ||
  isChanged(section, view) ||
  [...view.remarks, ...view.consulted].some(
    (told) => 'pointer' in told && sectionAt(told, view.regulation)?.id === section.id,
  );
const contents = ({ regulation }: Checked): Content =>
  html`<nav class="pages" aria-label="申請内容の目次"><ul>${sectionsOf(regulation).map(
    (section) => html`<li><a href="#${anchorOf(section)}">${titleOf(section, regulation)}</a></li>`,
  )}</ul></nav>`;

/**
 * 様式1 before it is sent: all of it as it will be sent, what is pointed out, and the only button that sends. As long as
 * something is wrong, what it is and where, and no such button. There is nothing to type in, so that Enter sends nothing.
 */
export const checkPage = (
  context: PageContext,
  view: {
    readonly draftId: string;
    readonly version: number;
    readonly regulation: Regulation;
    readonly systemName: string;
    readonly isCorrection: boolean;
    readonly problems: readonly Problem[];
    /** Sections in which nothing has been entered. */
    readonly untouched: readonly Section[];
    /** undefined: it cannot be sent yet. */
    readonly recorded: RecordedApplication | undefined;
    /** Of a correction: what is not as it was sent before; undefined: nothing was, and all of it is read. */
    readonly changes: readonly Change[] | undefined;
    readonly remarks: readonly Problem[];
    readonly consulted: readonly Difference[];
  },
): Html => {
  const { draftId, regulation, problems, untouched, recorded } = view;
  const submit = view.isCorrection ? '補正して再提出する' : '申請する';
  const list = `/drafts/${draftId}`;
  const hrefOf = ({ pointer }: Pick<Problem, 'pointer'>): string => {
    const section = sectionAt({ pointer }, regulation);
    return section ? `${sectionPath(draftId, section)}?check=1#f-${pathOf(pointer)}` : list;
  };
  return page(
    context,
    '申請内容の確認',
    html`<h1>申請内容の確認<span class="subtitle">リモート接続申請書（様式1）</span></h1>
${errorSummary(problems, hrefOf)}
${
  untouched.length > 0 &&
  html`<section class="callout attention"><h2>まだ入力していないページ（${untouched.length}ページ）</h2>
<ul>${untouched.map((section) => html`<li><a href="${sectionPath(draftId, section)}">${section.items && `${regulation.checklistName}　`}${section.title}</a></li>`)}</ul></section>`
}
${
  recorded
    ? html`<p class="lead">次の内容で${view.isCorrection ? '再提出' : '申請'}します。確認して、いちばん下の「${submit}」を押してください。</p>
${remarksBox(view.remarks, submit, hrefOf)}
${consultedSection(view.consulted, 'applicant', hrefOf)}
${contents(view)}
${sectionsOf(regulation).map(
  (
    section,
  ) => html`<details class="part" id="${anchorOf(section)}"${isRead(section, view) && html` open`}><summary><h2>${titleOf(section, regulation)}</h2>${view.changes && html` <span class="tag">${isChanged(section, view) ? '変更あり' : '変更なし'}</span>`}</summary>
<p><a href="${sectionPath(draftId, section)}?check=1">変更${hiddenText(`：${section.title}`)}</a></p>
${sectionDetails(section, recorded, { regulation, systemName: view.systemName, caseId: undefined })}</details>`,
)}
${postForm(context, { action: list, version: view.version }, buttonRow(button(submit, { action: 'submit' }), linkButton(list, '目次に戻る')))}`
    : html`<p>すべてのページの入力が終わると、この画面で内容を確認し、${view.isCorrection ? '再提出' : '申請'}できます。</p>
${buttonRow(linkButton(list, '目次に戻る'))}`
}`,
    { here: view.isCorrection ? '/applications' : '/applications/new', invalid: problems.length > 0 },
  );
};
