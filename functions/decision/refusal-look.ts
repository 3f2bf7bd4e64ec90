import type { DecisionInput } from '../../core/application/decision.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { multiline } from '../ui/components.ts';
import type { LastLook } from '../ui/last-look.ts';

/** 不承認 ends the case (第5条): what the applicant will be told. The other answers can be followed by another one. */
export const refusalLook = (
  view: CityCaseView,
  input: DecisionInput,
  page: 'decision' | 'paper-decision',
): LastLook | undefined =>
  input.choice === 'refuse'
    ? {
        title: '不承認',
        submit: '不承認とする',
        to: `${view.vendorName}（受付番号 ${view.caseNo}、${view.systemName}）`,
        sends: '結果通知書（不承認。文書番号を付けて通知します）',
        warning: 'この申請の手続は終わります（第5条）。許可を受けるには、新たな申請が必要です。',
        rows: [['通知書に記載する理由', multiline(input.reason ?? '')]],
        action: `/applications/${view.caseId}/${page}`,
      }
    : undefined;
