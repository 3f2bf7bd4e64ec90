import { afterEach, expect, test } from 'vitest';
import { playOneCase } from '../../local/demo/one-case.ts';
import { openStage, type Stage } from '../../local/demo/stage.ts';
import { playWholeLife } from '../../local/demo/whole-life.ts';

/** What a demo tells, played as `npm run demo` plays it; a scene throws where it is not as it is told. */
const told = async (play: (stage: Stage) => Promise<void>) => {
  const lines: string[] = [];
  stage = await openStage('2026-04-06T09:00+09:00', (line = '') => lines.push(line));
  await play(stage);
  return lines.join('\n');
};

let stage: Stage | undefined;
afterEach(() => stage?.close());

test('npm run demo: 申請から許可まで', async () => {
  expect(await told(playOneCase)).toContain('R8-P0001');
});

test('npm run demo -- --full: 許可の一生、廃棄まで', async () => {
  expect(await told(playWholeLife)).toContain('改ざんなし');
});
