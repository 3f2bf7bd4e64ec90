import { asOfNow, type Caller, officeAppointment } from '../directory/caller.ts';
import type { Appointment, Role } from '../directory/directory.ts';
import { loadSettings, stillAppointed } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports, Write } from '../store/ports.ts';
import { type Problem, type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { line } from '../values/text.ts';

/** Who acts for the chief's office belongs to it now; the guard is among the writes, for the same to hold then. */
export const actForOffice = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  otherwise: string,
): Promise<
  | {
      readonly ok: true;
      readonly settings: Settings;
      readonly held: Appointment;
      readonly roles: readonly Role[];
      readonly guard: Write;
    }
  | Refusal
> => {
  const settings = await loadSettings(ports.store);
  const acting = await asOfNow(ports, caller);
  const held = officeAppointment(acting, settings);
  const roles = acting.appointments.map(({ role }) => role);
  return held
    ? { ok: true, settings, held, roles, guard: stillAppointed(held) }
    : refused('forbidden', 'not-office', otherwise);
};

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
