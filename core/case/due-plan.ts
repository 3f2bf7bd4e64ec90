import type { Write } from '../store/ports.ts';

/** What the daily run found to be due for a case. */
export type Attended =
  | 'nothing-due'
  | 'reissued'
  | 'reminded'
  | 'started'
  | 'expired'
  | 'ended'
  | 'moved'
  | 'took-effect'
  | 'suspension-ended'
  | 'asked'
  | 'released';
export type Plan = { readonly ok: true; readonly value: Attended; readonly writes: readonly Write[] };
export const NOTHING: Plan = { ok: true, value: 'nothing-due', writes: [] };
