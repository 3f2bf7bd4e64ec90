import { Temporal } from 'temporal-polyfill';
import { questionName, summarize } from '../application/list-cases.ts';
import type { AttentionEntry } from '../application/views.ts';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { caseIdOfInbox, HELD, loadCase } from '../case/case-store.ts';
import { mailRecordSchema, UNDELIVERABLE } from '../case/outbox-write.ts';
import { PARKED } from '../case/task-store.ts';
import { type Caller, isOffice } from '../directory/caller.ts';
import type { Role } from '../directory/directory.ts';
import { listSections, loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { issuingSectionName } from '../document/issue-document.ts';
import { eligible } from '../question/ask.ts';
import { type Item, type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { parsed } from '../values/frozen.ts';
import { formatWareki } from '../values/wareki.ts';

type Found = { readonly state: CaseState; readonly why: AttentionEntry['why']; readonly detail: string };

/** Days for which a mail that did not arrive is shown. */
const MAIL_DAYS = 30;

/**
 * 対応が必要な申請, for the chief's office: what stands still and will not move by itself. Read from the index rows
 * of open questions, of tasks that wait for an operator, and of mails that did not arrive; all of them are few.
 */
export const listAttention =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller): Promise<AttentionEntry[]> => {
    const settings = await loadSettings(store);
    if (!isOffice(caller, settings)) return [];
    const today = dateOf(clock());
    const found = [
      ...(await parked(store)),
      ...(await held(store)),
      ...(await questions(store, today, settings)),
      ...(await lostMails(store, clock())),
    ];
    return Promise.all(
      found.map(async ({ state, why, detail }) => ({
        ...(await summarize(store, state, today)),
        why,
        detail,
      })),
    );
  };

const caseOf = (store: Store, row: Item) => loadCase(store, row.pk.slice('CASE#'.length));

const parked = async (store: Store): Promise<Found[]> => {
  const rows = await queryAll(store, { index: 'register', hash: PARKED });
  const states = await Promise.all(rows.map((row) => caseOf(store, row)));
  return states.flatMap((state) =>
    state?.parked === undefined ? [] : [{ state, why: 'parked', detail: state.parked }],
  );
};

/** Papers that nobody is in office to issue. */
const held = async (store: Store): Promise<Found[]> => {
  const rows = await queryAll(store, { index: 'register', hash: HELD });
  const states = await Promise.all(rows.map((row) => caseOf(store, row)));
  return Promise.all(
    states
      .filter((state) => state?.held !== undefined)
      .filter((state) => state !== undefined)
      .map(async (state) => ({ state, why: 'paper-held', detail: await issuingSectionName(store, state) })),
  );
};

/** Overdue, or asked of a role that nobody holds. */
const questions = async (store: Store, today: Temporal.PlainDate, settings: Settings): Promise<Found[]> => {
  const sections = await listSections(store);
  const roles: Role[] = ['chief', ...sections.map(({ sectionId }): Role => `manager:${sectionId}`)];
  const rows = await Promise.all(
    roles.map((role) => queryAll(store, { index: 'register', hash: `INBOX#${role}` })),
  );
  const found = await Promise.all(
    rows.flat().map(async (row): Promise<Found[]> => {
      const state = await caseOf(store, row);
      const { requestId } = caseIdOfInbox(row);
      const request = state && openQuestions(state).find((open) => open.requestId === requestId);
      if (!state || !request) return [];
      const due = Temporal.PlainDate.from(request.dueOn);
      const why =
        (await eligible(store, request, state, today, settings)).length === 0
          ? 'no-holder'
          : Temporal.PlainDate.compare(today, due) > 0
            ? 'overdue'
            : undefined;
      if (why === undefined) return [];
      const name = await questionName(store, state.caseId, request);
      return [{ state, why, detail: `${name}　期限 ${formatWareki(due)}` }];
    }),
  );
  return found.flat();
};

const lostMails = async (store: Store, now: Temporal.Instant): Promise<Found[]> => {
  const from = now.subtract({ hours: MAIL_DAYS * 24 }).toString();
  const rows = await queryAll(store, { index: 'register', hash: UNDELIVERABLE, from });
  const found = await Promise.all(
    rows.map(async (row): Promise<Found[]> => {
      const state = row.pk.startsWith('CASE#') ? await caseOf(store, row) : undefined;
      const { to, subject } = parsed(mailRecordSchema, row['mail']);
      return state ? [{ state, why: 'undeliverable', detail: `${to}「${subject}」` }] : [];
    }),
  );
  return found.flat();
};
