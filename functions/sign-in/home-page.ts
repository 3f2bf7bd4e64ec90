import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { AttentionEntry, InboxEntry } from '../../core/application/views.ts';
import type { listSavedForms } from '../../core/case/saved-form.ts';
import type { SectionCount } from '../../core/daily/count-sections.ts';
import type { Due } from '../../core/daily/list-dues.ts';
import type { listOpenFindings } from '../../core/daily/list-open-findings.ts';
import type { listOpenInstructions } from '../../core/daily/list-open-instructions.ts';
import type { listWaiting, Watch } from '../../core/daily/list-watch.ts';
import type { Disposal } from '../../core/disposal/disposal.ts';
import type { listConsulted } from '../../core/registration/list-consulted.ts';
import type { ProposalSummary } from '../../core/registration/view-proposal.ts';
import type { listWorkable } from '../../core/work/view-work.ts';
import { dueText } from '../question/page.ts';
import {
  buttonRow,
  type Content,
  callout,
  dataTable,
  emptyState,
  hiddenText,
  linkButton,
  recordLink,
  recordPath,
  statusTag,
} from '../ui/components.ts';
import { jstDay, jstTime, periodText, spanText, wareki } from '../ui/dates.ts';
import { HOME, type Html, type PageContext, page } from '../ui/layout.ts';
import { savedPath, sentNote } from '../ui/saved-form.ts';
import { type NewsSince, newsPart } from './home-news.ts';
import { inboxTable } from './inbox-page.ts';

export type SavedForms = Awaited<ReturnType<ReturnType<typeof listSavedForms>>>;

export const savedFormsTable = (saved: SavedForms, more: (one: SavedForms[number]) => Content): Content =>
  dataTable(
    { text: '作成中のもの' },
    ['様式', '保存した日時', '許可番号・受付番号', '削除'],
    saved.map((one) => [
      html`<a href="${savedPath(one.path)}">${one.title}</a>`,
      [
        jstTime(one.savedAt),
        one.sentSince !== undefined && html`<br><span class="soft">${sentNote(one.sentSince)}</span>`,
      ],
      one.no ?? '―',
      more(one),
    ]),
  );

/**
 * What the reader has to do, as far as it is his kind of reader.
 * Longer than 300 lines: the boxes of every role's home, one after the other.
 */
export type Home = {
  /** Of the city: open decisions of the reader, and 登録伺い that wait for his confirmation. */
  readonly inbox?: readonly InboxEntry[];
  readonly proposals?: number;
  /** For the chief's office: 登録伺い that wait for somebody else's confirmation. */
  readonly registrations?: readonly ProposalSummary[];
  /** For the chief's office: 廃棄リスト that wait for approval. */
  readonly disposals?: readonly Disposal[];
  /** For the chief's office: cases that stand still. */
  readonly attention?: readonly AttentionEntry[];
  /** For the city's people: what the register answers to `toCheck`, section by section. */
  readonly sections?: readonly SectionCount[];
  /** Days before the end of a period within which it is looked at. */
  readonly soonDays?: number;
  /** Of a section, or of all: instructions that are not settled. */
  readonly instructions?: Awaited<ReturnType<ReturnType<typeof listOpenInstructions>>>;
  /** For the chief's office: 登録伺い that nobody has confirmed in time. */
  readonly lapsed?: readonly ProposalSummary[];
  /** For the chief's office: violations of all sections that are not settled. */
  readonly findings?: Awaited<ReturnType<ReturnType<typeof listOpenFindings>>>;
  /** Of a vendor: the most urgent first. */
  readonly dues?: readonly Due[];
  /** Of a vendor: permits under which works can be applied for. */
  readonly workable?: Awaited<ReturnType<ReturnType<typeof listWorkable>>>;
  /** Of a vendor: what the city has not answered yet. */
  readonly waiting?: Awaited<ReturnType<ReturnType<typeof listWaiting>>>;
  /** Of a section: what vendors do these days, and what they owe. */
  readonly watch?: Watch;
  /** For clerks: consultations to which no application has come. */
  readonly consulted?: Awaited<ReturnType<ReturnType<typeof listConsulted>>>;
  /** What has changed since the reader signed in last; absent: it is the first time. */
  readonly news?: NewsSince;
  /** What the reader has typed and not sent. */
  readonly saved?: SavedForms;
};

/** The home of whoever is signed in: what is due, what waits for others, what has changed since the last visit. */
export const homePage = (context: PageContext, home: Home): Html => {
  const { reader } = context;
  return page(
    context,
    HOME,
    html`<h1>${reader?.roles[0] ?? reader?.name ?? ''}の${HOME}<span class="subtitle">${wareki(context.today.toString())}${reader?.kind === 'vendor' && dueLine(context.today, home.dues ?? [])}</span></h1>
${
  reader?.kind === 'vendor'
    ? [
        duesPart(home.dues ?? [], context.today),
        savedPart(home.saved ?? []),
        workablePart(home.workable ?? []),
        waitingPart(home.waiting ?? []),
        newsPart(home.news, true),
        buttonRow(
          linkButton('/permits', '許可を見る（作業申請・月次報告）'),
          linkButton('/applications', '申請の状況を見る'),
          linkButton('/applications/new', '新しい申請を始める'),
        ),
      ]
    : [
        inboxPart(home, context.today),
        savedPart(home.saved ?? []),
        attentionPart(home.attention ?? []),
        toCheckPart(home),
        findingsPart(home.findings, context.today),
        instructionsPart(home.instructions, context.today),
        registrationsPart(home.registrations ?? [], context.today),
        disposalsPart(home.disposals ?? []),
        ...watchParts(home.watch, context.today),
        consultedPart(home.consulted),
        newsPart(home.news, false),
        reader?.isClerk &&
          buttonRow(
            linkButton('/consultations/new', '事前協議を記録する'),
            linkButton('/consultations', '事前協議の一覧を見る'),
          ),
      ]
}`,
    { waiting: (home.inbox?.length ?? 0) + (home.proposals ?? 0) },
  );
};

/** How much is to be done, and how much of it is late: what the reader came to see. */
const dueLine = (today: Temporal.PlainDate, dues: readonly Due[]): string => {
  const on = today.toString();
  const late = dues.filter(({ by }) => by !== undefined && by < on).length;
  const now = dues.filter(({ by }) => by === on).length;
  if (dues.length === 0) return '現在、行うことはありません';
  const urgent = [late > 0 && `期限超過 ${late}件`, now > 0 && `本日まで ${now}件`].filter(Boolean);
  return `現在、行うことが${dues.length}件${urgent.length > 0 ? `（${urgent.join('、')}）` : ''}あります`;
};

const dueHref = (at: Due['at']): string => {
  switch (at.kind) {
    case 'record':
      return recordPath(at.caseId, at.record);
    case 'draft':
      return `/drafts/${at.draftId}`;
    case 'consultation':
      return `/applications/new#c-${at.consultationId}`;
    case 'application':
      return `/applications/${at.caseId}`;
    case 'permit':
      // A renewal (継続) is applied for there.
      return `/permits/${at.caseId}?part=changes`;
  }
};
const dueLink = ({ at, what }: Due): Content => html`<a href="${dueHref(at)}">${what}</a>`;

/** The first of what is to be done is what the page leads to. */
const firstDue = ([first]: readonly Due[]): Content =>
  first &&
  buttonRow(
    html`<a class="button primary" href="${dueHref(first.at)}">${first.what}<span class="visually-hidden">（一覧の先頭のもの）</span></a>`,
  );

const byText = (by: string | undefined, today: Temporal.PlainDate): Content =>
  by === undefined ? '―' : dueText({ today }, by);

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
}${firstDue(dues)}</section>`;

/** A line's page, with its words. */
const lineLink = ({ what, at }: Watch['owing'][number] | NonNullable<Home['waiting']>[number]): Content =>
  at.record
    ? recordLink(at.caseId, { ...at.record, label: what })
    : html`<a href="/applications/${at.caseId}">${what}</a>`;

/** So many, the newest, stand on the home; all of them on a page of their own. */
const SAVED_AT_HOME = 20;
const savedPart = (saved: SavedForms): Content =>
  saved.length > 0 &&
  html`<section><h2>作成中のもの（${saved.length}件）</h2>
${savedFormsTable(saved.slice(0, SAVED_AT_HOME), () => html`<a href="/saved-forms">一覧で削除する</a>`)}${
  saved.length > SAVED_AT_HOME &&
  html`<p>新しい${SAVED_AT_HOME}件を表示しています。<a href="/saved-forms">${saved.length}件すべてを見る</a></p>`
}</section>`;

/** Whoever has more permits goes by the register. */
const WORKABLE_AT_HOME = 10;
const workablePart = (permits: NonNullable<Home['workable']>): Content =>
  permits.length > 0 &&
  html`<section><h2>作業の申請</h2>
${dataTable(
  { text: '作業を申請できる許可' },
  ['対象システム', '許可番号', '許可の期間', '手続'],
  permits
    .slice(0, WORKABLE_AT_HOME)
    .map(({ caseId, permitNo = '', systemName, subcontractor, period }) => [
      `${systemName}${subcontractor === undefined ? '' : `（再委託者 ${subcontractor}）`}`,
      html`<a href="/permits/${caseId}">${permitNo}</a>`,
      periodText(period),
      html`<a href="/permits/${caseId}/works/new">作業を申請する${hiddenText(`：${permitNo}`)}</a>`,
    ]),
)}${permits.length > WORKABLE_AT_HOME && html`<p>${permits.length}件のうち${WORKABLE_AT_HOME}件を示しています。<a href="/permits">許可の一覧を見る</a></p>`}</section>`;

const waitingPart = (waiting: NonNullable<Home['waiting']>): Content =>
  waiting.length > 0 &&
  html`<section><h2>市の回答を待っているもの（${waiting.length}件）</h2>
${dataTable(
  { text: '市の回答を待っているもの' },
  ['件名', '提出した日', '許可番号・受付番号', '対象システム'],
  waiting.map((one) => [lineLink(one), jstDay(one.since), one.no, one.systemName]),
)}</section>`;

const watchParts = (watch: Watch | undefined, today: Temporal.PlainDate): readonly Content[] => {
  const { works = [], owing = [], standing = [] } = watch ?? {};
  return [
    owing.length > 0 &&
      html`<section><h2>保守事業者の提出・是正を待っているもの（${owing.length}件）</h2>
${dataTable(
  { text: '保守事業者の提出・是正を待っているもの' },
  ['件名', '期限', '許可番号', '保守事業者', '対象システム'],
  owing.map((one) => [lineLink(one), byText(one.by, today), one.no, one.vendorName, one.systemName]),
)}</section>`,
    standing.length > 0 &&
      html`<section><h2>解除するまで続く停止・緊急接続停止（${standing.length}件）</h2>
${dataTable(
  { text: '解除するまで続く停止・緊急接続停止' },
  ['件名', '始まった日', '許可番号', '保守事業者', '対象システム'],
  standing.map((one) => [lineLink(one), jstDay(one.since), one.no, one.vendorName, one.systemName]),
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
)}
<p><a href="/calendar">作業の予定を週ごとに見る</a></p></section>`,
  ];
};

/** What a home asks of the register, by name: conditions that also stand in its address. @param days to the end of a period */
export const toCheck = (days: number) =>
  ({
    missing: { state: 'in-force', missing: 'yes' },
    ending: { state: 'in-force', within: `${days}`, uncontinued: 'yes' },
  }) as const;

/** For the chief's office of all sections, for a section of its own: how many there are, and the way to each (docs/adr/0060). */
const toCheckPart = ({ sections, soonDays: days = 60, ...home }: Home): Content => {
  if (!sections) return undefined;
  const isCity = home.findings !== undefined;
  const title = `${isCity ? '全課' : '所管'}の許可で確かめること`;
  const register = (question: 'missing' | 'ending', label: string, article: string) => {
    const path = (more: Readonly<Record<string, string>>) =>
      `/permits?${new URLSearchParams({ ...toCheck(days)[question], ...more })}`;
    const own = sections.map(({ counts, ...one }) => ({ ...one, count: counts[question] ?? 0 }));
    return {
      what: html`<a href="${path({})}">${label}</a>（${article}）`,
      count: `${own.reduce((sum, { count }) => sum + count, 0)}件`,
      of: own
        .filter(({ count }) => count > 0)
        .map(
          ({ sectionId, name, count }): Content =>
            html`<a href="${path({ section: sectionId })}">${name} ${count}件</a>`,
        ),
    };
  };
  const late = (home.attention ?? []).filter(({ why }) => why === 'overdue');
  const { lapsed = [], instructions: { instructions = [], more = false } = {} } = home;
  const rows = [
    register('missing', '月次報告の期限を過ぎた月がある許可', '第10条'),
    register('ending', `${days}日以内に満了し、継続の申請がない許可`, '第4条第3項'),
    {
      what: [linkIf(instructions.length, '#instructions', '終わっていない指示'), '（第6条第6号）'],
      count: `${instructions.length}件${more ? '以上' : ''}`,
      of: bySection(instructions),
    },
    ...(isCity
      ? [
          {
            what: linkIf(late.length, '#attention', '期限を過ぎた決定・回答'),
            count: `${late.length}件`,
            of: bySection(late),
          },
          {
            what: linkIf(lapsed.length, '/proposals', `${LAPSED_DAYS}日以内に期限切れとなった登録伺い`),
            count: `${lapsed.length}件`,
            of: [],
          },
        ]
      : []),
  ];
  return html`<section><h2>${title}</h2>
${dataTable(
  { text: title },
  ['確かめること', '件数', ...(isCity ? ['所管課別の件数'] : [])],
  rows.map(({ what, count, of }) => [
    what,
    count === '0件' ? count : html`<strong>${count}</strong>`,
    ...(isCity ? [of.length === 0 ? '―' : of.map((one, index) => [index > 0 && '、', one])] : []),
  ]),
)}
<p>有効・開始前・停止中の許可を数えています。<a href="/permits?state=over&amp;missing=yes">終了した許可で月次報告の期限を過ぎた月があるもの</a>は、台帳で確認してください。</p></section>`;
};
/** Days for which the chief's office is told of a 登録伺い that has lapsed. */
export const LAPSED_DAYS = 30;

/** What there is none of leads nowhere. */
const linkIf = (count: number, href: string, label: string): Content =>
  count === 0 ? label : html`<a href="${href}">${label}</a>`;

const bySection = (lines: readonly { readonly sectionName: string }[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { sectionName } of lines) counts.set(sectionName, (counts.get(sectionName) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}件`);
};

const instructionsPart = (open: Home['instructions'], today: Temporal.PlainDate): Content =>
  open &&
  open.instructions.length > 0 &&
  html`<section id="instructions"><h2>終わっていない指示（${open.instructions.length}件${open.more && '以上'}）</h2>
${dataTable(
  { text: '終わっていない指示' },
  ['記録', '次に行うこと', '期限', '許可番号', '保守事業者', '対象システム（所管課）'],
  open.instructions.map((one) => [
    lineLink(one),
    one.next,
    byText(one.by, today),
    one.no,
    one.vendorName,
    `${one.systemName}（${one.sectionName}）`,
  ]),
)}${open.more && html`<p>指示した日の古いものから${open.instructions.length}件を示しています。ほかは、許可の各画面で確認してください。</p>`}</section>`;

const findingsPart = (open: Home['findings'], today: Temporal.PlainDate): Content =>
  open &&
  html`<section><h2>終わっていない違反・是正命令${open.findings.length > 0 && `（${open.findings.length}件）`}</h2>
${
  open.findings.length === 0
    ? emptyState('是正・措置が終わっていない違反はありません（第7条・第8条）。')
    : dataTable(
        { text: '終わっていない違反・是正命令' },
        ['記録', '状態', '次に行うこと', '期限', '許可番号', '保守事業者', '対象システム（所管課）'],
        open.findings.map((one) => [
          lineLink(one),
          one.statusLabel,
          one.next,
          byText(one.by, today),
          one.no,
          one.vendorName,
          `${one.systemName}（${one.sectionName}）`,
        ]),
      )
}${open.more && html`<p>記録した日の古いものから${open.findings.length}件を示しています。ほかは、許可の各画面で確認してください。</p>`}</section>`;

const WHY: Readonly<Record<AttentionEntry['why'], string>> = {
  parked: '処理が中断しています',
  'no-holder': '決定・回答する職員がいません',
  overdue: '決定・回答の期限を過ぎています',
  undeliverable: 'メールが届いていません',
  'paper-held': '通知を保留しています（発信者の不在）',
};

const attentionPart = (entries: readonly AttentionEntry[]): Content =>
  entries.length > 0 &&
  html`<section id="attention"><h2>対応が必要な申請・許可（${entries.length}件）</h2>
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

const consultedPart = (waiting: Home['consulted']): Content =>
  waiting &&
  html`<section><h2>申請を待っている事前協議${waiting.consulted.length > 0 && `（${waiting.consulted.length}件${waiting.more ? '以上' : ''}）`}</h2>
${
  waiting.consulted.length === 0
    ? emptyState('申請を待っている事前協議はありません（第4条第1項）。')
    : dataTable(
        { text: '申請を待っている事前協議' },
        ['協議日', '保守事業者', '対象システム', '事業者の担当者'],
        waiting.consulted.map((one) => [
          html`<a href="/consultations#${one.consultationId}">${wareki(one.heldOn)}</a>`,
          one.vendorName,
          one.systemNames.join('、'),
          one.contactName,
        ]),
      )
}${waiting.more && html`<p>協議日の古いものから${waiting.consulted.length}件を示しています。<a href="/consultations">すべての事前協議を見る</a></p>`}</section>`;

const registrationsPart = (waiting: readonly ProposalSummary[], today: Temporal.PlainDate): Content =>
  waiting.length > 0 &&
  html`<section><h2>ほかの職員の確認を待っている登録伺い（${waiting.length}件）</h2>
${dataTable(
  { text: 'ほかの職員の確認を待っている登録伺い' },
  ['番号', '内容', '準備した者', '期限'],
  waiting.map((one) => [
    html`<a href="/proposals/${one.proposalId}">${one.proposalNo}</a>`,
    one.title,
    one.preparedBy,
    byText(one.dueOn, today),
  ]),
)}</section>`;

const disposalsPart = (waiting: readonly Disposal[]): Content =>
  waiting.length > 0 &&
  html`<section><h2>承認を待っている廃棄リスト（${waiting.length}件）</h2>
${dataTable(
  { text: '承認を待っている廃棄リスト' },
  ['番号', '作成日'],
  waiting.map((one) => [
    html`<a href="/disposals/${one.disposalId}">${one.disposalNo}</a>`,
    jstDay(one.preparedAt),
  ]),
)}</section>`;

/** The most urgent questions stand here themselves; 決裁待ち has them all. */
const SHOWN = 5;
const inboxPart = ({ inbox = [], proposals = 0 }: Home, today: Temporal.PlainDate): Content => {
  const waiting = inbox.length + proposals;
  if (waiting === 0)
    return callout('info', 'あなたの決定・回答を待っている依頼はありません', [
      buttonRow(linkButton('/applications', '申請一覧を見る')),
    ]);
  return html`<section><h2>あなたの決定・回答を待っている依頼が${waiting}件あります</h2>
${inbox.length > 0 && inboxTable(today, inbox, SHOWN)}
${inbox.length > SHOWN && html`<p>期限の近いものから${SHOWN}件を示しています。</p>`}
${proposals > 0 && html`<p><a href="/proposals">登録伺いが${proposals}件、確認を待っています</a></p>`}
${buttonRow(linkButton('/inbox', '決裁待ちを開く', 'primary'))}</section>`;
};
