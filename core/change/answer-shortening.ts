import { lastDayHeld, type Supervised } from '../case/case-state.ts';
import { SHORTENINGS, type ShorteningHead } from '../case/records/shortening.ts';
import type { Caller } from '../directory/caller.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { type Answering, answerQuestion } from '../question/answer.ts';
import { ask } from '../question/ask.ts';
import type { OnRecord } from '../question/gate.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal, invalid, type Problem, type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { fallingWith, hashWithEnd, numbersOf } from './earlier-end.ts';
import { beforeBegin, endText, shorteningDone } from './shorten-permit.ts';
import {
  type FiledShortening,
  heardOf,
  paperOf,
  type ShorteningAnswer,
  type ShorteningApproval,
  type ShorteningPaper,
  shorteningPapersOf,
} from './shortening-papers.ts';

/**
 * What comes of the hearing (第4条第3項, docs/adr/0062): the manager weighs it and asks the chief, who approved the permit and approves
 * that it ends earlier. It ends on the day that the vendor was told of, or on a later one; never before the day of the approval.
 */

const NOT_SHORTER = refused(
  'conflict',
  'not-shorter',
  '短縮後の末日（承認の日がこれより後のときは、承認の日）までに許可が終わり、又はその後に許可が始まるため、短縮することはできません（第4条第3項）。「承認しない」を選択してください',
);
/** The notice goes out in the manager's name: with nobody in office it would go out in none. */
const NOBODY = refused(
  'conflict',
  'nobody-in-office',
  '情報セキュリティ管理者が在任していないため、利用許可期間短縮通知書を発出できません。就任が登録された後に、改めて承認してください',
);

const asHeard = (
  input: ShorteningAnswer,
  { lastDay: told, statementDueOn }: ShorteningHead,
  state: Supervised,
  filed: readonly FiledShortening[],
): Problem[] => {
  if (input.choice === 'drop') return [];
  const { lastDay = told } = input;
  const hasSpoken = heardOf(filed, { statementDueOn }).kind === 'statements';
  return [
    ...(lastDay < told
      ? [
          {
            pointer: '/lastDay',
            message: `弁明の機会の付与の通知で示した末日は${formatWarekiDay(told)}です。これより前の日とするときは、短縮を取りやめ、改めて弁明の機会を付与してください`,
          },
        ]
      : []),
    ...(lastDay >= lastDayHeld(state)
      ? [
          {
            pointer: '/lastDay',
            message: `「短縮後の許可の期間の末日」は、${endText(state)}より前の日付を指定してください（第4条第3項）`,
          },
        ]
      : beforeBegin(state, lastDay)),
    ...(hasSpoken && input.consideration === undefined
      ? [{ pointer: '/consideration', message: '「弁明に対する考え方」を入力してください' }]
      : []),
  ];
};

/** With the subcontractors' permits that fall with it (第11条): one that has come since has not been seen (INV-4). */
const shownWith = async (hash: string, { state, record }: OnRecord<ShorteningHead>, { store }: Ports) => {
  const { lastDay } = record.head;
  return hashWithEnd(hash, { lastDay, cascade: await fallingWith(store, state, lastDay) });
};

/** The manager's judgement after the hearing: to the chief, or dropped. */
export const answerShortening =
  (ports: Ports) => (caller: Caller, caseId: string, shorteningId: string, input: ShorteningAnswer) => {
    const { hash } = input;
    const about = { stage: 'shortening', kind: SHORTENINGS, id: shorteningId, hash, shownWith } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { state, settings, signed, question } = on;
      const { head } = on.record;
      const answers = question.requestId;
      const { reason, consideration, returns } = input;
      if (input.choice === 'drop') {
        const paper: ShorteningPaper = { type: 'shortening-dropped', reason, signed };
        const fact = { type: 'shortening-dropped', shorteningId, answers } as const;
        const steps = [{ fact, paper }];
        return shorteningDone(ports, state, shorteningId, { steps, news: 'shortening-dropped' });
      }
      const problems = asHeard(input, head, state, await shorteningPapersOf(ports.store, caseId, head));
      if (problems.length > 0) return invalid('invalid-shortening', problems);
      const lastDay = input.lastDay ?? head.lastDay;
      const paper: ShorteningPaper = {
        type: 'shortening-weighed',
        ...{ lastDay, reason, signed },
        ...(consideration === undefined ? {} : { consideration }),
        ...(returns === undefined ? {} : { returns }),
      };
      const drafter = caller.person.personId;
      const hash = hashOf({ heard: question.hash, weighed: hashOf(paper) });
      const toChief = { stage: 'shortening-approval', about: shorteningId, hash, drafter } as const;
      const { request, mails } = await ask(ports, state, toChief, settings);
      const fact = { type: 'shortening-weighed', shorteningId, answers, lastDay, request } as const;
      return shorteningDone(ports, state, shorteningId, { steps: [{ fact, paper }], writes: mails });
    });
  };

/** The chief's approval, with which the permit ends earlier; its notice goes out in the same transaction. */
export const approveShortening =
  (ports: Ports) => (caller: Caller, caseId: string, shorteningId: string, input: ShorteningApproval) => {
    const { hash } = input;
    const about = {
      stage: 'shortening-approval',
      kind: SHORTENINGS,
      id: shorteningId,
      hash,
      shownWith,
    } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      if (input.choice === 'approve') return approved(ports, on, shorteningId);
      const { reason } = input;
      if (reason === undefined)
        return invalid('invalid-shortening', [
          { pointer: '/reason', message: '「承認しない理由」を入力してください（保守事業者に伝わります）' },
        ]);
      const { state, signed, question } = on;
      const fact = { type: 'shortening-disapproved', shorteningId, answers: question.requestId } as const;
      const paper: ShorteningPaper = { type: 'shortening-disapproved', reason, signed };
      const steps = [{ fact, paper }];
      return shorteningDone(ports, state, shorteningId, { steps, news: 'shortening-dropped' });
    });
  };

const approved = async (
  ports: Ports,
  { state, signed, question, record: { head } }: Answering<ShorteningHead>,
  shorteningId: string,
): Promise<Refusal | Awaited<ReturnType<typeof shorteningDone>>> => {
  const { store, clock } = ports;
  const day = dateOf(clock());
  const today = day.toString();
  const lastDay = head.lastDay < today ? today : head.lastDay;
  if (lastDay >= lastDayHeld(state) || lastDay < state.period.from) return NOT_SHORTER;
  if (!(await mayIssue(store, state, day))) return NOBODY;
  const filed = await shorteningPapersOf(store, state.caseId, head);
  const proposed = paperOf(filed, 'shortening-proposed');
  const weighed = paperOf(filed, 'shortening-weighed');
  if (!proposed || !weighed) throw new Fatal('a shortening that nobody has proposed and weighed');
  const { ground, facts, evidence, contract, notice, documentNo, issuedOn } = proposed;
  const { reason, consideration, returns } = weighed;
  const { issued, write } = await issueDocument(ports, state, 'sanction');
  const paper: ShorteningPaper = {
    type: 'shortening-approved',
    ...issued,
    ...{ ground, facts, evidence, contract, notice, lastDay, reason, signed },
    formerLastDay: state.period.to,
    invitation: { documentNo, issuedOn },
    heard: heardOf(filed, head),
    ...(consideration === undefined ? {} : { consideration }),
    ...(returns === undefined ? {} : { returns }),
    cascade: numbersOf(await fallingWith(store, state, lastDay)),
  };
  const fact = {
    type: 'shortening-approved',
    ...{ shorteningId, lastDay, answers: question.requestId, documentNo: issued.documentNo },
  } as const;
  const steps = [{ fact, paper }];
  return shorteningDone(ports, state, shorteningId, { steps, writes: [write], news: 'shortened' });
};
