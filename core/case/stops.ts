import { type CaseState, isSupervised } from './case-state.ts';

/** 停止 (第8条) that hold for a permit: of the whole of it, of parts of it (docs/adr/0039), or both at once. */
export type Stop = {
  readonly findingId: string;
  readonly orderNo: string;
  readonly documentNo: string;
  readonly at: string;
  readonly until?: string | undefined;
  readonly ends?: true | undefined;
  readonly effectiveOn?: string | undefined;
  /** It fell with the parent's permit (第11条). */
  readonly parent?: string | undefined;
  /** Only a part is stopped; absent: the whole permit. */
  readonly only?: 'worker' | 'terminal' | 'origin' | undefined;
};

export const stopsOf = (state: CaseState): readonly Stop[] => [
  ...(state.status === 'suspended' ? [state.suspension] : []),
  ...((isSupervised(state) ? state.partialStops : undefined) ?? []),
];

/** The stop that a violation of this permit itself has led to. */
export const ownStop = (state: CaseState, findingId: string): Stop | undefined =>
  stopsOf(state).find((stop) => stop.findingId === findingId && stop.parent === undefined);

/** Its last day has passed, whether it has been taken down yet or not. @param today ISO date */
export const isOver = ({ ends, until }: Stop, today: string): boolean =>
  ends === true && until !== undefined && until < today;
