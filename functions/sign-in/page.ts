import { html } from 'hono/html';
import type { OpenSession, Sessions } from '../../core/sign-in/sessions.ts';
import { button, buttonRow, type Content, dataTable, errorSummary, postForm } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { type FormState, textField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { SYSTEM_NAME } from '../ui/mail-text.ts';

/** Sign-in by address and one-time code, and the page behind a mailed link (docs/adr/0003). */

/** A page that is the same for everybody: nothing of a session, so that its bytes tell nothing. */
const anonymous = (context: PageContext): PageContext => ({
  cityName: context.cityName,
  contact: context.contact,
  today: context.today,
  csrf: context.csrf,
  done: context.done,
});

/**
 * @param next path that follows the sign-in
 * @param isOver it is asked for because a session has run out
 */
export const signInPage = (context: PageContext, state: FormState, next: string, isOver = false): Html =>
  page(
    anonymous(context),
    'サインイン',
    html`<h1>サインイン</h1>
${errorSummary(state.problems)}
<div class="narrow">
${isOver && html`<p class="callout"><strong>サインインが切れました。</strong>もう一度サインインすると、${next === '/' ? 'トップページ' : 'ご覧になろうとした画面'}に進みます。</p>`}
<p>登録されているメールアドレスを入力してください。8桁の確認コードをメールでお送りします。パスワードはありません。</p>
${postForm(
  context,
  {
    action: next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`,
    enter: 'first',
  },
  html`${textField(state, { path: 'address', label: 'メールアドレス', required: true, inputMode: 'email', autocomplete: 'email' })}
${buttonRow(button('確認コードを送る'))}`,
)}
<h2>登録されていない方</h2>
<p>保守事業者の方は、市との事前の協議の後に登録され、案内のメールが届きます。職員の方は、統括部門にお問い合わせください。</p>
</div>`,
    { invalid: state.problems.length > 0 },
  );

/** The same whether or not the address is known. */
export const signInCodePage = (context: PageContext, state: FormState): Html =>
  page(
    anonymous(context),
    '確認コードの入力',
    html`<h1>確認コードの入力</h1>
${errorSummary(state.problems)}
<div class="narrow">
<p>登録されているメールアドレスに、8桁の確認コードをお送りしました。10分以内に入力してください。</p>
${postForm(
  context,
  { action: '/sign-in/code', enter: 'first' },
  // The code is a secret: what was typed is not shown again.
  html`${textField({ ...state, content: undefined }, { path: 'code', label: '確認コード', required: true, hint: '8桁の数字', inputMode: 'numeric', autocomplete: 'one-time-code', width: 'short' })}
${buttonRow(button('サインインする'))}`,
)}
<h2>メールが届かないとき</h2>
<p>迷惑メールのフォルダーと、入力したメールアドレスをご確認ください。登録されていないメールアドレスには送信しません。</p>
<p>サインインしたことのない端末から同じメールアドレスに送る確認コードは、だれが求めたものも合わせて、1時間に8通、24時間に24通までです。届かない場合は、すでに届いている確認コードのメールのリンクからサインインできます。</p>
<p><a href="/sign-in">メールアドレスの入力からやり直す</a></p>
</div>`,
    { invalid: state.problems.length > 0 },
  );

/** t***@city.example: enough to know one's own mailbox again. */
export const maskedAddress = (address: string): string =>
  address.replace(/^(.).*@/u, (_, first: string) => `${first}***@`);

/**
 * What a mailed link opens before the proof of the person. It names no case and no choice; the button sends the
 * code, so a mail scanner that presses it does no more than that.
 */
export const handlePage = (
  context: PageContext,
  view: {
    readonly handle: string;
    readonly maskedAddress: string;
    /** Sent with a question; otherwise with a code that somebody asked for. */
    readonly asks: boolean;
  },
): Html =>
  page(
    anonymous(context),
    view.asks ? '決定の依頼' : 'メールのリンクからのサインイン',
    html`<h1>${view.asks ? '決定の依頼' : 'メールのリンクからのサインイン'}</h1>
<div class="narrow">
<p>${SYSTEM_NAME}${view.asks ? 'から決定を依頼されています' : 'にサインインします'}。</p>
<p>${view.asks ? '内容を表示する前に、' : ''}ご本人であることを確認します。次のメールアドレスに8桁の確認コードをお送りします。</p>
<p><strong>${view.maskedAddress}</strong></p>
${postForm(context, { action: `/d/${encodeURIComponent(view.handle)}` }, buttonRow(button('確認コードを送る')))}
<p>${view.asks ? 'この画面を開いただけでは、また、確認コードを送っただけでは、何も決定されません。' : 'この画面を開いただけでは、また、確認コードを送っただけでは、サインインは行われません。'}</p>
</div>`,
  );

/** For every handle that is dead or never was: the same bytes, whoever asks. */
export const deadHandlePage = (context: PageContext): Html =>
  page(
    { ...anonymous(context), csrf: '', done: undefined },
    'このリンクは使用できません',
    html`<h1>このリンクは使用できません</h1>
<div class="narrow">
<p>有効期限が切れたか、すでに手続が済んだか、新しいリンクに替わっています。</p>
<p>依頼が残っている場合は、サインインすると「決裁待ち」に表示されます。</p>
<p><a class="button primary" href="/sign-in">サインインして「決裁待ち」を見る</a></p>
</div>`,
  );

const CHANNELS: Record<OpenSession['channel'], string> = { 'mail-link': 'メールのリンク', screen: '画面' };

/** Where the reader is signed in. The buttons end something at once: nothing can be lost by it. */
export const sessionsPage = (context: PageContext, { sessions, knownDevices }: Sessions): Html =>
  page(
    context,
    'サインインの状況',
    html`<h1>サインインの状況</h1>
<p class="lead">あなたのサインインの一覧です。身に覚えのないものは、終わらせたうえで、統括部門にお知らせください。</p>
${dataTable(
  { text: 'サインインの一覧' },
  ['端末', 'サインインした日時', '方法', '最後の利用', '操作'],
  sessions.map((session) => row(context, session)),
)}
<p class="lead">サインインは、30分使わないと自動的に終わり、使い続けても12時間で終わります。使われずに終わったものも、サインインから12時間は表示されます。ほかの画面をいつ使ったかは、記録していません。</p>
<section><h2>まとめて終わらせる</h2>
<p class="lead">サインインしたことのある端末（${knownDevices}台）の記録もあわせて消します。記録のある端末では、ほかの人の操作にかかわらず、いつでも確認コードを求めることができます。</p>
${postForm(
  context,
  { action: '/sessions' },
  buttonRow(
    button('ほかのサインインをすべて終わらせる', { action: 'others', kind: 'danger' }),
    button('この画面も含めて終わらせる', { action: 'all', kind: 'secondary' }),
  ),
)}</section>`,
    { here: '/sessions' },
  );

const row = (context: PageContext, session: OpenSession): readonly Content[] => [
  session.current ? html`${session.browser}<br><strong>この画面</strong>` : session.browser,
  jstTime(session.since),
  CHANNELS[session.channel],
  session.current ? 'いま' : '―',
  session.current
    ? '―'
    : postForm(
        context,
        { action: '/sessions' },
        html`<input type="hidden" name="session" value="${session.sessionId}">${button('終わらせる', { kind: 'quiet', hidden: `（${session.browser}、${jstTime(session.since)}）` })}`,
      ),
];
