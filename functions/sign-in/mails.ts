import { block, type Mail, mail, type Sender, SYSTEM_NAME, sentence } from '../ui/mail-text.ts';

export type SignInCodeFacts = {
  readonly sender: Sender;
  readonly to: string;
  /** Eight digits. */
  readonly code: string;
  /** A way in that depends on nobody else; not with a code that was itself asked for by a link. */
  readonly link?: string | undefined;
};

/** The one-time code (docs/adr/0003). Sent to the address of the person only, never kept with a case. */
export const signInCodeMail = ({ sender, to, code, link }: SignInCodeFacts): Mail =>
  mail(sender, to, `【確認コード】${SYSTEM_NAME}`, [
    sentence('サインインのための確認コードをお知らせします。画面に入力してください。'),
    `    ${code}`,
    block(
      sentence('この確認コードは、送信から10分間、1回に限り使えます。5回まちがえると使えなくなります。'),
      sentence('市の職員が、電話やメールで確認コードをおたずねすることはありません。'),
    ),
    link === undefined
      ? undefined
      : block(
          sentence(
            '確認コードを求めた画面が手元にない場合や、新しい確認コードが届かない場合は、次のリンクからもサインインできます（24時間以内）。リンクを開いただけでは、何も行われません。',
          ),
          link,
        ),
    sentence(
      'お心当たりがない場合は、このメールを無視してください。確認コードを入力しない限り、何も行われません。',
    ),
  ]);
