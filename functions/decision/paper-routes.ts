import { paperDecisionInputSchema } from '../../core/application/decision.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { paperDeciders, recordPaperDecision } from '../../core/decision/record-paper-decision.ts';
import { viewCityCase } from '../../core/decision/view-case.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted } from '../../core/values/errors.ts';
import { confirmedItems, knownOf } from '../application/confirmed-items.ts';
import { type AppPorts, type Endpoint, NOT_FOUND } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { messagePage } from '../ui/message-page.ts';
import { decisionLook } from './page.ts';
import { paperDecisionPage } from './paper-decision-page.ts';

/** Undefined: it can be recorded. */
const whyNot = ({ request, can, statusLabel }: CityCaseView): string | undefined => {
  if (!request) return `この申請は「${statusLabel}」です。現在、求められている決定はありません。`;
  return can.recordOnPaper === undefined
    ? '紙による決定は、担当者（確認・承認を行わない職員）が記録します。'
    : undefined;
};
const back = ({ view: { caseId, caseNo } }: { readonly view: CityCaseView }) => ({
  href: `/applications/${caseId}`,
  label: `受付番号 ${caseNo} の画面に戻る`,
});

/** 紙による決定の記録 as a page. */
export const paperDecisionPages = (ports: AppPorts): readonly Endpoint[] =>
  formPages(ports, {
    path: '/applications/{caseId}/paper-decision',
    who: 'clerk',
    summary: '紙による決定を記録する',
    schema: paperDecisionInputSchema,
    load: async (caller, { params }) => {
      const caseId = params['caseId'] ?? '';
      const view = await viewCityCase(ports)(caller, caseId);
      const state = await loadCase(ports.store, caseId);
      if (!view.ok) return view;
      if (!state) return NOT_FOUND;
      const deciders = await paperDeciders(ports.store, state, dateOf(ports.clock()));
      return accepted({ view: view.value, deciders });
    },
    closed: ({ view }) => whyNot(view),
    show: (context, { view, deciders }, { content, problems, saving }) => {
      const { request, regulationId } = view;
      const sentence = whyNot(view) ?? '';
      if (!request || sentence !== '') return messagePage(context, 409, { sentence, back: back({ view }) });
      const regulation = regulationById(regulationId);
      return paperDecisionPage(context, {
        view: { ...view, request },
        regulation,
        content,
        problems,
        saving,
        deciders,
      });
    },
    act: 'record',
    saves: { hash: ({ view }) => view.request?.hash },
    ticked: '入力した内容を原本と照合し、確認の欄にチェックを入れてください',
    body: (fields, { view }) => confirmedItems(fields, knownOf(view)),
    lastLook: ({ view }, body) =>
      decisionLook(view, body, regulationById(view.regulationId), 'paper-decision'),
    run: (caller, _, body, { view }, ports) => recordPaperDecision(ports)(caller, view.caseId, body),
    back,
    done: 'decided-on-paper',
  });
