import { Temporal } from 'temporal-polyfill';
import { type CaseState, openQuestions } from '../../core/case/case-state.ts';
import type { Question } from '../../core/case/decision-request.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { personFor } from './acts-city.ts';
import { type ActFn, caseIdOf, flag, mark, number, text, today } from './acts-vendor.ts';
import { member } from './invariants/judged.ts';
import type { Action } from './story.ts';
import type { Answer, CityWorld } from './world.ts';

/** Supervision (第6条–第10条): what vendors file about a permit in force, and what the city answers. */

const HOUR = 3_600_000;
const WORKER = '作業 八郎';
const SECOND = '作業 九美';
/** Of each kind the one that most connections go by. */
const PARTS: Readonly<Record<string, string>> = {
  worker: WORKER,
  terminal: 'HK-0001',
  origin: '192.0.2.10',
};
const workersOf = (action: Action): readonly string[] =>
  ({ second: [SECOND], both: [WORKER, SECOND] })[text(action, 'who', 'first')] ?? [WORKER];

const stateOf = (world: CityWorld, action: Action): CaseState | undefined =>
  world.judge.trails.get(caseIdOf(world, action))?.state;
export const base = (world: CityWorld, action: Action): string => `/v1/permits/${caseIdOf(world, action)}`;
export const moment = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
export const key = (action: Action) => ({ 'idempotency-key': `act-${action.id}` });

type Head = Readonly<Record<string, unknown>> & { readonly status: string };
/** The heads of a kind of record, oldest first, as stored. */
export const headsOf = (world: CityWorld, caseId: string, prefix: string): readonly Head[] =>
  world.store
    .partition(`CASE#${caseId}`)
    .flatMap((row) => (row.sk.startsWith(`${prefix}#`) ? (member<Head>(row, 'head') ?? []) : []));

const vendor = async (
  world: CityWorld,
  action: Action,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Answer | undefined> => {
  const send = () =>
    world.asVendor(text(action, 'vendor', 'hokuto'), {
      method,
      path: `${base(world, action)}${path}`,
      ...(body === undefined ? {} : { body }),
      headers: key(action),
    });
  if (!flag(action, 'twice')) return send();
  world.faults.note('pressed-twice');
  const [first] = await Promise.all([send(), send()]);
  return first;
};

/** The items of the version that a re-confirmation is asked for under. */
const itemsToConfirm = (world: CityWorld, action: Action, about: string): readonly string[] => {
  const heads = headsOf(world, caseIdOf(world, action), 'RECONFIRMATION');
  const head = heads.find(({ reconfirmationId }) => reconfirmationId === about);
  return head ? regulationById(String(head['regulationId'])).checklist.map(({ id }) => id) : [];
};

/** Where a question is answered, and what with; the first of the choices is the friendly one. */
const answerTo = (world: CityWorld, action: Action, question: Question): readonly [string, object] => {
  const day = today(world);
  const kind = text(action, 'choice', 'yes');
  const pick = (yes: string, no: string, third = no) => (kind === 'yes' ? yes : kind === 'no' ? no : third);
  const about = question.about ?? '';
  const reason = `確認した結果による。${mark(action)}`;
  const finding = (verb: string, body: object): readonly [string, object] => [
    `/findings/${about}/${verb}`,
    body,
  ];
  const found = { clause: 1, facts: `事実 ${mark(action)}`, howFound: '照合', opinion: '是正を要する。' };
  switch (question.stage) {
    case 'work':
      return [`/works/${about}/answer`, { choice: pick('accept', 'decline', 'return'), reason }];
    case 'review':
      return [`/works/${about}/review`, { choice: pick('confirm', 'return'), reason }];
    case 'monthly':
      return [`/reports/${about}/answer`, { choice: pick('accept', 'return'), reason }];
    case 'instruct':
      return [
        `/instructions/${about}/answer`,
        kind === 'no'
          ? { choice: 'drop', reason }
          : {
              choice: 'issue',
              kind: 'report',
              title: '報告の指示',
              text: '期限までに報告すること。',
              ground: '報告がないため。',
              dueOn: day.add({ days: 10 }).toString(),
            },
      ];
    case 'follow':
      return [`/instructions/${about}/judgement`, { result: pick('followed', 'not-followed'), reason }];
    case 'candidate':
      return finding(
        'judgement',
        kind === 'no' ? { choice: 'find', ...found } : { choice: 'dismiss', reason },
      );
    case 'receipt':
      return finding('receipt', {});
    case 'order':
      return finding('order', {
        violation: '違反',
        measures: '手順を定めること。',
        dueOn: day.add({ days: number(action, 'days', 14) }).toString(),
        // A city that is not asked again confirms a day off at once; the others are asked again (people.ts).
        ...(flag(action, 'until') ? { dayOff: true } : {}),
        reporting: '書面',
        consequence: '応じないときは取り消すことがある。',
      });
    case 'closing':
      return finding('closing', { reason });
    case 'judge':
      return finding('compliance', {
        result: pick('fulfilled', 'disobeyed', 'partial'),
        reason,
        ...(kind === 'third' ? { dueOn: day.add({ days: 15 }).toString(), dayOff: true } : {}),
        ...(kind === 'no' && flag(action, 'until')
          ? {
              statementDueOn: day.add({ days: number(action, 'days', 14) }).toString(),
              ...{ dayOff: true, intended: 'suspend' },
            }
          : {}),
      });
    case 'noncompliance':
      return finding('noncompliance-receipt', {});
    case 'sanction': {
      const sanction = pick('suspend', 'revoke', number(action, 'days', 14) > 12 ? 'other' : 'none');
      const part = text(action, 'part', '');
      return finding('sanction', {
        sanction,
        facts: '履行がない。',
        reason,
        weighing: '違反の程度による。',
        ...(number(action, 'days', 14) > 18
          ? { effectiveOn: day.add({ days: number(action, 'days', 14) - 15 }).toString() }
          : {}),
        ...(sanction === 'suspend' ? { conditions: '手順書の提出' } : {}),
        ...(sanction === 'suspend' && part !== '' ? { only: { kind: part, value: PARTS[part] } } : {}),
        ...(sanction === 'suspend' && flag(action, 'until')
          ? { until: day.add({ days: number(action, 'days', 14) * 2 }).toString() }
          : {}),
        ...(sanction === 'other' ? { measures: '厳重に注意する。' } : {}),
      });
    }
    case 'lift':
      return finding('lifting', {
        choice: pick('lift', 'keep'),
        reason,
        ...(kind !== 'yes' && flag(action, 'until')
          ? { until: day.add({ days: number(action, 'days', 14) }).toString() }
          : {}),
      });
    case 'change':
      return [
        `/changes/${about}/answer`,
        { choice: pick('accept', 'decline'), conforming: true, opinion: '適当', reason },
      ];
    case 'change-approval':
      return [`/changes/${about}/approval`, { choice: pick('accept', 'decline'), conforming: true, reason }];
    case 'shortening':
      return [
        `/shortenings/${about}/answer`,
        { choice: pick('shorten', 'drop'), reason, consideration: '事情は変わらない。' },
      ];
    case 'shortening-approval':
      return [`/shortenings/${about}/approval`, { choice: pick('approve', 'decline'), reason }];
    case 'reconfirm':
      return [
        `/reconfirmations/${about}/answer`,
        {
          checklist: itemsToConfirm(world, action, about).map((item) =>
            kind === 'no' && item === '3-3'
              ? {
                  item,
                  result: 'fail',
                  method: 'document',
                  confirmedOn: day.toString(),
                  note: '更新がない。',
                }
              : { item, result: 'pass', method: 'document', confirmedOn: day.toString() },
          ),
          opinion: '適当',
        },
      ];
    case 'confirm':
    case 'approve':
    case 'correction':
      return ['', {}];
  }
};

/** A question is answered, by the holder of its role or by somebody who may not. */
const answer: ActFn = async (world, action) => {
  const state = stateOf(world, action);
  const stage = text(action, 'stage');
  const question = (state ? openQuestions(state) : []).find((open) => open.stage === stage);
  if (!question) return undefined;
  const personId = personFor(world, question.role, text(action, 'by', 'holder'));
  const [path, body] = answerTo(world, action, question);
  const target = `${base(world, action)}${path}`;
  let { hash } = question;
  /** Every statement is answered (第8条). */
  let answered: object = {};
  if (stage === 'sanction' || stage === 'lift' || stage === 'work') {
    // What is shown includes the subcontractors' permits, or the report of an emergency.
    const view = await world.asPerson(personId, { method: 'GET', path: target.replace(/\/[a-z-]+$/, '') });
    const asked = view?.json?.questions?.find((open: { stage: string }) => open.stage === stage);
    hash = (stage === 'lift' ? view?.json?.liftingHash : asked?.hash) ?? hash;
    const statements: readonly object[] = view?.json?.statementRefs ?? [];
    if (stage === 'sanction' && statements.length > 0)
      answered = { answers: statements.map((ref) => ({ ...ref, answer: '措置の必要は変わらない。' })) };
  }
  if (flag(action, 'stale')) {
    world.faults.note('stale-form');
    hash = hash.split('').toReversed().join('');
  }
  const post = () =>
    world.asPerson(personId, { path: target, body: { hash, ...body, ...answered }, headers: key(action) });
  const answers = flag(action, 'twice') ? await Promise.all([post(), post()]) : [await post()];
  const taken = answers.filter((given) => given !== undefined && given.status < 300);
  if (taken.length > 0 && flag(action, 'stale'))
    world.violate('INV-4', `${stage}: answered what was not shown`, state?.caseId);
  if (taken.length > 1) world.violate('INV-2', `${stage}: one press too many was an answer`, state?.caseId);
  if (taken.length > 0 && ['stranger', 'former', 'clerk'].includes(text(action, 'by')))
    world.noteEligible(question.role, personId, state?.caseId);
  return answers[0];
};

/** F5: an announcement of a work, in time, late, or of an emergency; or what was done without one. */
const work: ActFn = (world, action) => {
  const emergency = flag(action, 'emergency');
  const unannounced = !emergency && flag(action, 'unannounced');
  const start = emergency
    ? world.now() - HOUR / 2
    : unannounced
      ? world.now() - 3 * HOUR
      : world.now() + number(action, 'days', 9) * 24 * HOUR;
  return vendor(world, action, 'POST', '/works', {
    emergency,
    ...(unannounced ? { unannounced } : {}),
    ...(emergency ? { emergencyReason: '障害のため。' } : {}),
    plannedStart: moment(start),
    plannedEnd: moment(start + 2 * HOUR),
    workers: workersOf(action),
    workLeader: workersOf(action)[0],
    purpose: '定期保守',
    workContent: `点検する。${mark(action)}`,
    workKind: flag(action, 'update') ? 'update' : 'read',
    targets: ['tax-db01'],
    terminals: ['HK-0001'],
    accounts: ['maint01'],
    impact: 'なし',
    serviceStop: false,
    personalData: false,
    fileTransfer: false,
    rollback: '元に戻す。',
    attendance: 'phone',
    ...(unannounced ? {} : { explainedOn: today(world).toString(), explainedTo: '担当' }),
  });
};

/** F6: the report of a session, of the oldest work that awaits one. */
const session: ActFn = async (world, action) => {
  const waiting = headsOf(world, caseIdOf(world, action), 'WORK').find(
    (head) =>
      ['accepted', 'emergency', 'unannounced', 'report-returned'].includes(head.status) ||
      (['submitted', 'lapsed'].includes(head.status) && flag(action, 'anyway')),
  );
  if (!waiting) return undefined;
  const start = Math.min(Date.parse(String(waiting['plannedStart'])), world.now() - 2 * HOUR);
  const end = start + (flag(action, 'overrun') ? 119 : 60) * 60_000;
  const again = waiting.status === 'report-returned' ? 'PUT' : 'POST';
  return vendor(world, action, again, `/works/${String(waiting['workId'])}/report`, {
    connectedAt: moment(start),
    disconnectedAt: moment(end),
    reasonCode: 'maintenance',
    workers: flag(action, 'outside') ? ['別人 九郎'] : workersOf(action),
    account: 'maint01',
    terminal: 'HK-0001',
    origin: '札幌保守センター',
    originIp: flag(action, 'otherLine') ? '192.0.2.11' : '192.0.2.10',
    targets: ['tax-db01'],
    detail: { request: '定期点検', action: `点検した。${mark(action)}` },
    result: 'done',
    varianceReason: '時間を要した。',
    personalDataAccessed: false,
    ...(flag(action, 'nolog')
      ? {}
      : {
          log: {
            place: 'bastion01',
            name: 'a.log',
            from: moment(start),
            to: moment(end),
            sha256: 'a'.repeat(64),
          },
        }),
  });
};

const withdrawWork: ActFn = async (world, action) => {
  const open = headsOf(world, caseIdOf(world, action), 'WORK').find(({ status }) =>
    ['submitted', 'accepted', 'returned'].includes(status),
  );
  if (!open) return undefined;
  return vendor(world, action, 'POST', `/works/${String(open['workId'])}/withdrawal`, { reason: '中止' });
};

/** F7: the oldest month that is awaited. */
const report: ActFn = async (world, action) => {
  const awaited = headsOf(world, caseIdOf(world, action), 'REPORT').find(({ status }) =>
    ['requested', 'dunned', 'returned'].includes(status),
  );
  if (!awaited) return undefined;
  const path = `/reports/${String(awaited['yearMonth'])}`;
  const shown = await vendor(world, { ...action, args: { ...action.args, twice: false } }, 'GET', path);
  if (shown?.status !== 200) return shown;
  const used = (shown.json.usage?.sessions?.length ?? 0) > 0;
  return vendor(world, action, 'PUT', path, {
    usageHash: shown.json.usageHash,
    used,
    ...(used ? { updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' } : {}),
  });
};

const statusBefore = (world: CityWorld, action: Action, prefix: string, statuses: readonly string[]) =>
  headsOf(world, caseIdOf(world, action), prefix).find(({ status }) => statuses.includes(status));

const reply: ActFn = async (world, action) => {
  // Also after 未履行: late obedience counts until the sanction is decided (第8条).
  const ordered = statusBefore(
    world,
    action,
    'FINDING',
    flag(action, 'late') ? ['disobeyed', 'referred'] : ['ordered'],
  );
  if (!ordered) return undefined;
  return vendor(world, action, 'POST', `/findings/${String(ordered['findingId'])}/reply`, {
    cause: `周知不足 ${mark(action)}`,
    measures: '手順を改めた。',
    doneOn: today(world).toString(),
    prevention: '毎月確認する。',
  });
};
const statement: ActFn = async (world, action) => {
  const disobeyed = statusBefore(world, action, 'FINDING', ['disobeyed', 'referred']);
  if (!disobeyed) return undefined;
  const path = `/findings/${String(disobeyed['findingId'])}`;
  const closing = flag(action, 'closing') ? { closing: true } : {};
  const own = { statement: `人員が不足していた。${mark(action)}`, ...closing };
  if (!flag(action, 'heard')) return vendor(world, action, 'POST', `${path}/statement`, own);
  // What the city wrote down is confirmed, or corrected.
  const view = await vendor(world, { ...action, args: { ...action.args, twice: false } }, 'GET', path);
  const record: { readonly seq: number; readonly caseId?: string } | undefined = view?.json?.hearingRef;
  if (record === undefined) return view;
  const heard = { heard: record.seq, ...(record.caseId === undefined ? {} : { heardIn: record.caseId }) };
  return vendor(
    world,
    action,
    'POST',
    `${path}/statement`,
    flag(action, 'agrees') ? { ...heard, answer: 'confirmed' } : { ...heard, answer: 'corrected', ...own },
  );
};
/** A statement by word of mouth, written down by the manager (第8条). */
const hear: ActFn = async (world, action) => {
  const disobeyed = statusBefore(world, action, 'FINDING', ['disobeyed', 'referred']);
  if (!disobeyed) return undefined;
  return world.asPerson(manager(world, action), {
    path: `${base(world, action)}/findings/${String(disobeyed['findingId'])}/hearing`,
    body: {
      how: flag(action, 'written') ? 'written' : 'spoken',
      heardOn: today(world).toString(),
      heardBy: '担当 次郎',
      speaker: '代理人',
      statement: `人員が不足していた。${mark(action)}`,
      ...(flag(action, 'closing') ? { closing: true } : {}),
    },
    headers: key(action),
  });
};
/** An order made in error is withdrawn; or only the order was wrong, and another one takes its place (docs/adr/0058). */
const withdrawOrder: ActFn = async (world, action) => {
  const ordered = statusBefore(world, action, 'FINDING', ['ordered', 'disobeyed', 'referred']);
  if (!ordered) return undefined;
  return world.asPerson(manager(world, action), {
    path: `${base(world, action)}/findings/${String(ordered['findingId'])}/withdrawal`,
    body: { reason: `命令を誤った。${mark(action)}`, ...(flag(action, 'again') ? { again: true } : {}) },
    headers: key(action),
  });
};
/** The deadline of an order is put off (第7条). */
const extend: ActFn = async (world, action) => {
  const ordered = statusBefore(world, action, 'FINDING', ['ordered']);
  if (!ordered) return undefined;
  return world.asPerson(manager(world, action), {
    path: `${base(world, action)}/findings/${String(ordered['findingId'])}/extension`,
    body: {
      dueOn: today(world)
        .add({ days: number(action, 'days', 14) })
        .toString(),
      reason: `納期による。${mark(action)}`,
      dayOff: true,
    },
    headers: key(action),
  });
};
/** The manager judges anew before anything is decided (第7条, 第8条). */
const judgeAnew: ActFn = async (world, action) => {
  const disobeyed = statusBefore(world, action, 'FINDING', ['disobeyed', 'referred']);
  if (!disobeyed) return undefined;
  const personId = manager(world, action);
  const path = `${base(world, action)}/findings/${String(disobeyed['findingId'])}`;
  const view = await world.asPerson(personId, { method: 'GET', path });
  return world.asPerson(personId, {
    path: `${path}/compliance`,
    body: {
      hash: view?.json?.judgingHash ?? 'x',
      result: text(action, 'result', 'fulfilled'),
      reason: `改めて判断した。${mark(action)}`,
      ...(text(action, 'result') === 'partial'
        ? { dueOn: today(world).add({ days: 20 }).toString(), dayOff: true }
        : {}),
    },
    headers: key(action),
  });
};
/** The violation for which the permit, or a part of it, is stopped. */
const stoppedFor = (state: CaseState | undefined): string | undefined =>
  state?.status === 'suspended'
    ? state.suspension.findingId
    : state && 'partialStops' in state
      ? state.partialStops?.[0]?.findingId
      : undefined;
const conditions: ActFn = async (world, action) => {
  const findingId = stoppedFor(stateOf(world, action));
  if (findingId === undefined) return undefined;
  return vendor(world, action, 'POST', `/findings/${findingId}/conditions`, {
    done: `提出した。${mark(action)}`,
    doneOn: today(world).toString(),
  });
};
/** The manager lifts without having been asked. */
const lift: ActFn = async (world, action) => {
  const state = stateOf(world, action);
  const findingId = stoppedFor(state);
  if (!state || findingId === undefined) return undefined;
  const personId = personFor(world, `manager:${state.sectionId}`, 'holder');
  const path = `${base(world, action)}/findings/${findingId}`;
  const view = await world.asPerson(personId, { method: 'GET', path });
  return world.asPerson(personId, {
    path: `${path}/lifting`,
    body: { hash: view?.json?.liftingHash ?? 'x', choice: 'lift', reason: '条件を満たした。' },
    headers: key(action),
  });
};

export const manager = (world: CityWorld, action: Action): string =>
  personFor(world, `manager:${stateOf(world, action)?.sectionId ?? 'tax'}`, text(action, 'by', 'holder'));

/** 第7条 認めたとき: the manager's own entry. */
const find: ActFn = (world, action) =>
  world.asPerson(manager(world, action), {
    path: `${base(world, action)}/findings`,
    body: {
      clause: 1,
      facts: `通知のない接続 ${mark(action)}`,
      howFound: '接続ログ',
      opinion: '是正を要する。',
    },
    headers: key(action),
  });
const instruct: ActFn = (world, action) => {
  const cutOff = flag(action, 'cutOff');
  return world.asPerson(manager(world, action), {
    path: `${base(world, action)}/instructions`,
    body: {
      kind: cutOff ? 'cut-off' : 'correction',
      title: '指示',
      text: `指示に従うこと。${mark(action)}`,
      ground: '必要があるため。',
      ...(cutOff ? {} : { dueOn: today(world).add({ days: 12 }).toString(), dayOff: true }),
    },
    headers: key(action),
  });
};
const liftInstruction: ActFn = async (world, action) => {
  const open = headsOf(world, caseIdOf(world, action), 'INSTRUCTION').find(
    (head) => ['issued', 'acknowledged'].includes(head.status) && head['kind'] === 'cut-off',
  );
  if (!open) return undefined;
  return world.asPerson(manager(world, action), {
    path: `${base(world, action)}/instructions/${String(open['instructionId'])}/lifting`,
    body: { reason: '必要がなくなった。' },
    headers: key(action),
  });
};
const follow: ActFn = async (world, action) => {
  const open = statusBefore(world, action, 'INSTRUCTION', ['issued', 'acknowledged']);
  if (!open) return undefined;
  const verb = text(action, 'verb', 'report');
  return vendor(
    world,
    action,
    'POST',
    `/instructions/${String(open['instructionId'])}/${verb}`,
    verb === 'report' ? { done: `従った。${mark(action)}`, doneOn: today(world).toString() } : {},
  );
};

/** 訂正 or 再交付 of the last order or instruction (docs/adr/0063). */
const document: ActFn = async (world, action) => {
  const personId = manager(world, action);
  const path = `${base(world, action)}/documents`;
  const listed = await world.asPerson(personId, { method: 'GET', path });
  const documents: readonly { readonly seq: number; readonly can: { readonly correct: boolean } }[] =
    listed?.json?.documents ?? [];
  const one = documents.find(({ can }) => can.correct) ?? documents[0];
  if (!one) return listed;
  const reason = `申出による。${mark(action)}`;
  return world.asPerson(personId, {
    path: `${path}/${one.seq}/${flag(action, 'again') ? 'reissue' : 'correction'}`,
    body: flag(action, 'again') ? { reason } : { place: '日付', wrong: '4月', right: '3月', reason },
    headers: key(action),
  });
};

/** 受領 of the last paper by the vendor, or what the city writes down of its arrival (docs/adr/0065); sometimes of a day that cannot be. */
const arrive: ActFn = async (world, action) => {
  const personId = manager(world, action);
  const path = `${base(world, action)}/documents`;
  const listed = await world.asPerson(personId, { method: 'GET', path });
  const documents: readonly { readonly seq: number }[] = listed?.json?.documents ?? [];
  const [one] = documents;
  if (!one) return listed;
  if (flag(action, 'received')) return vendor(world, action, 'POST', `/documents/${one.seq}/receipt`, {});
  const deliveredOn = today(world)
    .add({ days: number(action, 'days', 0) })
    .toString();
  return world.asPerson(personId, {
    path: `${path}/${one.seq}/delivery`,
    body: { deliveredOn, how: 'registered', evidence: mark(action) },
    headers: key(action),
  });
};

/** 第4条第3項: the contract ends earlier; what the city intends. */
const shorten: ActFn = (world, action) =>
  world.asPerson(manager(world, action), {
    path: `${base(world, action)}/shortenings`,
    body: {
      ground: flag(action, 'gone') ? 'gone' : 'contract-ended',
      facts: `契約を解除した。${mark(action)}`,
      evidence: '契約解除通知書',
      lastDay: today(world)
        .add({ days: number(action, 'days', 20) })
        .toString(),
    },
    headers: key(action),
  });
const ofShortening = (world: CityWorld, action: Action, verb: string): string | undefined => {
  const open = statusBefore(world, action, 'SHORTENING', ['hearing', 'weighing']);
  return open && `/shortenings/${String(open['shorteningId'])}/${verb}`;
};
const stateOnShortening: ActFn = async (world, action) => {
  const path = ofShortening(world, action, 'statement');
  if (path === undefined) return undefined;
  const closing = flag(action, 'closing') ? { closing: true } : {};
  return vendor(world, action, 'POST', path, { statement: `契約は続く。${mark(action)}`, ...closing });
};
const hearOnShortening: ActFn = async (world, action) => {
  const path = ofShortening(world, action, 'hearing');
  if (path === undefined) return undefined;
  return world.asPerson(manager(world, action), {
    path: `${base(world, action)}${path}`,
    body: {
      how: 'written',
      heardOn: today(world).toString(),
      heardBy: '担当 次郎',
      speaker: '破産管財人',
      statement: `事業を譲渡する。${mark(action)}`,
    },
    headers: key(action),
  });
};

const CONTRACT = {
  ...{ name: '税務総合システム保守運用業務', number: 'R8-変更', kind: 'maintenance' },
  ...{ from: '2020-04-01', confidentialityClause: true },
};
const contractUntil = (world: CityWorld, days: number) => ({
  contract: { ...CONTRACT, to: today(world).add({ days }).toString() },
});

const change: ActFn = (world, action) =>
  vendor(world, action, 'POST', '/changes', {
    changedOn: today(world).toString(),
    reason: `体制の変更 ${mark(action)}`,
    after: flag(action, 'contract')
      ? contractUntil(world, number(action, 'days', 90))
      : flag(action, 'major')
        ? {
            terminals: [
              { assetNo: `HK-${action.id}`, os: 'Windows 11', antivirus: 'Defender', dedicated: true },
              { assetNo: 'HK-0001', os: 'Windows 11 Enterprise', antivirus: 'Defender', dedicated: true },
            ],
          }
        : { emergencyContact: { name: `窓口 ${action.id}`, tel: '011-000-0009' } },
  });

const ending: ActFn = async (world, action) => {
  if (flag(action, 'withdraw')) return vendor(world, action, 'POST', '/ending/withdrawal', {});
  const caseId = caseIdOf(world, action);
  const cascade = [...world.judge.trails.values()].flatMap(({ state }) =>
    state?.parentCaseId === caseId &&
    'permitNo' in state &&
    ['upcoming', 'active', 'suspended'].includes(state.status)
      ? [state.permitNo]
      : [],
  );
  return vendor(world, action, 'POST', '/ending', {
    lastDay: today(world)
      .add({ days: number(action, 'days', 20) })
      .toString(),
    reason: `契約の終了 ${mark(action)}`,
    returnAndErasure: '返却し、消去した。',
    lastReport: true,
    cascade,
  });
};

/** Looking at a permit from all sides writes nothing (INV-7). */
const look: ActFn = (world, action) => {
  const path = text(action, 'path');
  const call = { method: 'GET' as const, path: path.replace('{id}', caseIdOf(world, action)) };
  return text(action, 'who') === 'vendor'
    ? world.asVendor(text(action, 'vendor', 'hokuto'), call)
    : world.asPerson(manager(world, action), call);
};

export const PERMIT_ACTS: Readonly<Record<string, ActFn>> = {
  answer,
  work,
  session,
  'withdraw-work': withdrawWork,
  report,
  reply,
  statement,
  hear,
  extend,
  'withdraw-order': withdrawOrder,
  'judge-anew': judgeAnew,
  conditions,
  lift,
  find,
  instruct,
  'lift-instruction': liftInstruction,
  follow,
  change,
  shorten,
  document,
  arrive,
  'state-on-shortening': stateOnShortening,
  'hear-on-shortening': hearOnShortening,
  ending,
  look,
};
