import type { RecordedApplication } from '../application/inputs.ts';
import { revisionOf } from '../application/revision-store.ts';
import { citing, clausesOf } from '../case/records/finding-facts.ts';
import type { Caller } from '../directory/caller.ts';
import { doubtSentence } from '../document/doubt-sentence.ts';
import { issueDocument } from '../document/issue-document.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, NOT_FOUND } from '../values/refusals.ts';
import { actOnFinding, answerFinding } from './finding-act.ts';
import { findingPapersOf, lastPaper } from './finding-papers-of.ts';
import type { OrderInput } from './inputs.ts';
import { deadlineProblems } from './reasonable-time.ts';

/**
 * 是正命令 (第7条): what must be done, and by when (G10, after a reasonable time), under a number of the section's series. It cites the item of
 * 第6条 that was found.
 */
export const issueOrder =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: OrderInput) =>
    answerFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'order', hash: input.hash },
      async (on, ports) => {
        const { state, settings, question, signed, record } = on;
        const { when, violation, measures, dueOn, dayOff, reporting, consequence } = input;
        const within = { today: dateOf(ports.clock()), settings, dayOff };
        const problems = deadlineProblems('order', { pointer: '/dueOn', label: '履行期限' }, dueOn, within);
        if (problems.length > 0) return invalid('invalid-answer', problems);
        const { issued, write } = await issueDocument(ports, state, 'order');
        const doubts = doubtSentence(settings, '命令');
        const { application } = await revisionOf(ports.store, state);
        return {
          ok: true,
          step: {
            fact: {
              type: 'order-issued',
              findingId,
              answers: question.requestId,
              orderNo: issued.documentNo,
              dueOn,
            },
            paper: {
              type: 'order-issued',
              ...issued,
              ...citing(clausesOf(record.head)),
              ...(doubts === undefined ? {} : { doubts }),
              ...(when === undefined ? {} : { when }),
              violator: violatorOf(application, issued.addressee.name),
              violation,
              measures,
              dueOn,
              reporting,
              consequence,
              signed,
            },
          },
          writes: [write],
          news: 'ordered',
        };
      },
    );

/** A subcontractor uses the permit that was applied for through the vendor (第11条). */
const violatorOf = ({ subcontracting }: RecordedApplication, vendorName: string): string =>
  subcontracting ? `再委託者　${subcontracting.company}` : vendorName;

/** An order made in error is withdrawn, with a reason, under a number of its own; its own number stays used. */
export const withdrawOrder =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: { readonly reason: string }) =>
    actOnFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'order', sent: input },
      async ({ state, signed, record: { head } }, ports) => {
        if (head.orderNo === undefined) return NOT_FOUND;
        const { issued, write } = await issueDocument(ports, state, 'order');
        const { orderNo } = head;
        const filed = await findingPapersOf(ports.store, caseId, head);
        const orderedOn = lastPaper(filed, 'order-issued')?.issuedOn;
        const { reason } = input;
        return {
          ok: true,
          step: {
            fact: { type: 'order-withdrawn', findingId, documentNo: issued.documentNo },
            paper: {
              type: 'order-withdrawn',
              ...issued,
              orderNo,
              ...(orderedOn === undefined ? {} : { orderedOn }),
              reason,
              signed,
            },
          },
          writes: [write],
          news: 'order-withdrawn',
        };
      },
    );
