import { z } from 'zod';

/** 疑い (第7条): of what a connection or a work may be suspected. */
export const MATTER_KINDS = {
  'no-notice': '作業申請なしの接続',
  'no-report': '報告なしの接続',
  overrun: '作業時間の超過',
  'outside-worker': '届出のない作業者',
  'outside-terminal': '届出のない端末',
  'outside-origin': '許可の範囲外からの接続',
  'outside-target': '許可していない接続先',
  'outside-period': '許可期間外・停止中の接続',
  'cut-off': '緊急接続停止中の接続',
  'no-log': '操作ログなし',
  'emergency-declined': '緊急作業の事後承認が得られない',
} as const;
export type MatterKind = keyof typeof MATTER_KINDS;
export const isMatterKind = (kind: string | undefined): kind is MatterKind =>
  kind !== undefined && Object.hasOwn(MATTER_KINDS, kind);

/** 第6条第n号 that each would breach; the manager may cite others. */
export const MATTER_CLAUSES: Readonly<Record<MatterKind, number>> = {
  'no-notice': 1,
  'no-report': 1,
  overrun: 4,
  'outside-worker': 3,
  'outside-terminal': 3,
  'outside-origin': 3,
  'outside-target': 3,
  'outside-period': 3,
  'cut-off': 6,
  'no-log': 5,
  'emergency-declined': 1,
};

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
