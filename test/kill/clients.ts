import { setTimeout as pause } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Client } from '../../local/demo/client.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import type { Ledger, Submission } from './ledger.ts';

/** People and a vendor's system that work on a server until it is gone, and note what it acknowledged. */

export type Crew = {
  /** With the API key. */
  readonly vendor: Client;
  /** 管理者とその代決者、統括とその代決者, signed in. */
  readonly deciders: readonly Client[];
};
/** New cases per life: enough to always have something open, not so many that looking at them takes long. */
const NEW_PER_LIFE = 8;
const FINAL: ReadonlySet<string> = new Set(['approve', 'approve-with-conditions', 'refuse']);
/** No new ones while as many are open: on a busy machine the officials would never come to decide. */
const MOST_OPEN = 25;

const today = () => dateOf(Temporal.Now.instant());
const receiptSchema = z.object({ caseId: z.string(), caseNo: z.string() });
const viewSchema = z.object({
  status: z.string(),
  request: z.object({ stage: z.enum(['confirm', 'approve']), hash: z.string() }).optional(),
});
const decidedSchema = z.object({
  decision: z.object({
    stage: z.string(),
    rev: z.int(),
    round: z.int(),
    choice: z.string(),
    decidedAt: z.string(),
  }),
});

const pick = <T>(values: readonly T[], random: () => number): T | undefined =>
  values[Math.floor(random() * values.length)];

/** The answer if there was one; a refusal (4xx) is one, too, but acknowledges nothing. */
const answerOf = async <T>(ledger: Ledger, ask: Promise<T>): Promise<T | undefined> => {
  try {
    return await ask;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/: 5\d\d /.test(message)) ledger.faults.push(message);
    if (!/: \d\d\d /.test(message)) ledger.unanswered += 1;
    return undefined;
  }
};

/** Sends an application; the same one again, when no answer came. */
export const submit = async (ledger: Ledger, vendor: Client, submission: Submission): Promise<void> => {
  const answer = await answerOf(
    ledger,
    vendor.post('/v1/applications', submission.application, { 'idempotency-key': submission.key }),
  );
  if (answer === undefined) return;
  const receipt = receiptSchema.parse(answer);
  const before = submission.receipt;
  if (before && before.caseId !== receipt.caseId) ledger.faults.push(`two cases for ${submission.key}`);
  submission.receipt = receipt;
};

const newSubmission = (ledger: Ledger): Submission => {
  const key = `kill-${ledger.submissions.length + 1}`;
  const submission = { key, application: sampleApplication(today(), { purpose: key }), receipt: undefined };
  ledger.submissions.push(submission);
  return submission;
};

const decisionOn = (stage: 'confirm' | 'approve', hash: string, random: () => number) => {
  const roll = random();
  if (stage === 'approve') {
    const choice =
      roll < 0.6 ? 'approve' : roll < 0.75 ? 'approve-with-conditions' : roll < 0.85 ? 'refuse' : 'send-back';
    return {
      stage,
      choice,
      hash,
      reason: '理由',
      ...(choice === 'approve-with-conditions' ? { conditions: '条件' } : {}),
    };
  }
  const choice = roll < 0.75 ? 'ask-chief' : roll < 0.9 ? 'return' : 'refuse';
  const checklist = tomakomaiR50401.checklist.map(({ id }) =>
    choice === 'return' && id === '2-1'
      ? { item: id, result: 'fail', note: '図面を添付してください' }
      : { item: id, result: 'pass', method: 'document', confirmedOn: today().toString() },
  );
  return { stage, choice, hash, checklist, opinion: '意見', reason: '理由' };
};

/** Begins work; the returned function ends it and waits for what is under way. */
export const setToWork = (ledger: Ledger, crew: Crew, random: () => number): (() => Promise<void>) => {
  let stopped = false;
  const over = new Set(ledger.withdrawals);
  for (const { caseId, choice } of ledger.decisions) if (FINAL.has(choice)) over.add(caseId);
  const open = () =>
    ledger.submissions.flatMap(({ receipt }) => receipt?.caseId ?? []).filter((caseId) => !over.has(caseId));
  const newest = ledger.submissions.length + NEW_PER_LIFE;

  const vendorActs = async (): Promise<void> => {
    const roll = random();
    const unanswered = ledger.submissions.filter(({ receipt }) => receipt === undefined);
    if (roll < 0.25 && unanswered.length > 0) {
      const again = pick(unanswered, random);
      if (again) await submit(ledger, crew.vendor, again);
    } else if (roll < 0.7 && ledger.submissions.length < newest && open().length < MOST_OPEN)
      await submit(ledger, crew.vendor, newSubmission(ledger));
    else if (roll >= 0.7 && roll < 0.715) {
      const caseId = pick(open(), random);
      if (caseId === undefined) return;
      const answer = await answerOf(ledger, crew.vendor.post(`/v1/applications/${caseId}/withdrawal`, {}));
      if (answer === undefined) return;
      over.add(caseId);
      ledger.withdrawals.push(caseId);
    } else await correct();
  };
  const correct = async (): Promise<void> => {
    const worked = new Set(open());
    const returned = ledger.decisions.filter(
      ({ caseId, choice }) => choice === 'return' && worked.has(caseId),
    );
    const caseId = pick(returned, random)?.caseId;
    const submission = ledger.submissions.find(({ receipt }) => receipt?.caseId === caseId);
    if (caseId === undefined || !submission) return;
    const body = { ...submission.application, remarks: `補正 ${Math.floor(random() * 1e9)}` };
    const answer = await answerOf(ledger, crew.vendor.put(`/v1/applications/${caseId}`, body));
    const receipt = z.object({ rev: z.int() }).safeParse(answer);
    if (receipt.success) ledger.corrections.push({ caseId, rev: receipt.data.rev });
  };
  const decide = async (client: Client): Promise<void> => {
    const caseId = pick(open(), random);
    if (caseId === undefined) return;
    const shown = viewSchema.safeParse(await answerOf(ledger, client.get(`/v1/applications/${caseId}`)));
    if (!shown.success || !shown.data.request) return;
    const { stage, hash } = shown.data.request;
    const answer = await answerOf(
      ledger,
      client.post(`/v1/applications/${caseId}/decisions`, decisionOn(stage, hash, random)),
    );
    if (answer === undefined) return;
    const { decision } = decidedSchema.parse(answer);
    ledger.decisions.push({ caseId, ...decision });
    if (FINAL.has(decision.choice)) over.add(caseId);
  };
  const repeat = async (act: () => Promise<void>): Promise<void> => {
    while (!stopped) {
      await act();
      await pause(random() * 15);
    }
  };
  const working = Promise.all([
    repeat(vendorActs),
    repeat(vendorActs),
    ...crew.deciders.map((client) => repeat(() => decide(client))),
  ]);
  return async () => {
    stopped = true;
    await working;
  };
};
