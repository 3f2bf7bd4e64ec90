import { html } from 'hono/html';
import type { OpenSession, Sessions } from '../../core/sign-in/sessions.ts';
import { button, buttonRow, type Content, dataTable, postForm } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

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
