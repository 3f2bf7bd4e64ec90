import type { ChangePaper } from '../../../core/application/change-form.ts';
import type { CaseState } from '../../../core/case/case-state.ts';
import type { ChangeHead } from '../../../core/case/records/change.ts';
import type { Item } from '../../../core/store/ports.ts';
import { canonicalJson } from '../../../core/values/hash.ts';
import { SAME } from '../acts-vendor.ts';
import { type Judged, member } from './judged.ts';

type Fields = Readonly<Record<string, unknown>>;
export const applicationIn = (row: Item | undefined): Fields =>
  member<{ application: Fields }>(row, 'revision')?.application ?? {};

/** What cannot be the same. */
const OWN = [
  ...['applicationType', 'previousPermitNo', 'appliedOn', 'consultationId', 'period', 'contract', 'pledge'],
  'remarks',
];

/** 継続申請 by the short path (F10): every other field is as the permit has it now, approved or changed since. */
export const judgeRenewal = (
  { store, violate }: Pick<Judged, 'store' | 'violate'>,
  { caseId, rev }: CaseState,
  previous: CaseState | undefined,
): void => {
  const renewal = applicationIn(store.peek(`CASE#${caseId}`, `REV#${String(rev).padStart(4, '0')}`));
  if (!previous || !String(renewal['remarks']).startsWith(SAME)) return;
  const rows = store.partition(`CASE#${previous.caseId}`);
  const papers = rows
    .flatMap((row) => (row.sk.startsWith('CHANGE#') ? (member<ChangeHead>(row, 'head') ?? []) : []))
    .filter(({ status }) => status === 'effective')
    .sort((a, b) => (`${a.effectiveOn} ${a.changeId}` < `${b.effectiveOn} ${b.changeId}` ? -1 : 1))
    .map(({ papers: { 'change-filed': seq } }) =>
      rows.find(({ sk }) => sk === `PAPER#${String(seq).padStart(6, '0')}`),
    );
  const approved = rows.find(({ sk }) => sk === `REV#${String(previous.rev).padStart(4, '0')}`);
  const expected = Object.assign(
    {},
    applicationIn(approved),
    ...papers.map((row) => member<ChangePaper>(row, 'content')?.after),
  );
  for (const field of Object.keys({ ...expected, ...renewal }))
    if (!OWN.includes(field) && canonicalJson(expected[field]) !== canonicalJson(renewal[field]))
      violate('INV-4', `renewed with another ${field}`, caseId);
};
