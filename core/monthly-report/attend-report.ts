import { Temporal } from 'temporal-polyfill';
import { actAll, type Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised } from '../case/case-state.ts';
import { actWrites, loadCase, loadRecord } from '../case/case-store.ts';
import { AWAITED, REPORTS, type ReportHead } from '../case/records/monthly-report.ts';
import { resubmissionDates } from '../case/report-dates.ts';
import type { Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { prepareInstruction } from '../instruction/instruction-act.ts';
import type { InstructionDraft } from '../instruction/papers.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { answerQuestion } from '../question/answer.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf, isOfficeHour } from '../values/calendar.ts';
import { invalid } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import { formatWareki, formatWarekiMonth } from '../values/wareki.ts';
import type { AnswerPaper, ReportAnswer } from './inputs.ts';

/**
 * 督促 (G7): a monthly report that is awaited in vain. The vendor is urged on the days that were set with the request;
 * after that an instruction is prepared for the manager, once (G18, INV-9). A run that comes late makes up for several
 * days with one mail; one that comes twice does nothing.
 */
export const attendReport =
  (ports: Ports) =>
  async (caseId: string, yearMonth: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const outcome = await commit<boolean>(ports, async (ports) => {
      const { store, clock } = ports;
      const nothing = { ok: true, value: false, writes: [] } as const;
      const settings = await loadSettings(store);
      const state = await loadCase(store, caseId);
      const report = await loadRecord(store, caseId, REPORTS, yearMonth);
      if (!state || !isSupervised(state) || !report || !isOfficeHour(clock(), businessDate, settings))
        return nothing;
      const { head } = report;
      const isReached = (day: string) => day <= businessDate.toString();
      const dunnings = head.dunOn.filter(isReached).length;
      const isInstructed = head.instructOn !== undefined && isReached(head.instructOn);
      if (!AWAITED.includes(head.status) || (dunnings === 0 && !isInstructed)) return nothing;
      const now = clock();
      const prepared = isInstructed
        ? await prepareInstruction(ports, state, draftOf(state, head), settings)
        : undefined;
      const steps: Step[] = [
        ...(dunnings > 0
          ? [{ fact: { type: 'report-dunned', yearMonth, n: head.dunned + dunnings } } as const]
          : []),
        ...(prepared ? [{ fact: { type: 'report-overdue', yearMonth } } as const, prepared.step] : []),
      ];
      const done = actAll(state, steps, system('daily'), now, [report]);
      if (!done.ok) return done;
      const mails = dunnings > 0 ? await newsMails(ports, state, 'report-dunned', now, yearMonth) : [];
      return {
        ok: true,
        value: true,
        writes: [...actWrites(done.value), ...mails, ...(prepared?.mails ?? [])],
      };
    });
    return carriedOut(outcome);
  };

/** 報告の指示の案: a missing report is a breach of 第10条, not of 第6条; the instruction makes it one of 第6条第6号. */
const draftOf = (
  state: CaseState,
  { yearMonth, status, awaitedOn, dunned }: ReportHead,
): InstructionDraft => {
  const month = formatWarekiMonth(yearMonth);
  const due = formatWareki(Temporal.PlainDate.from(awaitedOn));
  const isReturned = status === 'returned';
  return {
    kind: 'report',
    about: yearMonth,
    title: `${month}分の利用状況報告の提出`,
    text: `${month}分の月次利用状況報告書を${isReturned ? '訂正し、再提出' : '作成し、提出'}すること（第10条）。`,
    ground: `許可番号 ${'permitNo' in state ? state.permitNo : ''} に係る${month}分の利用状況報告が、${isReturned ? '差戻しの後、' : ''}期限の${due}を過ぎ、${dunned === 0 ? '' : '督促をしても'}提出されていないため（第10条）。`,
  };
};

/** 受理・差戻し (第10条): the manager's answer to a monthly report; a return says why, and by when it is awaited again. */
export const answerReport =
  (ports: Ports) => (caller: Caller, caseId: string, yearMonth: string, input: ReportAnswer) => {
    const about = { stage: 'monthly', kind: REPORTS, id: yearMonth, hash: input.hash } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { state, settings, signed, question } = on;
      const { choice, reason } = input;
      if (choice === 'return' && reason === undefined)
        return invalid('invalid-answer', [
          {
            pointer: '/reason',
            message: '「差戻しの理由・所見」に、差し戻す理由を入力してください（第10条）',
          },
        ]);
      const now = ports.clock();
      const answers = question.requestId;
      const fact: CaseFact =
        choice === 'accept'
          ? { type: 'report-accepted', yearMonth, answers }
          : { type: 'report-returned', yearMonth, answers, ...resubmissionDates(dateOf(now), settings) };
      const paper: AnswerPaper = {
        type: choice === 'accept' ? 'report-accepted' : 'report-returned',
        ...(reason === undefined ? {} : { reason }),
        signed,
      };
      return {
        ok: true,
        steps: [{ fact, paper }],
        writes: choice === 'return' ? await newsMails(ports, state, 'report-returned', now, yearMonth) : [],
        value: () => undefined,
      };
    });
  };
