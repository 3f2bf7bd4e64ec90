import { Temporal } from 'temporal-polyfill';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { Item } from '../../core/store/ports.ts';
import { type ApplicationInput, sampleApplication } from '../../local/demo/sample-application.ts';
import { lambdaContext } from '../../local/lambda-context.ts';
import { decreeOver } from './decree.ts';
import { violationsOf } from './invariants.ts';
import { type Answer, type Client, createWorld, eventOf } from './world.ts';

export const CHIEF = 'chief@city.example.jp';
export const DEPUTY = 'deputy@city.example.jp';
export const CLERK = 'clerk@city.example.jp';
export const TAX = 'tax-manager@city.example.jp';
export const TAX_DEPUTY = 'tax-deputy@city.example.jp';
export const CARE = 'care-manager@city.example.jp';
export const VENDOR = 'hoshu@hokuto.example.com';
export const OTHER_VENDOR = 'support@minami.example.com';
/** As the world seeds it. */
export const DEMO_API_KEY = `rmp_${'A'.repeat(43)}`;
export const OFFICE = 'ict@city.example.jp';

/** The world with people who act in it: each signs in anew when the session has ended. */
export const createStory = async (options: Parameters<typeof createWorld>[0] = {}) => {
  const world = await createWorld(options);
  const sessions = new Map<string, { readonly client: Client; readonly until: number }>();
  let keys = 0;

  const as = async (address: string): Promise<Client> => {
    const now = world.clock.now().epochMilliseconds;
    const open = sessions.get(address);
    if (open && open.until > now) return open.client;
    const client = await world.signIn(address);
    sessions.set(address, { client, until: now + 25 * 60_000 });
    return client;
  };
  const application = (overrides: Partial<ApplicationInput> = {}) =>
    sampleApplication(world.today(), overrides);
  const view = async (address: string, caseId: string) =>
    (await (await as(address))('GET', `/v1/applications/${caseId}`)).json;
  const vendorView = async (caseId: string) =>
    (await world.vendorApi('GET', `/v1/applications/${caseId}`)).json;

  const submit = async (overrides: Partial<ApplicationInput> = {}): Promise<string> => {
    keys += 1;
    const answer = await world.vendorApi('POST', '/v1/applications', application(overrides), {
      'idempotency-key': `story-${keys}`,
    });
    if (answer.status !== 201) throw new Error(answer.text);
    await world.settle();
    return answer.json.caseId;
  };
  /** Decides on what is shown now, unless `hash` is given. */
  const decide = async (
    address: string,
    caseId: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<Answer> => {
    const client = await as(address);
    const shown = await client('GET', `/v1/applications/${caseId}`);
    const answer = await client('POST', `/v1/applications/${caseId}/decisions`, {
      hash: shown.json?.request?.hash ?? 'nothing-shown',
      ...body,
    });
    await world.settle();
    return answer;
  };
  const checklist = () =>
    tomakomaiR50401.checklist.map(({ id }) => ({
      item: id,
      result: 'pass',
      method: 'document',
      confirmedOn: world.today().toString(),
    }));
  return {
    ...world,
    as,
    /** What takes two persons, done by two. */
    decree: decreeOver(world.ports, as, world.settle),
    application,
    submit,
    decide,
    view,
    vendorView,
    checklist,
    confirm: (caseId: string, by = TAX) =>
      decide(by, caseId, {
        stage: 'confirm',
        choice: 'ask-chief',
        checklist: checklist(),
        opinion: '適当と認める。',
      }),
    returnItems: (caseId: string, by = TAX) =>
      decide(by, caseId, {
        stage: 'confirm',
        choice: 'return',
        checklist: [{ item: '2-1', result: 'fail', note: '監視カメラの位置が分かる図面を添付してください' }],
        reason: '図面の不足',
      }),
    approve: (caseId: string, by = CHIEF, more: object = {}) =>
      decide(by, caseId, { stage: 'approve', choice: 'approve', ...more }),
    withdraw: async (caseId: string): Promise<Answer> => {
      const answer = await world.vendorApi('POST', `/v1/applications/${caseId}/withdrawal`, {});
      await world.settle();
      return answer;
    },
    resubmit: async (caseId: string, overrides: Partial<ApplicationInput> = {}): Promise<Answer> => {
      const answer = await world.vendorApi('PUT', `/v1/applications/${caseId}`, application(overrides));
      await world.settle();
      return answer;
    },
    /** Moves the clock from timer to timer; `2026-04-10T08:30` is meant in Japan. */
    until: (time: string) => world.advanceTo(Temporal.Instant.from(`${time}+09:00`)),
    /** Until what waits for others has gone out (docs/adr/0047). */
    gathered: async () => {
      await world.settle();
      await world.advanceTo(world.clock.now().add({ minutes: 10 }));
    },
    /** How often they were told of it, in a mail of its own or among others. */
    timesTold: (address: string, words: string): number =>
      world
        .mailsTo(address)
        .reduce(
          (sum, { subject, text }) =>
            sum +
            (subject.includes(words)
              ? 1
              : subject.includes('まとめて')
                ? text.replace(/\s/g, '').split(words).length - 1
                : 0),
          0,
        ),
    /** Without what is told of 登録伺い. */
    subjectsOfCases: (address: string) =>
      world
        .mailsTo(address)
        .map(({ subject }) => subject)
        .filter((subject) => !subject.includes('登録伺い')),
    subjectsTo: (address: string) => world.mailsTo(address).map(({ subject }) => subject),
    violations: (caseId: string) => violationsOf(world.store, caseId),
    eventsOf: async (caseId: string): Promise<string[]> =>
      (await (await as(CHIEF))('GET', `/v1/applications/${caseId}/events`)).json.events.map(
        (event: { fact: { type: string } }) => event.fact.type,
      ),
    /** A body as it comes over the wire, well-formed or not, with the demo vendor's API key. */
    sendRaw: async ({ raw, key, type = 'application/json' }: { raw: string; key: string; type?: string }) => {
      const event = eventOf({
        method: 'POST',
        path: '/v1/applications',
        headers: { authorization: `Bearer ${DEMO_API_KEY}`, 'idempotency-key': key, 'content-type': type },
      });
      const result = await world.http({ ...event, body: raw }, lambdaContext('http'));
      return { status: result.statusCode ?? 0, text: result.body ?? '' };
    },
    row: (caseId: string, sk: string): Promise<Item | undefined> =>
      world.store.get({ pk: `CASE#${caseId}`, sk }),
    executions: () => world.machines.listExecutions('permit').toReversed(),
  };
};
export type Story = Awaited<ReturnType<typeof createStory>>;
