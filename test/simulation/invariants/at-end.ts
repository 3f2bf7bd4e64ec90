import { applicationSchema } from '../../../core/application.ts';
import { type CaseState, openRequest } from '../../../core/case.ts';
import { canonicalJson } from '../../../core/hash.ts';
import type { MailRecord } from '../../../core/mail-record.ts';
import { verifyAudit } from '../../../core/use-cases/anchor-audit.ts';
import type { Execution } from '../../../local/asl/rows.ts';
import { violationsOf } from '../../support/invariants.ts';
import { jstDate } from '../ticks.ts';
import type { CityWorld } from '../world.ts';
import { holdersIn, member } from './judged.ts';
import { CLOSED } from './lifecycle-oracle.ts';

/** What is judged once, 24 virtual hours after the last fault: whole histories, and that nothing is stuck. */

const DAY = 86_400_000;

const statesIn = (world: CityWorld): readonly CaseState[] =>
  [...world.judge.trails.values()].flatMap(({ state }) => (state ? [state] : []));

/** Five rounds of questions and a watch of 90 days; a year is the end of an execution. */
const LONGEST = 250;

/** INV-20: executions are handed over in time. */
export const judgeExecutions = (world: CityWorld): void => {
  for (const { arn, machine, startedAt } of world.journal.running()) {
    if (world.now() - startedAt > LONGEST * DAY)
      world.violate('INV-20', `${machine} runs for over ${LONGEST} days`);
    if (world.journal.eventCount(arn) > 20_000) world.violate('INV-20', `${machine}: over 20,000 events`);
  }
};

const caseIdOf = ({ input }: Execution): unknown =>
  typeof input === 'object' && input !== null && 'caseId' in input ? input.caseId : undefined;

/** INV-16: every open case waits for somebody or for a date, and its workflow can be answered. */
const judgeMoving = (world: CityWorld, state: CaseState, executions: ReadonlyMap<unknown, number>): void => {
  const { caseId, status } = state;
  const stuck = (why: string) => world.violate('INV-16', `${status}: ${why}`, caseId);
  const open = executions.get(caseId) ?? 0;
  const closed = CLOSED.includes(status) && !(status === 'refused' && !state.notice);
  if (closed && open > 0) stuck('closed, but a workflow goes on');
  if (closed) return;
  if (open !== 1) stuck(`${open} workflows`);
  const today = jstDate(world.now());
  if (state.parked !== undefined) stuck('parked, though it was resumed');
  if (state.parked !== undefined || ['received', 'approved', 'issued', 'refused'].includes(status)) {
    stuck('a step that nobody takes');
    return;
  }
  const task = world.store.peek(`CASE#${caseId}`, 'TASK');
  const token = task?.['taskToken'];
  const wanted = { returned: 'correct', confirming: 'confirm', approving: 'approve' }[status as string];
  if (typeof token !== 'string' || world.journal.waitsFor(token) !== 'callback')
    stuck('nobody can answer its workflow');
  if (task?.['task'] !== (wanted ?? 'monitor')) stuck(`its workflow waits for ${String(task?.['task'])}`);
  if (world.store.peek(`CASE#${caseId}`, 'STATE')?.dueAt === undefined)
    stuck('no date on which it is looked at');
  if (status === 'upcoming' && today >= state.period.from) stuck('should have begun');
  if (status === 'active' && today > state.period.to) stuck('should have ended');
  if (status !== 'confirming' && status !== 'approving') return;
  const request = openRequest(state);
  if (!request) {
    stuck('no question is open');
    return;
  }
  const inbox = world.store.peek(`CASE#${caseId}`, 'REQUEST');
  if (inbox?.registerKey !== `INBOX#${request.role}`) stuck('in nobody’s inbox');
  const alerted = mailsOf(world, caseId).some(({ template }) => template === 'office-alert');
  if (request.issuedTo.length === 0 && !alerted) stuck('asked of nobody, and the office was not told');
  const held = holdersIn(world.store, request.role, today).map(({ personId }) => personId);
  if (request.issuedTo.some((id) => !held.includes(id))) stuck('asked of somebody who has left');
};

const mailsOf = (world: CityWorld, caseId: string): readonly MailRecord[] =>
  world.store
    .partition(`CASE#${caseId}`)
    .flatMap((row) => (row.sk.startsWith('MAIL#') ? (member<MailRecord>(row, 'mail') ?? []) : []));

/** INV-15: whoever must be told was told, or the office was told that it failed. */
const judgeNotices = (world: CityWorld, state: CaseState): void => {
  const mails = mailsOf(world, state.caseId);
  const rows = world.store.partition(`CASE#${state.caseId}`);
  const told = (template: string, times: number) => {
    const found = mails.filter((mail) => mail.template === template);
    const reached = found.filter(({ result }) => result !== 'sending');
    if (reached.length < times)
      world.violate('INV-15', `${template}: ${reached.length} mails for ${times}`, state.caseId);
    const lost = found.filter(({ result }) => result === 'undeliverable').length;
    const alerts = mails.filter((mail) => mail.template === 'office-alert').length;
    if (lost > 0 && alerts === 0) world.violate('INV-15', `${template}: lost, and nobody told`, state.caseId);
    if (found.length > times)
      world.violate('INV-15', `${template}: ${found.length} mails for ${times}`, state.caseId);
  };
  told('result', 'notice' in state && state.notice ? 1 : 0);
  told('receipt', rows.filter(({ sk }) => sk.startsWith('REV#')).length);
};

/** INV-1: what was acknowledged is there, whole, once. */
const judgeLedger = (world: CityWorld): void => {
  const byPurpose = new Map<unknown, string[]>();
  for (const { caseId } of statesIn(world)) {
    const revision = member<{ application: { purpose: string } }>(
      world.store.peek(`CASE#${caseId}`, 'REV#0001'),
      'revision',
    );
    const purpose = revision?.application.purpose;
    byPurpose.set(purpose, [...(byPurpose.get(purpose) ?? []), caseId]);
  }
  for (const [purpose, cases] of byPurpose)
    if (cases.length > 1) world.violate('INV-15', `${cases.length} cases for ${String(purpose)}`, cases[1]);
  for (const { caseId, body, revs } of world.known.values()) {
    if (caseId === undefined) continue;
    const rows = world.store.partition(`CASE#${caseId}`);
    const kept = rows.filter(({ sk }) => sk.startsWith('REV#'));
    if (kept.length < revs) world.violate('INV-1', `${kept.length} of ${revs} revisions are there`, caseId);
    const first = member<{ application: Record<string, unknown> }>(kept[0], 'revision');
    if (canonicalJson(first?.application) !== canonicalJson(applicationSchema.parse(body)))
      world.violate('INV-1', 'what was taken in is not what was sent', caseId);
  }
};

/** Numbers restart each fiscal year, none is lost or given twice. */
const judgeNumbers = (world: CityWorld): void => {
  const counted = (series: string) =>
    world.store.partition(`COUNTER#${series}`).map((row) => [row.sk, row.version ?? 0] as const);
  const states = statesIn(world);
  for (const [year, last] of counted('case')) {
    const given = states.filter(({ caseNo }) => caseNo.startsWith(`${year}-`)).length;
    if (given !== last) world.violate('INV-15', `${last} case numbers of ${year}, ${given} cases`);
  }
  for (const [year, last] of counted('permit')) {
    const given = states.filter(
      (state) => 'permitNo' in state && state.permitNo.startsWith(`${year}-`),
    ).length;
    if (given !== last) world.violate('INV-15', `${last} permit numbers of ${year}, ${given} permits`);
  }
};

/** INV-18: no task token, link, code or key in a trail or in what workflows are told. */
const judgeSecrets = (world: CityWorld): void => {
  const links = world.mails.flatMap(({ text }) => /\/d\/([\w-]{43})/.exec(text)?.[1] ?? []);
  const secrets = [...links, `rmp_${'A'.repeat(43)}`, `rmp_${'B'.repeat(43)}`];
  const public_ = [
    ...world.journal.running().map(({ inputText }) => inputText),
    ...[...world.judge.trails.keys()].flatMap((caseId) =>
      world.store
        .partition(`CASE#${caseId}`)
        .flatMap((row) => (/^(EVENT|MAIL)#/.test(row.sk) ? [JSON.stringify(row)] : [])),
    ),
  ].join('\n');
  if (secrets.some((secret) => public_.includes(secret)))
    world.violate('INV-18', 'a secret stands in the open');
  if (/"t-[0-9a-z]+-[0-9a-z]+"/.test(public_)) world.violate('INV-18', 'a task token stands in the open');
};

export const judgeEnd = async (world: CityWorld): Promise<void> => {
  const executions = new Map<unknown, number>();
  for (const execution of world.journal.running())
    if (execution.machine === 'permit') {
      const caseId = caseIdOf(execution);
      executions.set(caseId, (executions.get(caseId) ?? 0) + 1);
    }
  for (const state of statesIn(world)) {
    judgeMoving(world, state, executions);
    judgeNotices(world, state);
    // Whether the decider was eligible was judged when the decision was committed: appointments move later.
    for (const found of await violationsOf(world.store, state.caseId))
      if (!found.startsWith('INV-3')) world.violate(found.slice(0, found.indexOf(':')), found, state.caseId);
  }
  const left = world.store.index('due', 'OUTBOX').filter(({ pk }) => pk !== 'POISON');
  if (left.length > 0) world.violate('INV-16', `${left.length} outbox rows are not delivered`);
  judgeExecutions(world);
  judgeLedger(world);
  judgeNumbers(world);
  judgeSecrets(world);
  const { faults } = await verifyAudit({ store: world.store, anchors: world.durable.anchors })();
  for (const fault of faults) world.violate('INV-14', fault);
};
