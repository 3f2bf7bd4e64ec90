import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** The import rules of docs/architecture.md stand in biome.json; here each of them is shown to bite. */

type Row = readonly [file: string, imported: string, allowed: boolean];
const ROWS: readonly Row[] = [
  ['core/case.ts', 'zod', true],
  ['core/case.ts', 'temporal-polyfill', true],
  ['core/calendar.ts', '@holiday-jp/holiday_jp', true],
  ['core/use-cases/sign-in.ts', '../ports.ts', true],
  ['core/hash.ts', 'node:crypto', true],
  ['core/case.ts', 'node:crypto', false],
  ['core/hash.ts', 'node:fs', false],
  ['core/case.ts', '@aws-sdk/client-dynamodb', false],
  ['core/case.ts', 'hono/html', false],
  ['core/case.ts', '../functions/contract.ts', false],
  ['core/use-cases/sign-in.ts', '../../functions/contract.ts', false],
  ['core/case.ts', '../local/clock.ts', false],
  ['functions/api/applications.ts', '../contract.ts', true],
  ['functions/api/applications.ts', '../pages/case-page.ts', true],
  ['functions/api/applications.ts', '../../core/use-cases/view-case.ts', true],
  ['functions/api/applications.ts', '../tasks/tasks.ts', false],
  ['functions/api/applications.ts', '../outbox/deliver.ts', false],
  ['functions/api/applications.ts', '../adapters/system.ts', false],
  ['functions/api/applications.ts', '../wiring.ts', false],
  ['functions/api/applications.ts', '../wiring-http.ts', false],
  ['functions/outbox/deliver.ts', '../wiring-outbox.ts', false],
  ['functions/api/applications.ts', '@aws-sdk/client-sfn', false],
  ['functions/api/applications.ts', 'node:fs', false],
  ['functions/tasks/monitor.ts', '../api/endpoints.ts', false],
  ['functions/tasks/monitor.ts', '../outbox/deliver.ts', false],
  ['functions/tasks/monitor.ts', '../adapters/store-dynamodb.ts', false],
  ['functions/outbox/deliver.ts', '../pages/mail-text.ts', true],
  ['functions/outbox/deliver.ts', '../tasks/tasks.ts', false],
  ['functions/outbox/deliver.ts', '../api/endpoints.ts', false],
  ['functions/outbox/deliver.ts', '@aws-sdk/client-ses', false],
  ['functions/pages/layout.ts', '../api/endpoints.ts', false],
  ['functions/adapters/mailer-ses.ts', '@aws-sdk/client-ses', true],
  ['functions/adapters/system.ts', '../../local/clock.ts', false],
  ['infra/stack.ts', '../core/ports.ts', true],
  ['infra/stack.ts', '../functions/environment.ts', true],
  ['infra/stack.ts', '../functions/api/endpoints.ts', false],
  ['infra/stack.ts', '../local/server.ts', false],
  ['local/runtime.ts', '../functions/middleware.ts', true],
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
