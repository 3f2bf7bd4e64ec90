/** What a page says after the redirect that follows a POST: `?done=<key>`. */
const DONE = {
  saved: '一時保存しました',
  attached: '資料を申請書に加えました',
  submitted: '申請を受け付けました。受付の通知をメールでお送りします',
  resubmitted: '補正した申請を受け付けました',
  withdrawn: '申請を取り下げました',
  deleted: '下書きを削除しました',
  decided: '決定を記録しました',
  'decided-on-paper': '紙による決定を記録し、決定した職員にメールで通知しました',
  consultation: '協議を記録し、事業者の担当者に案内メールを送りました',
  appointed: '役職を登録しました。未処理の依頼は新しい担当者に送り直します',
  ended: '退任を登録しました',
  settings: '設定を変更しました',
  registered: '登録しました',
  changed: '登録内容を変更しました',
  revoked: 'APIキーを無効にしました',
  reconciled: '照合し、結果を記録しました',
  'work-announced': '作業申請を受け付けました',
  'work-answered': '回答を記録し、保守事業者にメールで通知しました',
  'work-withdrawn': '作業を取り下げました',
  'session-reported': '作業報告を受け付けました',
  'session-reviewed': '確認の結果を記録しました',
  resumed: '処理を再開しました',
  excluded: '案件を廃棄から除外しました',
  included: '除外を取り消しました',
  'disposal-approved': '廃棄を承認しました。消去を行っています',
  'month-reported': '月次利用状況報告を提出しました。情報セキュリティ管理者が確認します',
  'month-answered': '月次利用状況報告への判断を記録しました',
  'signed-out': 'サインアウトしました',
} as const;
export type Done = keyof typeof DONE;

export const doneText = (key: string | undefined): string | undefined =>
  key !== undefined && Object.hasOwn(DONE, key) ? DONE[key as Done] : undefined;
