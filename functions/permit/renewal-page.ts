import { html } from 'hono/html';
import type { Consultation } from '../../core/directory/consultation.ts';
import { renewalInputSchema } from '../../core/permit/renew-permit.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { pledgeFields } from '../application/form-grounds.ts';
import { contractFields, periodFields } from '../application/form-sections.ts';
import {
  button,
  buttonRow,
  callout,
  emptyState,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote } from '../ui/saved-form.ts';

const field = fieldsOf(renewalInputSchema);

/** 同じ内容で継続を申請する (G11): asked is only what cannot be the same as before. */
export const renewalPage = (
  context: PageContext,
  view: {
    readonly permit: AnyPermitView;
    readonly regulation: Regulation;
    readonly consultations: readonly Consultation[];
    readonly content: unknown;
    /** Mistakes at the fields of this page, and in what would be taken over. */
    readonly problems: readonly Problem[];
    /** What is pointed out of what would be taken over, before it is sent. */
    readonly remarks: readonly Problem[];
    readonly saving?: Saving | undefined;
  },
): Html => {
  const { permit, regulation, consultations } = view;
  // Where the field of the application stands on this page.
  const problems = view.problems.map(({ pointer, message }) => ({
    pointer: pointer.replace('/subcontracting/parentPermitNo', '/parentPermitNo'),
    message,
  }));
  const state = { content: view.content, problems };
  const taken = problems.filter(({ pointer }) => !ASKED.test(pointer));
  return page(
    context,
    `継続の申請 ${permit.permitNo}`,
    html`<h1>同じ内容で継続を申請する<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
${errorSummary(problems)}
<p class="lead">現在の許可（${periodText(permit.period)}）と同じ内容で、次の期間の許可を申請します。変更届で反映された内容も引き継ぎます。</p>
${
  taken.length > 0 &&
  callout(
    'attention',
    '引き継ぐ内容に、直すところがあります',
    html`<p>このままでは申請できません。変更届で内容を改めてから申請するか、新しい申請書で申請区分「継続」を選んで申請してください。</p>
<p>${linkButton(`/permits/${permit.caseId}/changes/new`, '変更を届け出る')}${linkButton('/applications/new', '新しい申請書を作る')}</p>`,
  )
}
${
  view.remarks.length > 0 &&
  callout(
    'attention',
    '提出の前に確かめてください',
    html`<ul>${view.remarks.map(({ message }) => html`<li>${message}</li>`)}</ul>
<p>引き継ぐ内容について、直すところがあれば、新しい申請で申請区分「継続」を選んで直してください。このままでよいときは、「${SUBMIT}」を押すと提出されます。同じことを、確認する市の職員にも示します。</p>`,
  )
}
<p>内容を変えて継続するときは、<a href="/applications/new">新しい申請</a>で申請区分「継続」を選んでください。</p>
${
  consultations.length === 0
    ? emptyState(
        'このシステムについての事前協議の記録がありません。市の担当課と協議してから申請してください（第4条第1項）。',
      )
    : html`${savedNote(context, view.saving)}${postForm(
        context,
        { action: `/permits/${permit.caseId}/renewal`, saved: view.saving?.version },
        [
          html`<input type="hidden" name="period:group" value=""><input type="hidden" name="contract:group" value=""><input type="hidden" name="pledge:group" value="">`,
          field(state, 'consultationId', {
            as: 'select',
            label: '継続についての事前協議',
            hint: '申請の前に行った、市の担当課との協議（第4条第1項）',
            options: Object.fromEntries(
              consultations.map(({ consultationId, heldOn, summary }) => [
                consultationId,
                `${wareki(heldOn)}　${summary.slice(0, 30)}`,
              ]),
            ),
          }),
          periodFields(state, '利用期間'),
          contractFields(state),
          permit.parent === undefined
            ? undefined
            : field(state, 'parentPermitNo', { required: true, width: 'medium' }),
          pledgeFields(state, regulation),
          field(state, 'remarks'),
          buttonRow(button(SUBMIT), saveButton(view.saving)),
        ],
      )}`
}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};

const SUBMIT = '継続を申請する';
const ASKED = /^(\/(consultationId|period|contract|pledge|remarks|parentPermitNo)(\/|$)|$)/;
