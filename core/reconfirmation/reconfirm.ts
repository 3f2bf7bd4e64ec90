import type { z } from 'zod';
import { itemConfirmationSchema } from '../application/decision.ts';
import { lastResults, nextReconfirmation, type ReconfirmPaper } from '../application/last-results.ts';
import { applicationOn } from '../application/revision-store.ts';
import type { Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { CaseState, Supervised } from '../case/case-state.ts';
import { RECONFIRMATIONS } from '../case/records/reconfirmation.ts';
import type { Caller } from '../directory/caller.ts';
import type { Settings } from '../directory/settings.ts';
import { raiseCandidate } from '../finding/raise-candidate.ts';
import { prepareInstruction } from '../instruction/instruction-act.ts';
import { answerQuestion } from '../question/answer.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, type Problem } from '../values/errors.ts';
import { group, list } from '../values/fields.ts';
import { hashOf } from '../values/hash.ts';
import { line, optionalParagraph, shortText } from '../values/text.ts';

/** 別表1の再確認 (第6条第7号): what the manager answers, and what follows from it. */

export const reconfirmInputSchema = group('別表1の再確認', {
  /** Hash of what was shown. */
  hash: line('表示内容の照合値', 60),
  checklist: list('別表1の確認', itemConfirmationSchema, 0, 40),
  opinion: optionalParagraph('意見', 2000),
});
export type ReconfirmInput = z.infer<typeof reconfirmInputSchema>;

/** Hash of what the manager is shown with the question. */
export const shownForReconfirmation = async (
  store: Store,
  state: Supervised,
  regulationId: string,
): Promise<string> =>
  hashOf({
    revision: state.revHash,
    regulationId,
    last: (await lastResults(store, state))?.at ?? '',
  });

/** All items, each once, each 適 or 不適 with what was looked at. */
const examine = (
  { checklist }: ReconfirmInput,
  regulation: Regulation,
  today: string,
): readonly Problem[] => {
  const problems: Problem[] = [];
  const known = new Set(regulation.checklist.map(({ id }) => id));
  const seen = new Set<string>();
  const { checklistName } = regulation;
  checklist.forEach((entry, index) => {
    const at = (field: string, message: string): void => {
      problems.push({ pointer: `/checklist/${index}/${field}`, message });
    };
    const named = `${checklistName} ${entry.item}`;
    if (!known.has(entry.item)) at('item', `${checklistName}に「${entry.item}」という項目はありません`);
    else if (seen.has(entry.item)) at('item', `${named} が二重に回答されています`);
    seen.add(entry.item);
    if (entry.result === 'hold') return at('result', `${named} の適・不適を選択してください（第6条第7号）`);
    if (entry.result === 'fail' && !entry.note) at('note', `${named} を不適とする理由を入力してください`);
    if (!entry.method) at('method', `${named} の確認方法を選択してください`);
    if (!entry.confirmedOn) at('confirmedOn', `${named} の確認日を入力してください`);
    else if (entry.confirmedOn > today) at('confirmedOn', `${named} の確認日に未来の日付は指定できません`);
    if (entry.reviewOn && entry.reviewOn <= today)
      at('reviewOn', `${named} の次回の確認日は将来の日付としてください`);
  });
  const missing = [...known].filter((id) => !seen.has(id));
  if (missing.length > 0)
    problems.push({
      pointer: '/checklist',
      message: `${checklistName}の${known.size}項目すべてを確認してください（未確認 ${missing.join('、')}）（第6条第7号）`,
    });
  return problems;
};

/**
 * A requirement that was lost after the permit. 第6条第7号 speaks of the time of application: an instruction comes first
 * (第6条第6号), and one that is not followed is a candidate. Where the chief has fixed the other reading in writing
 * (第12条), the loss is a candidate at once; never a violation by itself (第7条).
 */
const answerLoss = async (
  ports: Ports,
  state: CaseState,
  about: string,
  lost: readonly string[],
  settings: Settings,
): Promise<{ readonly step: Step; readonly mails: readonly Write[] } | undefined> => {
  if (settings.readings.lossIsViolation !== undefined) {
    const raised = await raiseCandidate(
      ports,
      state,
      { kind: 'nonconforming', about, evidence: lost },
      settings,
    );
    return raised && { step: { fact: raised.fact, paper: raised.paper }, mails: raised.mails };
  }
  return prepareInstruction(
    ports,
    state,
    {
      kind: 'correction',
      title: '要件への適合',
      text: shortText(`次の要件に適合させ、その結果を報告すること。\n${lost.join('\n')}`, 1999),
      ground: '再確認において、上記の要件に適合していないと認めたため。',
      about,
    },
    settings,
  );
};

/** The manager's answer. */
export const reconfirm =
  (ports: Ports) => (caller: Caller, caseId: string, reconfirmationId: string, input: ReconfirmInput) => {
    const about = {
      stage: 'reconfirm',
      kind: RECONFIRMATIONS,
      id: reconfirmationId,
      hash: input.hash,
    } as const;
    return answerQuestion(ports, caller, caseId, about, async (on, ports) => {
      const { state, settings, signed, question, record } = on;
      const today = dateOf(ports.clock());
      const regulation = regulationById(record.head.regulationId);
      const problems = examine(input, regulation, today.toString());
      if (problems.length > 0) return invalid('invalid-reconfirmation', problems);
      const failed = input.checklist.filter(({ result }) => result === 'fail');
      const application = await applicationOn(ports.store, state, today.toString());
      const fact: CaseFact = {
        type: 'reconfirmed',
        reconfirmationId,
        answers: question.requestId,
        regulationId: regulation.id,
        nonconforming: failed.map(({ item }) => item),
        nextOn: nextReconfirmation(settings, today, input.checklist, application),
      };
      const paper: ReconfirmPaper = {
        kind: 'reconfirmation',
        regulationId: regulation.id,
        checklist: input.checklist,
        ...(input.opinion === undefined ? {} : { opinion: input.opinion }),
        signed,
      };
      const lost = failed.map(({ item, note }) => `${regulation.checklistName} ${item}：${note ?? ''}`);
      const follows =
        lost.length === 0 ? undefined : await answerLoss(ports, state, reconfirmationId, lost, settings);
      return {
        ok: true,
        steps: [{ fact, paper }, ...(follows ? [follows.step] : [])],
        writes: follows?.mails ?? [],
        value: () => ({ nonconforming: failed.map(({ item }) => item) }),
      };
    });
  };
