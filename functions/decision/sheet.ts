import { html } from 'hono/html';
import {
  APPROVE_CHOICES,
  CHANNELS,
  CORRECTION_CHOICES,
  choiceLabel,
  type Decision,
  METHODS,
  RESULTS,
} from '../../core/application/decision.ts';
import { ANSWERS, APPLICATION_TYPES } from '../../core/application/inputs.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { STAGES } from '../../core/case/decision-request.ts';
import { APPOINTMENT_KINDS } from '../../core/directory/directory.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { decidedWhen, jstTime, paperChannel, periodText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { type Cell, factsTable, paperPage, rowsTable } from '../ui/sheet.ts';
import { decidedBecause } from './facts.ts';

/** F3 承認伺・決定: who asked, what was shown, who decided what in which capacity (第4条第2項). */
export const decisionPaper = (context: PageContext, view: CityCaseView, regulation: Regulation): Html => {
  const last = (stage: Decision['stage']) =>
    view.decisions.findLast((decision) => decision.stage === stage && decision.rev === view.rev);
  const confirmation = last('confirm');
  // A confirmation after the chief sent the dossier back opens a new round: the chief has yet to answer it.
  const approval = [last('approve')].find((decision) => decision?.round === confirmation?.round);
  const uncorrected = last('correction');
  return paperPage(context, {
    title: '承認伺・決定',
    back: { href: `/applications/${view.caseId}`, label: `受付番号 ${view.caseNo} の画面に戻る` },
    body: html`<h1>リモートメンテナンス利用許可　承認伺・決定</h1>
${subject(view)}
${confirmation === undefined ? undrafted(view, regulation) : draft(view, confirmation, regulation)}
${exceptionsTable(view, regulation)}
${approval === undefined ? undecided(view, refusedByManager([confirmation, uncorrected])) : decided(approval, confirmation)}
${uncorrected ? decidedUncorrected(uncorrected) : undecidedUncorrected(view)}
${view.decisions.some((one) => ![confirmation, approval, uncorrected].includes(one)) ? history(view) : ''}`,
  });
};

const refusedByManager = (decisions: readonly (Decision | undefined)[]): boolean =>
  decisions.some((decision) => decision?.choice === 'refuse');

const BLANK = html`<span class="paper-blank"></span>`;

/** To be filled in by hand, where a decision is made on paper. */
const handwritten = (
  view: CityCaseView,
  choices: readonly string[],
): readonly (readonly [string, Cell])[] => [
  ['紙で決定するとき', '次の欄に記入し、担当者が記録します。'],
  ['判断', choices.map((choice) => `□ ${choice}`).join('　')],
  ['意見・条件・理由', BLANK],
  ...(view.request?.stage === 'correction'
    ? [['補正の期限', '令和　　　年　　　月　　　日まで'] as const]
    : []),
  ['決定日', '令和　　　年　　　月　　　日'],
  ['決定者（職・氏名）', BLANK],
  ['照合値', html`<code>${view.request?.hash}</code>`],
];

const undrafted = (view: CityCaseView, regulation: Regulation): Html => {
  if (view.request?.stage !== 'confirm') return factsTable('承認伺', [['状態', '未確認']]);
  return html`${factsTable(`承認伺（${STAGES.confirm}）`, [
    ['状態', '未確認'],
    ...handwritten(view, ['確認・承認伺', '補正依頼', '不承認']),
  ])}${rowsTable(
    `${regulation.checklistName}の確認結果`,
    ['項目', '内容', '回答', '確認', '方法', '確認日', '確認した資料・所見'],
    regulation.checklist.map((item) => {
      const answer = view.application.checklist.find((entry) => entry.item === item.id);
      return [item.id, item.text, answer && ANSWERS[answer.answer], BLANK, BLANK, BLANK, BLANK];
    }),
  )}`;
};

const undecided = (view: CityCaseView, refused: boolean): Html =>
  factsTable(`決定（${STAGES.approve}）`, [
    ['状態', refused ? '承認を求めずに不承認としたため、なし' : '未決定'],
    ...(view.request?.stage === 'approve' ? handwritten(view, Object.values(APPROVE_CHOICES)) : []),
  ]);

/** An application that was not corrected in time (docs/adr/0057). */
const undecidedUncorrected = (view: CityCaseView): Html | undefined =>
  view.request?.stage === 'correction'
    ? factsTable(STAGES.correction, [
        ['状態', '未決定'],
        ...handwritten(view, Object.values(CORRECTION_CHOICES)),
      ])
    : undefined;
const decidedUncorrected = (decision: Decision): Html =>
  factsTable(STAGES.correction, [
    ['決定', choiceLabel(decision)],
    ['補正の期限', decision.correctBy && wareki(decision.correctBy)],
    ['理由', decision.reason],
    ['決定日時', decidedWhen(decision)],
    ['決定者', signature(decision)],
    ...manner(decision),
    ['確認した内容の照合値', html`<code>${decision.shownHash}</code>`],
  ]);

const subject = (view: CityCaseView): Html =>
  factsTable('件名', [
    ['受付番号', `${view.caseNo}（${APPLICATION_TYPES[view.application.applicationType]}　第${view.rev}版）`],
    ['申請日', wareki(view.application.appliedOn)],
    ['申請者', view.vendorName],
    ['再委託者', view.subcontractor ?? 'なし'],
    ['対象システム', `${view.systemName}（${view.sectionName}）`],
    ['利用期間', periodText(view.period)],
    [
      '事前協議',
      `${wareki(view.consultation.heldOn)}　${view.consultation.cityStaff}\n${view.consultation.summary}`,
    ],
    ['許可番号・文書番号', [view.permitNo, view.documentNo].filter(Boolean).join('　')],
  ]);

const draft = (view: CityCaseView, confirmation: Decision, regulation: Regulation): Html => {
  const passed = confirmation.checklist.filter(({ result }) => result === 'pass').length;
  return html`${factsTable(`承認伺（${STAGES.confirm}）`, [
    ['起案者（確認者）', signature(confirmation)],
    ['起案日時', decidedWhen(confirmation)],
    ['判断', choiceLabel(confirmation)],
    ['確認した申請書の照合値', html`<code>${confirmation.shownHash}</code>`],
    [
      `${regulation.checklistName}の確認`,
      `適 ${passed}/${regulation.checklist.length}（うち申請者の回答が例外の項目 ${view.conformity.exceptions.length}）`,
    ],
    ['意見', confirmation.opinion],
    ['理由', confirmation.reason],
    ...manner(confirmation),
  ])}${rowsTable(
    `${regulation.checklistName}の確認結果`,
    ['項目', '内容', '回答', '確認', '方法', '確認日', '確認した資料・所見'],
    regulation.checklist.map((item) => itemRow(view, confirmation, item)),
  )}`;
};

const itemRow = (
  view: CityCaseView,
  confirmation: Decision,
  item: Regulation['checklist'][number],
): readonly Cell[] => {
  const answer = view.application.checklist.find((entry) => entry.item === item.id);
  const confirmed = confirmation.checklist.find((entry) => entry.item === item.id);
  return [
    item.id,
    item.text,
    answer && ANSWERS[answer.answer],
    confirmed && RESULTS[confirmed.result],
    confirmed?.method && METHODS[confirmed.method],
    confirmed?.confirmedOn && wareki(confirmed.confirmedOn),
    [
      confirmed?.evidence,
      confirmed?.note,
      confirmed?.reviewOn && `次回の確認日：${wareki(confirmed.reviewOn)}`,
    ]
      .filter(Boolean)
      .join('\n'),
  ];
};

const exceptionsTable = (view: CityCaseView, regulation: Regulation): Html =>
  rowsTable(
    '例外とする要件',
    ['項目', '理由', '見直しの日'],
    view.application.checklist
      .filter(({ answer }) => answer === 'exception')
      .map((entry) => [
        `${entry.item}　${regulation.checklist.find(({ id }) => id === entry.item)?.text ?? ''}`,
        entry.exceptionReason,
        entry.exceptionReviewOn && wareki(entry.exceptionReviewOn),
      ]),
  );

const decided = (approval: Decision, confirmation: Decision | undefined): Html =>
  factsTable(`決定（${STAGES.approve}）`, [
    ['決定', choiceLabel(approval)],
    ['条件', approval.conditions ?? 'なし'],
    approval.necessity === undefined ? undefined : ['必要と認める理由（第3条第2号）', approval.necessity],
    ['理由', approval.reason],
    ['決定日時', decidedWhen(approval)],
    ['決定者', signature(approval)],
    ['本人・代決の別', APPOINTMENT_KINDS[approval.decidedAs]],
    [
      '自己承認',
      approval.decidedBy.personId === confirmation?.decidedBy.personId
        ? '確認した者が承認もしたもの（設定「確認した者が承認もすること」による）'
        : undefined,
    ],
    ...manner(approval),
    ['確認した内容の照合値', html`<code>${approval.shownHash}</code>`],
  ]);

const history = (view: CityCaseView): Html =>
  rowsTable(
    'これまでの判断',
    ['日時', '段階', '判断', '判断した者', '理由・条件'],
    view.decisions.map((decision) => [
      decidedWhen(decision),
      `${STAGES[decision.stage]}（第${decision.rev}版）`,
      choiceLabel(decision),
      signature(decision),
      // As it was decided: what has been corrected since stands on the page.
      decidedBecause(decision),
    ]),
  );

const manner = ({ channel, paper, decidedAt }: Decision): readonly (readonly [string, Cell])[] =>
  paper
    ? [
        ['決定方法', paperChannel(paper)],
        ['原本', paper.original],
        ['記録日時', jstTime(decidedAt)],
      ]
    : [['決定方法', CHANNELS[channel]]];

/** Title and name; with 代決 both names stand on the record. */
const signature = ({ decidedBy, decidedAs, principal }: Decision): string =>
  decidedAs === 'deputy'
    ? `${decidedBy.title}　${decidedBy.name}（代決）\n本来の決裁者　${principal === undefined ? '欠員' : `${principal.title}　${principal.name}`}`
    : `${decidedBy.title}　${decidedBy.name}`;
