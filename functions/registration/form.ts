import { html } from 'hono/html';
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
import {
  dateField,
  type FormState,
  hiddenField,
  radioGroup,
  selectField,
  textField,
} from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
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
  const title = `${WORDS[kind]}の${id === undefined ? '登録' : '変更'}`;
  const action = `/registrations/${kind}${id === undefined ? '' : `?id=${encodeURIComponent(id)}`}`;
  return page(
    context,
    title,
    html`<p><a href="/registrations">登録の一覧に戻る</a></p>
<h1>${title}</h1>
${errorSummary(problems)}
${waitsForConfirmation(WAITS[kind])}
${postForm(context, { action }, [
  id !== undefined && hiddenField(form, { path: 'hash', value: form.hash ?? '' }),
  FIELDS[kind](form),
  id !== undefined &&
    textField(form, {
      path: 'reason',
      label: '変更の理由',
      required: true,
      hint: `例 ${REASONS[kind]}`,
    }),
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

const IDENTIFIER = '半角の英数字、ハイフン、下線。登録した後は変更できません。';

const FIELDS: Readonly<Record<RegistrationKind, (form: RegistrationForm) => Content>> = {
  section: (form) => [
    form.id === undefined &&
      textField(form, {
        path: 'sectionId',
        label: '課の記号',
        required: true,
        hint: `${IDENTIFIER}例 zeimu`,
        width: 'short',
      }),
    textField(form, {
      path: 'name',
      label: '課の名称',
      required: true,
      hint: '例 財政部税務課',
      width: 'medium',
    }),
    textField(form, {
      path: 'headTitle',
      label: '課の長の職名',
      required: true,
      hint: '結果通知書に記載します。例 財政部税務課長',
      width: 'medium',
    }),
    textField(form, {
      path: 'documentPrefix',
      label: '文書記号',
      required: true,
      hint: '文書番号の「第○号」の前に付けます。課の文書登録簿の記号（例 苫税）とは別の記号にしてください。同じ記号では、番号が二重に付きます。例 苫税リモ',
      width: 'short',
    }),
    textField(form, {
      path: 'email',
      label: '課のメールアドレス',
      required: true,
      inputMode: 'email',
      hint: '結果通知書の問合せ先です。統括部門では、滞った手続の連絡先にもなります',
    }),
    textField(form, {
      path: 'tel',
      label: '課の電話番号',
      required: true,
      inputMode: 'tel',
      width: 'medium',
    }),
  ],
  system: (form) => [
    form.id === undefined &&
      textField(form, {
        path: 'systemId',
        label: 'システムの記号',
        required: true,
        hint: `${IDENTIFIER}例 tax-system`,
        width: 'medium',
      }),
    textField(form, { path: 'name', label: 'システムの名称', required: true, width: 'medium' }),
    selectField(form, {
      path: 'sectionId',
      label: '所管課',
      required: true,
      hint: 'この課の情報セキュリティ管理者が申請を確認します。変更しても、受付済みの申請は元の所管課で手続を続けます',
      options: sectionOptions(form),
    }),
    radioGroup(form, {
      path: 'priorWorkMode',
      label: '作業ごとの事前手続',
      required: true,
      hint: '個々の作業の前に必要な手続です（第6条第1号、別表1 5-1）。「届出」は、統括情報セキュリティ管理者が承認とみなす解釈を設定で定めるまでは、「承認」として扱います',
      options: PRIOR_WORK_MODES,
      inline: true,
    }),
    form.id === undefined && dateField(form, { path: 'from', label: '登録日', required: true }),
    dateField(form, {
      path: 'to',
      label: '廃止日',
      hint: 'この日から申請できなくなります。決まっている場合だけ入力してください',
    }),
  ],
  person: (form) => [
    textField(form, { path: 'name', label: '氏名', required: true, width: 'medium' }),
    textField(form, {
      path: 'email',
      label: 'メールアドレス',
      required: true,
      inputMode: 'email',
      hint: '依頼のメールと、サインインの確認コードを送る先です。役職に就いている職員では、変更前のアドレスにも知らせます',
    }),
    selectField(form, { path: 'sectionId', label: '所属', required: true, options: sectionOptions(form) }),
  ],
  vendor: (form) => [
    textField(form, { path: 'name', label: '商号・名称', required: true }),
    textField(form, { path: 'kana', label: 'フリガナ', required: true, hint: '全角カタカナ' }),
    form.id === undefined &&
      textField(form, {
        path: 'corporateNumber',
        label: '法人番号',
        required: true,
        inputMode: 'numeric',
        hint: '13桁の数字。登録した後は変更できません',
        width: 'medium',
      }),
    textField(form, {
      path: 'postalCode',
      label: '郵便番号',
      required: true,
      inputMode: 'numeric',
      hint: '例 053-8722',
      width: 'short',
    }),
    textField(form, { path: 'address', label: '所在地', required: true }),
    html`<input type="hidden" name="representative:group" value="">
<div class="columns">${textField(form, { path: 'representative.title', label: '代表者 職名', required: true, hint: '例 代表取締役' })}
${textField(form, { path: 'representative.name', label: '代表者 氏名', required: true, hint: '姓と名の間に空白' })}</div>`,
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
