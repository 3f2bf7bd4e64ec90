import { type Caller, isOffice } from '../caller.ts';
import { commit } from '../commit.ts';
import { directoryEventWrite, loadSettings } from '../directory-store.ts';
import { type Problem, type Refusal, refused } from '../errors.ts';
import type { Ports, Write } from '../ports.ts';

type Plan<T> = {
  readonly ok: true;
  readonly problems: readonly Problem[];
  readonly value: T;
  readonly writes: readonly Write[];
};

/**
 * An act of the chief's office on the directory (第2条): refused for everybody else, refused with its problems,
 * or written together with the event that says who did it, when and why.
 */
export const officeAct = <T>(
  { store, clock, ids }: Ports,
  caller: Caller,
  { what, reason }: { readonly what: string; readonly reason: string },
  prepare: () => Promise<Plan<T> | Refusal>,
) =>
  commit<T>(store, async () => {
    if (!isOffice(caller, await loadSettings(store)))
      return refused('forbidden', 'not-office', 'この登録は統括部門が行います');
    const plan = await prepare();
    if (!plan.ok) return plan;
    const { problems, value, writes } = plan;
    if (problems.length > 0)
      return refused('invalid', 'invalid-registration', '入力内容に誤りがあります', problems);
    const event = directoryEventWrite(ids.next(), clock(), caller.person.personId, what, reason);
    return { ok: true, value, writes: [...writes, event] };
  });

/** A problem where the condition holds. */
export const problemIf = (condition: boolean, pointer: string, message: string): readonly Problem[] =>
  condition ? [{ pointer, message }] : [];
