import { html } from 'hono/html';
import { buttonRow, linkButton } from '../ui/components.ts';
import { HOME, type Html, type PageContext, page } from '../ui/layout.ts';
import { SYSTEM_NAME } from '../ui/mail-text.ts';

/** To a stranger: what this is, and for whom. Whoever is signed in has a home (home-page.ts). */
export const frontPage = (context: PageContext): Html =>
  page(
    context,
    HOME,
    html`<h1>${SYSTEM_NAME}</h1>
${introduction(context.cityName)}`,
  );

const introduction = (cityName: string): Html =>
  html`<p class="lead">${cityName}の情報システムを庁内ネットワークの外から保守（リモートメンテナンス）するための、申請・承認から、作業ごとの申請と報告、毎月の利用状況報告、是正の命令までの手続を行います。</p>
${buttonRow(linkButton('/sign-in', 'サインイン', 'primary'))}
<div class="columns">
<section><h2>保守事業者の方</h2>
<ol>
<li>市の担当課と事前に協議します。協議の後、案内のメールが届きます。</li>
<li>サインインして、様式1「リモート接続申請書」に入力し、提出します。途中で保存できます。</li>
<li>補正のお願いや結果は、メールと画面でお知らせします。許可の通知を受けてから接続できます。</li>
<li>許可の後は、作業のたびに作業申請と作業報告を、毎月、利用状況報告を提出します。</li>
</ol>
<p>再委託者の申請は、保守事業者を通じて行ってください（第11条）。</p></section>
<section><h2>市の職員の方</h2>
<ul>
<li>情報セキュリティ管理者は、別表1の要件を確認し、承認を求めます。</li>
<li>統括情報セキュリティ管理者は、承認・条件付承認・不承認・差戻しを決定します。</li>
<li>許可の後は、情報セキュリティ管理者が作業申請・作業報告・月次報告を確認し、指示、是正の命令、取消・停止を行います。統括情報セキュリティ管理者は、その報告を受領します。</li>
<li>担当者は、事前協議を記録し、事業者の担当者を招待します。</li>
</ul>
<p>依頼のメールが届かない場合も、サインインすると「決裁待ち」に表示されます。</p></section>
</div>`;
