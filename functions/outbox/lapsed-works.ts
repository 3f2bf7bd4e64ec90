import { type CaseState, isSupervised } from '../../core/case-state.ts';
import type { Store } from '../../core/ports.ts';
import { lapsedWorks } from '../../core/use-cases/lapse-works.ts';
import { spanText } from '../pages/dates.ts';

/** What a vendor is told of its announced works when the permit stops (第6条第3号, 第8条). */
export const lapsedFacts = async (
  store: Store,
  state: CaseState,
): Promise<readonly (readonly [string, string])[]> => {
  const works = isSupervised(state) ? await lapsedWorks(store, state) : [];
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
