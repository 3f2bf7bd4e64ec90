import type { SessionPaper } from '../../core/case/records/work-papers.ts';
import { base, headsOf, key, manager, moment } from './acts-permit.ts';
import { type ActFn, caseIdOf, flag, knownOf, text, today } from './acts-vendor.ts';
import { member } from './invariants/judged.ts';
import { jstDate } from './ticks.ts';
import type { CityWorld } from './world.ts';

/** What goes past our handlers (ADR 14): papers of an application, and logs of a gateway. */

/** A paper on its way: the form, the file, the completion; asked for again when no answer came. */
const attach: ActFn = async (world, action) => {
  const vendor = text(action, 'vendor', 'hokuto');
  const name = `資料${action.permit}.csv`;
  const contents = `項目,値\r\n資料,${action.permit}\r\n`;
  const size = Buffer.byteLength(contents);
  const offered = await world.asVendor(vendor, { path: '/v1/files', body: { name, size } });
  if (offered?.status !== 201) return offered;
  const { fileId, upload } = offered.json;
  world.files.receive(upload, name, contents);
  const complete = () => world.asVendor(vendor, { path: `/v1/files/${fileId}/completion`, body: {} });
  const answers = flag(action, 'twice') ? await Promise.all([complete(), complete()]) : [await complete()];
  for (let tries = 0; tries < 3 && !answers.some((answer) => answer?.status === 200); tries += 1)
    answers.push(await complete());
  const done = answers.find((answer) => answer?.status === 200);
  if (done) knownOf(world, action).fileId = fileId;
  return done ?? answers[0];
};

/** A paper is taken back: not once an application names it. */
const detach: ActFn = async (world, action) => {
  const known = knownOf(world, action);
  if (known.fileId === undefined) return undefined;
  const path = `/v1/files/${known.fileId}`;
  const answer = await world.asVendor(text(action, 'vendor', 'hokuto'), { method: 'DELETE', path });
  if (answer?.status === 204) delete known.fileId;
  return answer;
};

const HOUR = 3_600_000;
type Line = { readonly account: string; readonly from: number; readonly to: number; readonly ip: string };
const HEADINGS = '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先';
const csv = ({ account, from, to, ip }: Line): string =>
  [account, ...[from, to].map((at) => moment(at).replace('T', ' ')), ip, 'HK-0001', 'tax-db01'].join();

/** The gateway's log of a month: as reported, or with a connection too many, too few, or from elsewhere. */
const reconcile: ActFn = async (world, action) => {
  const all = headsOf(world, caseIdOf(world, action), 'WORK').flatMap((head) => {
    if (!head['session']) return [];
    const session = head['session'] as { connectedAt: string; disconnectedAt: string };
    const seq = (head['papers'] as Readonly<Record<string, number>>)['session-reported'];
    const paper = world.store.peek(
      `CASE#${caseIdOf(world, action)}`,
      `PAPER#${String(seq).padStart(6, '0')}`,
    );
    return [{ ...session, ip: member<SessionPaper>(paper, 'content')?.originIp ?? '192.0.2.10' }];
  });
  const latest = all
    .map(({ connectedAt }) => jstDate(Date.parse(connectedAt)))
    .sort()
    .at(-1);
  const thisMonth = today(world).toString().slice(0, 7);
  const before = today(world).toPlainYearMonth().subtract({ months: 1 }).toString();
  const busy = latest === undefined || latest.slice(0, 7) === thisMonth ? before : latest.slice(0, 7);
  const compared = headsOf(world, caseIdOf(world, action), 'RECONCILIATION').map((head) => head['yearMonth']);
  const last = flag(action, 'again') ? compared.map(String).sort().at(-1) : undefined;
  const yearMonth = last ?? (flag(action, 'busy') ? busy : before);
  const lines = all
    .map(({ connectedAt, disconnectedAt, ip }) => ({
      account: 'maint01',
      from: Date.parse(connectedAt),
      to: Date.parse(disconnectedAt),
      ip,
    }))
    .filter(({ from }) => jstDate(from).startsWith(yearMonth));
  const [first] = lines;
  const quirk = first ? text(action, 'quirk') : '';
  // Somebody else, while the reported one was connected; the second time another one, a minute later: the oracle knows
  // connections by their beginning alone.
  const ghost = flag(action, 'again') ? 'ghost02' : 'ghost01';
  const from = (first?.from ?? 0) + (flag(action, 'again') ? 60_000 : 0);
  if (quirk === 'unreported' && first) lines.push({ ...first, from, account: ghost });
  if (quirk === 'elsewhere' && first) lines.splice(0, 1, { ...first, ip: '203.0.113.9' });
  if (quirk === 'missing') lines.shift();
  const log = `${[HEADINGS, ...lines.map(csv)].join('\r\n')}\r\n`;

  const path = `${base(world, action)}/reconciliations`;
  const personId = manager(world, action);
  let sent: object = { text: log };
  if (flag(action, 'file')) {
    const announced = { name: `${yearMonth}.csv`, size: Buffer.byteLength(log) };
    const offered = await world.asPerson(personId, { path: `${path}/files`, body: announced });
    if (offered?.status !== 201) return offered;
    world.files.receive(offered.json.upload, announced.name, log);
    sent = { fileId: offered.json.fileId };
  }
  const body = { yearMonth, ...sent };
  const post = () => world.asPerson(personId, { path, body, headers: key(action) });
  const [answer] = flag(action, 'twice') ? await Promise.all([post(), post()]) : [await post()];
  if (answer?.status !== 201) return answer;
  const { counts } = answer.json;
  const { length: strangers } = lines.filter(({ account }) => account === ghost);
  if (counts['no-report'] !== strangers)
    world.violate(
      'ART-6',
      `${counts['no-report']} unreported connections, not ${strangers}`,
      caseIdOf(world, action),
    );
  const alone = first && lines.every(({ from, to }) => from > first.to + HOUR || to < first.from - HOUR);
  if (quirk !== 'missing' || alone)
    if (counts['no-log'] !== (quirk === 'missing' ? 1 : 0))
      world.violate('ART-6', `${counts['no-log']} reports without a log (${quirk})`, caseIdOf(world, action));
  if (quirk === 'none' || quirk === '') judgeInnocent(world, caseIdOf(world, action), yearMonth);
  await world.asPerson(personId, { method: 'GET', path: `${path}/${yearMonth}` });
  return answer;
};

type Head = { readonly [name: string]: unknown };
type Matter = Head & { readonly by: string; readonly workId?: string; readonly at?: string };
/** What no report can differ in and still be as it was announced. */
const HARMLESS: readonly unknown[] = ['no-log', 'other-than-announced', 'long-session', 'outside-account'];

/**
 * INV-26: the log says what was reported. What was announced, approved and reported so is in question nowhere, even where
 * an earlier comparison of the month had put it there; nor is anybody who is in this log no more.
 */
const judgeInnocent = (world: CityWorld, caseId: string, yearMonth: string): void => {
  const works = headsOf(world, caseId, 'WORK');
  const isRight = (workId: string | undefined) => {
    const work = works.find((head) => head['workId'] === workId);
    const session = work?.['session'] as { readonly flags: readonly unknown[] } | undefined;
    const isAnswered = (work?.['answer'] as { readonly choice: string } | undefined)?.choice !== 'decline';
    return session !== undefined && isAnswered && session.flags.every((flag) => HARMLESS.includes(flag));
  };
  for (const finding of headsOf(world, caseId, 'FINDING'))
    for (const matter of (finding['matters'] ?? []) as readonly Matter[]) {
      if (matter.by !== 'log' || matter['withdrawn'] || matter['outdated']) continue;
      if (!jstDate(Date.parse(matter.at ?? '')).startsWith(yearMonth)) continue;
      if (matter['unreported'] || isRight(matter.workId))
        world.violate('INV-26', `${String(matter['kind'])} of what was as it should be`, caseId);
    }
};

export const FILE_ACTS: Readonly<Record<string, ActFn>> = { attach, detach, reconcile };
