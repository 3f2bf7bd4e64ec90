import type { System } from './directory.ts';
import type { Settings } from './settings.ts';

/**
 * What is asked for before each work under a system (G4). 別表1 5-1 wants the city's approval: that a mere notice (届出) is
 * one, only the chief can say, in writing (第12条); until then the manager approves.
 */
export const priorWorkModeOf = (
  system: Pick<System, 'priorWorkMode'> | undefined,
  { readings }: Settings,
): System['priorWorkMode'] => {
  const mode = system?.priorWorkMode ?? 'approve';
  return mode === 'notice' && readings.noticeIsApproval === undefined ? 'approve' : mode;
};
