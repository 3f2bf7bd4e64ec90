import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { AttentionEntry, InboxEntry } from '../../core/application/views.ts';
import type { Due } from '../../core/daily/list-dues.ts';
import type { listWaiting, Watch } from '../../core/daily/list-watch.ts';
import {
  buttonRow,
  type Content,
  callout,
  dataTable,
  emptyState,
  linkButton,
  statusTag,
} from '../ui/components.ts';
import { jstDay, spanText, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { SYSTEM_NAME } from '../ui/mail-text.ts';
import { recordLink } from '../ui/record-link.ts';
import { inboxTable } from './inbox-page.ts';
import { type SavedForms, savedFormsTable } from './saved-forms-table.ts';

/** What the reader has to do, as far as it is his kind of reader. */
export type Home = {
  /** Of the city: open decisions of the reader, and 登録伺い that wait for his confirmation. */
  readonly inbox?: readonly InboxEntry[];
  readonly proposals?: number;
  /** For the chief's office: cases that stand still. */
  readonly attention?: readonly AttentionEntry[];
  /** Of a vendor: the most urgent first. */
  readonly dues?: readonly Due[];
  /** Of a vendor: what the city has not answered yet. */
  readonly waiting?: Awaited<ReturnType<ReturnType<typeof listWaiting>>>;
  /** Of a section: what vendors do these days, and what they owe. */
  readonly watch?: Watch;
  /** What the reader has typed and not sent. */
  readonly saved?: SavedForms;
};

/** The front page: to a stranger what this is and for whom, to a signed-in reader what is due. */
export const homePage = (context: PageContext, home: Home): Html => {
  const { reader } = context;
  return page(
    context,
    'トップページ',
    html`<h1>${SYSTEM_NAME}</h1>
${
  reader === undefined
    ? introduction(context.cityName)
    : reader.kind === 'vendor'
      ? [
          duesPart(home.dues ?? [], context.today),
          savedPart(home.saved ?? []),
          waitingPart(home.waiting ?? []),
          buttonRow(
            linkButton('/permits', '許可を見る（作業申請・月次報告）', 'primary'),
            linkButton('/applications', '申請の状況を見る'),
            linkButton('/applications/new', '新しい申請を始める'),
          ),
        ]
      : [
          inboxPart(home, reader.isClerk === true),
          savedPart(home.saved ?? []),
          attentionPart(home.attention ?? []),
          ...watchParts(home.watch, context.today),
        ]
}`,
  );
};

const introduction = (cityName: string): Html =>
  html`<p class="lead">${cityName}の情報システムを庁内ネットワークの外から保守（リモートメンテナンス）するための、申請・承認から、作業ごとの申請と報告、毎月の利用状況報告、是正の命令までの手続を行います。</p>
${buttonRow(linkButton('/sign-in', 'サインイン', 'primary'))}
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
</div>`;

const PATHS = { application: 'applications', permit: 'permits' } as const;
const dueLink = ({ at, what }: Due): Content =>
  at.kind === 'record'
    ? recordLink(at.caseId, { ...at.record, label: what })
    : at.kind === 'draft'
      ? html`<a href="/drafts/${at.draftId}">${what}</a>`
      : html`<a href="/${PATHS[at.kind]}/${at.caseId}">${what}</a>`;

/** From so many days before, the table counts them. */
const SOON_DAYS = 7;
const byText = (by: string | undefined, today: Temporal.PlainDate): Content => {
  if (by === undefined) return '―';
  const days = today.until(by).days;
  if (days < 0) return html`${wareki(by)} <span class="tag attention">期限超過</span>`;
  const left = days === 0 ? '本日まで' : `あと${days}日`;
  return days <= SOON_DAYS ? html`${wareki(by)} <span class="tag working">${left}</span>` : wareki(by);
};

const duesPart = (dues: readonly Due[], today: Temporal.PlainDate): Content =>
  html`<section><h2>行うこと${dues.length > 0 && `（${dues.length}件）`}</h2>
${
  dues.length === 0
    ? emptyState('提出・報告を待っているものはありません。市から求められると、メールでお知らせします。')
    : dataTable(
        { text: '行うこと' },
        ['行うこと', '期限', '許可番号・受付番号', '対象システム'],
        dues.map((due) => [dueLink(due), byText(due.by, today), due.no ?? '―', due.systemName]),
      )
}</section>`;

/** A line's page, with its words. */
const lineLink = ({ what, at }: Watch['owing'][number] | NonNullable<Home['waiting']>[number]): Content =>
  at.record
    ? recordLink(at.caseId, { ...at.record, label: what })
    : html`<a href="/applications/${at.caseId}">${what}</a>`;

const savedPart = (saved: SavedForms): Content =>
  saved.length > 0 &&
  html`<section><h2>作成中のもの（${saved.length}件）</h2>
${savedFormsTable(saved, () => html`<a href="/saved-forms">一覧で削除する</a>`)}</section>`;

const waitingPart = (waiting: NonNullable<Home['waiting']>): Content =>
  waiting.length > 0 &&
  html`<section><h2>市の回答を待っているもの（${waiting.length}件）</h2>
${dataTable(
  { text: '市の回答を待っているもの' },
  ['件名', '提出した日', '許可番号・受付番号', '対象システム'],
  waiting.map((one) => [lineLink(one), jstDay(one.since), one.no, one.systemName]),
)}</section>`;

const watchParts = (watch: Watch | undefined, today: Temporal.PlainDate): readonly Content[] => {
  const { works = [], owing = [] } = watch ?? {};
  return [
    owing.length > 0 &&
      html`<section><h2>保守事業者の提出・是正を待っているもの（${owing.length}件）</h2>
${dataTable(
  { text: '保守事業者の提出・是正を待っているもの' },
  ['件名', '期限', '許可番号', '保守事業者', '対象システム'],
  owing.map((one) => [lineLink(one), byText(one.by, today), one.no, one.vendorName, one.systemName]),
)}</section>`,
    works.length > 0 &&
      html`<section><h2>本日から7日間の作業（${works.length}件）</h2>
${dataTable(
  { text: '本日から7日間の作業' },
  ['予定の日時', '作業申請', '状態', '許可番号', '保守事業者', '対象システム'],
  works.map((work) => [
    spanText(work.from, work.to),
    recordLink(work.at.caseId, work.at.record ?? { kind: 'work', id: '', label: work.what }),
    work.statusLabel,
    work.no,
    work.vendorName,
    work.systemName,
  ]),
)}</section>`,
  ];
};

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

/** The most urgent questions stand here themselves; 決裁待ち has them all. */
const SHOWN = 5;
const inboxPart = ({ inbox = [], proposals = 0 }: Home, isClerk: boolean): Content => {
  const waiting = inbox.length + proposals;
  if (waiting === 0)
    return callout('info', 'あなたの決定・回答を待っている依頼はありません', [
      buttonRow(
        linkButton('/applications', '申請一覧を見る'),
        isClerk && linkButton('/consultations/new', '事前協議を記録する'),
      ),
    ]);
  return html`<section><h2>あなたの決定・回答を待っている依頼が${waiting}件あります</h2>
${inbox.length > 0 && inboxTable(inbox, SHOWN)}
${inbox.length > SHOWN && html`<p>期限の近いものから${SHOWN}件を示しています。</p>`}
${proposals > 0 && html`<p>登録伺いが${proposals}件、確認を待っています。</p>`}
${buttonRow(linkButton('/inbox', '決裁待ちを開く', 'primary'))}</section>`;
};
