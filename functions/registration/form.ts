import { html } from 'hono/html';
import type { z } from 'zod';
import { PRIOR_WORK_MODES, type Section, type System } from '../../core/directory/directory.ts';
import {
  button,
  buttonRow,
  type Content,
  dataTable,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { columns, type FormState, hiddenField } from '../ui/form-controls.ts';
import { fieldsOf, type OwnField } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import {
  personInputSchema,
  sectionChangeSchema,
  sectionInputSchema,
  systemInputSchema,
  vendorInputSchema,
} from './bodies.ts';
import { waitsForConfirmation } from './proposals-page.ts';

export type RegistrationKind = 'section' | 'system' | 'person' | 'vendor';

export type RegistrationForm = FormState & {
  readonly kind: RegistrationKind;
  /** Of the entry that is changed; undefined for a new one. */
  readonly id: string | undefined;
  readonly sections: readonly Section[];
  /** Of the entry as it was shown, sent back with the change; undefined for a new one. */
  readonly hash: string | undefined;
  /** Of a system: what it was before, oldest first. */
  readonly former?: readonly System[];
};

const WORDS: Readonly<Record<RegistrationKind, string>> = {
  section: '課',
  system: 'システム',
  person: '職員',
  vendor: '保守事業者',
};

const REASONS: Readonly<Record<RegistrationKind, string>> = {
  section: '令和8年4月1日付け機構改革',
  system: '事務分掌の変更',
  person: '改姓、メールアドレスの訂正',
  vendor: '本店の移転',
};

/** What of it takes a second person. */
const WAITS: Readonly<Record<RegistrationKind, string>> = {
  section: '統括部門の課の名称・課の長の職名・文書記号・メールアドレスの変更は、',
  system: '所管課と、作業ごとの事前手続の変更（登録では「承認」以外とするとき）は、',
  person: '役職に就いている職員の氏名・メールアドレスの変更は、',
  vendor: '保守事業者の登録は、',
};

/** One section, system, member of staff or vendor, new or to be changed. */
export const registrationFormPage = (context: PageContext, form: RegistrationForm): Html => {
  const { kind, id, problems } = form;
  const ask: Ask = (path, own) => fieldsOf(SCHEMAS[kind])(form, path, own);
  const title = `${WORDS[kind]}の${id === undefined ? '登録' : '変更'}`;
  const action = `/registrations/${kind}${id === undefined ? '' : `?id=${encodeURIComponent(id)}`}`;
  return page(
    context,
    title,
    html`<h1>${title}</h1>
${errorSummary(problems)}
${waitsForConfirmation(WAITS[kind])}
${postForm(context, { action }, [
  id !== undefined && hiddenField(form, { path: 'hash', value: form.hash ?? '' }),
  FIELDS[kind](ask, form),
  id !== undefined && fieldsOf(sectionChangeSchema)(form, 'reason', { hint: `例 ${REASONS[kind]}` }),
  buttonRow(
    button(id === undefined ? '登録する' : '変更する'),
    linkButton('/registrations', '登録の一覧に戻る', 'quiet'),
  ),
])}
${form.former && form.former.length > 0 && history(form.former, form.sections)}`,
    { here: '/registrations', invalid: problems.length > 0 },
  );
};

const sectionOptions = ({ sections }: RegistrationForm) =>
  Object.fromEntries(sections.map(({ sectionId, name }) => [sectionId, name]));

const SCHEMAS: Readonly<Record<RegistrationKind, z.ZodType>> = {
  section: sectionInputSchema,
  system: systemInputSchema,
  person: personInputSchema,
  vendor: vendorInputSchema,
};

type Ask = (path: string, own?: OwnField) => Html;
const FIELDS: Readonly<Record<RegistrationKind, (ask: Ask, form: RegistrationForm) => Content>> = {
  section: (ask, { id }) => [
    id === undefined && ask('sectionId', { width: 'short' }),
    ask('name', { width: 'medium' }),
    ask('headTitle', { width: 'medium' }),
    ask('documentPrefix', { width: 'short' }),
    ask('email'),
    ask('tel', { width: 'medium' }),
  ],
  system: (ask, form) => [
    form.id === undefined && ask('systemId', { width: 'medium' }),
    ask('name', { width: 'medium' }),
    ask('sectionId', { as: 'select', options: sectionOptions(form) }),
    ask('priorWorkMode', { inline: true }),
    form.id === undefined && ask('from'),
    ask('to'),
  ],
  person: (ask, form) => [
    ask('name', { width: 'medium' }),
    ask('email'),
    ask('sectionId', { as: 'select', options: sectionOptions(form) }),
  ],
  vendor: (ask, { id }) => [
    ask('name'),
    ask('kana', { label: 'フリガナ' }),
    id === undefined &&
      ask('corporateNumber', { hint: '13桁の数字。登録した後は変更できません', width: 'medium' }),
    ask('postalCode', { width: 'short' }),
    ask('address'),
    html`<input type="hidden" name="representative:group" value="">`,
    columns(
      ask('representative.title', { label: '代表者 職名' }),
      ask('representative.name', { label: '代表者 氏名' }),
    ),
  ],
};

const history = (former: readonly System[], sections: readonly Section[]): Html =>
  html`<section><h2>これまでの登録内容</h2>
${dataTable(
  { text: 'これまでの登録内容' },
  ['システム', '所管課', '作業ごとの事前手続', '期間'],
  former.map((system) => [
    system.name,
    sections.find(({ sectionId }) => sectionId === system.sectionId)?.name ?? '',
    PRIOR_WORK_MODES[system.priorWorkMode],
    `${wareki(system.from)}から${wareki(system.to ?? '')}の前日まで`,
  ]),
)}</section>`;
