import { z } from 'zod';
import { compareInstants, isEarlier } from '../values/calendar.ts';
import { identities, isAmong, sameKey } from '../values/identity.ts';
import { isWithin, sameTerminal } from '../values/ip-range.ts';

/**
 * 一部の停止 (第8条, docs/adr/0039): one worker, one terminal or one origin address is stopped, and the rest of the permit
 * goes on. Which one it is stands in the papers; events, states and heads say the kind (docs/adr/0019).
 */

export const STOPPABLE = { worker: '作業者', terminal: '端末', origin: '接続元' } as const;
export type Stoppable = keyof typeof STOPPABLE;
export const stoppableSchema = z.enum(Object.keys(STOPPABLE) as [Stoppable, ...Stoppable[]]);
/** `value`: as it is registered in the permit; of an origin also an address within a registered range. */
export const stoppedSchema = z.object({ kind: stoppableSchema, value: z.string() });
export type Stopped = z.infer<typeof stoppedSchema>;

/** e.g. 作業者「作業 八郎」. */
export const stoppedName = ({ kind, value }: Stopped): string => `${STOPPABLE[kind]}「${value}」`;

/** ISO instants, half-open: from when it takes effect until the end of its last day, or until it was lifted. */
export type StoppedSpan = Stopped & { readonly from: string; readonly to: string };

type Named = {
  readonly workers: readonly string[];
  readonly account?: string | undefined;
  readonly terminal?: string | undefined;
  readonly originIp?: string | undefined;
};

/** Whether whoever or whatever is stopped has part in a connection, as far as is seen. Some gateways write the name into the account. */
export const concerns = ({ kind, value }: Stopped, seen: Named): boolean => {
  const { workers, account, terminal, originIp } = seen;
  switch (kind) {
    case 'worker':
      return [...workers, account].some((name) => name !== undefined && isAmong(name, identities([value])));
    case 'terminal':
      return terminal !== undefined && sameTerminal(value, terminal);
    case 'origin':
      return originIp !== undefined && isWithin(originIp, [value]);
  }
};

/** Whether a registered address or range is stopped, all of it. */
const coversOrigin = (value: string, registered: string): boolean =>
  sameKey(value) === sameKey(registered) || isWithin(registered, [value]);

/** Whether a permit with these origins goes through the stopped one, be it with a part of a range. */
export const goesThrough = ({ kind, value }: Stopped, originIps: readonly string[]): boolean =>
  kind === 'origin' &&
  originIps.some((registered) => coversOrigin(value, registered) || isWithin(value, [registered]));

/** What a permit allows, as far as a part of it can be stopped. */
export type StoppableScope = {
  readonly workers: readonly { readonly name: string; readonly to?: string | undefined }[];
  readonly terminals: readonly { readonly assetNo: string }[];
  readonly originIps: readonly string[];
};

/** Everything that can be stopped for itself on a day. */
export const stoppableIn = (
  { workers, terminals, originIps }: StoppableScope,
  today: string,
): readonly Stopped[] => [
  ...workers
    .filter(({ to }) => to === undefined || today <= to)
    .map(({ name }) => ({ kind: 'worker', value: name }) as const),
  ...terminals.map(({ assetNo }) => ({ kind: 'terminal', value: assetNo }) as const),
  ...originIps.map((value) => ({ kind: 'origin', value }) as const),
];

/**
 * What of an application is stopped in the permit that it is to continue: nobody who is stopped comes back by a renewal.
 *
 * @returns a mistake for each, at its field
 */
export const stoppedInRenewal = (
  { workers, terminals, originIps }: StoppableScope,
  stops: readonly Stopped[],
): readonly { readonly pointer: string; readonly message: string }[] => {
  const parts = [
    ...workers.map(({ name }, index) => ({
      pointer: `/workers/${index}/name`,
      is: (stop: Stopped) => stop.kind === 'worker' && concerns(stop, { workers: [name] }),
    })),
    ...terminals.map(({ assetNo }, index) => ({
      pointer: `/terminals/${index}/assetNo`,
      is: (stop: Stopped) => concerns(stop, { workers: [], terminal: assetNo }),
    })),
    ...originIps.map((address, index) => ({
      pointer: `/originIps/${index}`,
      is: (stop: Stopped) => goesThrough(stop, [address]),
    })),
  ];
  return parts.flatMap(({ pointer, is }) => {
    const stop = stops.find(is);
    return stop
      ? [
          {
            pointer,
            message: `${stoppedName(stop)}は、従前の許可において停止されています（第8条）。停止が解除されるまで、継続の申請に含めることはできません。変更届により従前の許可から除くか、これを除いた申請書により申請してください`,
          },
        ]
      : [];
  });
};

/** The part of the permit that is meant, as it is registered; undefined: there is none. */
export const registered = (only: Stopped, scope: StoppableScope, today: string): Stopped | undefined => {
  const parts = stoppableIn(scope, today).filter(({ kind }) => kind === only.kind);
  const same = parts.find(({ value }) => sameKey(value) === sameKey(only.value));
  if (same) return same;
  return only.kind === 'origin' && parts.some(({ value }) => isWithin(only.value, [value]))
    ? only
    : undefined;
};

export type StoppableWork = {
  readonly plannedStart: string;
  readonly plannedEnd: string;
  readonly workers: readonly string[];
  readonly terminals: readonly string[];
};

/**
 * From which instant within its planned time a work has nobody, no terminal or no origin left that is not stopped;
 * undefined: it can be done as it was planned, by the others.
 *
 * @param originIps of the permit: a work names none
 */
export const nothingLeftFrom = (
  work: StoppableWork,
  originIps: readonly string[],
  stops: readonly StoppedSpan[],
): string | undefined => {
  const { plannedStart, plannedEnd, workers, terminals } = work;
  const within = stops
    .map(({ from }) => from)
    .filter((from) => isEarlier(plannedStart, from) && isEarlier(from, plannedEnd));
  const parts = [
    workers.map((name) => (stop: Stopped) => concerns(stop, { workers: [name] }) && stop.kind === 'worker'),
    terminals.map((terminal) => (stop: Stopped) => concerns(stop, { workers: [], terminal })),
    originIps.map((origin) => (stop: Stopped) => stop.kind === 'origin' && coversOrigin(stop.value, origin)),
  ];
  return [plannedStart, ...within.toSorted(compareInstants)].find((at) =>
    parts.some(
      (all) =>
        all.length > 0 &&
        all.every((is) =>
          stops.some((stop) => is(stop) && !isEarlier(at, stop.from) && isEarlier(at, stop.to)),
        ),
    ),
  );
};

/** The stops that meet a planned time. */
export const duringWork = (
  { plannedStart, plannedEnd }: Pick<StoppableWork, 'plannedStart' | 'plannedEnd'>,
  stops: readonly StoppedSpan[],
): readonly StoppedSpan[] =>
  stops.filter(({ from, to }) => isEarlier(from, plannedEnd) && isEarlier(plannedStart, to));
