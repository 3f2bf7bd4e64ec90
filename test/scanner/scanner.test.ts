import { describe, expect, test } from 'vitest';
import { loadDecisions } from '../../core/application/decision.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { seeded } from '../support/city.ts';
import { callerIn, decree } from '../support/decree.ts';
import { asked } from '../support/long-run.ts';
import { pick, shuffled, type Visitor, visit } from './scanner.ts';
import {
  allRows,
  CARE_MANAGER,
  CHIEF,
  caseRows,
  createUndecidedCases,
  decideAs,
  lastMailOf,
  linksIn,
  MANAGER,
  mailsAfter,
  VENDOR,
} from './undecided-cases.ts';
import { readPage } from './web-page.ts';

/** SCANNER_VISITS for a long run. */
const VISITS = asked('SCANNER_VISITS', 1000);
const SEED = asked('SCANNER_SEED', 1);
/** Per channel, address and clock hour: 10 by the mailed link, 10 on the sign-in page. */
const CODES_PER_HOUR = 20;
const BASE_URL = 'http://127.0.0.1:3000';

const isCode = (subject: string): boolean => subject.includes('確認コード');
const say = (line: string) => process.stdout.write(`      ${line}\n`);
const bound = (n: number) => `95 %: < ${(3 / n).toPrecision(2)}`;

describe('メールの検査装置（ブラウザのようにふるまう）', () => {
  test(`${VISITS}回の訪問: 決定は一つも行われず、案件の状態・事象・決定は何も変わらない`, async () => {
    const { world, database, cases } = await createUndecidedCases();
    const random = seeded(SEED);
    const statusOf = async (caseId: string) => (await loadCase(world.store, caseId))?.status;
    const undecided = [cases.received, ...cases.confirming, ...cases.approving, cases.returned, cases.care];
    expect(await Promise.all(undecided.map(statusOf))).toEqual([
      'received',
      ...cases.confirming.map(() => 'confirming'),
      ...cases.approving.map(() => 'approving'),
      'returned',
      'confirming',
    ]);
    // What a person had open in the same browser: the form of a decision, without the person's session.
    const manager = await world.signIn(MANAGER);
    const open = await manager('GET', `/applications/${cases.confirming[0]}/decision`);
    const keptForms = readPage(open.text).forms;
    expect(keptForms.length).toBeGreaterThan(0);

    const shared = new Map<string, string>();
    const people = [...new Set(world.mailbox.list().map(({ to }) => to))];
    const faults: string[] = [];
    const seen = { visits: 0, requests: 0, paths: new Set<string>(), mails: new Set<number>() };
    let lastMail = 0;

    const codes = new Map<string, number>();
    const oneVisit = async (n: number): Promise<void> => {
      const mails = mailsAfter(database, 0).filter(({ subject }) => !isCode(subject));
      // Each mail in turn, and now and then a whole mailbox at once.
      const person = pick(people, random);
      const chosen =
        n % 10 === 0
          ? mails.filter(({ to }) => to === person)
          : [mails[n % mails.length]].filter((m) => m !== undefined);
      const before = caseRows(database);
      const visitor: Visitor = {
        send: world.send,
        random,
        jar: random() < 0.3 ? shared : new Map(),
        baseUrl: BASE_URL,
        addresses: [chosen[0]?.to ?? '', 'scanner@example.net', 'test@example.com', 'x', VENDOR],
        presses: random() < 0.9,
        most: 60,
      };
      const links = shuffled([...new Set(chosen.flatMap(({ text }) => linksIn(text)))], random);
      const report = await visit(visitor, links, n % 7 === 0 ? keptForms : []);
      await world.settle();
      seen.visits += 1;
      seen.requests += report.requests;
      for (const path of report.paths) seen.paths.add(path);
      for (const mail of chosen) seen.mails.add(mail.id);
      faults.push(...report.faults.map((fault) => `visit ${n}: ${fault}`));
      if (caseRows(database) !== before) faults.push(`visit ${n}: a case changed`);
      for (const { id, to, subject, sentAt } of mailsAfter(database, lastMail)) {
        lastMail = id;
        if (!isCode(subject)) faults.push(`visit ${n}: mail ${subject}`);
        const hour = `${to} ${sentAt.slice(0, 13)}`;
        const count = (codes.get(hour) ?? 0) + 1;
        codes.set(hour, count);
        if (count > CODES_PER_HOUR) faults.push(`visit ${n}: ${count} codes to ${hour}`);
      }
      if (faults.length > 20) throw new Error(faults.join('\n'));
    };
    const visits = async (from: number, to: number): Promise<void> => {
      lastMail = lastMailOf(database);
      for (let n = from; n < to; n += 1) {
        await oneVisit(n);
        // Days pass: reminders, new links in place of ended ones, the deputy is asked. The rules do that, not a visit.
        const minutes = Math.floor(random() * 40);
        await world.advanceTo(world.clock.now().add({ minutes }));
        lastMail = lastMailOf(database);
      }
    };

    await visits(0, Math.floor(VISITS * 0.4));
    await decree(
      { ports: world.ports, person: callerIn(world.ports) },
      {
        act: 'appoint',
        role: 'manager:welfare',
        personId: 'p-tax2',
        kind: 'principal',
        title: '福祉部介護福祉課長',
        from: world.today().toString(),
      },
    );
    await world.settle();
    await visits(Math.floor(VISITS * 0.4), Math.floor(VISITS * 0.8));
    for (const caseId of undecided)
      expect(await loadDecisions(world.store, caseId), caseId).toHaveLength(
        cases.approving.includes(caseId) || caseId === cases.returned ? 1 : 0,
      );
    expect(await Promise.all(undecided.map(statusOf))).toEqual([
      'received',
      ...cases.confirming.map(() => 'confirming'),
      ...cases.approving.map(() => 'approving'),
      'returned',
      'confirming',
    ]);

    // After all that, the people themselves can still sign in and decide.
    await world.advanceTo(world.clock.now().add({ hours: 1 }));
    const tax = await world.signIn(MANAGER);
    const chief = await world.signIn(CHIEF);
    for (const caseId of cases.confirming.slice(0, 2)) await decideAs(world, tax, caseId, 'ask-chief');
    for (const caseId of cases.confirming.slice(0, 1)) await decideAs(world, chief, caseId, 'approve');
    await decideAs(world, chief, cases.approving[0] ?? '', 'refuse');
    await decideAs(world, await world.signIn('tax-deputy@city.example.jp'), cases.care, 'return');
    expect(await Promise.all([...cases.confirming, ...cases.approving, cases.care].map(statusOf))).toEqual([
      'upcoming',
      'approving',
      'confirming',
      'refused',
      'approving',
      'returned',
    ]);
    // Old links, after decision, hand-over and end.
    await visits(Math.floor(VISITS * 0.8), VISITS);
    expect(faults).toEqual([]);
    expect(world.failures).toEqual([]);
    expect(seen.mails.size).toBeGreaterThan(Math.min(VISITS / 2, 40));
    expect(seen.visits).toBe(VISITS);
    expect(seen.requests).toBeGreaterThan(VISITS);
    say(
      `N = ${VISITS} visits, seed ${SEED}: ${seen.requests} requests, ${seen.paths.size} paths, ${seen.mails.size} mails, ${[...codes.values()].reduce((sum, n) => sum + n, 0)} codes sent, at most ${Math.max(...codes.values())} an hour and address; 0 decisions, 0 changes (${bound(VISITS)})`,
    );
  });

  test('INV-7: サインイン中の人のブラウザがすべてのリンクを先読みしても、何も書き込まれず、何も送信されない', async () => {
    const { world, database } = await createUndecidedCases();
    const random = seeded(SEED);
    let pages = 0;
    let requests = 0;
    for (const address of [
      VENDOR,
      MANAGER,
      CARE_MANAGER,
      CHIEF,
      'clerk@city.example.jp',
      'deputy@city.example.jp',
    ]) {
      const { json } = await world.send({ path: '/v1/sign-in', body: { address } });
      await world.settle();
      const code = world.lastCode(address);
      const { cookies } = await world.send({
        path: '/v1/sign-in/code',
        body: { attemptId: json.attemptId, code },
      });
      const before = allRows(database);
      const jar = new Map([['session', cookies[0]?.split(';')[0]?.slice('session='.length) ?? '']]);
      const links = world.mailbox.list(address).flatMap(({ text }) => linksIn(text));
      const visitor = {
        send: world.send,
        random,
        jar,
        baseUrl: BASE_URL,
        addresses: [],
        presses: false,
        most: 5000,
      };
      const report = await visit(visitor, ['/', ...links]);
      expect(report.faults).toEqual([]);
      await world.settle();
      expect(allRows(database), address).toBe(before);
      pages += report.paths.size;
      requests += report.requests;
      expect(report.paths.size, address).toBeGreaterThan(5);
    }
    expect(requests).toBeGreaterThan(pages);
    say(
      `N = ${requests} safe requests to ${pages} pages of 6 people: 0 rows and 0 mails written (${bound(requests)})`,
    );
  });
});
