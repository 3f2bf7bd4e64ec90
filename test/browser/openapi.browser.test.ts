import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpServer, drive } from '../../local/server.ts';
import { type Conformance, runSchemathesis, SCHEMATHESIS_TOOLS } from '../../scripts/schemathesis.ts';
import { casesUnderWay } from '../support/cases-under-way.ts';
import { withTools } from '../support/needs-tools.ts';
import { CHIEF, createStory, DEMO_API_KEY, type Story } from '../support/story.ts';

/**
 * The published document against the running server, by schemathesis: what it allows and what it does not, in the name of
 * a vendor's system and of the chief. Every answer is listed, in its form; every refusal says why.
 */

const SEED = 20260406;
/** Requests per operation; some are answered as a whole by fewer. */
const EXAMPLES = 6;
const LEAST_OPERATIONS = 95;
/** Half a minute each on an idle machine. It is bounded by the number of requests; this is for one that hangs. */
const SECONDS = 600;

withTools('OpenAPI (schemathesis)', SCHEMATHESIS_TOOLS, () => {
  let story: Story;
  let server: Server;
  let url = '';
  let ids: Record<string, Record<string, string>> = {};
  let stop: () => Promise<void>;

  beforeAll(async () => {
    story = await createStory();
    const hosts: string[] = [];
    server = createHttpServer({ runtime: story, hosts, doors: 'closed' }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    hosts.push(host);
    url = `http://${host}`;
    ids = await casesUnderWay(story);
    stop = drive(story);
  }, 120_000);
  afterAll(async () => {
    await stop?.();
    server?.close();
    server?.closeAllConnections();
  });

  const conforms = (who: string, found: Conformance) => {
    const requests = Object.values(found.statuses).reduce((sum, count) => sum + count, 0);
    const refused = Object.values(found.refused).reduce((sum, count) => sum + count, 0);
    const statuses = Object.entries(found.statuses).map(([status, count]) => `${status}: ${count}`);
    process.stdout.write(
      `      ${who}: N = ${requests}, seed ${SEED}, ${found.operations} operations; ${statuses.sort().join(', ')}; ` +
        `${found.allowed} allowed by the schema, ${refused} mistakes named in them\n`,
    );
    if (process.env['SHOW_REFUSED'])
      process.stdout.write(`${JSON.stringify(found.refused, undefined, 2)}\n${found.output}\n`);
    expect(found.passed, found.output.slice(-12_000)).toBe(true);
    expect(Object.keys(found.statuses).filter((status) => status.startsWith('5'))).toEqual([]);
    expect(found.operations).toBeGreaterThanOrEqual(LEAST_OPERATIONS);
    expect(requests).toBeGreaterThanOrEqual(LEAST_OPERATIONS * (EXAMPLES - 2));
    expect(story.failures).toEqual([]);
  };
  const common = { seed: SEED, examples: EXAMPLES, seconds: SECONDS };
  const TIMEOUT = (SECONDS + 200) * 1000;

  test(
    '保守事業者のシステムとして: どの応答も仕様にあり、どの断りにも理由がある',
    async () => {
      const headers = { Authorization: `Bearer ${DEMO_API_KEY}` };
      conforms('vendor', await runSchemathesis({ ...common, url, headers, ids, without: [] }));
    },
    TIMEOUT,
  );

  test(
    '市の職員として（セッションとX-CSRF-Token）: どの応答も仕様にあり、どの断りにも理由がある',
    async () => {
      const { cookie, csrf } = await sessionOf(story, CHIEF);
      const headers = { Cookie: cookie, 'X-CSRF-Token': csrf };
      // Signing out would leave the rest unanswered.
      const without = ['/v1/session', '/v1/sessions', '/v1/sign-in', '/v1/sign-in/code'];
      conforms('chief', await runSchemathesis({ ...common, url, headers, ids, without }));
    },
    TIMEOUT,
  );
});

const sessionOf = async (story: Story, address: string): Promise<{ cookie: string; csrf: string }> => {
  const { json } = await story.send({ path: '/v1/sign-in', body: { address } });
  await story.settle();
  const body = { attemptId: json.attemptId, code: story.lastCode(address) };
  const { cookies } = await story.send({ path: '/v1/sign-in/code', body });
  const cookie = cookies[0]?.split(';')[0] ?? '';
  const session = await story.send({ path: '/v1/session', cookies: [cookie] });
  return { cookie, csrf: session.json.csrf };
};
