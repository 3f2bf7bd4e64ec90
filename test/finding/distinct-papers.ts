import type { FindingPaper, SanctionNotice } from '../../core/case/records/finding-papers.ts';
import type { InstructionPaper } from '../../core/instruction/papers.ts';
import type { Signed } from '../../core/values/signed.ts';
import { regulation } from '../ui/examples.ts';

/** Papers of 第6条–第8条 in which no two dates, names, numbers and texts are the same: what stands where is seen at once. */

const signedBy = (title: string, name: string, decidedAt: string): Signed => ({
  decidedBy: { personId: 'p', name, title },
  decidedAs: 'principal',
  channel: 'screen',
  decidedAt,
});
const issued = (n: number, issuedOn: string) => ({
  documentNo: `苫税第${n}号`,
  issuedOn,
  issuer: { city: '苫小牧市', title: '財政部税務課長', name: '発行 者子' },
  addressee: { name: '宛先株式会社', representative: '代表取締役 代表 太郎' },
  regulationTitle: regulation.title,
  sealOmitted: true,
  contact: { section: '財政部税務課', tel: '0144-00-0200', email: 'zeimu@city.example.jp' },
});

export const DISTINCT = {
  found: {
    type: 'violation-found',
    clause: 4,
    facts: '事実い',
    howFound: '経緯ろ',
    evidence: '証拠は',
    interimInstruction: '指示に',
    opinion: '意見ほ',
    signed: signedBy('認知課長', '認知 一郎', '2026-04-09T23:30:00Z'),
  },
  received: {
    type: 'report-received',
    remark: '急ぐこと',
    signed: signedBy('受領室長', '受領 二郎', '2026-04-12T23:30:00Z'),
  },
  ordered: {
    type: 'order-issued',
    ...issued(21, '2026-04-14'),
    clause: 4,
    violation: '違反へ',
    measures: '措置と',
    dueOn: '2026-05-08',
    reporting: '報告ち',
    consequence: '結果り',
    signed: signedBy('命令課長', '命令 三郎', '2026-04-13T23:30:00Z'),
  },
  replied: {
    type: 'order-replied',
    cause: '原因ぬ',
    measures: '改善る',
    doneOn: '2026-05-01',
    prevention: '防止を',
    evidence: '資料わ',
    by: '報告 四郎',
    at: '2026-05-06T23:30:00Z',
  },
  partial: {
    type: 'compliance-judged',
    result: 'partial',
    reason: '不足か',
    dueOn: '2026-05-20',
    signed: signedBy('判断課長', '判断 五郎', '2026-05-10T23:30:00Z'),
  },
  disobeyed: {
    type: 'compliance-judged',
    result: 'disobeyed',
    reason: '未了よ',
    statementDueOn: '2026-06-04',
    signed: signedBy('判断課長', '判断 六郎', '2026-05-20T23:30:00Z'),
  },
  stated: { type: 'statement-made', statement: '弁明た', by: '弁明 七郎', at: '2026-06-02T23:30:00Z' },
  noncomplianceReceived: {
    type: 'noncompliance-received',
    remark: '承知した',
    signed: signedBy('受領室長', '受領 八郎', '2026-05-25T23:30:00Z'),
  },
  withdrawn: {
    type: 'order-withdrawn',
    ...issued(22, '2026-04-16'),
    orderNo: '苫税第21号',
    reason: '誤りれ',
    signed: signedBy('撤回課長', '撤回 九郎', '2026-04-15T23:30:00Z'),
  },
} as const satisfies Record<string, FindingPaper>;

const sanction = {
  type: 'sanction-notice',
  ...issued(23, '2026-06-08'),
  permitNo: 'R8-P0012',
  systemName: '税務総合システム',
  orderNo: '苫税第21号',
  orderedOn: '2026-04-14',
  clause: 4,
  facts: '事実そ',
  reason: '理由つ',
  reportedOn: '2026-05-26',
  effectiveFrom: '2026-06-09',
  heard: { kind: 'made', on: '2026-06-03', text: '弁明た', by: '弁明 七郎' },
} as const;
const cascade = ['R8-P0013', 'R8-P0014'];
export const NOTICES = {
  revoked: { ...sanction, cascade, sanction: 'revoke', returns: '返却ね' },
  suspended: { ...sanction, cascade, sanction: 'suspend', until: '2026-07-31', conditions: '条件な' },
  ofChild: {
    ...sanction,
    cascade,
    ...{ sanction: 'revoke', returns: '返却ね', permitNo: 'R8-P0013', parentPermitNo: 'R8-P0012' },
  },
  unheard: { ...sanction, sanction: 'suspend', heard: { kind: 'none', dueOn: '2026-06-04' }, cascade: [] },
  lifted: {
    type: 'lifting-notice',
    ...issued(24, '2026-07-01'),
    permitNo: 'R8-P0012',
    systemName: '税務総合システム',
    suspensionNo: '苫税第23号',
    effectiveFrom: '2026-07-02',
    reason: '理由ら',
  },
} satisfies Record<string, SanctionNotice>;

export const INSTRUCTED = {
  issued: {
    type: 'instruction-issued',
    ...issued(25, '2026-08-03'),
    kind: 'report',
    title: '件名む',
    text: '内容う',
    ground: '理由ゐ',
    dueOn: '2026-08-21',
    signed: signedBy('指示課長', '指示 十郎', '2026-08-02T23:30:00Z'),
  },
  cutOff: {
    type: 'instruction-issued',
    ...issued(26, '2026-08-04'),
    kind: 'cut-off',
    title: '件名の',
    text: '内容お',
    ground: '理由く',
    dueOn: '2026-08-05',
    signed: signedBy('指示課長', '指示 十郎', '2026-08-03T23:30:00Z'),
  },
  lifted: {
    type: 'instruction-lifted',
    ...issued(27, '2026-08-06'),
    lifted: { kind: 'cut-off', documentNo: '苫税第26号', issuedOn: '2026-08-04', title: '件名の' },
    reason: '理由や',
    signed: signedBy('解除課長', '解除 士郎', '2026-08-05T23:30:00Z'),
  },
} as const satisfies Record<string, InstructionPaper>;

/** What is known of the violation beside the papers. */
export const about = (...papers: readonly FindingPaper[]) => ({
  vendorName: '違反株式会社',
  permitNo: 'R8-P0012',
  regulationId: regulation.id,
  clause: 4,
  orderNo: '苫税第21号',
  dueOn: '2026-05-09',
  papers: papers.map((paper, index) => ({ seq: index + 1, at: '2026-01-01T00:00:00Z', paper })),
});
