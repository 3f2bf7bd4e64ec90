import { html } from 'hono/html';
import type { Consultation } from '../../core/directory/consultation.ts';
import { buttonRow, dataTable, emptyState, linkButton, multiline } from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

export type ConsultationEntry = {
  readonly consultation: Consultation;
  readonly vendorName: string;
  readonly systemNames: readonly string[];
};

/** 事前協議 (第4条第1項), for the clerks who record them; newest first. */
export const consultationsPage = (context: PageContext, entries: readonly ConsultationEntry[]): Html =>
  page(
    context,
    '事前協議',
    html`<h1>事前協議</h1>
<p class="lead">申請の前に行った協議の記録です。協議を記録すると、事業者の担当者が登録され、申請の案内メールが届きます。</p>
${buttonRow(linkButton('/consultations/new', '協議を記録する', 'primary'))}
${
  entries.length === 0
    ? emptyState('協議の記録はまだありません。')
    : dataTable(
        { text: '事前協議の一覧' },
        ['協議日', '保守事業者', '対象システム', '契約', '市の担当者', '概要', '事業者の担当者'],
        entries.map(({ consultation, vendorName, systemNames }) => [
          wareki(consultation.heldOn),
          vendorName,
          systemNames.join('、'),
          html`${consultation.contract.name}<br>${periodText(consultation.contract)}`,
          consultation.cityStaff,
          multiline(consultation.summary),
          html`${consultation.contact.name}<br>${consultation.contact.email}`,
        ]),
      )
}`,
    { here: '/consultations' },
  );
