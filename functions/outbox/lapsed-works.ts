import { type CaseState, isSupervised } from '../../core/case/case-state.ts';
import { stopsOf } from '../../core/case/stops.ts';
import { lapsedSince, lapsedWorks } from '../../core/permit/lapse-works.ts';
import type { Ports } from '../../core/store/ports.ts';
import { spanText } from '../ui/dates.ts';

/** What a vendor is told of its announced works when the permit stops (第6条第3号, 第8条). */
export const lapsedFacts = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: CaseState,
  /** Of the part of the permit that was stopped last (docs/adr/0039); otherwise of the whole. */
  part = false,
): Promise<readonly (readonly [string, string])[]> => {
  const since = part ? stopsOf(state).at(-1)?.at : undefined;
  const works = !isSupervised(state)
    ? []
    : since === undefined
      ? await lapsedWorks(store, state)
      : await lapsedSince(store, state, since, clock());
  return works.length === 0
    ? []
    : [
        [
          '効力を失った作業申請',
          [
            ...works
              .toSorted((a, b) => a.plannedStart.localeCompare(b.plannedStart))
              .map(
                ({ noticeNo, plannedStart, plannedEnd }) =>
                  `${noticeNo}（${spanText(plannedStart, plannedEnd)}）`,
              ),
            'これらの申請による接続はできません。報告の督促はしません。その前に接続していたときは、その時までの接続を報告してください（第6条第2号）。',
          ].join('\n'),
        ],
      ];
};
