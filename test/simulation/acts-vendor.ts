import { Temporal } from 'temporal-polyfill';
import { regulationById } from '../../core/regulation/regulations.ts';
import { type ApplicationInput, sampleApplication } from '../../local/demo/sample-application.ts';
import { VENDORS } from '../../local/seed.ts';
import { isInForce } from './invariants/lifecycle-oracle.ts';
import { ruleOn } from './rule.ts';
import type { Action } from './story.ts';
import { jstDate } from './ticks.ts';
import type { Answer, CityWorld, Known } from './world.ts';

/** What vendors do, by their systems' API. */

export type ActFn = (world: CityWorld, action: Action) => Promise<Answer | undefined>;

export const text = (action: Action, name: string, otherwise = ''): string =>
  String(action.args?.[name] ?? otherwise);
export const number = (action: Action, name: string, otherwise = 0): number =>
  Number(action.args?.[name] ?? otherwise);
export const flag = (action: Action, name: string): boolean => action.args?.[name] === true;

/** A word that stands in what people write of this permit, and nowhere else (INV-19). */
export const mark = ({ permit, id }: Action): string => `標識${permit}の${id}号`;

export const today = (world: CityWorld): Temporal.PlainDate => Temporal.PlainDate.from(jstDate(world.now()));

/** The permit of the action, made known on first use. */
export const knownOf = (world: CityWorld, action: Action): Known => {
  const permit = action.permit ?? -1;
  const known = world.known.get(permit) ?? { revs: 0 };
  world.known.set(permit, known);
  return known;
};
export const caseIdOf = (world: CityWorld, action: Action): string =>
  world.known.get(action.permit ?? -1)?.caseId ?? '01JQZ00000000000000000NONE';

const lastDayOf = (world: CityWorld, permit: number): string | undefined => {
  const caseId = world.known.get(permit)?.caseId;
  return caseId === undefined ? undefined : world.judge.trails.get(caseId)?.state?.period.to;
};
const permitNoOf = (world: CityWorld, permit: number): string | undefined => {
  const caseId = world.known.get(permit)?.caseId;
  const state = caseId === undefined ? undefined : world.judge.trails.get(caseId)?.state;
  return state && 'permitNo' in state ? state.permitNo : undefined;
};

/** To an item that the demo's application does not know. */
const OTHERWISE = { answer: 'conforming', statement: '適合している。', evidence: '事前協議の資料' } as const;

const STRANGE = '〜～－ 髙﨑𠮷 葛\u{e0100} か\u3099 ①㈱ =1+1';

/** A third each on the second version of the form, on the first one as then, and on the first one with some of the rest. */
const onSomeForm = (whole: ApplicationInput, { permit = 0 }: Action): ApplicationInput => {
  if (permit % 3 === 0) return whole;
  const { formVersion: _, emergencyCutOff, atEnd: __, ...first } = whole;
  if (permit % 3 === 1)
    return {
      ...first,
      terminals: first.terminals.map(({ assetNo, os, antivirus, dedicated }) => ({
        ...{ assetNo, os, antivirus, dedicated },
      })),
      workers: first.workers.map(({ name, kana, company, role, from }) => ({
        ...{ name, kana, company, role, from },
      })),
    };
  return emergencyCutOff === undefined ? first : { ...first, emergencyCutOff: { by: emergencyCutOff.by } };
};

const applicationOf = (world: CityWorld, action: Action): Record<string, unknown> => {
  const day = today(world);
  const vendorId = text(action, 'vendor', 'hokuto');
  const vendor = VENDORS.find((known) => known.vendorId === vendorId);
  const from = day.add({ days: number(action, 'from', 10) });
  const wished = from.add({ months: number(action, 'months', 12) }).subtract({ days: 1 });
  const last = flag(action, 'clip') ? lastDayOf(world, Number(action.args?.['parent'])) : undefined;
  const to = last !== undefined && last < wished.toString() ? Temporal.PlainDate.from(last) : wished;
  const variant = text(action, 'variant', 'ok');
  const parent = action.args?.['parent'];
  const previous = action.args?.['previous'];
  const { vendorId: _, ...applicant } = vendor ?? { vendorId };
  const base = onSomeForm(sampleApplication(day), action);
  const caseId = world.known.get(action.permit ?? -1)?.caseId;
  const { regulationId } = world.judge.trails.get(caseId ?? '')?.state ?? {};
  // A correction is judged by the version that the application came in under.
  const rule = regulationId === undefined ? ruleOn(day.toString()) : regulationById(regulationId);
  const answers = rule.checklist.flatMap(
    ({ id }) => base.checklist.find(({ item }) => item === id) ?? { ...OTHERWISE, item: id },
  );
  const checklist = answers.map((entry): ApplicationInput['checklist'][number] => {
    if (variant === 'nonconforming' && entry.item === '3-1') return { ...entry, answer: 'nonconforming' };
    if (variant === 'exception' && entry.item === '4-1')
      return {
        ...entry,
        answer: 'exception',
        exceptionReason: '法改正に伴う設定の変更を行うため。',
        exceptionReviewOn: day.add({ months: 6 }).toString(),
      };
    return entry;
  });
  return {
    ...base,
    // More than one of each, so that one may be stopped and the others go on.
    workers: [
      ...base.workers,
      ...base.workers.map((one) => ({
        ...one,
        ...{ name: '作業 九美', kana: 'サギョウ クミ' },
        ...(one.account === undefined ? {} : { account: 'hk-sagyo9' }),
      })),
    ],
    originIps: [...base.originIps, '192.0.2.11'],
    ...('name' in applicant ? { vendor: applicant } : {}),
    consultationId: `c-${vendorId}`,
    systemId: text(action, 'system', 'tax-system'),
    purpose: `permit ${action.permit}`,
    remarks: variant === 'strange' ? `${mark(action)} ${STRANGE}` : mark(action),
    period: { from: from.toString(), to: to.toString() },
    contract: {
      ...base.contract,
      from: day.subtract({ months: 6 }).toString(),
      to: to.add({ months: variant === 'beyond' ? -1 : 3 }).toString(),
    },
    checklist: variant === 'missing' ? checklist.slice(1) : checklist,
    pledge: { accepted: true, ruleVersion: rule.id },
    applicationType: previous === undefined ? 'new' : 'renewal',
    ...(previous === undefined
      ? {}
      : { previousPermitNo: permitNoOf(world, Number(previous)) ?? 'R8-P9999' }),
    ...(parent === undefined
      ? {}
      : {
          subcontracting: {
            parentPermitNo: permitNoOf(world, Number(parent)) ?? 'R8-P9999',
            company: '再委託株式会社',
            cityConsentNo: '承諾第1号',
          },
        }),
  };
};

const attachmentsOf = ({ fileId }: Known) => (fileId === undefined ? undefined : [{ fileId, kind: 'other' }]);

/** 継続申請 with identical content (F10): only what cannot be the same. */
const renewalOf = (world: CityWorld, action: Action): Record<string, unknown> => {
  const { consultationId, period, contract, pledge } = applicationOf(world, action);
  return { consultationId, period, contract, pledge, remarks: `${SAME} ${mark(action)}` };
};
/** What a renewal by the short path says of itself. */
export const SAME = '同じ内容で継続';

/** What must be refused and never taken in (INV-1: what is taken in is complete). */
const REFUSED: ReadonlySet<string> = new Set(['missing', 'beyond', 'malformed', 'oversized', 'hostile']);

const submit: ActFn = async (world, action) => {
  const known = knownOf(world, action);
  const previous = caseIdOf(world, { ...action, permit: number(action, 'previous', -1) });
  const same = action.kind === 'renew';
  known.body ??= same
    ? renewalOf(world, action)
    : { ...applicationOf(world, action), attachments: attachmentsOf(known) };
  const variant = text(action, 'variant', 'ok');
  const headers = { 'idempotency-key': `permit-${action.permit}` };
  const post = () =>
    world.asVendor(text(action, 'vendor', 'hokuto'), {
      path: same ? `/v1/permits/${previous}/renewal` : '/v1/applications',
      body: known.body,
      headers,
    });
  const answers = flag(action, 'twice') ? await Promise.all([post(), post()]) : [await post()];
  for (const answer of answers) {
    if (answer?.status !== 201) continue;
    const { caseId } = answer.json;
    if (known.caseId !== undefined && known.caseId !== caseId)
      world.violate('INV-15', 'one Idempotency-Key, two cases', caseId);
    if (REFUSED.has(variant))
      world.violate('INV-1', `a faulty application (${variant}) was taken in`, caseId);
    known.caseId = caseId;
    known.revs = Math.max(known.revs, 1);
  }
  return answers[0];
};

const resubmit: ActFn = async (world, action) => {
  const known = knownOf(world, action);
  if (!known.body) return undefined;
  const day = today(world);
  const past = String((known.body['period'] as { from: string }).from) < day.toString();
  const fresh = applicationOf(world, { ...action, args: { ...action.args, variant: 'ok' } });
  const body = {
    ...fresh,
    period: past ? fresh['period'] : known.body['period'],
    remarks: `補正 ${mark(action)}`,
    attachments: known.body['attachments'],
  };
  const put = () =>
    world.asVendor(text(action, 'vendor', 'hokuto'), {
      method: 'PUT',
      path: `/v1/applications/${caseIdOf(world, action)}`,
      body,
    });
  const answers = flag(action, 'twice') ? await Promise.all([put(), put()]) : [await put()];
  const taken = answers.filter((answer) => answer?.status === 200);
  if (taken.length > 1) world.violate('INV-15', 'one correction was taken in twice', known.caseId);
  for (const answer of taken) known.revs = Math.max(known.revs, Number(answer?.json.rev));
  return answers[0];
};

const withdraw: ActFn = (world, action) =>
  world.asVendor(text(action, 'vendor', 'hokuto'), {
    path: `/v1/applications/${caseIdOf(world, action)}/withdrawal`,
    body: {},
  });

const view: ActFn = async (world, action) => {
  const caseId = caseIdOf(world, action);
  const answer = await world.asVendor(text(action, 'vendor', 'hokuto'), {
    method: 'GET',
    path: `/v1/applications/${caseId}`,
  });
  judgeStatus(world, caseId, answer);
  return answer;
};

/** INV-12: what the API says is what the events say, on this day in Japan. */
export const judgeStatus = (world: CityWorld, caseId: string, answer: Answer | undefined): void => {
  const trail = world.judge.trails.get(caseId);
  if (answer?.status !== 200 || !answer.undisturbed() || !trail?.state) return;
  const { from, to } = trail.state.period;
  const day = jstDate(world.now());
  const lastDay = 'ending' in trail.state ? trail.state.ending?.lastDay : undefined;
  const early = trail.status === 'suspended' || trail.state.parentCaseId !== undefined;
  const expected = !isInForce(trail.status)
    ? trail.status
    : lastDay !== undefined && day > lastDay
      ? 'ended'
      : day > to
        ? 'expired'
        : early
          ? trail.status
          : day >= from
            ? 'active'
            : 'upcoming';
  if (answer.json.status !== expected)
    world.violate('INV-12', `shown as ${answer.json.status}, the events say ${expected}`, caseId);
};

/** INV-17: what belongs to one vendor is for another as if it had never been. */
const pry: ActFn = async (world, action) => {
  const caseId = caseIdOf(world, action);
  const other = text(action, 'vendor', 'hokuto') === 'hokuto' ? 'minami' : 'hokuto';
  const ask = (id: string) =>
    world.asVendor(other, {
      method: flag(action, 'write') ? 'POST' : 'GET',
      path: `/v1/applications/${id}${flag(action, 'write') ? '/withdrawal' : text(action, 'what')}`,
      ...(flag(action, 'write') ? { body: {} } : {}),
    });
  const [real, none] = [await ask(caseId), await ask('01JQZ00000000000000000NONE')];
  if (
    real &&
    none &&
    real.status < 500 &&
    none.status < 500 &&
    (real.status < 400 || real.text !== none.text)
  )
    world.violate('INV-17', `${other} learns that the case exists: ${real.status}`, caseId);
  world.faults.note('foreign-hand');
  return real;
};

/** Bodies that no client of ours sends: refused, nothing written, no 5xx. */
const hostile: ActFn = async (world, action) => {
  const before = world.commits();
  const kind = text(action, 'body');
  const sound = JSON.stringify(applicationOf(world, action));
  const bodies: Record<string, string> = {
    malformed: sound.slice(0, 700),
    oversized: sound.replace('"remarks":', `"padding":"${'x'.repeat(70_000)}","remarks":`).padEnd(70_000),
    hostile: sound.replace(/"purpose":"[^"]*"/, '"purpose":"\\ud800\\u0000\\u202e"'),
  };
  const answer = await world.asVendor(text(action, 'vendor', 'hokuto'), {
    path: '/v1/applications',
    body: {},
    raw: bodies[kind] ?? '{',
    headers: { 'idempotency-key': `hostile-${action.id}` },
  });
  world.faults.note(
    kind === 'oversized' ? 'body-oversized' : kind === 'hostile' ? 'text-hostile' : 'body-malformed',
  );
  if (answer && answer.status < 300) world.violate('FUZZ', `a ${kind} body was taken in`);
  if (world.commits() !== before) world.violate('FUZZ', `a ${kind} body wrote something`);
  return answer;
};

export const VENDOR_ACTS: Readonly<Record<string, ActFn>> = {
  submit,
  renew: submit,
  resubmit,
  withdraw,
  view,
  pry,
  hostile,
};
