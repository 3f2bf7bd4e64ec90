import { html } from 'hono/html';
import type { NoticeView } from '../../core/application/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { periodText, permitPeriodText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { type Cell, cell, contactBlock, doubtsLine, paperPage, sealMark } from '../ui/sheet.ts';

/** 承認 is what the chief does within the city; the vendor is told of a permit (第5条). */
const WORDS = {
  承認: { title: 'リモートメンテナンス利用許可通知書', result: '許可', outcome: '許可しましたので' },
  条件付承認: {
    title: 'リモートメンテナンス利用許可（条件付）通知書',
    result: '条件付許可',
    outcome: '条件を付けて許可しましたので',
  },
  不承認: {
    title: 'リモートメンテナンス利用不許可通知書',
    result: '不許可',
    outcome: '許可しないこととしましたので',
  },
} as const;

/** Heading of the notice by the result as it is said: 承認, 条件付承認, 不承認. */
export const noticeTitle = (result: string): string =>
  (Object.entries(WORDS).find(([name]) => name === result) ?? ['', WORDS.承認])[1].title;

const sentenceOf = (view: NoticeView, { provisions, roles }: Regulation): string => {
  const { outcome } = WORDS[view.result];
  const through =
    view.subcontractor === undefined
      ? ''
      : `再委託者である${view.subcontractor}から保守事業者である${view.addressee.name}を通じて`;
  const about = `${wareki(view.appliedOn)}付けで${through}申請のあったリモートメンテナンスの利用については、`;
  const told = `第${provisions.notification}条の規定により、下記のとおり通知します。`;
  if (view.result === '不承認' || view.ground === undefined)
    return `${about}${outcome}、${view.regulationTitle}${told}`;
  const ground = `第${provisions.ground}条第${view.ground === 'effect' ? 1 : 2}号に該当すると認め、`;
  return `${about}${view.regulationTitle}（以下「要領」という。）${ground}${roles.chief.title}の承認を得て${outcome}、要領${told}`;
};

/** F4 結果通知書: what the manager tells the vendor (第5条). */
export const noticePaper = (
  context: PageContext,
  view: NoticeView,
  regulation: Regulation,
  back: { readonly href: string; readonly label: string },
): Html => {
  const title = noticeTitle(view.result);
  return paperPage(context, {
    title,
    back,
    body: html`<p class="paper-right">${view.documentNo}<br>${wareki(view.issuedOn)}</p>
<p>${view.addressee.name}<br>${view.addressee.representative}　様</p>
<p class="paper-issuer"><span>${view.issuer.city}</span><span>${regulation.roles.manager.title}</span><span>${view.issuer.title}</span><span>${view.issuer.name}</span>${sealMark(view)}</p>
<h1>${title}</h1>
<p class="paper-sentence">${sentenceOf(view, regulation)}</p>
<p class="paper-center" aria-hidden="true">記</p>
<dl class="paper-items">${particulars(view, regulation).map(
      ([label, content], index) =>
        html`<div><dt><span class="paper-number">${index + 1}</span>${label}</dt><dd>${cell(content)}</dd></div>`,
    )}</dl>
<p class="paper-right">以上</p>
${doubtsLine(view)}
${contactBlock(view.contact)}`,
  });
};

const particulars = (view: NoticeView, regulation: Regulation): readonly (readonly [string, Cell])[] => {
  const application = [
    ['対象システム', view.systemName],
    ['受付番号', view.caseNo],
    ...(view.subcontractor === undefined
      ? []
      : [['利用する者', `${view.subcontractor}（再委託者）`] as const]),
  ] as const;
  const result = ['結果', WORDS[view.result].result] as const;
  if (view.result === '不承認')
    return [
      result,
      ...application,
      ['申請のあった利用期間', periodText(view.period)],
      ['利用目的', view.purpose],
      ['許可しない理由', view.refusalReason],
      ...((view.lacking ?? []).length === 0
        ? []
        : [['適合しない要件', (view.lacking ?? []).join('\n')] as const]),
    ];
  return [
    result,
    ['許可番号', view.permitNo],
    ...application,
    ['許可の期間', permitPeriodText(view)],
    ['利用目的', view.purpose],
    ...(view.necessity === undefined
      ? []
      : [[`${regulation.roles.chief.title}が必要と認める理由`, view.necessity] as const]),
    [
      '許可の範囲',
      html`<dl class="paper-scope">${[
        ['作業場所', view.originSites.join('\n')],
        ...(view.originIps === undefined ? [] : [['接続元IPアドレス', view.originIps.join('\n')] as const]),
        ['専用端末', view.terminals.join('\n')],
        ['接続先', view.targetHosts.join('\n')],
        ['作業者', `${view.workerCount}名（申請書の記載のとおり）`],
      ].map(([label, text]) => html`<div><dt>${label}</dt><dd>${cell(text)}</dd></div>`)}</dl>`,
    ],
    ['条件', view.conditions ?? 'なし'],
    ...(view.conditionReason === undefined ? [] : [['条件を付す理由', view.conditionReason] as const]),
    ['例外とする要件', exceptions(view, regulation)],
    [
      '遵守事項',
      `要領第${regulation.provisions.obligations}条に掲げる事項を守り、毎月の利用状況を報告すること（第${regulation.provisions.monthlyReport}条）。許可の範囲を超える接続は行わないこと。`,
    ],
  ];
};

const exceptions = (view: NoticeView, regulation: Regulation): Cell =>
  view.exceptions.length === 0
    ? 'なし'
    : html`<ul>${view.exceptions.map(({ item, reason, reviewOn }) => {
        const text = regulation.checklist.find(({ id }) => id === item)?.text ?? '';
        return html`<li>${regulation.checklistName} ${item}　${text}<br>理由：${reason}<br>見直しの日：${wareki(reviewOn)}</li>`;
      })}</ul>`;
