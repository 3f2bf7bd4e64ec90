import { dateOf } from '../calendar.ts';
import { type Caller, canSee, isOffice, vendorOf } from '../caller.ts';
import { isSupervised } from '../case.ts';
import { queryAll, stateOf } from '../case-store.ts';
import { sectionOf } from '../directory.ts';
import { listSections, loadSettings } from '../directory-store.ts';
import type { RegisterEntry } from '../permit-views.ts';
import type { Ports } from '../ports.ts';
import { summarize } from './list-cases.ts';

/** 許可台帳 (F12): the permits that the caller may see, newest first. */
export const listPermits =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller): Promise<{ permits: RegisterEntry[] }> => {
    const settings = await loadSettings(store);
    const vendorId = vendorOf(caller);
    const sections = isOffice(caller, settings)
      ? (await listSections(store)).map(({ sectionId }) => sectionId)
      : [...new Set(caller.appointments.map(({ role }) => sectionOf(role)).filter((id) => id !== undefined))];
    const rows =
      vendorId === undefined
        ? await Promise.all(
            sections.map((id) => queryAll(store, { index: 'register', hash: `SECTION#${id}` })),
          )
        : [await queryAll(store, { index: 'vendor', hash: vendorId })];
    const states = rows
      .flat()
      .map(stateOf)
      .filter(isSupervised)
      .filter((state) => canSee(caller, state, settings))
      .sort((a, b) => (a.caseId < b.caseId ? 1 : -1));
    const today = dateOf(clock());
    return {
      permits: await Promise.all(
        states.map(async (state) => ({
          ...(await summarize(store, state, today)),
          permitNo: state.permitNo,
        })),
      ),
    };
  };
