import { block, fact, heading, type Mail, mail, type Sender, sentence } from '../ui/mail-text.ts';

/** 廃棄リストの承認のお願い: to the chief and the clerks of the chief's office. No case is named in it. */
export const disposalMail = (facts: {
  readonly sender: Sender;
  readonly to: string;
  readonly disposalId: string;
  readonly disposalNo: string;
  readonly count: number;
  readonly retentionYears: number;
}): Mail => {
  const { sender, to, disposalId, disposalNo, count, retentionYears } = facts;
  return mail(sender, to, `【要承認】廃棄リスト ${disposalNo}（${count}件）`, [
    sentence(
      '保存期間が満了した案件の廃棄リストを作成しました。廃棄しない案件があれば除外のうえ、統括情報セキュリティ管理者の承認をお願いします。承認すると、個人情報を含む記録が消去され、元に戻すことはできません。',
    ),
    block(
      heading('廃棄リスト'),
      fact('番号', disposalNo),
      fact('件数', `${count}件`),
      fact('保存年数', `${retentionYears}年（終了した日の属する年度の翌年度の4月1日から）`),
    ),
    block('■ 廃棄リストの画面（サインインが必要です）', `${sender.portalUrl}/disposals/${disposalId}`),
  ]);
};
