import { block, fact, heading, type Mail, mail, type Sender, sentence } from '../ui/mail-text.ts';

export type AnsweredFacts = {
  readonly sender: Sender;
  readonly to: string;
  /** 許可番号, or 受付番号 where nothing is permitted yet. */
  readonly no: string;
  /** e.g. 月次利用状況報告の確認（令和8年4月分）. */
  readonly what: string;
  readonly systemName: string;
  readonly by: string;
  /** The reader was represented (代決). */
  readonly inPlace: boolean;
  readonly url: string;
};

/** To whoever was represented, and to the manager of what the chief has decided; nothing is asked. */
export const answeredMail = (facts: AnsweredFacts): Mail =>
  mail(facts.sender, facts.to, `【${facts.inPlace ? '代決' : '決定'}の連絡】${facts.no} ${facts.what}`, [
    sentence(
      facts.inPlace
        ? 'あなたに代わって、代決者が次の件について決定・回答しました。回答は不要です。内容を確認してください。'
        : '統括情報セキュリティ管理者が、次の件について決定しました。回答は不要です。',
    ),
    block(
      heading('対象'),
      fact('番号', facts.no),
      fact('件名', facts.what),
      fact('対象システム', facts.systemName),
      fact('決定・回答した者', facts.by),
    ),
    block(heading('記録の画面'), facts.url),
  ]);
