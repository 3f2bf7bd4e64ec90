import { Temporal } from 'temporal-polyfill';
import { applicationSchema } from '../../../core/application/inputs.ts';
import type { Attachment } from '../../../core/attachment/attachments.ts';
import { type CaseState, openQuestions } from '../../../core/case/case-state.ts';
import type { Message } from '../../../core/case/outbox.ts';
import type { MailRecord } from '../../../core/case/outbox-write.ts';
import { renewalInputSchema } from '../../../core/permit/renew-permit.ts';
import { type Place, verifyAudit } from '../../../core/trail/verify-audit.ts';
import { canonicalJson, fileHash } from '../../../core/values/hash.ts';
import { fiscalYearOf } from '../../../core/values/wareki.ts';
import type { Execution } from '../../../local/asl/rows.ts';
import { violationsOf } from '../../support/invariants.ts';
import { SAME } from '../acts-vendor.ts';
import { jstDate } from '../ticks.ts';
import type { CityWorld } from '../world.ts';
import { judgeErased } from './erasure.ts';
import { holdersIn, member, settingsIn } from './judged.ts';
import { CLOSED, isInForce } from './lifecycle-oracle.ts';
import { applicationIn } from './renewal.ts';
import { dayOf, workingDaysAfter } from './working-days.ts';

/** What is judged once, 24 virtual hours after the last fault: whole histories, and that nothing is stuck. */

const DAY = 86_400_000;

const statesIn = (world: CityWorld): readonly CaseState[] =>
  [...world.judge.trails.values()].flatMap(({ state }) => (state ? [state] : []));

/** Nine days before the last wait, and 90 in it (docs/adr/0018); a year is the end of an execution on AWS. */
const LONGEST = 100;

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
  const closed =
    CLOSED.includes(status) &&
    !(status === 'refused' && !state.notice) &&
    !((status === 'expired' || status === 'ended') && !state.closedOut);
  if (closed && open > 0) stuck('closed, but a workflow goes on');
  judgeQuestions(world, state, stuck);
  if (state.held !== undefined && inOffice(world, state))
    stuck('a notice is held although somebody is in office');
  if (closed) return;
  if (open !== 1) stuck(`${open} workflows`);
  const steps = ['received', 'approved', 'issued', 'refused', 'expired', 'ended'];
  const isHeld = state.held !== undefined && ['issued', 'refused'].includes(status);
  if (state.parked !== undefined || (steps.includes(status) && !isHeld)) {
    stuck('a step that nobody takes');
    return;
  }
  const task = world.store.peek(`CASE#${caseId}`, 'TASK');
  const token = task?.['taskToken'];
  if (typeof token !== 'string' || world.journal.waitsFor(token) !== 'callback')
    stuck('nobody can answer its workflow');
  const expected = waitsOf(state);
  if (!expected.includes(String(task?.['task'])))
    stuck(`its workflow waits for ${String(task?.['task'])}, not ${expected.join()}`);
  if (world.store.peek(`CASE#${caseId}`, 'STATE')?.dueAt === undefined)
    stuck('no date on which it is looked at');
  judgeDates(world, state, stuck);
};

/**
 * INV-16, when everything has come to rest: a workflow that can be answered waits where the record stands, or the word
 * is on its way. What has moved while it began to wait must not be lost.
 */
export const judgeWaiting = (world: CityWorld): void => {
  for (const state of statesIn(world)) {
    const rows = world.store.partition(`CASE#${state.caseId}`);
    const task = rows.find(({ sk }) => sk === 'TASK');
    const told = rows.some((row) => member<Message>(row, 'message')?.kind === 'continue-case');
    if (!task || told || state.parked !== undefined) continue;
    if (world.journal.waitsFor(String(task['taskToken'])) !== 'callback') continue;
    const waits = String(task['task']);
    if (!waitsOf(state).includes(waits))
      world.violate(
        'INV-16',
        `${state.status}: its workflow was not told, and waits for ${waits}`,
        state.caseId,
      );
  }
};

/** Somebody may issue a notice today, in the name of the section that answers for the case. */
const inOffice = (world: CityWorld, state: CaseState): boolean => {
  const system = member<{ sectionId: string }>(
    world.store.peek('CATALOG', `SYSTEM#${state.systemId}`),
    'system',
  );
  const sectionId = isInForce(state.status) ? state.sectionId : (system?.sectionId ?? state.sectionId);
  return holdersIn(world.store, `manager:${sectionId}`, jstDate(world.now())).length > 0;
};

/** What the workflow of a case may wait for. */
const waitsOf = (state: CaseState): readonly string[] => {
  if (state.held !== undefined) return ['monitor'];
  switch (state.status) {
    case 'returned':
      return ['correct'];
    case 'confirming':
      return ['confirm'];
    case 'approving':
      return ['approve'];
    default:
      return isInForce(state.status) ? watchOf(state) : [];
  }
};

/** What the workflow of a permit in force may wait for: told from its orders (第7条, 第8条). */
const watchOf = (state: CaseState): readonly string[] => {
  const orders = 'orders' in state ? state.orders : [];
  // What is notified asks nothing more of anybody: its day comes by itself.
  const stages = orders.flatMap(({ stage }) => (stage === 'notified' ? [] : [stage]));
  if (stages.length === 0) return [state.status === 'suspended' ? 'lift' : 'monitor'];
  if (stages.includes('reported')) return ['sanction', 'lift'];
  if (stages.includes('disobeyed')) return ['report'];
  if (stages.includes('due')) return ['judge'];
  return state.status === 'suspended' ? ['lift'] : ['order'];
};

const UNSETTLED = ['found', 'reported', 'ordered', 'disobeyed', 'referred'];
const WITH_ORDER = ['ordered', 'disobeyed', 'referred'];

/** 第7条, 第8条: no order is wiped. In force it drives the workflow; when the permit is over somebody is asked, or a later one has it. */
const judgeLeft = (world: CityWorld, state: CaseState): void => {
  if (!('orders' in state) || state.erasedAt !== undefined) return;
  const asked = openQuestions(state).flatMap(({ stage, about }) => (stage === 'closing' ? [about] : []));
  const driven = state.orders.map(({ findingId }) => findingId);
  for (const row of world.store.partition(`CASE#${state.caseId}`)) {
    const head = row.sk.startsWith('FINDING#')
      ? member<{ findingId: string; status: string }>(row, 'head')
      : undefined;
    if (!head) continue;
    const { findingId, status } = head;
    if (isInForce(state.status) && WITH_ORDER.includes(status) && !driven.includes(findingId))
      world.violate('ART-7', `${status}, but the order drives nothing`, state.caseId);
    if (!isInForce(state.status) && UNSETTLED.includes(status) && !asked.includes(findingId))
      world.violate('ART-7', `${status}: wiped with its permit`, state.caseId);
  }
};

/**
 * INV-26: what a corrected log of an earlier permit takes back, or shows again, is marked where the finding lives on, however
 * often it was handed on.
 */
const judgeHandedOn = (world: CityWorld, { caseId, erasedAt }: CaseState): void => {
  if (erasedAt !== undefined) return;
  const headsIn = (of: string) =>
    world.store
      .partition(`CASE#${of}`)
      .flatMap((row) => (row.sk.startsWith('FINDING#') ? (member<Marked>(row, 'head') ?? []) : []));
  const outdated = ({ matters }: Marked) =>
    (matters ?? []).flatMap((matter) => (matter.outdated ? [matter.n] : [])).join();
  for (const head of headsIn(caseId)) {
    if (head.status !== 'handed-on' || head.to === undefined) continue;
    const later = headsIn(head.to).find(({ findingId }) => findingId === head.findingId);
    // What was ended under the later permit is over.
    if (later && later.status !== 'closed' && outdated(later) !== outdated(head))
      world.violate('INV-26', 'a corrected log is not heard of where the finding went on', head.to);
  }
};
type Marked = {
  readonly findingId: string;
  readonly status: string;
  readonly to?: string;
  readonly matters?: readonly { readonly n: number; readonly outdated?: true }[];
};

const judgeDates = (world: CityWorld, state: CaseState, stuck: (why: string) => void): void => {
  const today = jstDate(world.now());
  const parent = state.parentCaseId === undefined ? undefined : world.judge.trails.get(state.parentCaseId);
  if (state.status === 'upcoming' && today >= state.period.from && (!parent || parent.status === 'active'))
    stuck('should have begun');
  if (isInForce(state.status) && today > state.period.to) stuck('should have ended');
  const lastDay = 'ending' in state ? state.ending?.lastDay : undefined;
  if (isInForce(state.status) && lastDay !== undefined && today > lastDay) stuck('should have been ended');
  const month = 'nextReport' in state ? state.nextReport : undefined;
  // Opened on the 1st of the next month, or by the daily run of the day after.
  if (month !== undefined && jstDate(world.now() - 2 * DAY).slice(0, 7) > month)
    stuck(`the report of ${month} was not asked for`);
};

/** Every open question stands in an inbox, and whoever was asked holds the role, or the office knows. */
const judgeQuestions = (world: CityWorld, state: CaseState, stuck: (why: string) => void): void => {
  const { caseId, status } = state;
  const questions = openQuestions(state);
  if ((status === 'confirming' || status === 'approving') && questions.length === 0)
    stuck('no question is open');
  // Two days, as for a month: a day on which nobody works, or a run that is late, comes in between.
  const until = state.status === 'returned' ? state.returned.correctBy : undefined;
  if (state.status === 'returned' && until === undefined) stuck('to be corrected for ever');
  const off = new Set(settingsIn(world.store).extraHolidays);
  const asked = until && workingDaysAfter(dayOf(until), 2, off);
  if (asked !== undefined && dayOf(jstDate(world.now())) > Number(asked) && questions.length === 0)
    stuck('not corrected in time, and nobody is asked');
  const date = jstDate(world.now());
  for (const { requestId, role, issuedTo, stage } of questions) {
    const inbox = world.store.peek(`CASE#${caseId}`, `REQUEST#${requestId}`);
    if (inbox?.registerKey !== `INBOX#${role}`) stuck(`${stage}: in nobody’s inbox`);
    const alerted = mailsOf(world, caseId).some(({ template }) => template === 'office-alert');
    if (issuedTo.length === 0 && !alerted) stuck(`${stage}: asked of nobody, and the office was not told`);
    const held = holdersIn(world.store, role, date).map(({ personId }) => personId);
    if (issuedTo.some((id) => !held.includes(id))) stuck(`${stage}: asked of somebody who has left`);
  }
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
  for (const { caseId, erasedAt } of statesIn(world)) {
    if (erasedAt !== undefined) continue;
    const { purpose, remarks } = applicationIn(world.store.peek(`CASE#${caseId}`, 'REV#0001'));
    const own = String(remarks).startsWith(SAME) ? remarks : purpose;
    byPurpose.set(own, [...(byPurpose.get(own) ?? []), caseId]);
  }
  for (const [purpose, cases] of byPurpose)
    if (cases.length > 1) world.violate('INV-15', `${cases.length} cases for ${String(purpose)}`, cases[1]);
  for (const { caseId, body, revs } of world.known.values()) {
    if (caseId === undefined || world.judge.trails.get(caseId)?.state?.erasedAt !== undefined) continue;
    const rows = world.store.partition(`CASE#${caseId}`);
    const kept = rows.filter(({ sk }) => sk.startsWith('REV#'));
    if (kept.length < revs) world.violate('INV-1', `${kept.length} of ${revs} revisions are there`, caseId);
    const { attachments, ...rest } = applicationIn(kept[0]);
    const named = (attachments as readonly Attachment[] | undefined)?.map(({ fileId, kind }) => ({
      fileId,
      kind,
    }));
    const first = { ...rest, attachments: named };
    const sent = String(body?.['remarks']).startsWith(SAME)
      ? { ...first, ...renewalInputSchema.parse(body) }
      : applicationSchema.parse(body);
    if (canonicalJson(first) !== canonicalJson(sent))
      world.violate('INV-1', 'what was taken in is not what was sent', caseId);
  }
};

/** What an application names is kept, as it was when it was named. */
const judgeFiles = (world: CityWorld): void => {
  const { kept } = world.files;
  for (const fileId of kept.keys())
    if (!world.store.peek(`FILE#${fileId}`, 'FILE'))
      world.violate('INV-19', 'a file is kept that no record knows');
  for (const { caseId } of statesIn(world))
    for (const row of world.store.partition(`CASE#${caseId}`)) {
      const named = row.sk.startsWith('REV#') ? applicationIn(row)['attachments'] : undefined;
      for (const { fileId, sha256 } of (named ?? []) as readonly Attachment[]) {
        const bytes = kept.get(fileId);
        if (!bytes || fileHash(bytes) !== sha256 || !world.store.peek(`FILE#${fileId}`, 'FILE'))
          world.violate('INV-1', 'a paper that was handed in is not there', caseId);
      }
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

/**
 * A 文書番号 is given once in its fiscal year, to each paper its own. Only where nobody was in office when a suspension took
 * effect, a permit that had come under the suspended one since has the vendor's notice.
 */
const judgePaperNumbers = (world: CityWorld): void => {
  const given = new Set<string>();
  for (const { caseId } of statesIn(world))
    for (const row of world.store.partition(`CASE#${caseId}`)) {
      const paper = row.sk.startsWith('PAPER#') ? member<Numbered>(row, 'content') : undefined;
      const issued = paper?.issued ?? paper;
      if (issued?.documentNo === undefined || issued.issuedOn === undefined) continue;
      if (paper?.suspendedBy?.documentNo === issued.documentNo) continue;
      const number = `${fiscalYearOf(Temporal.PlainDate.from(issued.issuedOn))} ${issued.documentNo}`;
      if (given.has(number)) world.violate('INV-15', `${number} was given twice`, caseId);
      given.add(number);
    }
};
type Issued = { readonly documentNo?: string; readonly issuedOn?: string };
type Numbered = Issued & { readonly issued?: Issued; readonly suspendedBy?: { readonly documentNo: string } };

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
    if (state.erasedAt !== undefined) {
      if (executions.has(state.caseId))
        world.violate('INV-16', 'a workflow of what was erased', state.caseId);
      continue;
    }
    judgeMoving(world, state, executions);
    judgeLeft(world, state);
    judgeHandedOn(world, state);
    judgeNotices(world, state);
    // Whether the decider was eligible was judged when the decision was committed: appointments move later.
    for (const found of await violationsOf(world.store, state.caseId))
      if (!found.startsWith('INV-3')) world.violate(found.slice(0, found.indexOf(':')), found, state.caseId);
  }
  // What waits for the day on which somebody is reminded (docs/adr/0053) is not late.
  const late = ({ dueAt = '' }: { readonly dueAt?: string }) =>
    Date.parse(dueAt.split('#')[0] ?? '') <= world.now();
  const left = world.store.index('due', 'OUTBOX').filter((row) => row.pk !== 'POISON' && late(row));
  if (left.length > 0) world.violate('INV-16', `${left.length} outbox rows are not delivered`);
  judgeExecutions(world);
  judgeLedger(world);
  judgeFiles(world);
  judgeNumbers(world);
  judgePaperNumbers(world);
  judgeSecrets(world);
  await judgeErased(world);
  const { faults } = await verifyAudit(placeOf(world))();
  for (const fault of faults) world.violate('INV-14', fault);
};

/** Everything as it is stored. People of the simulation never sign in anew: their sessions are no session's. */
const placeOf = (world: CityWorld): Place => {
  const rows = [...world.store.rows()]
    .filter(({ pk }) => !pk.startsWith('SESSION#'))
    .sort((a, b) => (a.pk === b.pk ? (a.sk < b.sk ? -1 : 1) : a.pk < b.pk ? -1 : 1));
  return {
    rows: async function* () {
      for (const row of rows) yield { key: row, row };
    },
    anchors: world.durable.anchors,
    files: {
      list: async function* () {
        yield* world.files.kept.keys();
      },
      hashOf: world.files.files.hashOf,
    },
    now: Temporal.Instant.fromEpochMilliseconds(world.now()),
  };
};
