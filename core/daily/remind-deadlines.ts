import { Temporal } from 'temporal-polyfill';
import { caseKey, loadCase, loadRecord, SHARDS } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import { loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import { type Item, type Ports, queryAll, type Store } from '../store/ports.ts';
import {
  addBusinessDays,
  dateOf,
  isBusinessDay,
  startOfDay,
  subtractBusinessDays,
} from '../values/calendar.ts';

/**
 * 履行期限の予告: of an order (第7条) or an instruction (第6条第6号) that is not answered yet, `remindBeforeDays` business days before
 * its deadline, and on its day; where that is a day off, on the last business day before. Each once: a run that is
 * repeated sends nothing, one that comes late the nearer of the two. Asked by the daily run, in office hours.
 */
export const remindDeadlines =
  (ports: Ports) =>
  async (businessDate: Temporal.PlainDate): Promise<void> => {
    const settings = await loadSettings(ports.store);
    // A record is due when its deadline has passed: these are not yet.
    const from = startOfDay(businessDate.add({ days: 1 })).toString();
    const to = startOfDay(
      addBusinessDays(businessDate, settings.remindBeforeDays + 1, settings).add({ days: 1 }),
    ).toString();
    for (const shard of SHARDS)
      for (const row of await queryAll(ports.store, { index: 'due', hash: shard, from, to }))
        if (row.sk.startsWith(`${FINDINGS.prefix}#`) || row.sk.startsWith(`${INSTRUCTIONS.prefix}#`))
          await remind(ports, row, businessDate, settings);
  };

const remind = async (
  ports: Ports,
  { pk, sk }: Item,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<void> => {
  const caseId = pk.slice(caseKey('').length);
  const [prefix = '', id = ''] = sk.split('#');
  const outcome = await commit<undefined>(ports, async (ports) => {
    const nothing = { ok: true, value: undefined, writes: [] } as const;
    const state = await loadCase(ports.store, caseId);
    const open = await deadlineOf(ports.store, caseId, prefix, id);
    if (!state || !open || !IN_FORCE.includes(state.status)) return nothing;
    const { dueOn, toldAt } = open;
    const stage = stageOn(today, Temporal.PlainDate.from(dueOn), settings);
    // Whoever has been told of the deadline today knows it.
    if (!stage || dateOf(Temporal.Instant.from(toldAt)).equals(today)) return nothing;
    // An order made anew (docs/adr/0058) has reminders of its own, also for the same day.
    const mark = { pk, sk: `REMINDED#${id}#${open.orderNo ?? ''}#${dueOn}#${stage}` };
    if (await ports.store.get(mark)) return nothing;
    const news = prefix === FINDINGS.prefix ? 'order-due' : 'instruction-due';
    return {
      ok: true,
      value: undefined,
      writes: [
        { put: { ...mark, remindedOn: today.toString() }, when: { absent: true } },
        ...(await newsMails(ports, state, news, ports.clock(), id)),
      ],
    };
  });
  carriedOut(outcome);
};

/** While it waits for an answer. */
const deadlineOf = async (
  store: Store,
  caseId: string,
  prefix: string,
  id: string,
): Promise<
  { readonly orderNo?: string | undefined; readonly dueOn: string; readonly toldAt: string } | undefined
> => {
  if (prefix === FINDINGS.prefix) {
    const order = (await loadRecord(store, caseId, FINDINGS, id))?.head;
    return order?.dueOn !== undefined && FINDINGS.dueAt(order) !== undefined
      ? { orderNo: order.orderNo, dueOn: order.dueOn, toldAt: order.changedAt }
      : undefined;
  }
  const given = (await loadRecord(store, caseId, INSTRUCTIONS, id))?.head;
  return given?.dueOn !== undefined && INSTRUCTIONS.dueAt(given) !== undefined
    ? { dueOn: given.dueOn, toldAt: given.issuedAt ?? given.changedAt }
    : undefined;
};

const stageOn = (
  today: Temporal.PlainDate,
  dueOn: Temporal.PlainDate,
  settings: Settings,
): 'before' | 'day' | undefined => {
  const day = isBusinessDay(dueOn, settings) ? dueOn : subtractBusinessDays(dueOn, 1, settings);
  const before = subtractBusinessDays(day, settings.remindBeforeDays, settings);
  const reached = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(today, date) >= 0;
  return reached(day) ? 'day' : reached(before) ? 'before' : undefined;
};
