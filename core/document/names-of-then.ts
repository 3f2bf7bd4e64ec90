import { Temporal } from 'temporal-polyfill';
import { loadDecisions } from '../application/decision-store.ts';
import { revisionOf } from '../application/revision-store.ts';
import { loadCase, loadEvents } from '../case/case-store.ts';
import { nameAt } from '../directory/directory.ts';
import { loadSection, loadSystem, loadVendor } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';

/**
 * A paper says what system and vendor were called when it was written, and which section had the system, whatever they
 * are called today.
 */

type Named = {
  readonly caseId: string;
  readonly systemName: string;
  readonly vendorName: string;
  readonly sectionName?: string;
};

/** @param at when the paper was written; undefined: it has not been yet */
export const asNamedAt = async <V extends Named>(
  store: Store,
  view: V,
  at: string | undefined,
): Promise<V> => {
  const state = at === undefined ? undefined : await loadCase(store, view.caseId);
  if (at === undefined || !state) return view;
  const then = Temporal.Instant.from(at);
  const [system, vendor, sectionName] = await Promise.all([
    loadSystem(store, state.systemId),
    loadVendor(store, state.vendorId),
    view.sectionName === undefined ? undefined : sectionThen(store, view.caseId, then),
  ]);
  return {
    ...view,
    ...(system ? { systemName: nameAt(system, then) } : {}),
    ...(vendor ? { vendorName: nameAt(vendor, then) } : {}),
    ...(sectionName === undefined ? {} : { sectionName }),
  };
};

const sectionThen = async (
  store: Store,
  caseId: string,
  then: Temporal.Instant,
): Promise<string | undefined> => {
  let sectionId: string | undefined;
  for (const { fact, at } of await loadEvents(store, caseId)) {
    if (Temporal.Instant.compare(Temporal.Instant.from(at), then) > 0) break;
    if ('sectionId' in fact) sectionId = fact.sectionId;
  }
  const section = sectionId === undefined ? undefined : await loadSection(store, sectionId);
  return section && nameAt(section, then);
};

/** 様式1: as it was handed in. */
export const asAppliedFor = async <V extends Named>(store: Store, view: V): Promise<V> => {
  const state = await loadCase(store, view.caseId);
  return asNamedAt(store, view, state && (await revisionOf(store, state)).submittedAt);
};

/** 承認伺・決定: as it was when the application was decided on last. */
export const asDecided = async <V extends Named & { readonly rev: number }>(
  store: Store,
  view: V,
): Promise<V> => {
  const decisions = await loadDecisions(store, view.caseId);
  return asNamedAt(store, view, decisions.findLast(({ rev }) => rev === view.rev)?.decidedAt);
};
