import type { ApplicationInput } from '../../local/demo/sample-application.ts';

/** What the clients asked for, and what the server acknowledged: it must be there, exactly once, for ever. */
export type Submission = {
  readonly key: string;
  readonly application: ApplicationInput;
  receipt: { readonly caseId: string; readonly caseNo: string } | undefined;
};
export type AcknowledgedDecision = {
  readonly caseId: string;
  readonly stage: string;
  readonly rev: number;
  readonly round: number;
  readonly choice: string;
  readonly decidedAt: string;
};
export const createLedger = () => ({
  submissions: [] as Submission[],
  decisions: [] as AcknowledgedDecision[],
  /** Case ids. */
  withdrawals: [] as string[],
  corrections: [] as { readonly caseId: string; readonly rev: number }[],
  /** Acts that got no answer. */
  unanswered: 0,
  /** Answers that must not be: 5xx, another receipt for the same key. */
  faults: [] as string[],
});
export type Ledger = ReturnType<typeof createLedger>;
