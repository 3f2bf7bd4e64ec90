import { html } from 'hono/html';
import { REPORT_FLAGS, type ReportFlag } from '../../core/case/records/work-facts.ts';
import { KEPT, UPDATES } from '../../core/monthly-report/inputs.ts';
import type { ReportSummary, ReportView } from '../../core/monthly-report/views.ts';
import { type Content, callout, dataTable, definitionList, emptyState, multiline } from '../ui/components.ts';
import { jstTime, jstTimeShort, monthText, wareki } from '../ui/dates.ts';
import type { Html } from '../ui/layout.ts';

/** What the pages of a monthly report have in common: where it stands, the session records, what was declared. */

const TONES: Readonly<Record<string, string>> = {
  requested: 'working',
  dunned: 'attention',
  returned: 'attention',
  submitted: 'working',
  accepted: 'good',
};

export const reportTag = ({ status, statusLabel, late, overdue }: ReportSummary): Html =>
  html`<span class="tag ${TONES[status] ?? 'over'}">${statusLabel}</span>${
    late ? html` <span class="tag over">期限後の提出</span>` : ''
  }${overdue ? html` <span class="tag attention">期限超過</span>` : ''}`;

export const reportTitle = (view: ReportView): Html =>
  html`${monthText(view.yearMonth)}分の利用状況報告<span class="subtitle">${view.systemName}　許可 ${view.permitNo}</span>`;
export const reportHeading = (view: ReportView): Html => html`<h1>${reportTitle(view)}</h1>`;

export const hours = (minutes: number): string =>
  minutes < 60 ? `${minutes}分` : `${Math.floor(minutes / 60)}時間${minutes % 60}分`;

const flagText = (flag: string): string =>
  Object.hasOwn(REPORT_FLAGS, flag) ? REPORT_FLAGS[flag as ReportFlag] : flag;

/** 第9条: derived from the session records, not typed. */
/** @param place where several stand on one page */
export const usageSection = ({ usage, caseId, usageChanged }: ReportView, place = ''): Html => {
  const work = ({ workId, noticeNo }: { workId: string; noticeNo: string }) =>
    html`<a href="/permits/${caseId}/works/${workId}">${noticeNo}</a>`;
  return html`<section class="part" aria-labelledby="usage${place}"><h2 id="usage${place}">作業の記録（第9条）</h2>
<p>提出された作業報告から自動で集計しています。接続した日時がこの月（日本時間）の作業です。</p>
${
  usageChanged &&
  callout(
    'attention',
    'この報告の後に、作業の記録が変わっています',
    html`<p>提出された報告は、提出した時の記録のままです。現在の記録は、作業の一覧で確認してください。</p>`,
  )
}
${definitionList([
  ['接続の回数', `${usage.sessions.length}回`],
  ['接続の時間', hours(usage.minutes)],
  ['承認を受けていない接続', `${usage.unmatched}回`],
  ['予定の時間外の接続', `${usage.overruns}回`],
  ['個人情報の閲覧・操作', `${usage.personalDataAccesses}回`],
  ['緊急の作業', `${usage.emergencies}回`],
  ['実施しなかった作業申請', `${usage.unused.length}件`],
])}
${
  usage.sessions.length === 0
    ? emptyState('この月の作業報告はありません。')
    : dataTable(
        { text: 'この月の接続' },
        ['作業申請', '接続', '切断', '時間', '備考'],
        usage.sessions.map((session) => [
          work(session),
          jstTimeShort(session.connectedAt),
          jstTimeShort(session.disconnectedAt),
          hours(session.minutes),
          remarksOf(session).join('、') || 'なし',
        ]),
      )
}
${plannedTable('実施しなかった作業申請', usage.unused, work)}
${
  usage.unreported.length > 0 &&
  callout(
    'attention',
    '作業報告が提出されていない作業があります（第6条第1号）',
    html`<ul>${usage.unreported.map(
      (planned) =>
        html`<li>${work(planned)}　${jstTimeShort(planned.plannedStart)}から${jstTimeShort(planned.plannedEnd)}まで</li>`,
    )}</ul><p>作業を行ったときは作業報告を、行わなかったときは取下げを、この報告の前に提出してください。</p>`,
  )
}</section>`;
};

export const remarksOf = (session: ReportView['usage']['sessions'][number]): readonly string[] => [
  ...(session.emergency ? ['緊急'] : []),
  ...(session.personalDataAccessed ? ['個人情報'] : []),
  ...session.flags.map(flagText),
];

const plannedTable = (
  title: string,
  planned: ReportView['usage']['unused'],
  work: (planned: ReportView['usage']['unused'][number]) => Html,
): Content =>
  planned.length > 0 &&
  dataTable(
    { text: title, visible: true },
    ['作業申請', '予定の開始', '予定の終了'],
    planned.map((one) => [work(one), jstTimeShort(one.plannedStart), jstTimeShort(one.plannedEnd)]),
  );

type Declared = readonly (readonly [label: string, content: string])[];

/** What the vendor has declared, in the order of F7. */
export const declared = (content: NonNullable<ReportView['content']>): Declared => {
  const { updates, updatesReason, updatesPlannedOn, entryRecords, cameraRecords } = content;
  return [
    ['利用の有無', content.used ? '有' : '無'],
    ['作業者の変更', content.workerChanges ?? 'なし'],
    ['端末の変更', content.terminalChanges ?? 'なし'],
    ['再委託者の変更', content.subcontractorChanges ?? 'なし'],
    [
      '更新プログラム・パターンファイルの適用（別表1 3-3）',
      [
        updates === undefined ? '―' : UPDATES[updates],
        updatesReason,
        updatesPlannedOn === undefined ? undefined : `適用予定日 ${wareki(updatesPlannedOn)}`,
      ]
        .filter((part) => part !== undefined)
        .join('\n'),
    ],
    ['監視の記録（別表1 2-1）', cameraRecords === undefined ? '―' : KEPT[cameraRecords]],
    ['入退室の記録（別表1 2-2）', entryRecords === undefined ? '―' : KEPT[entryRecords]],
    ...(content.recordsReason === undefined
      ? []
      : [['記録がない理由と対応', content.recordsReason] as const]),
    ['事故・障害等', content.incidents ?? 'なし'],
    ...(content.accountsStoppedOn === undefined
      ? []
      : [['アカウントの使用を止めた日', wareki(content.accountsStoppedOn)] as const]),
    ...(content.dataErasedOn === undefined
      ? []
      : [['端末に残るデータを消去した日', wareki(content.dataErasedOn)] as const]),
    ...(content.closingNote === undefined ? [] : [['終了時の措置の内容', content.closingNote] as const]),
    ['改善した点・改善する点', content.improvements ?? 'なし'],
    ['備考', content.remarks ?? 'なし'],
  ];
};

export const declaredSection = (view: ReportView, place = ''): Content =>
  view.content &&
  html`<section class="part" aria-labelledby="declared${place}"><h2 id="declared${place}">報告の内容（第10条）</h2>
${
  view.closing &&
  (view.content.accountsStoppedOn === undefined || view.content.dataErasedOn === undefined) &&
  callout(
    'attention',
    '終了時の措置が、すべては報告されていません',
    html`<p>この許可の最後の報告ですが、アカウントの使用を止めた日又はデータを消去した日が入力されていません。報告を求めるときは、差し戻してください。</p>`,
  )
}
${definitionList(declared(view.content).map(([label, text]) => [label, multiline(text)]))}</section>`;

/** When it was asked for, came in, was answered. */
export const courseSection = (view: ReportView): Html =>
  html`<section class="part" aria-labelledby="course"><h2 id="course">経過</h2>
${definitionList([
  ['受付の開始', jstTime(view.requestedAt)],
  ['提出期限', wareki(view.dueOn)],
  ['再提出の期限', view.awaitedOn === view.dueOn ? '' : wareki(view.awaitedOn)],
  ['督促', view.dunned > 0 ? `${view.dunned}回` : ''],
  [
    '提出',
    view.submittedAt === undefined
      ? ''
      : `${jstTime(view.submittedAt)}${view.late ? '（期限後）' : ''}　${view.submittedBy ?? ''}`,
  ],
  ['再提出', view.resubmittedAt === undefined ? '' : jstTime(view.resubmittedAt)],
  [view.answer?.choice === 'accept' ? '確認' : '差戻し', view.answer && answeredBy(view.answer)],
  [
    view.answer?.choice === 'accept' ? '所見' : '差戻しの理由',
    view.answer?.reason === undefined ? '' : multiline(view.answer.reason),
  ],
])}</section>`;

const answeredBy = ({ at, by, principal }: NonNullable<ReportView['answer']>): string =>
  `${jstTime(at)}　${by.title} ${by.name}${
    principal === undefined ? '' : `（${principal.title} ${principal.name}の代決）`
  }`;
