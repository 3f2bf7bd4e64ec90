import { Temporal } from 'temporal-polyfill';
import type { Supervised } from '../case/case-state.ts';
import {
  concerns,
  duringWork,
  nothingLeftFrom,
  type StoppableWork,
  type StoppedSpan,
  stoppedName,
} from '../case/partial-stop.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import { lapses } from '../case/work-lapse.ts';
import { startOfDay } from '../values/calendar.ts';
import { type Problem, type Refusal, refused } from '../values/errors.ts';
import { formatJstDateTimeShort } from '../values/wareki.ts';

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
  const over = startOfDay(Temporal.PlainDate.from(state.period.to).add({ days: 1 }));
  if (Temporal.Instant.compare(over, end) < 0) return BEYOND;
  return Temporal.Instant.compare(now, end) >= 0
    ? refused(
        'conflict',
        'too-late',
        `作業の予定の日時（${formatJstDateTimeShort(end)}まで）を過ぎたため、認めることはできません。差し戻してください`,
      )
    : undefined;
};

/** The permit was shortened since (第4条第3項). */
const BEYOND = refused(
  'conflict',
  'beyond-period',
  '許可の期間が短縮されたため、作業の予定の日時が許可の期間を超えています（第6条第3号）。差し戻してください',
);

/** The permit was suspended since, and its suspension lifted: what was applied for before counts no more (第8条). */
export const LAPSED = refused(
  'conflict',
  'lapsed',
  '許可が停止されたため、この作業申請は効力を失いました（第8条）。新しい作業申請が必要です',
);

/** What is stopped for itself (第8条, docs/adr/0039) may not be named for a time in which it is; the others go on. */
export const stoppedProblems = (
  work: StoppableWork,
  originIps: readonly string[],
  stops: readonly StoppedSpan[],
): readonly Problem[] => {
  const during = duringWork(work, stops);
  const named = (path: 'workers' | 'terminals', part: (name: string) => Parameters<typeof concerns>[1]) =>
    work[path].flatMap((name, index) =>
      during
        .filter((stop) => stop.kind !== 'origin' && concerns(stop, part(name)))
        .slice(0, 1)
        .map((stop) => ({
          pointer: `/${path}/${index}`,
          message: `${stoppedName(stop)}は、${spanOf(stop)}停止されているため、この作業に従事させ、又は使用することはできません（第8条）。除いて申請してください`,
        })),
    );
  const origins = during.filter(({ kind }) => kind === 'origin');
  return [
    ...named('workers', (name) => ({ workers: [name] })),
    ...named('terminals', (terminal) => ({ workers: [], terminal })),
    ...(nothingLeftFrom({ ...work, workers: [], terminals: [] }, originIps, origins) === undefined
      ? []
      : [
          {
            pointer: '/plannedStart',
            message: `許可された接続元のすべて（${origins.map(({ value }) => value).join('、')}）が停止されている間は、作業を行うことはできません（第8条）`,
          },
        ]),
  ];
};

/** Why a work that was announced before can only be returned: nobody, no terminal or no origin is left to it. */
export const NOTHING_LEFT = refused(
  'conflict',
  'partly-suspended',
  '作業者、端末又は接続元のすべてが停止されたため、この作業申請を認めることはできません（第8条）。差し戻してください',
);

const spanOf = ({ from, to }: StoppedSpan): string => {
  const begins = `${formatJstDateTimeShort(Temporal.Instant.from(from))}から`;
  return to.startsWith('9999')
    ? `${begins}解除されるまで`
    : `${begins}${formatJstDateTimeShort(Temporal.Instant.from(to))}まで`;
};
