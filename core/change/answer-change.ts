import {
  BEFORE_BEGIN,
  type ChangeAnswer,
  type ChangeAnswerPaper,
  changePaperSchema,
  examineChangeAnswer,
  lastDayUnder,
  needsChief,
} from '../application/change-form.ts';
import type { CaseFact } from '../case/case-event.ts';
import { caseKey } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { CHANGES, type ChangeHead } from '../case/records/change.ts';
import type { Caller } from '../directory/caller.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { answerQuestion } from '../question/answer.ts';
import { ask } from '../question/ask.ts';
import type { OnRecord } from '../question/gate.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, NOT_FOUND, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { endUnder, hashWithEnd, numbersOf } from './earlier-end.ts';

/** The notice goes out in the manager's name: with nobody in office it would go out in none (第5条). */
const NOBODY = refused(
  'conflict',
  'nobody-in-office',
  '情報セキュリティ管理者が在任していないため、許可事項変更通知書を発出できません。就任が登録された後に、改めて認めてください',
);

const INVERTED = refused(
  'conflict',
  'before-begin',
  `${BEFORE_BEGIN}（認めないものとし、理由に記載してください）`,
);

const filedOf = (store: Store, caseId: string, { papers }: ChangeHead) =>
  loadPaper(store, caseKey(caseId), papers['change-filed'], changePaperSchema);

/**
 * The manager's confirmation of a major 変更届 and, where the setting asks for it, the chief's approval (G11). What is
 * accepted holds from the day of the change, never from before it was accepted (第6条第3号).
 */
export const answerChange =
  (ports: Ports) =>
  (
    caller: Caller,
    caseId: string,
    changeId: string,
    stage: 'change' | 'change-approval',
    input: ChangeAnswer,
  ) => {
    const about = {
      ...{ stage, kind: CHANGES, id: changeId, hash: input.hash },
      shownWith: async (hash: string, on: OnRecord<ChangeHead>, { store, clock }: Ports) => {
        const filed = await filedOf(store, caseId, on.record.head);
        const end = filed && (await endUnder(store, on.state, filed.after, dateOf(clock()).toString()));
        return hashWithEnd(hash, end);
      },
    };
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { store, clock } = ports;
      const { state, settings, signed, question, record } = on;
      const filed = await filedOf(store, caseId, record.head);
      if (!filed) return NOT_FOUND;
      const problems = examineChangeAnswer(input, stage);
      if (problems.length > 0) return invalid('invalid-answer', problems);
      const now = clock();
      const today = dateOf(now).toString();
      const { choice, conforming, opinion, reason } = input;
      const isLast =
        choice === 'accept' && !(stage === 'change' && needsChief(record.head.aspects, settings));
      if (isLast && !(await mayIssue(store, state, dateOf(now)))) return NOBODY;
      const shorter = choice === 'accept' ? lastDayUnder(filed.after, state.period, today) : undefined;
      if (shorter !== undefined && shorter < state.period.from) return INVERTED;
      const told = isLast ? await issueDocument(ports, state) : undefined;
      const end = isLast ? await endUnder(store, state, filed.after, today) : undefined;
      const until = end === undefined ? {} : { lastDay: end.lastDay };
      const numbered = told ? { documentNo: told.issued.documentNo } : {};
      const paper: ChangeAnswerPaper = {
        kind: 'change-answer',
        choice,
        ...(conforming === undefined ? {} : { conforming }),
        ...(opinion === undefined ? {} : { opinion }),
        ...(reason === undefined ? {} : { reason }),
        ...(told ? { issued: told.issued } : {}),
        ...until,
        ...(end === undefined || end.cascade.length === 0 ? {} : { cascade: numbersOf(end.cascade) }),
        signed,
      };
      const from = filed.changedOn > today ? filed.changedOn : today;
      const effectiveOn = end !== undefined && end.lastDay < from ? end.lastDay : from;
      const answers = question.requestId;
      const onward =
        choice === 'accept' && !isLast
          ? await ask(
              ports,
              state,
              {
                stage: 'change-approval',
                about: changeId,
                hash: hashOf({ filed: question.hash, confirmation: hashOf(paper) }),
                drafter: caller.person.personId,
              },
              settings,
            )
          : undefined;
      const fact: CaseFact =
        choice === 'decline'
          ? {
              type: stage === 'change' ? 'change-declined' : 'change-disapproved',
              changeId,
              answers,
            }
          : stage === 'change-approval'
            ? { type: 'change-approved', changeId, answers, effectiveOn, ...numbered, ...until }
            : onward
              ? { type: 'change-confirmed', changeId, answers, request: onward.request }
              : { type: 'change-confirmed', changeId, answers, effectiveOn, ...numbered, ...until };
      const mails = onward
        ? onward.mails
        : await newsMails(
            ports,
            state,
            choice === 'accept' ? 'change-effective' : 'change-declined',
            now,
            changeId,
          );
      const status = choice === 'decline' ? 'declined' : onward ? 'confirmed' : 'effective';
      return {
        ok: true,
        steps: [{ fact, paper }],
        writes: [...mails, ...(told ? [told.write] : [])],
        value: () => ({ status }),
      };
    });
  };
