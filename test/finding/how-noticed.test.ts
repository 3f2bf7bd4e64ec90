import { expect, test } from 'vitest';
import type { FindingHead } from '../../core/case/records/finding-facts.ts';
import { howNoticed } from '../../core/finding/raise-candidate.ts';
import type { CandidateKind } from '../../core/regulation/candidate-kinds.ts';
import { createCity } from '../support/city.ts';

test.each<[CandidateKind, string | undefined, string | undefined]>([
  ['overrun', '2026-05', '接続ログ・作業報告との照合'],
  ['outside-worker', 'w-1', '接続ログ・作業報告との照合'],
  ['no-report', '2026-05', '接続ログ・作業報告との照合'],
  ['no-report', 'w-1', undefined],
  ['nonconforming', 'r-1', '別表1の再確認'],
  ['emergency-declined', 'w-1', '緊急の作業の事後承認の判断'],
  ['reported', undefined, undefined],
])('%s（%s）の認知の経緯は、統括への報告に事実と異なることを書かない', async (kind, about, expected) => {
  const { store } = await createCity();
  const head: FindingHead = {
    ...{ findingId: 'f-1', status: 'candidate', kind, clause: 1, about, papers: [] },
    ...{ openedAt: '2026-06-01T00:00:00Z', changedAt: '2026-06-01T00:00:00Z' },
  };
  await store.transact([{ put: { pk: 'CASE#c-1', sk: 'FINDING#f-1', head } }]);
  expect(await howNoticed(store, 'c-1', 'f-1')).toBe(expected);
});
