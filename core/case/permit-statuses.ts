export const STATUSES = {
  received: '受付済',
  returned: '補正中',
  confirming: '管理者確認中',
  approving: '承認伺中',
  approved: '承認',
  refused: '不承認',
  withdrawn: '取下げ',
  issued: '通知待ち',
  upcoming: '有効（開始前）',
  active: '有効',
  suspended: '停止中',
  expired: '失効',
  revoked: '取消',
  ended: '廃止',
} as const;
export type Status = keyof typeof STATUSES;

/** The permit holds, or will. */
export const IN_FORCE: readonly Status[] = ['upcoming', 'active', 'suspended'];
/** The permit holds no more. */
export const OVER: readonly Status[] = ['expired', 'revoked', 'ended'];
/** How a permit has ended with which a subcontractor's fell (第11条). */
export const PARENT_ENDED = { revoked: '取消', ended: '廃止', expired: '期間の満了' } as const;
/** What may be continued (継続): neither suspended nor taken away or given up. */
export const RENEWABLE: readonly Status[] = ['upcoming', 'active', 'expired'];
/** There is, or was, a permit of which the vendor was notified: papers may still come in after its end. */
export const PERMITTED: readonly Status[] = [...IN_FORCE, ...OVER];

/** Before the decision: the applicant may still withdraw. */
export const UNDECIDED: readonly Status[] = ['received', 'returned', 'confirming', 'approving'];
/** No act of an applicant or decider moves them any more; reports, papers and the close-out may still come. */
export const CLOSED: readonly Status[] = ['refused', 'withdrawn', ...OVER];
