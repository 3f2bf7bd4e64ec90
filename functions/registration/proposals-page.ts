import { html } from 'hono/html';
import { PROPOSAL_STATUSES } from '../../core/registration/proposal.ts';
import { TRANSFER_COLUMNS } from '../../core/registration/transfer-list.ts';
import type { ProposalSummary, ProposalView } from '../../core/registration/view-proposal.ts';
import { deputyNote } from '../question/page.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  multiline,
  postForm,
  SHOW_AGAIN,
  unbroken,
} from '../ui/components.ts';
import { jstTime, jstTimeShort, wareki } from '../ui/dates.ts';
import { type FormState, hiddenField, sinceShown, textArea, textField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

export type ProposalsPage = {
  readonly open: readonly ProposalSummary[];
  readonly closed: readonly ProposalSummary[];
  /** Address of the next page of those that are over. */
  readonly next: string | undefined;
};

/** 登録伺いの一覧: what waits for a confirmation, and what has become of the others. */
export const proposalsPage = (context: PageContext, view: ProposalsPage): Html =>
  page(
    context,
    '登録伺い',
    html`<h1>登録伺い<span class="subtitle">役職・登録・設定の変更で、二人目の確認を要するもの</span></h1>
<p class="lead">情報セキュリティ管理者などの役職、役職者の氏名・メールアドレス、設定などの変更は、統括部門が登録伺いとして準備し、統括情報セキュリティ管理者又は代決者が確認した後に反映されます（第12条）。いま有効な役職は、<a href="/directory">役職・システム</a>にあります。</p>
${context.reader?.isOffice && html`<p>${linkButton('/proposals/new', '人事異動をまとめて登録する')}</p>`}
<section><h2>確認待ち</h2>
${
  view.open.length === 0
    ? emptyState('確認を待っている登録伺いはありません。')
    : dataTable(
        { text: '確認待ちの登録伺い' },
        ['番号', '件名', '作成', '確認の期限', '有効期間'],
        view.open.map((entry) => [
          ...common(entry),
          wareki(entry.dueOn),
          `${wareki(entry.lapsesOn)}の前日まで`,
        ]),
      )
}</section>
<section><h2>済んだもの</h2>
${
  view.closed.length === 0
    ? emptyState('済んだ登録伺いはありません。')
    : dataTable(
        { text: '済んだ登録伺い' },
        ['番号', '件名', '作成', '状態'],
        view.closed.map((entry) => [...common(entry), PROPOSAL_STATUSES[entry.status]]),
      )
}
${view.next !== undefined && html`<p><a href="${view.next}">続きを表示する</a></p>`}</section>`,
    { here: '/proposals' },
  );

const common = ({ proposalId, proposalNo, title, preparedBy, preparedAt }: ProposalSummary): Content[] => [
  html`<a href="/proposals/${proposalId}">${proposalNo}</a>`,
  title,
  html`${jstTimeShort(preparedAt)}<br>${preparedBy}`,
];

/** Above a form whose entries wait for a confirmation. */
export const waitsForConfirmation = (what: string): Html =>
  callout(
    'info',
    '確認の後に反映されます',
    html`<p>${what}登録伺いとなり、統括情報セキュリティ管理者又は代決者の確認の後に反映されます（第12条）。確認をお願いするメールを自動で送ります。</p>`,
  );

type Change = ProposalView['changes'][number];

/** One 登録伺い: what is to change, who confirms, and the buttons of whoever reads it. Enter decides nothing. */
export const proposalPage = (
  context: PageContext,
  options: FormState & {
    readonly view: ProposalView;
    /** 代決: whose place the reader takes. */
    readonly asDeputyFor?: string | undefined;
  },
): Html => {
  const { view, content } = options;
  const problems = sinceShown(content, options.problems, view.hash);
  const title = `登録伺い ${view.proposalNo}`;
  return page(
    context,
    title,
    html`<h1>${title}<span class="subtitle">${PROPOSAL_STATUSES[view.status]}</span></h1>
${errorSummary(problems)}
${view.can.confirm && deputyNote(options.asDeputyFor, '確認')}
${standing(view)}
${definitionList([
  ['件名', view.title],
  ['理由', view.reason && multiline(view.reason)],
  ['作成', `${view.preparedBy}（${jstTime(view.preparedAt)}）`],
  ['確認の期限', view.status === 'open' && wareki(view.dueOn)],
  ['有効期間', view.status === 'open' && `${wareki(view.lapsesOn)}の前日まで`],
  ['確認', view.confirmation && confirmationText(view.confirmation)],
  ['終了', view.closed && `${jstTime(view.closed.at)}　${view.closed.by}`],
  ['終了の理由', view.closed?.reason && multiline(view.closed.reason)],
])}
<section><h2>変更の内容（${view.changes.length}件）</h2>
${changesOf(view.changes)}</section>
${(view.can.confirm || view.can.stop) && decisionForm(context, view, { content, problems })}`,
    { here: '/proposals', invalid: problems.length > 0 },
  );
};

const CHANNELS = { 'mail-link': 'メールリンク', screen: '画面', command: 'コマンド' } as const;

const confirmationText = ({
  by,
  as,
  principal,
  channel,
  at,
}: NonNullable<ProposalView['confirmation']>): string =>
  `${jstTime(at)}　${by}${
    as === 'deputy' ? `（${principal === undefined ? '' : `${principal}の`}代決）` : ''
  }　${CHANNELS[channel]}`;

const standing = (view: ProposalView): Content => {
  const failed = view.changes.filter(({ result }) => result?.state === 'failed').length;
  if (failed > 0)
    return callout(
      'attention',
      `${failed}件を反映できませんでした`,
      html`<p>確認の後、反映するまでの間に登録内容が変わったためです。必要なときは、改めて登録伺いを作成してください。</p>`,
    );
  if (view.status !== 'open' || view.can.confirm) return undefined;
  return view.confirmers.length === 0
    ? callout(
        'attention',
        '確認できる職員がいません',
        html`<p>作成した本人と、変更に関わる本人は確認できません。運用担当者に、コマンドによる確認（npm run proposals）を依頼してください。</p>`,
      )
    : callout(
        'info',
        '確認を待っています',
        html`<p>${view.whyNot}。確認できる職員：${view.confirmers.join('、')}</p>`,
      );
};

/** Many of one kind as a table, anything else one below the other. */
const changesOf = (changes: readonly Change[]): Content => {
  const [first] = changes;
  if (changes.length < 4 || !first || changes.some(({ label }) => label !== first.label))
    return changes.map(
      (change, index) => html`<h3>${changes.length === 1 ? '' : `${index + 1} `}${change.label}</h3>
${definitionList([...change.lines.map(([label, text]) => [label, multiline(text)] as const), ['反映', resultOf(change)]])}`,
    );
  const labels = [...new Set(changes.flatMap(({ lines }) => lines.map(([label]) => label)))];
  const isOver = changes.some(({ result }) => result !== undefined);
  return dataTable(
    { text: first.label, visible: true },
    ['番号', ...labels, ...(isOver ? ['反映'] : [])],
    changes.map((change, index) => [
      index + 1,
      ...labels.map((name) => cell(change, name)),
      ...(isOver ? [resultOf(change)] : []),
    ]),
  );
};

/** Short words (本人, a date) stay on one line. */
const SHORT = 11;
const cell = ({ lines }: Change, name: string): Content => {
  const text = lines
    .filter(([label]) => label === name)
    .map(([, value]) => value)
    .join('\n');
  return text.length > SHORT ? multiline(text) : unbroken(text || '―');
};

const resultOf = ({ result }: Change): Content =>
  result &&
  (result.state === 'applied'
    ? html`<span class="tag good">反映済み</span> ${jstTime(result.at)}`
    : html`<span class="tag bad">反映できず</span> ${result.why}`);

const decisionForm = (context: PageContext, view: ProposalView, state: FormState): Html =>
  html`<section><h2>${view.can.confirm ? '確認・差止め' : '差止め'}</h2>
<p class="lead">${view.can.confirm ? '「確認する」を押すと、変更が直ちに反映されます。内容に誤りがあるとき、' : '内容に誤りがあるとき、'}心当たりがないときは、理由を入力して差し止めてください。差し止めると、何も反映されません。</p>
${postForm(
  context,
  { action: `/proposals/${view.proposalId}`, enter: SHOW_AGAIN },
  html`${hiddenField(state, { path: 'hash', value: view.hash })}
${textArea(state, { path: 'reason', label: '差し止める理由', hint: '差し止めるときは必ず入力してください。関係する職員に伝わります', rows: 2 })}
${buttonRow(
  view.can.confirm && button('確認する', { action: 'confirm' }),
  view.can.withdraw && button('取り下げる', { action: 'withdraw', kind: 'secondary' }),
  view.can.stop && button('差し止める', { action: 'stop', kind: 'danger' }),
)}`,
)}</section>`;

/** 人事異動の一覧: many appointments at once, copied from a spreadsheet, for one confirmation. */
export const transferListPage = (
  context: PageContext,
  view: FormState & { readonly roles: readonly string[] },
): Html =>
  page(
    context,
    '人事異動をまとめて登録する',
    html`<h1>人事異動をまとめて登録する</h1>
${errorSummary(view.problems)}
<p class="lead">表計算ソフトで作成した一覧を、そのまま貼り付けられます。区分が「本人」のときは、いま在任中の本人は、新しい就任日に退任となります。職員は、先に<a href="/registrations">登録</a>してください。</p>
${waitsForConfirmation('一覧の就任は、すべて一件の')}
${postForm(
  context,
  { action: '/proposals', enter: SHOW_AGAIN },
  html`${textArea(view, {
    path: 'list',
    label: '就任の一覧',
    required: true,
    rows: 12,
    hint: html`1行に1件。列は${TRANSFER_COLUMNS.join('、')}の順で、タブで区切ります（表計算ソフトから貼り付けるとタブになります）。職員はメールアドレス又は氏名、区分は「本人」か「代決」です`,
  })}
${textField(view, { path: 'reason', label: '理由', required: true, hint: '例 令和9年4月1日付け人事異動' })}
${buttonRow(button('登録伺いを作成する', { action: 'propose' }), linkButton('/proposals', '登録伺いの一覧に戻る', 'quiet'))}`,
)}
<section><h2>役職の書き方</h2>
<p class="lead">一覧の「役職」の列には、次のとおり書いてください。</p>
<ul>${view.roles.map((role) => html`<li>${role}</li>`)}</ul></section>`,
    { here: '/proposals', invalid: view.problems.length > 0 },
  );
