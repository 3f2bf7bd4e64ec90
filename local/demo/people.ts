import { z } from 'zod';
import { type Client, signIn, withApiKey } from './client.ts';
import type { Stage } from './stage.ts';

/** Who acts in the story: each signs in by the code in the mailbox, anew when the session has ended. */

export const CHIEF = 'chief@city.example.jp';
export const MANAGER = 'tax-manager@city.example.jp';

const SESSION_MINUTES = 25;

/** What every view carries that asks something: to be posted back with the answer. */
const askingSchema = z.looseObject({
  request: z.object({ hash: z.string() }).optional(),
  question: z.object({ hash: z.string() }).optional(),
  questions: z.array(z.object({ stage: z.string(), hash: z.string() })).optional(),
  liftingHash: z.string().optional(),
});

export const gather = (stage: Stage) => {
  const { base, clock, runtime, apiKey } = stage;
  const sessions = new Map<string, { client: Client; until: number }>();
  const vendor = withApiKey(base, apiKey);
  let keys = 0;

  const as = async (address: string): Promise<Client> => {
    const now = clock.now().epochMilliseconds;
    const open = sessions.get(address);
    if (open && open.until > now) return open.client;
    const client = await signIn(base, address);
    sessions.set(address, { client, until: now + SESSION_MINUTES * 60_000 });
    return client;
  };
  const post = async (client: Client, path: string, body: unknown): Promise<unknown> => {
    keys += 1;
    const answer = await client.post(path, body, { 'idempotency-key': `demo-${keys}` });
    await runtime.settle();
    return answer;
  };
  return {
    as,
    vendor,
    get: async <S extends z.ZodType>(address: string, path: string, schema: S): Promise<z.infer<S>> =>
      schema.parse(await (await as(address)).get(path)),
    asVendor: (path: string, body: unknown) => post(vendor, path, body),
    put: async (client: Client, path: string, body: unknown) => {
      await client.put(path, body);
      await runtime.settle();
    },
    /** Without having been asked. */
    act: async (address: string, path: string, body: unknown) => post(await as(address), path, body),
    /** Answers what is shown now. */
    answer: async (address: string, view: string, path: string, body: object, stageName?: string) => {
      const client = await as(address);
      const shown = askingSchema.parse(await client.get(view));
      const asked = stageName
        ? shown.questions?.find((question) => question.stage === stageName)
        : (shown.request ?? shown.question);
      const hash = asked?.hash ?? shown.liftingHash;
      return post(client, `${view}/${path}`, { hash, ...body });
    },
  };
};
export type People = ReturnType<typeof gather>;

/** What the scenes share: the stage, its people, the permit and the subcontractor's permit under it. */
export type Life = {
  readonly stage: Stage;
  readonly people: People;
  readonly caseId: string;
  readonly childId: string;
};

/** Ends the demo with 1: the story is only worth something when it is true. */
export const mustBe = (what: string, actual: unknown, expected: unknown): void => {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${what}: ${JSON.stringify(expected)} was told, ${JSON.stringify(actual)} is so`);
};
