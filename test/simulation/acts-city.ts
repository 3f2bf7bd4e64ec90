import { Temporal } from 'temporal-polyfill';
import { type CaseState, openRequest } from '../../core/case/case-state.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { type ActFn, caseIdOf, flag, judgeStatus, mark, number, text, today } from './acts-vendor.ts';
import { holdersIn, member, settingsIn } from './invariants/judged.ts';
import { ruleOn } from './rule.ts';
import type { Action } from './story.ts';
import { jstDate } from './ticks.ts';
import type { CityWorld } from './world.ts';

/** What the city's people do. Who it is, is said by part (holder, deputy, stranger …), resolved on the day. */

const stateOf = (world: CityWorld, action: Action): CaseState | undefined =>
  world.judge.trails.get(caseIdOf(world, action))?.state;

/** The person in this part for a role today; nobody holds it: the former holder tries. */
export const personFor = (world: CityWorld, role: string, part: string): string => {
  const date = jstDate(world.now());
  const held = holdersIn(world.store, role, date);
  const all = world.store
    .partition(`ROLE#${role}`)
    .flatMap((row) => member<{ personId: string }>(row, 'appointment') ?? []);
  switch (part) {
    case 'deputy':
      return held.find(({ kind }) => kind === 'deputy')?.personId ?? 'p-deputy';
    case 'former':
      return (
        all.map(({ personId }) => personId).find((id) => !held.some(({ personId }) => personId === id)) ??
        'p-staff5'
      );
    case 'stranger':
      return 'p-care';
    case 'chief':
      return personFor(world, 'chief', 'holder');
    case 'clerk':
      return 'p-clerk';
    default:
      return (
        held.find(({ kind }) => kind === 'principal')?.personId ??
        held[0]?.personId ??
        all[0]?.personId ??
        'p-chief'
      );
  }
};

const addedTo = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

const answerOf = (world: CityWorld, state: CaseState | undefined, action: Action) => {
  const stage =
    state?.status === 'approving' ? 'approve' : state?.status === 'returned' ? 'correction' : 'confirm';
  const choice = text(action, 'choice', stage === 'approve' ? 'approve' : 'ask-chief');
  const hash = flag(action, 'stale')
    ? (state?.revHash ?? 'x').split('').toReversed().join('')
    : ((state && openRequest(state)?.hash) ?? state?.revHash ?? 'none');
  const day = today(world).toString();
  if (stage === 'approve')
    return {
      stage,
      choice: ['approve', 'approve-with-conditions', 'refuse', 'send-back'].includes(choice)
        ? choice
        : 'approve',
      hash,
      reason: mark(action),
      ...(choice === 'approve-with-conditions' ? { conditions: '作業は平日に限る。' } : {}),
    };
  const correctBy = number(action, 'until') > 0 ? { correctBy: addedTo(day, number(action, 'until')) } : {};
  if (stage === 'correction') {
    const extends_ = choice === 'extend';
    return { stage, choice: extends_ ? choice : 'refuse', hash, reason: mark(action), ...correctBy };
  }
  const returned = choice === 'return' ? '2-1' : '';
  const rule = state ? regulationById(state.regulationId) : ruleOn(day);
  const items = rule.checklist.map(({ id }) =>
    id === returned
      ? { item: id, result: 'fail', note: '図面を添付してください' }
      : { item: id, result: 'pass', method: 'document', confirmedOn: day },
  );
  return {
    stage,
    choice: ['ask-chief', 'return', 'refuse'].includes(choice) ? choice : 'ask-chief',
    hash,
    opinion: '適当と認める。',
    reason: mark(action),
    ...correctBy,
    checklist: flag(action, 'incomplete') ? items.slice(1) : items,
  };
};

const decide: ActFn = async (world, action) => {
  const state = stateOf(world, action);
  const role = state?.status === 'approving' ? 'chief' : `manager:${state?.sectionId ?? 'tax'}`;
  const personId = personFor(world, role, text(action, 'by', 'holder'));
  const caseId = caseIdOf(world, action);
  if (flag(action, 'look')) {
    const path = `/v1/applications/${caseId}`;
    judgeStatus(world, caseId, await world.asPerson(personId, { method: 'GET', path }));
  }
  const body = answerOf(world, state, action);
  const post = () => world.asPerson(personId, { path: `/v1/applications/${caseId}/decisions`, body });
  const answers = flag(action, 'twice') ? await Promise.all([post(), post()]) : [await post()];
  if (flag(action, 'twice')) world.faults.note('pressed-twice');
  if (flag(action, 'stale')) world.faults.note('stale-form');
  const taken = answers.filter((answer) => answer?.status === 200);
  if (taken.length > 1) world.violate('INV-2', 'one press too many was a decision', caseId);
  if (taken.length > 0 && flag(action, 'stale'))
    world.violate('INV-4', 'decided on what was not shown', caseId);
  if (taken.length > 0 && body.choice === 'ask-chief' && flag(action, 'incomplete'))
    world.violate('ART-4', 'confirmed with an item missing', caseId);
  return answers[0];
};

const paper: ActFn = (world, action) => {
  const state = stateOf(world, action);
  const role = state?.status === 'approving' ? 'chief' : `manager:${state?.sectionId ?? 'tax'}`;
  return world.asPerson(text(action, 'clerk', 'p-clerk'), {
    path: `/v1/applications/${caseIdOf(world, action)}/paper-decisions`,
    body: {
      ...answerOf(world, state, action),
      paper: {
        decidedBy: personFor(world, role, text(action, 'by', 'holder')),
        decidedOn: today(world)
          .add({ days: number(action, 'days') })
          .toString(),
        original: '庁内保管 第1号',
      },
    },
  });
};

const OFFICE = 'p-chief';
/** Somebody of the chief's office today. */
const office = (world: CityWorld): string => {
  const [clerk] = holdersIn(
    world.store,
    `clerk:${settingsIn(world.store).officeSectionId}`,
    jstDate(world.now()),
  );
  return clerk?.personId ?? personFor(world, 'chief', 'holder') ?? OFFICE;
};

const appoint: ActFn = (world, action) =>
  world.decree({
    path: '/v1/appointments',
    body: {
      role: text(action, 'role'),
      personId: text(action, 'person'),
      kind: text(action, 'as', 'principal'),
      title: '課長',
      from: today(world)
        .add({ days: number(action, 'days') })
        .toString(),
      reason: '人事異動',
    },
  });

/** Nobody holds the role any more: illness, a post that stays empty. */
const vacate: ActFn = async (world, action) => {
  const role = text(action, 'role');
  const kind = text(action, 'as', 'principal');
  const held = holdersIn(world.store, role, jstDate(world.now())).filter((a) => a.kind === kind);
  world.faults.note('role-vacant');
  let answer: Awaited<ReturnType<ActFn>>;
  for (const { appointmentId } of held)
    answer = await world.decree({
      path: '/v1/appointments/end',
      body: { role, appointmentId, on: today(world).toString(), reason: '休職' },
    });
  return answer;
};

const settings: ActFn = (world, action) => {
  const change = Object.fromEntries(
    Object.entries(action.args ?? {}).map(([name, value]) =>
      name === 'holiday' ? ['extraHolidays', [String(value)]] : [name, value],
    ),
  );
  return world.decree({
    method: 'PUT',
    path: '/v1/settings',
    body: { settings: { ...settingsIn(world.store), ...change }, reason: '見直し' },
  });
};

/** 廃棄リスト (第12条): a case may be kept for now; the chief approves what is shown. */
const dispose: ActFn = async (world, action) => {
  if (flag(action, 'prepare')) await world.asPerson(office(world), { path: '/v1/disposals', body: {} });
  const listed = await world.asPerson(office(world), { method: 'GET', path: '/v1/disposals' });
  const open = listed?.json?.disposals?.find(({ status }: { status: string }) => status === 'proposed');
  if (!open) return listed;
  const path = `/v1/disposals/${open.disposalId}`;
  const shown = await world.asPerson(office(world), { method: 'GET', path });
  const [entry] = shown?.json?.entries ?? [];
  let { hash = 'x' } = shown?.json ?? {};
  if (flag(action, 'exclude') && entry) {
    const body = { caseId: entry.caseId, reason: '係争中のため。' };
    await world.asPerson(office(world), { path: `${path}/exclusions`, body });
    if (!flag(action, 'stale'))
      hash = (await world.asPerson(office(world), { method: 'GET', path }))?.json?.hash ?? hash;
  }
  const personId = personFor(world, 'chief', text(action, 'by', 'holder'));
  const post = () =>
    world.asPerson(personId, { path: `${path}/approval`, body: { hash, reason: '保存期間の満了' } });
  const answers = flag(action, 'twice') ? await Promise.all([post(), post()]) : [await post()];
  const taken = answers.filter((answer) => answer?.status === 202);
  if (taken.length > 1) world.violate('INV-2', 'one press too many was a disposal');
  if (taken.length > 0) world.noteEligible('chief', personId, undefined);
  return answers[0];
};

/** 改正後の要領による再確認 (G15). */
const renewRule: ActFn = (world, action) =>
  world.asPerson(personFor(world, 'chief', text(action, 'by', 'holder')), {
    path: '/v1/rule-renewal',
    body: { from: 'tomakomai/R5.4.1', reason: '要領の改正' },
  });

const resume: ActFn = (world, action) =>
  world.asPerson(office(world), { path: `/v1/applications/${caseIdOf(world, action)}/resumption`, body: {} });

/** Reading never writes (INV-7): pages and lists of the city. */
const read: ActFn = (world, action) =>
  world.asPerson(personFor(world, text(action, 'role', 'chief'), 'holder'), {
    method: 'GET',
    path: text(action, 'path').replace('{id}', caseIdOf(world, action)),
  });

export const CITY_ACTS: Readonly<Record<string, ActFn>> = {
  decide,
  paper,
  appoint,
  vacate,
  settings,
  dispose,
  'renew-rule': renewRule,
  resume,
  read,
};
