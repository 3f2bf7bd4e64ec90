import { paperDecisionInputSchema } from '../../core/application/decision.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { paperDeciders, recordPaperDecision } from '../../core/decision/record-paper-decision.ts';
import { viewCityCase } from '../../core/decision/view-case.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { rehearsal } from '../../core/store/rehearsal.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { confirmedItems, knownOf } from '../application/confirmed-items.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { NOT_FOUND, signedIn } from '../http/not-found.ts';
import { isSave, savedForm } from '../http/saved-form.ts';
import { isSure, isToRecord, lastLookPage } from '../ui/last-look.ts';
import { messagePage } from '../ui/message-page.ts';
import type { Saving } from '../ui/saved-form.ts';
import { paperDecisionPage } from './paper-decision-page.ts';
import { refusalLook } from './refusal-look.ts';

const PATH = '/applications/{caseId}/paper-decision';
const NOT_COMPARED: Problem = {
  pointer: '/confirmed',
  message: '入力した内容を原本と照合し、確認の欄にチェックを入れてください',
};

/** 紙による決定の記録 as a page. */
export const paperDecisionPages = (ports: AppPorts): readonly Endpoint[] => {
  const saved = savedForm(ports, { path: PATH, title: '紙による決定の記録' });
  const show = async (
    call: PageCall,
    {
      content = {},
      problems = [],
      status = 200,
      saving = saved.again(call),
    }: { content?: unknown; problems?: readonly Problem[]; status?: number; saving?: Saving } = {},
  ): Promise<PageAnswer> => {
    const caseId = call.params['caseId'] ?? '';
    const outcome = await viewCityCase(ports)(signedIn(call), caseId);
    const state = await loadCase(ports.store, caseId);
    if (!outcome.ok) return outcome;
    if (!state) return NOT_FOUND;
    const view = outcome.value;
    if (!view.request || view.can.recordOnPaper === undefined) {
      const sentence = view.request
        ? '紙による決定は、担当者（確認・承認を行わない職員）が記録します。'
        : `この申請は「${view.statusLabel}」です。現在、求められている決定はありません。`;
      const back = { href: `/applications/${caseId}`, label: `受付番号 ${view.caseNo} の画面に戻る` };
      return { status: 409, html: messagePage(call.context, 409, { sentence, back }) };
    }
    return {
      status,
      html: paperDecisionPage(call.context, {
        view: { ...view, request: view.request },
        regulation: regulationById(view.regulationId),
        content,
        problems,
        saving,
        deciders: await paperDeciders(ports.store, state, dateOf(ports.clock())),
      }),
    };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caseId = call.params['caseId'] ?? '';
    const { fields } = call.form;
    if (isSave(call)) {
      const may = await show(call, { content: fields });
      if ('kind' in may || ('status' in may && may.status !== 200)) return may;
      return saved.save(call, ({ message }, saving) =>
        show(call, { content: fields, problems: [{ pointer: '', message }], status: 409, saving }),
      );
    }
    if (!isToRecord(call.form, 'record')) return show(call, { content: fields });
    const outcome = await viewCityCase(ports)(signedIn(call), caseId);
    if (!outcome.ok) return outcome;
    const { confirmed, ...answer } = fields;
    const unread = confirmed === true ? [] : [NOT_COMPARED];
    const parsed = parseTyped(paperDecisionInputSchema, confirmedItems(answer, knownOf(outcome.value)));
    if (!parsed.success)
      return show(call, {
        content: fields,
        problems: [...problemsOf(parsed.error), ...unread],
        status: 422,
      });
    if (unread.length > 0) return show(call, { content: fields, problems: unread, status: 422 });
    const look = isSure(call.form) ? undefined : refusalLook(outcome.value, parsed.data, 'paper-decision');
    const recorded = await recordPaperDecision(look ? rehearsal(ports) : saved.sending(call))(
      signedIn(call),
      caseId,
      parsed.data,
    );
    if (recorded.ok && look) return { html: lastLookPage(call.context, look, call.form) };
    if (recorded.ok) return { redirect: `/applications/${caseId}?done=decided-on-paper` };
    if (recorded.kind === 'invalid')
      return show(call, { content: fields, problems: recorded.problems, status: 422 });
    return recorded.kind === 'conflict'
      ? show(call, { content: fields, problems: [{ pointer: '', message: recorded.message }], status: 409 })
      : recorded;
  };

  return [
    pageAt('GET', PATH, 'clerk', '紙による決定の記録の画面', async (call) =>
      show(call, await saved.opened(call)),
    ),
    pageAt('POST', PATH, 'clerk', '紙による決定を記録する', post),
  ];
};
