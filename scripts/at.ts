import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Temporal } from 'temporal-polyfill';

/**
 * `npm run at -- 02-29T23:50 npm run test:aws`: a command that believes it begins at the next such moment in Japan, with
 * everything in Node that it starts; also `2028-02-29T23:50`. The suites that follow the clock must pass on every day.
 */
const [, , moment = '', command = '', ...args] = process.argv;
const usage = 'npm run at -- [2028-]02-29T23:50 npm run test:aws\n';

const japan = Temporal.Now.zonedDateTimeISO('Asia/Tokyo');
const inJapan = (text: string): Temporal.ZonedDateTime | undefined => {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime('Asia/Tokyo');
  } catch {
    return undefined;
  }
};
const next = (text: string): Temporal.ZonedDateTime | undefined => {
  const years = Array.from({ length: 9 }, (_, n) => japan.year + n);
  return years
    .flatMap((year) => inJapan(`${year}-${text}`) ?? [])
    .find((time) => Temporal.ZonedDateTime.compare(time, japan) > 0);
};
const begin = /^\d\d-/.test(moment) ? next(moment) : inJapan(moment);
if (!begin || command === '') {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  process.stdout.write(`=== it is ${begin.toPlainDateTime()} in Japan: ${[command, ...args].join(' ')}\n`);
  const preload = `--import=${pathToFileURL(join(import.meta.dirname, 'clock-ahead.ts')).href}`;
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      CLOCK_AHEAD: String(begin.epochMilliseconds - japan.epochMilliseconds),
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${preload}`.trim(),
    },
  });
  process.exitCode = status ?? 1;
}
