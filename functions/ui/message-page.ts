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
    // What there is not has no place in the handbooks: it looks the same wherever it was looked for.
    { ...context, help: [] },
    title,
    html`<h1>${title}</h1>
<div class="narrow">
<p>${status === 404 ? sentence : (options.sentence ?? sentence)}</p>
<p>${next}</p>
<p>${linkButton(href, label)}</p>
</div>`,
  );
};
