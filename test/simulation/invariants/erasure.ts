import type { FileRecord } from '../../../core/attachment/file-store.ts';
import type { CaseState } from '../../../core/case/case-state.ts';
import type { Disposal, DisposalEntry } from '../../../core/disposal/disposal.ts';
import { isoOf } from '../../support/calendar-oracle.ts';
import { jstDate } from '../ticks.ts';
import type { CityWorld } from '../world.ts';
import { holdersIn, type Judged, member, settingsIn } from './judged.ts';
import { dayOf } from './working-days.ts';

/** 保存期間と廃棄 (第12条, INV-19). */

/** The last day on which something was the case. */
const endOf = (state: CaseState): string => {
  if (state.status === 'withdrawn') return jstDate(Date.parse(state.changedAt));
  if (state.status === 'refused') return state.notice?.issuedOn ?? '9999-12-31';
  return 'overOn' in state ? isoOf(dayOf(state.overOn) - 1) : '9999-12-31';
};

/** Kept for its years from the next 1 April on, and on a list that a chief has approved. */
export const judgeErasure = (
  { store, now, violate }: Judged,
  before: CaseState,
  { disposalId }: { readonly disposalId: string },
): void => {
  const { caseId } = before;
  const end = endOf(before);
  const year = Number(end.slice(0, 4)) - (end.slice(5, 7) < '04' ? 1 : 0);
  const until = `${year + 1 + settingsIn(store).retentionYears}-03-31`;
  if (jstDate(now()) <= until) violate('ART-12', `erased before the end of ${until}`, caseId);
  const approval = member<Disposal>(store.peek('DISPOSALS', `LIST#${disposalId}`), 'disposal')?.approval;
  const entry = member<DisposalEntry>(store.peek(`DISPOSAL#${disposalId}`, `CASE#${caseId}`), 'entry');
  if (!approval || !entry || entry.excluded) violate('ART-12', 'erased without an approval', caseId);
  else if (
    !holdersIn(store, 'chief', jstDate(Date.parse(approval.decidedAt))).some(
      ({ personId, kind }) => personId === approval.decidedBy.personId && kind === approval.decidedAs,
    )
  )
    violate('INV-3', 'a disposal was approved by somebody who is not the chief', caseId);
};

/** What people wrote bears the number of its permit: of an erased one, no word is left anywhere. */
export const judgeErased = async (world: CityWorld): Promise<void> => {
  const erased = new Map<string, string>();
  for (const [permit, { caseId }] of world.known)
    if (caseId !== undefined && world.judge.trails.get(caseId)?.state?.erasedAt !== undefined)
      erased.set(String(permit), caseId);
  for (const row of world.store.partition('DISPOSALS'))
    if (member<Disposal>(row, 'disposal')?.status === 'approved')
      world.violate('INV-16', 'an approved disposal is not carried out');
  if (erased.size === 0) return;
  const look = (place: string, text: string): void => {
    for (const [, permit = ''] of text.matchAll(/標識(\d+)の/g))
      if (erased.has(permit))
        world.violate('INV-19', `${place} speaks of what was erased`, erased.get(permit));
  };
  const named = new Set<string>();
  for (const row of world.store.rows()) {
    const text = JSON.stringify(row);
    look(`${row.pk.split('#')[0]} ${row.sk.split('#')[0]}`, text);
    if (row.sk.startsWith('REV#'))
      for (const [, id = ''] of text.matchAll(/"fileId":"(\w+)"/g)) named.add(id);
  }
  for (const row of world.store.rows()) {
    const file = row.sk === 'FILE' ? member<FileRecord>(row, 'file') : undefined;
    if (file?.submitted && !named.has(file.fileId))
      world.violate('INV-19', 'a paper of what was erased is left');
  }
  for (const { text } of world.mails) look('a mail', text);
  for (const { inputText } of world.journal.running()) look('an execution', inputText);
  for (const name of await world.durable.anchors.list())
    look('an anchor', (await world.durable.anchors.get(name)) ?? '');
};
