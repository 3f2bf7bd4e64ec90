import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8');

test('the runbook has a section for every alarm of the stack, and none for others', () => {
  const alarms = [...read('infra/alarms.ts').matchAll(/alarm\(stack, ['`](Alarm\w*)/g)].map(
    ([, id]) => id ?? '',
  );
  const outcomes = ['AlarmFailed', 'AlarmTimedOut', 'AlarmAborted'];
  const wanted = new Set(alarms.flatMap((id) => (id === 'Alarm' ? outcomes : [id])));
  const sections = [...read('docs/runbook.md').matchAll(/^## (.+)$/gm)].flatMap(
    ([, title]) => title?.split(', ') ?? [],
  );
  expect(wanted.size).toBeGreaterThan(10);
  expect(new Set(sections)).toEqual(wanted);
});
