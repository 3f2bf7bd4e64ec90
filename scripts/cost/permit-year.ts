import { Temporal } from 'temporal-polyfill';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { CHIEF, TAX } from '../../test/support/story.ts';
import type { Answer, Client } from '../../test/support/world.ts';
import { type Count, createMeteredStory, minus, plus } from './meter.ts';

/** What one kind of act cost, over the year. */
export type Line = {
  readonly what: string;
  readonly times: number;
  /** The request itself: one Lambda. */
  readonly own: Count;
  /** What followed at once: tasks, mails. */
  readonly after: Count;
};

/** The last report is submitted after the permit has expired. */
export const YEAR = {
  start: '2026-04-06T09:00',
  from: '2026-04-20',
  to: '2027-03-31',
  end: '2027-04-09T12:00',
};

/** A permit that lives for a year without trouble, act by act, on a metered city. */
export const playPermitYear = async () => {
  const { story, read, request } = await createMeteredStory();
  const lines = new Map<string, Line>();
  let unpaid = read();

  const act = async (what: string, run: () => Promise<Answer>): Promise<Answer> => {
    const before = read();
    const answer = await request(run);
    if (answer.status >= 400) throw new Error(`${what}: ${answer.text}`);
    const own = minus(read(), before);
    await story.settle();
    const after = minus(read(), plus(before, own));
    const line = lines.get(what);
    lines.set(
      what,
      line
        ? { ...line, times: line.times + 1, own: plus(line.own, own), after: plus(line.after, after) }
        : { what, times: 1, own, after },
    );
    return answer;
  };
  /** Signing in is left out: it belongs to no permit. */
  const signedIn = async (address: string): Promise<Client> => {
    const before = read();
    const person = await story.as(address);
    unpaid = plus(unpaid, minus(read(), before));
    return person;
  };
  /** As a signed-in person; what was looked at before is paid for too. */
  const decide = async (address: string, caseId: string, body: object): Promise<void> => {
    const person = await signedIn(address);
    const shown = await act('見る', () => person('GET', `/v1/applications/${caseId}`));
    await act('決定', () =>
      person('POST', `/v1/applications/${caseId}/decisions`, { ...body, hash: shown.json.request.hash }),
    );
  };

  const { from, to } = YEAR;
  const form = story.application({ period: { from, to } });
  const { json } = await act('申請', () =>
    story.vendorApi('POST', '/v1/applications', form, { 'idempotency-key': 'cost' }),
  );
  const { caseId } = json;
  await decide(TAX, caseId, {
    stage: 'confirm',
    choice: 'ask-chief',
    checklist: tomakomaiR50401.checklist.map((item) => ({
      item: item.id,
      result: 'pass',
      method: 'document',
      confirmedOn: story.today().toString(),
    })),
  });
  await decide(CHIEF, caseId, { stage: 'approve', choice: 'approve' });
  await act('見る', () => story.vendorApi('GET', `/v1/applications/${caseId}`));
  const permit = `/v1/permits/${caseId}`;
  /** The manager looks, and answers what is asked. */
  const answer = async (path: string, to: string, what: string, body: object): Promise<void> => {
    const manager = await signedIn(TAX);
    const { json: shown } = await act('見る', () => manager('GET', path));
    const { hash } = shown.question ?? shown.questions[0];
    await act(what, () => manager('POST', to, { hash, ...body }));
  };
  const application = minus(read(), unpaid);

  /** 作業申請 → 承認 → 報告 → 確認 (別表1 5-1, 5-2), on the 20th, announced on the 5th. */
  const work = async (month: Temporal.PlainYearMonth): Promise<void> => {
    const on = month.toPlainDate({ day: 20 }).toString();
    await story.until(`${month.toPlainDate({ day: 5 }).toString()}T11:00`);
    const key = { 'idempotency-key': `work-${on}` };
    const { json: announced } = await act('作業申請', () =>
      story.vendorApi('POST', `${permit}/works`, exampleWork(on), key),
    );
    const path = `${permit}/works/${announced.workId}`;
    await answer(path, `${path}/answer`, '作業への回答', { choice: 'accept' });
    await story.until(`${on}T13:00`);
    await act('作業報告', () =>
      story.vendorApi('POST', `${path}/report`, exampleSession(on), { 'idempotency-key': `report-${on}` }),
    );
    await answer(path, `${path}/review`, '作業報告の確認', { choice: 'confirm' });
  };
  /** 月次利用状況報告 (第10条): asked for on the 1st, submitted on the 3rd, accepted. */
  const report = async (month: Temporal.PlainYearMonth): Promise<void> => {
    await story.until(`${month.add({ months: 1 }).toPlainDate({ day: 3 }).toString()}T14:00`);
    const path = `${permit}/reports/${month}`;
    const { json: shown } = await act('見る', () => story.vendorApi('GET', path));
    const used = shown.usage.sessions.length > 0;
    await act('月次報告の提出', () =>
      story.vendorApi('PUT', path, {
        usageHash: shown.usageHash,
        used,
        ...(used ? { updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' } : {}),
      }),
    );
    await answer(path, `${path}/answer`, '月次報告の確認', { choice: 'accept' });
  };
  const first = Temporal.PlainYearMonth.from(from.slice(0, 7));
  for (let n = 0; n < 12; n += 1) {
    const month = first.add({ months: n });
    if (n > 0) await work(month);
    await report(month);
  }
  await story.until(YEAR.end);
  const all = read();
  return {
    lines: [...lines.values()],
    application,
    all: minus(all, unpaid),
    events: (await story.eventsOf(caseId)).length,
  };
};

/** The same year in a city that has no permit: what the schedules cost whatever happens. */
export const playIdleYear = async (): Promise<Count> => {
  const { story, read } = await createMeteredStory();
  const start = read();
  await story.until(YEAR.end);
  return minus(read(), start);
};
