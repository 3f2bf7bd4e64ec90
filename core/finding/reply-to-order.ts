import type { Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { actedSchema, askAgain, invalidAt, vendorOnFinding } from './finding-act.ts';
import type { ReplyInput } from './inputs.ts';

/**
 * 是正報告 (第7条): cause, measures, when they were done, and how it will not happen again. The manager is asked to judge;
 * where a question was open already (the deadline had passed), it is asked again with the reply. After 未履行 it is late,
 * and counts until the sanction is decided (第8条).
 */
export const replyToOrder =
  (ports: Ports) =>
  (caller: Caller, caseId: string, findingId: string, input: ReplyInput, idempotencyKey?: string) => {
    const request = { route: 'reply', caseId, findingId, input };
    return replayable(ports, { caller, key: idempotencyKey, request, receipt: actedSchema }, (ports) =>
      vendorOnFinding(ports, caller, caseId, findingId, async ({ state, settings, finding, fromVendor }) => {
        if (input.doneOn > dateOf(ports.clock()).toString())
          return invalidAt('/doneOn', '「措置の完了日」に、報告の日より後の日付は指定できません');
        const paper = { type: 'order-replied', ...input, ...fromVendor } as const;
        const stages = ['judge', 'noncompliance', 'sanction'] as const;
        const again = await askAgain(ports, state, finding.head, stages, [paper], settings);
        return {
          ok: true,
          step: {
            fact: { type: 'order-replied', findingId, ...(again ? { request: again.request } : {}) },
            paper,
          },
          writes: again?.mails ?? [],
          news: 'reply-received',
        };
      }),
    );
  };
