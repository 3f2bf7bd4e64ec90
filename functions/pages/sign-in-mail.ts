import { block, type Mail, mail, type Sender, SYSTEM_NAME, sentence } from './mail-text.ts';

export type SignInCodeFacts = {
  readonly sender: Sender;
  readonly to: string;
  /** Eight digits. */
  readonly code: string;
};

/** The one-time code (docs/adr/0003). Sent to the address of the person only, never kept with a case. */
export const signInCodeMail = ({ sender, to, code }: SignInCodeFacts): Mail =>
  mail(sender, to, `【確認コード】${SYSTEM_NAME}`, [
    sentence('サインインのための確認コードをお知らせします。画面に入力してください。'),
    `    ${code}`,
    block(
      sentence('この確認コードは、送信から10分間、1回に限り使えます。5回まちがえると使えなくなります。'),
      sentence('市の職員が、電話やメールで確認コードをおたずねすることはありません。'),
    ),
    sentence(
      'お心当たりがない場合は、このメールを無視してください。確認コードを入力しない限り、何も行われません。',
    ),
  ]);
