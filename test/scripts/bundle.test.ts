import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import holidayJp from '@holiday-jp/holiday_jp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLES, type Bundle, bundleAll } from '../../scripts/bundle.ts';

/**
 * What each may weigh, kB minified: what it weighed when this was written, plus 5 %. The goal is 300 (docs/adr/0012).
 */
const CAP = { http: 780, task: 480, audit: 580, outbox: 600, 'mail-events': 435 } as const;

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

  test.each(BUNDLES)('%s: Node’s own modules are required, not imported', async (name) => {
    const imports = [
      ...(await codeOf(name)).matchAll(/\bimport\s*(?:[\w*{][^;'"]*?from\s*)?["']([^"']+)["']/g),
    ];
    expect(imports.map(([, module]) => module)).toEqual(['node:module']);
  });

  test('the thinned table of holidays has the same days', async () => {
    const code = await codeOf('task');
    expect(code).toContain(JSON.stringify(Object.keys(holidayJp.holidays).join(' ')));
  });

  test('the contract table says of each route which function serves it', async () => {
    const routes: unknown = JSON.parse(await readFile(join(target, 'routes.json'), 'utf8'));
    expect(routes).toContainEqual({
      method: 'POST',
      path: '/v1/sign-in/code',
      who: 'public',
      kind: 'api',
      group: 'public',
    });
    expect(routes).toContainEqual({
      method: 'POST',
      path: '/v1/applications/{caseId}/decisions',
      who: 'city',
      kind: 'api',
      group: 'api',
    });
  });
});
