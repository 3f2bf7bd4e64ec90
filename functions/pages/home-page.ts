import { html } from 'hono/html';
import type { AttentionEntry } from '../../core/views.ts';
import { buttonRow, type Content, callout, dataTable, linkButton, statusTag } from './components.ts';
import { type Html, type PageContext, page } from './layout.ts';
import { SYSTEM_NAME } from './mail-text.ts';

/**
 * The front page: what this is, for whom, and the next step of a signed-in reader.
 *
 * @param view.waiting open decisions of the reader
 * @param view.attention for the chief's office: cases that stand still
 */
export const homePage = (
  context: PageContext,
  view: { readonly waiting: number; readonly attention?: readonly AttentionEntry[] },
): Html =>
  page(
    context,
    'トップページ',
    html`<h1>${SYSTEM_NAME}</h1>
<p class="lead">${context.cityName}の情報システムを庁内ネットワークの外から保守（リモートメンテナンス）するための、申請・承認から、作業ごとの申請と報告、毎月の利用状況報告、是正の命令までの手続を行います。</p>
${context.reader ? [nextStep(context.reader, view.waiting), attentionPart(view.attention ?? [])] : buttonRow(linkButton('/sign-in', 'サインイン', 'primary'))}
<div class="columns">
<section><h2>保守事業者の方</h2>
<ol>
<li>市の担当課と事前に協議します。協議の後、案内のメールが届きます。</li>
<li>サインインして、様式1「リモート接続申請書」に入力し、提出します。途中で保存できます。</li>
<li>補正のお願いや結果は、メールと画面でお知らせします。許可の通知を受けてから接続できます。</li>
<li>許可の後は、作業のたびに作業申請と作業報告を、毎月、利用状況報告を提出します。</li>
</ol>
<p>再委託者の申請は、保守事業者を通じて行ってください（第11条）。</p></section>
<section><h2>市の職員の方</h2>
<ul>
<li>情報セキュリティ管理者は、別表1の要件を確認し、承認を求めます。</li>
<li>統括情報セキュリティ管理者は、承認・条件付承認・不承認・差戻しを決定します。</li>
<li>許可の後は、情報セキュリティ管理者が作業申請・作業報告・月次報告を確認し、指示、是正の命令、取消・停止を行います。統括情報セキュリティ管理者は、その報告を受領します。</li>
<li>担当者は、事前協議を記録し、事業者の担当者を招待します。</li>
</ul>
<p>依頼のメールが届かない場合も、サインインすると「決裁待ち」に表示されます。</p></section>
</div>`,
  );

const WHY: Readonly<Record<AttentionEntry['why'], string>> = {
  parked: '処理が中断しています',
  'no-holder': '決定・回答する職員がいません',
  overdue: '決定・回答の期限を過ぎています',
  undeliverable: 'メールが届いていません',
  'paper-held': '通知を保留しています（発信者の不在）',
};

const attentionPart = (entries: readonly AttentionEntry[]): Content =>
  entries.length > 0 &&
  html`<section><h2>対応が必要な申請・許可（${entries.length}件）</h2>
${dataTable(
  { text: '対応が必要な申請・許可' },
  ['受付番号・許可番号', '理由', '状態', '対象システム'],
  entries.map((entry) => [
    linkOf(entry),
    html`<strong>${WHY[entry.why]}</strong>${entry.why !== 'parked' && html`<br>${entry.detail}`}`,
    statusTag(entry.status, entry.statusLabel),
    `${entry.systemName}（${entry.sectionName}）`,
  ]),
)}</section>`;

/** What is asked about a permit stands on the permit's page; a task is resumed on the application's. */
const linkOf = ({ caseId, caseNo, permitNo, why }: AttentionEntry): Html =>
  permitNo !== undefined && (why === 'overdue' || why === 'no-holder')
    ? html`<a href="/permits/${caseId}">${permitNo}</a>`
    : html`<a href="/applications/${caseId}">${caseNo}</a>`;

const nextStep = (reader: NonNullable<PageContext['reader']>, waiting: number): Content => {
  if (reader.kind === 'vendor')
    return callout(
      'info',
      '次に行うこと',
      buttonRow(
        linkButton('/permits', '許可を見る（作業申請・月次報告）', 'primary'),
        linkButton('/applications', '申請の状況を見る'),
        linkButton('/applications/new', '新しい申請を始める'),
      ),
    );
  return waiting > 0
    ? callout(
        'attention',
        `決定・回答を待っている依頼が${waiting}件あります`,
        buttonRow(linkButton('/inbox', '決裁待ちを開く', 'primary')),
      )
    : callout('info', '決定・回答を待っている依頼はありません', [
        buttonRow(
          linkButton('/applications', '申請一覧を見る'),
          ...(reader.isClerk ? [linkButton('/consultations/new', '事前協議を記録する')] : []),
        ),
      ]);
};
