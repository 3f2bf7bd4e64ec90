import { html } from 'hono/html';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { button, buttonRow, type Content, errorSummary, postForm } from '../ui/components.ts';
import { remarksBox } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { differsBox } from '../ui/saved-form.ts';
import { consultedSection } from './check-page.ts';
import {
  methodFields,
  originFields,
  safeguardFields,
  targetFields,
  terminalFields,
  workSection,
} from './form-connection.ts';
import {
  attachmentsSection,
  checklistSection,
  groundSection,
  pasteBox,
  pledgeSection,
} from './form-grounds.ts';
import { applicantSection, basicsSection, contactsSection, contractSection } from './form-sections.ts';
import type { ApplicationFormView } from './form-view.ts';
import { correctionBox, type Section, sectionAt, sectionPath, sectionsOf } from './sections.ts';

/** Groups that are sent even when all their fields are blank, so that each field gets its own message. */
const GROUPS = [
  'vendor',
  'vendor.representative',
  'responsiblePerson',
  'contactPerson',
  'emergencyContact',
  'plannedWork',
  'expectedEffect',
  'period',
  'contract',
];

const BODIES: Readonly<Record<Exclude<Section['id'], `checklist-${number}`>, Body>> = {
  basics: basicsSection,
  applicant: applicantSection,
  contacts: contactsSection,
  contract: contractSection,
  targets: (view) => [
    pasteBox(view, 'targetHosts'),
    targetFields(view),
    methodFields(view),
    safeguardFields(view),
  ],
  origin: originFields,
  terminals: (view) => [pasteBox(view, 'terminals'), terminalFields(view)],
  work: (view) => [pasteBox(view, 'workers'), workSection(view)],
  ground: groundSection,
  attachments: attachmentsSection,
  pledge: pledgeSection,
};
type Body = (view: ApplicationFormView) => Content;

/**
 * 様式1, one section of it. Every button saves first; Enter does nothing else. Mistakes and remarks are those of the section.
 *
 * @param view.saved it was saved, mistakes and all
 */
export const sectionPage = (
  context: PageContext,
  section: Section,
  view: ApplicationFormView & { readonly saved?: boolean },
): Html => {
  const sections = sectionsOf(view.regulation);
  const place = sections.findIndex(({ id }) => id === section.id);
  const next = sections[place + 1];
  const groups = GROUPS.filter((path) => section.fields.some((field) => field === path.split('.')[0]));
  const heading = section.items ? `${section.part} ${section.title}` : section.title;
  return page(
    context,
    `${heading}（${place + 1}/${sections.length}）`,
    html`<h1>${heading}<span class="subtitle">リモート接続申請書（様式1）　全${sections.length}ページの${place + 1}ページ目</span></h1>
${errorSummary(view.problems)}
${differsBox(view.differs)}
${view.saved && html`<p><strong>入力した内容は保存しました。</strong>直してから次へ進むか、「${BACK}」を押して、後から直してください。</p>`}
${view.correction && correctionBox(view.draftId, view.regulation, view.correction, section)}
${remarksBox(view.remarks ?? [], undefined)}
${consultedSection(view.consulted ?? [], 'applicant')}
${postForm(
  context,
  {
    action: sectionPath(view.draftId, section),
    version: view.version,
    enter: { action: 'save', label: '一時保存' },
  },
  html`${groups.map((path) => html`<input type="hidden" name="${path}:group" value="">`)}
<div class="form-section">${section.items ? checklistSection(view, section.items) : BODIES[section.id](view)}</div>
${buttonRow(
  button(next ? '保存して次へ進む' : '保存して確認へ進む', {
    action: 'next',
    ...(next ? { hidden: `：${next.title}` } : {}),
  }),
  button(BACK, { action: 'list', kind: 'secondary' }),
  place > 0 &&
    button('保存して前に戻る', {
      action: 'previous',
      kind: 'quiet',
      hidden: `：${sections[place - 1]?.title}`,
    }),
)}`,
)}`,
    { here: view.correction ? '/applications' : '/applications/new', invalid: view.problems.length > 0 },
  );
};
const BACK = '保存して目次に戻る';

/** Mistakes in 様式1, in words and in an order that help to find them. */

const ROWS: Readonly<Record<string, string>> = {
  targetHosts: '接続先',
  originSites: '作業場所',
  originIps: 'IPアドレス',
  terminals: '専用端末',
  workers: '作業者',
  trackRecord: '実績',
  attachments: '資料',
};

/** In the order of the pages. Those in rows say in which row: the schema names the field only. */
export const placed = (problems: readonly Problem[], regulation: Regulation): readonly Problem[] => {
  const sections = sectionsOf(regulation).map(({ id }) => id);
  const fields = sectionsOf(regulation).flatMap((section): readonly string[] => section.fields);
  const placeOf = (problem: Problem): number => {
    const section = sectionAt(problem, regulation);
    return section ? sections.indexOf(section.id) * 100 + fields.indexOf(fieldOf(problem)) : 0;
  };
  return problems
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map(({ pointer, message }) => {
      const [, list = '', index = ''] = /^\/(\w+)\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
      const row = Number(index);
      const item = list === 'checklist' && index !== '' ? regulation.checklist[row] : undefined;
      if (item) return { pointer, message: message.includes(item.id) ? message : `${item.id}：${message}` };
      return list in ROWS
        ? { pointer, message: `${ROWS[list]} ${row + 1}：${message}` }
        : { pointer, message };
    });
};

const fieldOf = ({ pointer }: Problem): string => pointer.split('/')[1] ?? '';
