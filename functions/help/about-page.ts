import { html } from 'hono/html';
import type { Settings } from '../../core/directory/settings.ts';
import { regulationOn } from '../../core/regulation/regulations.ts';
import { definitionList } from '../ui/components.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { SYSTEM_NAME } from '../ui/mail-text.ts';

/**
 * Whoever uses the system may ask before he signs in: what it keeps of him and for how long, what it is made for and tried
 * with, and whom to ask. Says what is so, and no more: the evidence is in docs/security.md and the tests.
 */
export const aboutPage = (context: PageContext, { retentionYears }: Settings): Html => {
  const { contact, cityName } = context;
  const rule = regulationOn(context.today).title;
  return page(
    context,
    'このシステムについて',
    html`<h1>このシステムについて</h1>
<p class="lead">${SYSTEM_NAME}は、${cityName}が、${rule}に基づく手続を行うために設けています。使い方は<a href="/help">手引</a>にあります。</p>
<section aria-labelledby="contact"><h2 id="contact">お問い合わせ</h2>
${
  contact
    ? definitionList([
        ['担当', contact.name],
        ['電話', contact.tel],
        ['メール', contact.email],
      ])
    : html`<p>${cityName}の情報システムの担当課にお問い合わせください。</p>`
}
</section>
<section aria-labelledby="accessibility"><h2 id="accessibility">ウェブアクセシビリティ</h2>
<p>JIS X 8341-3:2016 の適合レベルAA及びWCAG 2.2 のレベルAAに沿うことを目標に作成しています。</p>
<ul>
<li>画面の操作は、すべてキーボードで行えます。</li>
<li>スクリプトを使わない設定でも、すべての手続を行えます。使う設定では、入力中にサインインの時間が延びます。</li>
<li>文字を200％に拡大しても、横に動かさずに読めます。小さな画面でも同じです。</li>
<li>画面の色を利用者が指定する設定（ハイコントラスト）でも読めます。</li>
<li>誤りのある入力は、文章と項目へのリンクで示します。色だけで示すことはありません。</li>
</ul>
<p>検査は、検査用のプログラムと、キーボード及び拡大表示による確認で行っています。外部の機関による評価は受けていません。使いにくいところは、お問い合わせ先にお知らせください。画面で手続ができない場合の方法も、ご案内します。</p>
</section>
<section aria-labelledby="privacy"><h2 id="privacy">個人情報の取扱い</h2>
<p>手続に必要な次の情報だけを保管し、手続以外の目的には使いません。</p>
${definitionList([
  ['登録されている方', '氏名、所属又は会社、メールアドレス、役職とその期間'],
  [
    '申請書・報告書に記入された方',
    '記入された氏名、連絡先、アカウント名など。申請した会社と、市の担当の職員だけが見ることができます',
  ],
  ['決定・届出などの操作', 'だれが、いつ、何を行ったか。後から変えることはできません'],
  [
    'サインイン',
    '日時と、ブラウザーの種類（例 Edge（Windows））。パスワードはありません。接続元のアドレスは、案件の記録には残りません（通信の記録には、一定の期間残ることがあります）',
  ],
])}
<p>案件の記録は、許可の終了などから${retentionYears}年間保存し、市の決定を経て消去します。消去した後も、番号、日付、決定の別など、個人を示さない記録は残ります。</p>
</section>
<section aria-labelledby="cookies"><h2 id="cookies">Cookie（クッキー）</h2>
<p>サインインのために、このシステムだけが読むCookieを使います。ほかのサイトの広告や分析のプログラムは使っていません。</p>
${definitionList([
  ['サインイン中の印', '30分使わないと無効になり、長くても12時間で消えます'],
  ['確認コードを求めた印', '10分で消えます'],
  ['サインインしたことのある端末の印', '180日で消えます。「サインインの状況」から消すことができます'],
])}
</section>`,
    { here: '/about' },
  );
};
