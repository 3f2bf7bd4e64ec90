import { z } from 'zod';
import { MATTER_CLAUSES, MATTER_KINDS } from './matter.ts';

/**
 * What a candidate may be made from; each can be switched off by a setting (第12条). Of the connections and works of a
 * month there is one (`connections`), which lists them; in the versions before there was one of each kind.
 */
export const CANDIDATE_KINDS = {
  'instruction-not-followed': '指示に従っていない',
  connections: '接続・作業',
  ...MATTER_KINDS,
  nonconforming: '別表1の要件に適合しない',
  reported: '職員による指摘',
} as const;
export type CandidateKind = keyof typeof CANDIDATE_KINDS;
/** What a machine raises; a remark of the staff is raised by people, always. */
export type MachineKind = Exclude<CandidateKind, 'connections' | 'reported'>;
export const candidateKindSchema = z.enum(
  Object.keys(CANDIDATE_KINDS) as [CandidateKind, ...CandidateKind[]],
);

/** 第6条第n号 that a candidate of this kind would breach; the manager may cite others. */
export const CLAUSE_OF: Readonly<Record<Exclude<CandidateKind, 'connections'>, number>> = {
  'instruction-not-followed': 6,
  ...MATTER_CLAUSES,
  nonconforming: 7,
  reported: 6,
};
