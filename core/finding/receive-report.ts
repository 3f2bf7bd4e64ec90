import type { Question } from '../case/decision-request.ts';
import type { Caller } from '../directory/caller.ts';
import type { Ports } from '../store/ports.ts';
import type { Signed } from '../values/signed.ts';
import { answerFinding, askAgain } from './finding-act.ts';
import type { ReceiptInput } from './inputs.ts';

/**
 * 報告の受領 (第7条, 第8条): the chief takes note of a violation, or of an order that was not obeyed. It decides nothing, but
 * nothing of 第8条 can be decided without it. What the chief remarks is shown to
 * the manager with whatever comes next.
 */
export const receiveReport =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: ReceiptInput) =>
    answerFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'receipt', hash: input.hash },
      async (on, ports) => {
        const { state, settings, question, signed, record } = on;
        const paper = {
          type: 'report-received',
          remark: input.remark,
          ...selfOf(question, signed),
          signed,
        } as const;
        const stages = ['order', 'judge', 'noncompliance', 'sanction', 'lift', 'closing'] as const;
        const again = await askAgain(ports, state, record.head, stages, [paper], settings);
        return {
          ok: true,
          step: {
            fact: {
              type: 'report-received',
              findingId,
              answers: question.requestId,
              ...(again ? { requestNext: again.request } : {}),
            },
            paper,
          },
          writes: again?.mails ?? [],
        };
      },
    );

export const receiveNoncompliance =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: ReceiptInput) =>
    answerFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'noncompliance', hash: input.hash },
      async ({ question, signed }) => ({
        ok: true,
        step: {
          fact: { type: 'noncompliance-received', findingId, answers: question.requestId },
          paper: {
            type: 'noncompliance-received',
            remark: input.remark,
            ...selfOf(question, signed),
            signed,
          },
        },
      }),
    );

/** G12: where the setting lets one person report and receive, the record says so. */
const selfOf = ({ drafter }: Question, { decidedBy }: Signed) =>
  drafter === decidedBy.personId ? { self: true } : {};
