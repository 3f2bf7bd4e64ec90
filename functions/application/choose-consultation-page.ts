import { html } from 'hono/html';
import type { Consultation } from '../../core/directory/consultation.ts';
import { button, buttonRow, definitionList, emptyState, postForm } from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

export type ConsultationChoice = Pick<
  Consultation,
  'consultationId' | 'heldOn' | 'cityStaff' | 'contract'
> & {
  readonly systemNames: readonly string[];
};

/** 新しい申請: the vendor picks the consultation that the application follows from (第4条第1項). */
export const chooseConsultationPage = (
  context: PageContext,
  consultations: readonly ConsultationChoice[],
): Html =>
  page(
    context,
    '新しい申請',
    html`<h1>新しい申請</h1>
<p class="lead">申請は、市と事前に協議した内容に基づいて行います（第4条第1項）。</p>
${
  consultations.length === 0
    ? emptyState(
        '事前協議の記録がありません。要領第4条第1項により、申請の前に市との協議が必要です。対象システムの所管課に連絡し、協議を行ってください。市が協議を記録すると、この画面から申請書を作成できるようになります。',
      )
    : html`<p class="lead">申請する内容の協議を選び、「申請書を作成する」を押してください。作成した申請書は、下書きとして保存されます。</p>
${consultations.toSorted((a, b) => b.heldOn.localeCompare(a.heldOn)).map((choice, index) => choiceBox(context, choice, index))}`
}`,
    { here: '/applications/new' },
  );

const choiceBox = (context: PageContext, choice: ConsultationChoice, index: number): Html => {
  const heading = `${wareki(choice.heldOn)}の協議`;
  return html`<section class="box" aria-labelledby="consultation-${index}">
<h2 id="consultation-${index}">${heading}</h2>
${definitionList([
  ['対象システム', choice.systemNames.join('、')],
  ['契約', `${choice.contract.name}（${choice.contract.number}）`],
  ['契約期間', periodText(choice.contract)],
  ['市の担当者', choice.cityStaff],
])}
${postForm(context, { action: '/drafts' }, [
  html`<input type="hidden" name="consultationId" value="${choice.consultationId}">`,
  buttonRow(button('申請書を作成する', { hidden: `：${heading}` })),
])}
</section>`;
};
