import { parseArgs } from 'node:util';
import { playOneCase } from './one-case.ts';
import { openStage } from './stage.ts';
import { playWholeLife } from './whole-life.ts';

/**
 * `npm run demo`: one case from application to permit through the public HTTP API of a fresh runtime in memory, told step
 * by step. `-- --full`: a whole life, to revocation and the end of retention. Ends with 1 when anything is not as it is told.
 */
const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
const stage = await openStage('2026-04-06T09:00+09:00');
await (values.full ? playWholeLife(stage) : playOneCase(stage));
await stage.close();
stage.say(`${stage.seconds().toFixed(1)} 秒`);
