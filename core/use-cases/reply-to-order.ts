import { dateOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import { refused } from '../errors.ts';
import type { ReplyInput } from '../finding-inputs.ts';
import type { Ports } from '../ports.ts';
import { formatWarekiDay } from '../wareki.ts';
import { actedSchema, askAgain, invalidAt, vendorOnFinding } from './finding-act.ts';
import { replayable } from './idempotency.ts';

/**
 * 是正報告 (第7条): cause, measures, when they were done, and how it will not happen again. The manager is asked to judge;
 * where the question was open already (the deadline had passed), it is asked again with the reply.
 */
export const replyToOrder =
  (ports: Ports) =>
  (caller: Caller, caseId: string, findingId: string, input: ReplyInput, idempotencyKey?: string) => {
    const request = { route: 'reply', caseId, findingId, input };
    return replayable(ports.store, { caller, key: idempotencyKey, request, receipt: actedSchema }, () =>
      vendorOnFinding(ports, caller, caseId, findingId, async ({ state, settings, finding, fromVendor }) => {
        if (input.doneOn > dateOf(ports.clock()).toString())
          return invalidAt('/doneOn', '「措置の完了日」に、報告の日より後の日付は指定できません');
        const paper = { type: 'order-replied', ...input, ...fromVendor } as const;
        const judge = await askAgain(ports, state, finding.head, ['judge'], paper, settings);
        return {
          ok: true,
          step: {
            fact: { type: 'order-replied', findingId, ...(judge ? { request: judge.request } : {}) },
            paper,
          },
          writes: judge?.mails ?? [],
          news: 'reply-received',
        };
      }),
    );
  };

/**
 * 弁明 (第8条), until the day that was named: heard before anything is decided; whoever is asked meanwhile is asked again
 * with it. What comes later, or on paper, the manager may still enter with the decision.
 */
export const makeStatement =
  (ports: Ports) =>
  (
    caller: Caller,
    caseId: string,
    findingId: string,
    input: { readonly statement: string },
    idempotencyKey?: string,
  ) => {
    const request = { route: 'statement', caseId, findingId, input };
    return replayable(ports.store, { caller, key: idempotencyKey, request, receipt: actedSchema }, () =>
      vendorOnFinding(ports, caller, caseId, findingId, async ({ state, settings, finding, fromVendor }) => {
        const { statementDueOn } = finding.head;
        if (statementDueOn !== undefined && dateOf(ports.clock()).toString() > statementDueOn)
          return refused(
            'conflict',
            'statement-too-late',
            `弁明の期限（${formatWarekiDay(statementDueOn)}）を過ぎています（第8条）。期限の後に申し出ることがあるときは、所管課に連絡してください`,
          );
        const paper = { type: 'statement-made', statement: input.statement, ...fromVendor } as const;
        const stages = ['noncompliance', 'sanction'] as const;
        const again = await askAgain(ports, state, finding.head, stages, paper, settings);
        return {
          ok: true,
          step: {
            fact: { type: 'statement-made', findingId, ...(again ? { request: again.request } : {}) },
            paper,
          },
          writes: again?.mails ?? [],
          news: 'statement-received',
        };
      }),
    );
  };
