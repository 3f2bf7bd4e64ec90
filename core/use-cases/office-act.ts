import { asOfNow, type Caller, officeAppointment } from '../caller.ts';
import { commit } from '../commit.ts';
import type { Appointment } from '../directory.ts';
import { loadSettings, stillAppointed } from '../directory-store.ts';
import { type DirectoryAct, openDirectoryTrail } from '../directory-trail.ts';
import { type Problem, type Refusal, refused } from '../errors.ts';
import { hashOf } from '../hash.ts';
import type { Ports, Write } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { line } from '../text.ts';

type Plan<T> = {
  readonly ok: true;
  readonly problems: readonly Problem[];
  readonly value: T;
  readonly writes: readonly Write[];
};

/** Who acts for the chief's office belongs to it now; the guard is among the writes, for the same to hold then. */
export const actForOffice = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  otherwise: string,
): Promise<
  | { readonly ok: true; readonly settings: Settings; readonly held: Appointment; readonly guard: Write }
  | Refusal
> => {
  const settings = await loadSettings(ports.store);
  const held = officeAppointment(await asOfNow(ports, caller), settings);
  return held
    ? { ok: true, settings, held, guard: stillAppointed(held) }
    : refused('forbidden', 'not-office', otherwise);
};

/**
 * An act of the chief's office on the directory (第2条): refused for everybody else, refused with its problems,
 * or written together with the event that says who did it, when and why.
 */
export const officeAct = <T>(
  ports: Ports,
  caller: Caller,
  said: Omit<DirectoryAct, 'by'>,
  prepare: () => Promise<Plan<T> | Refusal>,
) =>
  commit<T>(ports.store, async () => {
    const trail = await openDirectoryTrail(ports.store);
    const office = await actForOffice(ports, caller, 'この登録は統括部門が行います');
    if (!office.ok) return office;
    const plan = await prepare();
    if (!plan.ok) return plan;
    const { problems, value, writes } = plan;
    if (problems.length > 0)
      return refused('invalid', 'invalid-registration', '入力内容に誤りがあります', problems);
    const act = { ...said, by: caller.person.personId };
    const recorded = trail.record({ ids: ports.ids, at: ports.clock() }, act, writes);
    return { ok: true, value, writes: [...recorded, office.guard] };
  });

/** Of the entry as it was shown: with it, what somebody else has changed meanwhile is not undone. */
export const shownHash = line('表示内容の照合値', 60).optional();
export const hasChanged = (hash: string | undefined, entry: object): boolean =>
  hash !== undefined && hash !== hashOf(entry);
export const CHANGED_ELSEWHERE = refused(
  'conflict',
  'changed-since-shown',
  '表示した後に、登録内容が変更されています。登録の一覧で今の内容を確かめ、必要なところを直してから、もう一度変更してください',
);

/** A problem where the condition holds. */
export const problemIf = (condition: boolean, pointer: string, message: string): readonly Problem[] =>
  condition ? [{ pointer, message }] : [];
