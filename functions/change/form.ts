import { html } from 'hono/html';
import { changeInputSchema } from '../../core/application/change-form.ts';
import { CHANGE_ASPECTS, type ChangeAspect } from '../../core/case/records/change.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  methodFields,
  originFields,
  safeguardFields,
  targetFields,
  terminalFields,
  workerFields,
} from '../application/form-connection.ts';
import type { RowsView } from '../application/form-grounds.ts';
import { contactsSection, contractFields } from '../application/form-sections.ts';
import { button, buttonRow, type Content, errorSummary, postForm } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { remarksBox, submitAction } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote } from '../ui/saved-form.ts';

/** 変更届 (F10, G11): first what is to change, then that part of the permit, as it is, to be written over. */

const FILE = '変更を届け出る';
const MINOR = '届け出るとすぐに反映され、市の担当課にお知らせします。';
const MAJOR =
  '市の確認・承認を受けてから、許可の範囲が変わります。それまでは、変更後の内容で接続できません。';
const SAFEGUARDS =
  '市の確認・承認を受けてから、変更が反映されます。それまでは、変更前の方法及び措置によります。';
const CONTRACT =
  '市の確認・承認を受けてから、変更が反映されます。契約が許可の期間の末日より前に終わるときは、許可の期間の末日も、契約の終わる日（変更が認められた日が後のときは、その日）に改められます（第4条第3項）。契約が延びても、許可の期間は延びません。';
const fromWhen = (aspect: string): string => {
  if (aspect === 'contract') return CONTRACT;
  if (aspect === 'contacts') return MINOR;
  return aspect === 'safeguards' ? SAFEGUARDS : MAJOR;
};

export const chooseChangePage = (context: PageContext, permit: AnyPermitView): Html =>
  page(
    context,
    `変更届 ${permit.permitNo}`,
    html`<h1>変更届<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
<p class="lead">変更する事項を選んでください。利用期間を延ばすときは、変更届ではなく継続の申請をしてください。</p>
<ul class="choices">${Object.entries(CHANGE_ASPECTS).map(
      ([aspect, label]) =>
        html`<li><a href="/permits/${permit.caseId}/changes/new?about=${aspect}">${label}</a><br><span class="soft">${fromWhen(
          aspect,
        )}</span></li>`,
    )}</ul>`,
    { here: '/permits' },
  );

const FIELDS: Readonly<Record<ChangeAspect, (view: RowsView) => Content>> = {
  contacts: contactsSection,
  workers: workerFields,
  terminals: terminalFields,
  origin: originFields,
  targets: targetFields,
  method: methodFields,
  safeguards: safeguardFields,
  contract: contractFields,
};

/** Groups that are sent even when all their fields are blank, so that each field gets its own message. */
const GROUPS: Partial<Record<ChangeAspect, readonly string[]>> = {
  contacts: ['responsiblePerson', 'contactPerson', 'emergencyContact'],
  safeguards: ['emergencyCutOff', 'atEnd'],
  contract: ['contract'],
};

const field = fieldsOf(changeInputSchema);

export const changeFormPage = (
  context: PageContext,
  state: RowsView & {
    readonly permit: AnyPermitView;
    readonly about: ChangeAspect;
    /** What is pointed out, and may be filed all the same. */
    readonly remarks: readonly Problem[];
    readonly saving: Saving | undefined;
  },
): Html => {
  const { permit, about, problems, remarks, saving } = state;
  const label = CHANGE_ASPECTS[about];
  return page(
    context,
    `変更届（${label}） ${permit.permitNo}`,
    html`<p><a href="/permits/${permit.caseId}/changes/new">変更する事項を選び直す</a></p>
<h1>変更届：${label}<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
${errorSummary(problems)}${problems.length === 0 && remarksBox(remarks, FILE)}
<p class="lead">現在の内容が入力されています。変更後の内容に書き換えてください。${fromWhen(about)}</p>
${savedNote(context, saving)}
${postForm(
  context,
  {
    action: `/permits/${permit.caseId}/changes`,
    saved: saving?.version,
    enter: { action: 'show', label: '入力内容を確かめる' },
  },
  html`${hiddenField(state, { path: 'about', value: about })}${(GROUPS[about] ?? []).map(
    (path) => html`<input type="hidden" name="${path}:group" value="">`,
  )}
${FIELDS[about](state)}
${field(state, 'changedOn', {
  hint: `変更後の内容で利用を始める日。${
    about === 'contacts'
      ? ''
      : '本日以後の日を入力してください。認められた日がこれより後のときは、認められた日からとなります。'
  }例 ${wareki(context.today.toString())}`,
})}
${field(state, 'reason')}
${buttonRow(button(FILE, { action: submitAction(problems.length === 0 ? remarks : [], 'file') }), saveButton(saving))}`,
)}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};
