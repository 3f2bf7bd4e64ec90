import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import holidayJp from '@holiday-jp/holiday_jp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../functions/http/contract.ts';
import { groupOf } from '../../functions/lambda/groups.ts';
import { apiEndpoints, endpoints, pageEndpoints, publicEndpoints } from '../../functions/wiring/endpoints.ts';
import { httpPorts } from '../../functions/wiring/wiring-http.ts';
import { BUNDLES, type Bundle, bundleAll } from '../../scripts/bundle.ts';

/**
 * What each may weigh, kB minified: what it weighed when it was weighed last (http-public with the front page of what is due,
 * http-api with partial stops, http-pages and outbox with forms out of the schema, questions answered together and digests),
 * plus 5 %; task, audit and mail-events know the whole of each kind since each declares its
 * own. http-api and http-pages have grown by 許可の期間の短縮 (docs/adr/0062), 訂正 and 再交付 (docs/adr/0063), 到達 (docs/adr/0065); http-pages by the
 * parts of the settings and forms that ask what applies (docs/adr/0061), and 作業の予定; these and outbox by what says whether a
 * 補正 has changed what was asked for, and whence a violation is known; http-pages by what is told before it is sent; http-public by answering strangers' wrong addresses with the
 * frame of whoever is signed in. The goal is 300 (docs/adr/0012).
 */
const CAP = {
  'http-public': 700,
  'http-api': 1075,
  'http-pages': 1960,
  task: 652,
  audit: 714,
  outbox: 910,
  'mail-events': 460,
} as const;

const run = promisify(execFile);

/** All that any of them asks for. */
const ENVIRONMENT = {
  AWS_REGION: 'ap-northeast-1',
  TABLE_NAME: 'table',
  BASE_URL: 'https://permits.city.example',
  CITY_NAME: '苫小牧市',
  TASK: 'OpenDay',
  ANCHOR_BUCKET: 'anchors',
  FILES_BUCKET: 'files',
  MAIL_FROM: 'no-reply@city.example',
  CONFIGURATION_SET: 'permits',
  PERMIT_MACHINE_ARN: 'arn:aws:states:ap-northeast-1:123456789012:stateMachine:permit',
};

describe('bundles', () => {
  let target = '';
  let bundles: readonly Bundle[] = [];
  beforeAll(async () => {
    target = await mkdtemp(join(tmpdir(), 'bundles-'));
    bundles = await bundleAll(target);
  });
  afterAll(() => rm(target, { recursive: true }));
  const codeOf = (name: string) => readFile(join(target, name, 'index.mjs'), 'utf8');

  test.each(BUNDLES)('%s: a cold start does not pay for more code than it did', (name) => {
    const bytes = bundles.find((bundle) => bundle.name === name)?.bytes ?? Number.POSITIVE_INFINITY;
    expect(bytes / 1000).toBeLessThanOrEqual(CAP[name]);
  });

  test.each(BUNDLES)('%s: it starts on Node, without anything beside it', async (name) => {
    const script = `import(${JSON.stringify(join(target, name, 'index.mjs'))}).then(({ handler }) => process.stdout.write(typeof handler))`;
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: tmpdir(), env: ENVIRONMENT });
    expect(stdout).toBe('function');
  });

  test.each(BUNDLES)('%s: Node’s own modules are required, not imported', async (name) => {
    const files = (await readdir(join(target, name))).filter((file) => file.endsWith('.mjs'));
    for (const file of files) {
      const code = await readFile(join(target, name, file), 'utf8');
      const imports = code.matchAll(/\bimport\s*(?:[\w*{][^;'"]*?from\s*)?["']([^"']+)["']/g);
      const builtins = [...imports].map(([, module = '']) => module).filter((module) => isBuiltin(module));
      // The one that makes `require`.
      expect(builtins).toEqual(['node:module']);
    }
  });

  test('the thinned table of holidays has the same days', async () => {
    const code = await codeOf('task');
    expect(code).toContain(JSON.stringify(Object.keys(holidayJp.holidays).join(' ')));
  });

  test('the routes of the gateway are written for the template', async () => {
    const routes: unknown = JSON.parse(await readFile(join(target, 'routes.json'), 'utf8'));
    expect(routes).toContainEqual({ key: 'POST /v1/sign-in/code', group: 'public', limit: 'public-write' });
    expect(routes).toContainEqual({ key: 'POST /v1/{proxy+}', group: 'api', limit: 'write' });
  });

  test('the function of a group has every route of the group', () => {
    const ports = httpPorts({
      ...{ TABLE_NAME: 'none', BASE_URL: 'https://none.example', CITY_NAME: 'none' },
      ...{ FILES_BUCKET: 'none', ANCHOR_BUCKET: 'none' },
    });
    const lists = { public: publicEndpoints, api: apiEndpoints, pages: pageEndpoints };
    const pathsOf = (list: readonly Endpoint[]) => list.map(({ route }) => `${route.method} ${route.path}`);
    for (const { route } of endpoints(ports))
      expect(pathsOf(lists[groupOf(route)](ports))).toContain(`${route.method} ${route.path}`);
  });
});
