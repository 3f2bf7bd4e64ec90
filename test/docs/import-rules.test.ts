import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** The import rules of docs/architecture.md stand in biome.json; here each of them is shown to bite. */

type Row = readonly [file: string, imported: string, allowed: boolean];
const ROWS: readonly Row[] = [
  ['core/case/case.ts', 'zod', true],
  ['core/case/case.ts', 'temporal-polyfill', true],
  ['core/values/calendar.ts', '@holiday-jp/holiday_jp', true],
  ['core/sign-in/sign-in.ts', '../store/ports.ts', true],
  ['core/values/hash.ts', 'node:crypto', true],
  ['core/case/case.ts', 'node:crypto', false],
  ['core/values/hash.ts', 'node:fs', false],
  ['core/case/case.ts', '@aws-sdk/client-dynamodb', false],
  ['core/case/case.ts', 'hono/html', false],
  ['core/case/case.ts', '../../functions/http/contract.ts', false],
  ['core/sign-in/sign-in.ts', '../../functions/http/contract.ts', false],
  ['core/case/case.ts', '../../local/clock.ts', false],
  ['functions/application/api.ts', '../http/contract.ts', true],
  ['functions/application/routes.ts', '../document/notice-paper.ts', true],
  ['functions/application/routes.ts', '../attachment/api.ts', true],
  ['functions/application/api.ts', '../../core/decision/view-case.ts', true],
  ['functions/application/api.ts', '../tasks/tasks.ts', false],
  ['functions/application/api.ts', '../outbox/deliver.ts', false],
  ['functions/application/api.ts', '../adapters/system.ts', false],
  ['functions/application/api.ts', '../wiring/wiring.ts', false],
  ['functions/http/middleware.ts', '../wiring/wiring-http.ts', false],
  ['functions/http/middleware.ts', '../adapters/system.ts', false],
  ['functions/outbox/deliver.ts', '../wiring/wiring-outbox.ts', false],
  ['functions/application/api.ts', '@aws-sdk/client-sfn', false],
  ['functions/application/api.ts', 'node:fs', false],
  ['functions/tasks/case-steps.ts', '../http/contract.ts', true],
  ['functions/tasks/case-steps.ts', '../../core/daily/continue-case.ts', true],
  ['functions/tasks/case-steps.ts', '../work/page.ts', false],
  ['functions/tasks/case-steps.ts', '../wiring/endpoints.ts', false],
  ['functions/tasks/case-steps.ts', '../outbox/deliver.ts', false],
  ['functions/tasks/case-steps.ts', '../adapters/store-dynamodb.ts', false],
  ['functions/outbox/deliver.ts', '../ui/mail-text.ts', true],
  ['functions/outbox/deliver.ts', '../tasks/tasks.ts', false],
  ['functions/outbox/deliver.ts', '../work/routes.ts', false],
  ['functions/outbox/deliver.ts', '../permit/life-api.ts', false],
  ['functions/outbox/deliver.ts', '@aws-sdk/client-ses', false],
  ['functions/work/page.ts', './routes.ts', false],
  ['functions/work/page.ts', '../finding/api.ts', false],
  ['functions/work/page.ts', '../registration/proposal-routes.ts', false],
  ['functions/work/page.ts', './parts.ts', true],
  ['functions/work/page.ts', '../outbox/deliver.ts', false],
  ['functions/work/page.ts', '@aws-sdk/client-sfn', false],
  ['functions/adapters/mailer-ses.ts', '@aws-sdk/client-ses', true],
  ['functions/adapters/system.ts', '../../local/clock.ts', false],
  ['infra/stack.ts', '../core/store/ports.ts', true],
  ['infra/stack.ts', '../functions/wiring/environment.ts', true],
  ['infra/stack.ts', '../functions/work/api.ts', false],
  ['infra/stack.ts', '../local/server.ts', false],
  ['local/runtime.ts', '../functions/http/middleware.ts', true],
  ['local/runtime.ts', '../test/support/world.ts', false],
  ['test/flows/races.test.ts', '../../local/runtime.ts', true],
];

const files = [...new Set(ROWS.map(([file]) => file))];
const rowsOf = (file: string) => ROWS.filter((row) => row[0] === file);

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ location: z.object({ path: z.string(), start: z.object({ line: z.int() }) }) }),
  ),
});

describe('import rules (biome.json)', () => {
  const root = join(import.meta.dirname, '..', '..');
  const tree = mkdtempSync(join(tmpdir(), 'import-rules-'));
  afterAll(() => rmSync(tree, { recursive: true }));
  const refused = new Set<string>();

  beforeAll(() => {
    copyFileSync(join(root, 'biome.json'), join(tree, 'biome.json'));
    for (const file of files) {
      const path = join(tree, file);
      mkdirSync(dirname(path), { recursive: true });
      const imports = rowsOf(file).map(([, imported], line) => `import { x${line} } from '${imported}';`);
      writeFileSync(path, imports.join('\n'));
    }
    const only = ['--vcs-enabled=false', '--only=style/noRestrictedImports'];
    const { stdout } = spawnSync(
      join(root, 'node_modules', '.bin', 'biome'),
      ['lint', ...only, '--reporter=json', '--max-diagnostics=none'],
      { cwd: tree, encoding: 'utf8' },
    );
    for (const { location } of reportSchema.parse(JSON.parse(stdout)).diagnostics)
      refused.add(`${location.path} ${rowsOf(location.path)[location.start.line - 1]?.[1]}`);
  });

  test.each(ROWS)('%s imports %s: %s', (file, imported, allowed) => {
    expect(refused.has(`${file} ${imported}`)).toBe(!allowed);
  });
});
