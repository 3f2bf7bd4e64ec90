import type { CONTACT_NEWS } from '../../core/case/outbox.ts';
import { wareki } from '../ui/dates.ts';
import {
  block,
  fact,
  heading,
  type Mail,
  mail,
  mailAddress,
  type Sender,
  sentence,
} from '../ui/mail-text.ts';

/** Mails about a vendor's contacts and keys (docs/adr/0031). Dates are ISO. */

type ToContact = {
  readonly sender: Sender;
  /** Name of the contact. */
  readonly to: string;
  readonly vendorName: string;
};
const salutation = ({ vendorName, to }: ToContact): string => `${vendorName} ${to}`;

/** Without a consultation, or to a new address: how to sign in. */
export const contactWelcomeMail = (facts: ToContact & { readonly email: string }): Mail =>
  mail(facts.sender, salutation(facts), '【ご案内】担当者の登録とサインインの方法', [
    sentence(
      `${facts.vendorName}の担当者として、次のメールアドレスを登録しました。貴社の申請・許可・報告の手続を行うことができます。`,
    ),
    block(
      heading('サインインの方法'),
      sentence('1. 次のページを開き、このメールが届いたメールアドレスを入力します。'),
      `${facts.sender.portalUrl}/sign-in`,
      mailAddress('メールアドレス', facts.email),
      sentence('2. 同じメールアドレスに届く8桁の確認コードを入力します。パスワードはありません。'),
    ),
    sentence('お心当たりがない場合は、サインインせずに、下記までご連絡ください。'),
  ]);

/** To the address that is used no longer. The new one is not told: this may have been a stranger's. */
export const addressChangedMail = (facts: ToContact): Mail =>
  mail(facts.sender, salutation(facts), '【お知らせ】登録メールアドレスの変更', [
    sentence(
      `${facts.vendorName}の担当者として登録していたこのメールアドレスは、ほかのメールアドレスに変更されました。このメールアドレスでは、サインインできません。以後のお知らせは、変更後のメールアドレスにお送りします。`,
    ),
    sentence('変更にお心当たりがない場合は、至急、下記までご連絡ください。'),
  ]);

type News = (typeof CONTACT_NEWS)[number];
const NEWS: Readonly<Record<News, { readonly subject: string; readonly sentence: string }>> = {
  added: {
    subject: '事業者の担当者の追加',
    sentence: '保守事業者の利用管理者が、自社の担当者を追加しました。確認・承認は要りません。',
  },
  'address-changed': {
    subject: '事業者の担当者のアドレス変更',
    sentence:
      '保守事業者の利用管理者が、自社の担当者のメールアドレスを変更しました。確認・承認は要りません。',
  },
};

export type ContactNewsFacts = {
  readonly sender: Sender;
  /** The section. */
  readonly to: string;
  readonly news: News;
  readonly vendorName: string;
  readonly name: string;
  readonly email: string;
  /** The administrator. */
  readonly by: string;
  readonly vendorUrl: string;
};

/** To the chief's office. */
export const contactNewsMail = (facts: ContactNewsFacts): Mail =>
  mail(facts.sender, facts.to, `【お知らせ】${NEWS[facts.news].subject}`, [
    sentence(NEWS[facts.news].sentence),
    block(
      heading('登録の内容'),
      fact('保守事業者', facts.vendorName),
      fact('担当者', facts.name),
      mailAddress('メールアドレス', facts.email),
      fact('登録した利用管理者', facts.by),
    ),
    block(
      heading('担当者の画面'),
      sentence(
        '差し支えがあるときは、次の画面で登録を終了してください。その時から、サインインできなくなります。',
      ),
      facts.vendorUrl,
    ),
  ]);

export type KeyEndingFacts = ToContact & {
  readonly label: string;
  readonly owner: string;
  readonly createdOn: string;
  readonly lastDay: string | undefined;
};

export const keyEndingMail = (facts: KeyEndingFacts): Mail =>
  mail(
    facts.sender,
    salutation(facts),
    facts.lastDay === undefined
      ? '【お願い】期限のないAPIキーの更新'
      : '【お知らせ】APIキーの有効期限が近づいています',
    [
      sentence(
        facts.lastDay === undefined
          ? '次のAPIキーには有効期限がありません。期限のある新しいキーを作成して入れ替え、古いキーを無効にしてください。それまでは、引き続き使用できます。'
          : `次のAPIキーは、${wareki(facts.lastDay)}の翌日0時から使用できなくなります。引き続き使用するときは、それまでに新しいキーを作成して入れ替えてください。`,
      ),
      block(
        heading('APIキー'),
        fact('名称', facts.label),
        fact('作成した担当者', facts.owner),
        fact('作成日', wareki(facts.createdOn)),
        fact('有効期限', facts.lastDay === undefined ? '期限なし' : wareki(facts.lastDay)),
      ),
      block(
        heading('キーの作成'),
        sentence('サインインして、次の画面で作成してください。'),
        `${facts.sender.portalUrl}/api-keys`,
      ),
    ],
  );
