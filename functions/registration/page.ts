import { html } from 'hono/html';
import { z } from 'zod';
import {
  APPOINTMENT_KINDS,
  type Appointment,
  isInForce,
  PRIOR_WORK_MODES,
  type Role,
  roleLabel,
  type Section,
  type System,
  sectionOf,
} from '../../core/directory/directory.ts';
import { button, buttonRow, type Content, dataTable, errorSummary, postForm } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { columns, type FormState, selectField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { appointmentInputSchema, endAppointmentSchema } from './bodies.ts';
import { waitsForConfirmation } from './proposals-page.ts';

export type DirectoryPage = {
  readonly sections: readonly Section[];
  readonly systems: readonly System[];
  readonly appointments: readonly { readonly appointment: Appointment; readonly personName: string }[];
  /** For the office: what has been typed, and who can be appointed. Absent: the page is for reading. */
  readonly form?:
    | (FormState & { readonly people: readonly { readonly personId: string; readonly name: string }[] })
    | undefined;
};

/** 役職・システム (第2条): who holds which role when, and which section owns which system. */
export const directoryPage = (context: PageContext, view: DirectoryPage): Html => {
  const problems = view.form?.problems ?? [];
  const sectionName = (id: string | undefined) =>
    view.sections.find((section) => section.sectionId === id)?.name;
  return page(
    context,
    '役職・システム',
    html`<h1>役職・システム<span class="subtitle">だれが、どのシステムのことを決めるか</span></h1>
${errorSummary(problems)}
<section><h2>役職</h2>
<p class="lead">確認や承認の依頼は、人ではなく役職に送られます。人事異動のときは、後任者の就任を登録すると、前任者への依頼は無効になり、後任者に送り直されます。だれがいつ登録し、だれが確認したかは、<a href="/directory-trail">登録・設定の証跡</a>に残ります。</p>
${rolesOf(view.sections).map((role) => roleTable(context, view, role, roleName(role, sectionName)))}</section>
${view.form && [appointForm(context, view, view.form, sectionName), endForm(context, view, view.form, sectionName)]}
<section><h2>課</h2>
${dataTable(
  { text: '課の一覧' },
  ['課', '通知書に記載する職名', '文書記号', '電話', 'メール'],
  view.sections.map((section) => [
    section.name,
    section.headTitle,
    section.documentPrefix,
    section.tel,
    section.email,
  ]),
)}</section>
<section><h2>システム</h2>
${dataTable(
  { text: 'システムの一覧' },
  ['システム', '所管課', '作業ごとの事前手続', '登録日', '廃止日'],
  view.systems.map((system) => [
    system.name,
    sectionName(system.sectionId),
    PRIOR_WORK_MODES[system.priorWorkMode],
    wareki(system.from),
    system.to === undefined ? '―' : wareki(system.to),
  ]),
)}</section>`,
    { here: '/directory', invalid: problems.length > 0 },
  );
};

const rolesOf = (sections: readonly Section[]): readonly Role[] => [
  'chief',
  ...sections.map(({ sectionId }): Role => `manager:${sectionId}`),
  ...sections.map(({ sectionId }): Role => `clerk:${sectionId}`),
];

type SectionName = (id: string | undefined) => string | undefined;

const roleName = (role: Role, sectionName: SectionName): string =>
  role === 'chief' ? roleLabel(role) : `${roleLabel(role)}（${sectionName(sectionOf(role)) ?? ''}）`;

const roleTable = (context: PageContext, view: DirectoryPage, role: Role, name: string): Html => {
  const rows = view.appointments
    .filter(({ appointment }) => appointment.role === role)
    .toSorted((a, b) => b.appointment.from.localeCompare(a.appointment.from));
  return html`<h3>${name}</h3>
${
  rows.length === 0
    ? html`<p>登録されている職員はいません。</p>`
    : dataTable(
        { text: name },
        ['氏名', '職名', '区分', '就任日', '退任日', '現在'],
        rows.map(({ appointment, personName }): readonly Content[] => [
          personName,
          appointment.title,
          APPOINTMENT_KINDS[appointment.kind],
          wareki(appointment.from),
          appointment.to === undefined ? '―' : wareki(appointment.to),
          standing(context, appointment),
        ]),
      )
}`;
};

const standing = ({ today }: PageContext, appointment: Appointment): Content =>
  isInForce(appointment, today)
    ? html`<span class="tag good">在任</span>`
    : appointment.from > today.toString()
      ? '就任前'
      : '退任';

const ask = fieldsOf(appointmentInputSchema);
const askEnd = fieldsOf(z.object({ end: endAppointmentSchema }));

const appointForm = (
  context: PageContext,
  view: DirectoryPage,
  form: NonNullable<DirectoryPage['form']>,
  sectionName: SectionName,
): Html => html`<section><h2>就任の登録</h2>
<p class="lead">区分が「本人」のときは、いま在任中の本人は、新しい就任日に退任となります。人事異動のときは、<a href="/proposals/new">まとめて登録</a>できます。</p>
${waitsForConfirmation('統括情報セキュリティ管理者と情報セキュリティ管理者（本人・代決）の就任・退任、統括部門の担当者の就任は、')}
${postForm(
  context,
  { action: '/appointments' },
  html`${ask(form, 'role', { as: 'select', label: '役職', options: Object.fromEntries(rolesOf(view.sections).map((role) => [role, roleName(role, sectionName)])) })}
${ask(form, 'personId', { as: 'select', options: Object.fromEntries(form.people.map(({ personId, name }) => [personId, name])) })}
${ask(form, 'kind', { inline: true })}
${ask(form, 'title', { width: 'medium' })}
${columns(ask(form, 'from'), ask(form, 'to'))}
${ask(form, 'reason', { hint: '例 令和8年4月1日付け人事異動' })}
${buttonRow(button('就任を登録する'))}`,
)}</section>`;

/** Posts `end.appointment` as `<role>/<appointmentId>`, `end.on`, `end.reason`. */
const endForm = (
  context: PageContext,
  view: DirectoryPage,
  form: NonNullable<DirectoryPage['form']>,
  sectionName: SectionName,
): Html => {
  const open = view.appointments.filter(
    ({ appointment: { to } }) => to === undefined || to > context.today.toString(),
  );
  return html`<section><h2>退任の登録</h2>
${postForm(
  context,
  { action: '/appointments/end' },
  html`${selectField(form, {
    path: 'end.appointment',
    label: '退任する職員',
    required: true,
    options: Object.fromEntries(
      open.map(({ appointment: a, personName }) => [
        `${a.role}/${a.appointmentId}`,
        `${roleName(a.role, sectionName)} ${personName}（${APPOINTMENT_KINDS[a.kind]}）`,
      ]),
    ),
  })}
${askEnd(form, 'end.on')}
${askEnd(form, 'end.reason', { label: '退任の理由' })}
${buttonRow(button('退任を登録する', { kind: 'secondary' }))}`,
)}</section>`;
};
