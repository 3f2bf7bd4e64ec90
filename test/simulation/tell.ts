import { Temporal } from 'temporal-polyfill';
import type { Story } from './story.ts';

/** A story for a reader: who did what when in Japan, and what failed. */

const when = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

export const tell = ({ seed, start, end, actions, bites, violation }: Story): string =>
  [
    `seed ${seed}: a city from ${start} to ${when(end).slice(0, 10)}`,
    ...actions.map(
      ({ id, at, who, kind, permit, args, race }) =>
        `  ${when(at)} ${id} ${who}: ${kind}${permit === undefined ? '' : ` #${permit}`}${race ? ' (at the same moment)' : ''}${args ? ` ${JSON.stringify(args)}` : ''}`,
    ),
    ...bites.map(({ context, port, call, kind }) => `  fault ${kind} at ${port} ${call} of ${context}`),
    `  → ${violation ?? 'nothing is violated'}`,
  ].join('\n');
