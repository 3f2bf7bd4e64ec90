import { html } from 'hono/html';
import { linkButton } from './components.ts';
import { type Html, type PageContext, page } from './layout.ts';

const MESSAGES = {
  400: {
    title: '操作を受け付けられませんでした',
    sentence: '送信された内容に誤りがあります。今回の操作は行われていません。',
    next: '前の画面を開き直して、もう一度お試しください。',
  },
  403: {
    title: 'この操作はできません',
    sentence:
      'この操作をする権限がないか、画面を開いてから時間がたったため、操作を受け付けられませんでした。',
    next: '前の画面を開き直して、もう一度お試しください。役職の異動があったときは、統括部門にお問い合わせください。',
  },
  404: {
    title: 'ページが見つかりません',
    sentence: 'アドレスが正しくないか、ご覧になる権限のないページです。',
    next: 'アドレスをご確認いただくか、トップページからお探しください。',
  },
  409: {
    title: 'すでに手続が進んでいます',
    sentence: '画面を開いた後に、内容が変わりました。今回の操作は行われていません。',
    next: '最新の内容をご確認ください。',
  },
  410: {
    title: '記録は廃棄されました',
    sentence: '保存期間が満了したため、記録は廃棄されました。',
    next: '廃棄の記録は、統括部門にお問い合わせください。',
  },
  429: {
    title: 'しばらくお待ちください',
    sentence: '短い時間に多くの操作があったため、受付を一時的に止めています。',
    next: '時間をおいてから、もう一度お試しください。',
  },
  500: {
    title: 'エラーが発生しました',
    sentence:
      'システムの不具合により、操作を完了できませんでした。入力した内容が保存されていないことがあります。',
    next: 'しばらくしてから、もう一度お試しください。繰り返し発生するときは、市の担当課にお電話ください。',
  },
} as const;
export type MessageStatus = keyof typeof MESSAGES;

/**
 * What went wrong, in a sentence, and a way on. A status without a page of its own takes 400 or 500.
 *
 * @param options.sentence says it more exactly than the standard one, e.g. the message of a refusal; not of 404,
 *   which is the same for what is not there and for what is not yours
 * @param options.back where the reader comes from; the top page otherwise
 */
export const messagePage = (
  context: PageContext,
  status: MessageStatus,
  options: {
    readonly sentence?: string;
    readonly back?: { readonly href: string; readonly label: string };
  } = {},
): Html => {
  const { title, sentence, next } = MESSAGES[status];
  const { href, label } = options.back ?? { href: '/', label: 'トップページへ' };
  return page(
    // What there is not has no place in the handbooks, nor among the pages: it looks the same wherever it was looked for.
    { ...context, help: [], above: [] },
    title,
    html`<h1>${title}</h1>
<div class="narrow">
<p>${status === 404 ? sentence : (options.sentence ?? sentence)}</p>
<p>${next}</p>
<p>${linkButton(href, label)}</p>
</div>`,
  );
};

/** What a page says after the redirect that follows a POST: `?done=<key>`. */
const DONE = {
  saved: '一時保存しました',
  attached: '資料を申請書に加えました',
  submitted: '申請を受け付けました。受付番号を、この画面とメールでお知らせします。次は、市が確認します',
  resubmitted: '補正した申請を受け付けました。次は、市が改めて確認します',
  withdrawn: '申請を取り下げました',
  deleted: '下書きを削除しました',
  discarded: '一時保存した入力を削除しました',
  decided: '決定を記録しました。次の手続があるときは、それを行う者にメールで知らせます',
  'decided-on-paper': '紙による決定を記録し、決定した職員にメールで通知しました',
  consultation: '協議を記録し、事業者の担当者に案内メールを送りました',
  appointed: '役職を登録しました。未処理の依頼は後任者に送り直します',
  ended: '退任を登録しました',
  settings: '設定を変更しました',
  registered: '登録しました',
  changed: '登録内容を変更しました',
  revoked: 'APIキーを無効にしました',
  'contact-added': '担当者を登録しました。サインインの方法をメールで案内します',
  'contact-changed': '担当者の登録内容を変更しました',
  'contact-ended': '担当者の登録終了を記録しました',
  reconciled: '照合し、結果を記録しました',
  'work-announced': '作業申請を受け付けました。市の回答を要するときは、回答をメールでお知らせします',
  'work-answered': '回答を記録し、保守事業者にメールで通知しました',
  'work-withdrawn': '作業を取り下げました',
  'session-reported': '作業報告を受け付けました。次は、市が確認します',
  'session-reviewed': '確認の結果を記録しました',
  resumed: '処理を再開しました',
  excluded: '案件を廃棄から除外しました',
  included: '除外を取り消しました',
  'disposal-approved': '廃棄を承認しました。消去を行っています',
  'month-reported': '月次利用状況報告を提出しました。次は、市が確認します',
  'month-answered': '月次利用状況報告への判断を記録しました',
  instructed: '指示しました。保守事業者にメールで通知します',
  dropped: '指示を見送りました',
  acknowledged: '指示を受領しました。対応した後、この画面から報告してください',
  'reported-done': '報告を受け付けました。次は、市が確認します',
  lifted: '解除しました。保守事業者にメールで通知します',
  answered: '回答を記録しました',
  found: '違反の認知を記録し、統括情報セキュリティ管理者に報告しました',
  'pointed-out': '違反の疑いを記録し、情報セキュリティ管理者に判断を求めました',
  corrected: '訂正通知書を通知しました',
  reissued: '再交付しました。保守事業者にメールで通知します',
  received: '受領の確認を記録しました',
  delivered: '到達を記録しました',
  replied: '提出を受け付けました。次は、市が内容を確認します',
  'change-filed': '変更を届け出ました。市の確認を要する変更は、次に市が確認します',
  'shortening-proposed': '弁明の機会を付与しました。保守事業者にメールで通知します',
  'change-withdrawn': '変更届を取り下げました',
  'ending-filed': '廃止を届け出ました。最終日の翌日0時に、許可は終了します',
  'ending-withdrawn': '廃止届を取り下げました',
  'rule-renewal': '情報セキュリティ管理者に、再確認を依頼しました',
  'rule-renewal-more': '再確認を依頼しました。件数が多いため、残りの許可についてもう一度依頼してください',
  proposed:
    '登録伺いを作成し、確認をお願いするメールを送りました。統括情報セキュリティ管理者又は代決者の確認の後に反映されます',
  confirmed: '登録伺いを確認しました',
  stopped: '登録伺いを差し止めました。関係する職員にメールで知らせます',
  'proposal-withdrawn': '登録伺いを取り下げました',
  'signed-out': 'サインアウトしました',
  'signed-out-everywhere': 'サインインをすべて終わらせ、サインインしたことのある端末の記録を消しました',
  'session-ended': 'サインインを終わらせました',
  'sessions-ended': 'ほかのサインインをすべて終わらせ、ほかの端末の記録を消しました',
  dismissed: '不問とし、理由を記録しました',
  'receipt-given': '違反報告を受領しました。是正命令は、情報セキュリティ管理者が行います',
  ordered: '是正命令を発しました。保守事業者にメールで通知します',
  judged: '履行についての判断を記録し、保守事業者にメールで通知します',
  'judged-fulfilled': '履行と判断し、この命令の手続を終えました。保守事業者にメールで通知します',
  'judged-partial': '一部履行と判断し、新たな履行期限を定めました。保守事業者にメールで通知します',
  'judged-disobeyed':
    '未履行と判断し、統括情報セキュリティ管理者に報告しました。保守事業者に、弁明の機会の付与を通知します',
  'noncompliance-received':
    '未履行報告を受領しました。次は、情報セキュリティ管理者が取消・停止などを決定します',
  'sanction-decided': '決定を記録しました。保守事業者にメールで通知します',
  'lifting-decided': '停止を続けることを記録しました。保守事業者にメールで通知します',
  'suspension-lifted': '停止を解除しました。保守事業者にメールで通知します',
  'finding-closed': '終結とし、理由を記録しました',
  'order-withdrawn': '是正命令を撤回しました。保守事業者にメールで通知します',
  'order-extended': '履行期限を変更しました。保守事業者にメールで通知します',
  'hearing-recorded': '弁明を記録しました。保守事業者に、内容の確認をお願いします',
  followed: '指示の履行を確認しました。保守事業者にメールで通知します',
  'not-followed': '未履行と判断し、違反の候補として記録しました',
  'correction-asked': '補正を求めました。申請者にメールで知らせます',
  'sent-back': '情報セキュリティ管理者に差し戻しました',
} as const;
export type Done = keyof typeof DONE;

export const doneText = (key: string | undefined): string | undefined =>
  key !== undefined && Object.hasOwn(DONE, key) ? DONE[key as Done] : undefined;
