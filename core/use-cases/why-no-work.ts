import { Temporal } from 'temporal-polyfill';
import type { Supervised } from '../case-state.ts';
import { type Refusal, refused } from '../errors.ts';
import { formatJstDateTimeShort } from '../wareki.ts';
import type { WorkHead } from '../work.ts';
import { lapses } from '../work-lapse.ts';

/** Why nobody may connect under a permit now, as a refusal; undefined when works are possible. */
export const whyNoWork = (state: Supervised): Refusal | undefined => {
  if (state.status === 'suspended')
    return refused(
      'conflict',
      'suspended',
      '許可は停止中です（第8条）。停止が解除されるまで、作業を行うことはできません',
    );
  if (state.cutOffs.length > 0)
    return refused(
      'conflict',
      'cut-off',
      '緊急接続停止指示が出ています（第6条第6号）。指示が解除されるまで、作業を行うことはできません',
    );
  return state.status === 'upcoming' || state.status === 'active'
    ? undefined
    : refused('conflict', 'permit-over', '許可は終了しています。作業を行うことはできません（第6条第3号）');
};

/** Why a work that was announced can only be returned; an emergency is approved after the fact. */
export const whyNotAccepted = (
  head: WorkHead,
  state: Supervised,
  now: Temporal.Instant,
): Refusal | undefined => {
  const { emergency, plannedEnd } = head;
  if (emergency) return undefined;
  const blocked = whyNoWork(state);
  if (blocked) return blocked;
  if (lapses(state.stopped, head)) return LAPSED;
  const end = Temporal.Instant.from(plannedEnd);
  return Temporal.Instant.compare(now, end) >= 0
    ? refused(
        'conflict',
        'too-late',
        `作業の予定の日時（${formatJstDateTimeShort(end)}まで）を過ぎたため、認めることはできません。差し戻してください`,
      )
    : undefined;
};

/** The permit was suspended since, and its suspension lifted: what was applied for before counts no more (第8条). */
export const LAPSED = refused(
  'conflict',
  'lapsed',
  '許可が停止されたため、この作業申請は効力を失いました（第8条）。新しい作業申請が必要です',
);
