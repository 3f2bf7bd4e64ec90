import { html } from 'hono/html';
import type { WorkView } from '../../core/work/views.ts';
import { jstTime, spanText } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { factsTable, paperPage } from '../ui/sheet.ts';
import { type Facts, noticeFacts, sessionFacts } from './facts.ts';

/** F5 作業申請書 as an A4 paper (第6条第1号), with the answer. */
export const workNoticePaper = (context: PageContext, view: WorkView): Html =>
  paper(context, view, {
    title: '作業申請書',
    on: view.announcedAt,
    sentence:
      'リモートメンテナンスの利用許可に基づき、次のとおり作業を行いたいので、要領第6条第1号の規定により申請します。',
    facts: view.notice ? noticeFacts(view.notice) : [],
    caption: '作業の計画',
    answer: view.answer && {
      caption: '回答',
      facts: [
        ['回答', view.answer.label],
        ['理由・伝達事項', view.answer.reason ?? ''],
        ['回答した者', `${view.answer.by}　${jstTime(view.answer.at)}`],
      ],
    },
  });

/** F6 接続記録・作業報告書 as an A4 paper (第6条第2号・第5号), with the review. */
export const sessionPaper = (context: PageContext, view: WorkView): Html =>
  paper(context, view, {
    title: '接続記録・作業報告書',
    on: view.session?.reportedAt ?? view.announcedAt,
    sentence:
      'リモートメンテナンスにより行った作業について、要領第6条第1号、第2号及び第5号の規定により、次のとおり報告します。',
    facts: [
      ['予定の日時', spanText(view.plannedStart, view.plannedEnd)],
      ...(view.report ? sessionFacts(view.report) : []),
    ],
    caption: '接続の記録と作業の報告',
    answer: view.review && {
      caption: '確認',
      facts: [
        ['確認の結果', view.review.label],
        ['理由・所見', view.review.reason ?? ''],
        ['確認した者', `${view.review.by}　${jstTime(view.review.at)}`],
      ],
    },
  });

const paper = (
  context: PageContext,
  { noticeNo, workId, permit }: WorkView,
  content: {
    readonly title: string;
    readonly on: string;
    readonly sentence: string;
    readonly caption: string;
    readonly facts: Facts;
    readonly answer: { readonly caption: string; readonly facts: Facts } | undefined;
  },
): Html =>
  paperPage(context, {
    title: `${noticeNo} ${content.title}`,
    back: { href: `/permits/${permit.caseId}/works/${workId}`, label: '作業の画面に戻る' },
    body: html`<p class="paper-right">${noticeNo}<br>${jstTime(content.on).split(' ')[0]}</p>
<p>${context.cityName} ${permit.sectionName}　情報セキュリティ管理者　様</p>
<p class="paper-issuer"><span>${permit.vendorName}</span></p>
<h1>${content.title}</h1>
<p class="paper-sentence">${content.sentence}</p>
${factsTable(content.caption, [
  ['許可番号', permit.permitNo],
  ['対象システム', permit.systemName],
  permit.subcontractor === undefined ? undefined : ['再委託者', permit.subcontractor],
  ...content.facts,
])}
${content.answer && factsTable(content.answer.caption, content.answer.facts)}`,
  });
