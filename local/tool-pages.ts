import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { html } from 'hono/html';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { roleLabel } from '../core/directory/directory.ts';
import { loadPerson } from '../core/directory/directory-store.ts';
import { requestCode } from '../core/sign-in/request-code.ts';
import { signOut, verifyCode } from '../core/sign-in/sign-in.ts';
import { dateOf } from '../core/values/calendar.ts';
import { halfWidth } from '../core/values/characters.ts';
import { formatJstDateTime } from '../core/values/wareki.ts';
import { authenticate, deviceCookie, isSameOrigin, sessionCookie } from '../functions/http/authenticate.ts';
import { callout, dataTable } from '../functions/ui/components.ts';
import { type Html, page } from '../functions/ui/layout.ts';
import type { Message } from './mailbox.ts';
import type { Runtime } from './runtime.ts';
import { APPOINTMENTS, PEOPLE, VENDORS } from './seed.ts';

/**
 * Pages that only the embedded runtime has, and only for whoever sits at it (doors.ts): every mail that was sent, the clock, and who is
 * who in the demo city. They let a newcomer play every role.
 */

type Result = APIGatewayProxyStructuredResultV2;
const LONGEST_DAYS = 366 * 6;

/** A number from JSON; digits, full-width too, from the form. */
const days = z
  .union([
    z.number(),
    z
      .string()
      .transform((text) => halfWidth(text).trim())
      .pipe(z.string().regex(/^\d{1,4}$/))
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(LONGEST_DAYS));
const clockInput = z.union([z.strictObject({ advanceDays: days }), z.strictObject({ to: z.string() })]);

const demoInput = z.strictObject({ address: z.enum(PEOPLE.map(({ email }) => email)) });

/** An instant; from the page also what its field sends: a time in Japan. */
const instantOf = (text: string, isForm: boolean): Temporal.Instant | undefined => {
  try {
    return isForm && /T\d\d:\d\d$/.test(text)
      ? Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Tokyo').toInstant()
      : Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
};

/** Under way: the page says how far it has come. */
type Moving = { readonly from: Temporal.Instant; readonly to: Temporal.Instant };
/** So long the page of the clock waits for the end before it shows how far it is, and how often it looks again. */
const PATIENCE_MS = 1500;
const LOOK_AGAIN_SECONDS = 2;

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
const json = (statusCode: number, value: unknown): Result => ({
  statusCode,
  headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

export const toolPages = (runtime: Runtime) => {
  const { ports, mailbox } = runtime;
  const show = async (
    title: string,
    main: Html,
    { statusCode = 200, refresh = false }: { readonly statusCode?: number; readonly refresh?: boolean } = {},
  ): Promise<Result> => ({
    statusCode,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      ...(refresh ? { refresh: `${LOOK_AGAIN_SECONDS}` } : {}),
    },
    body: String(
      await page({ cityName: ports.config.cityName, today: dateOf(ports.clock()), csrf: '' }, title, main),
    ),
  });

  let moving: Moving | undefined;
  let isStopped = false;
  const showClock = (mistake?: string) =>
    show('時計', clockPage(ports.clock(), { moving, isStopped, mistake }), {
      statusCode: mistake === undefined ? 200 : 422,
      refresh: moving !== undefined,
    });
  const moveClock = async (event: APIGatewayProxyEventV2): Promise<Result> => {
    const isForm = /form-urlencoded/.test(event.headers['content-type'] ?? '');
    if (!isSameOrigin(event, ports.config))
      return json(403, { detail: '他のサイトからの操作は受け付けません' });
    const parsed = clockInput.safeParse(parseBody(event, isForm));
    const now = ports.clock();
    const target = !parsed.success
      ? undefined
      : 'to' in parsed.data
        ? instantOf(parsed.data.to, isForm)
        : now.add({ hours: parsed.data.advanceDays * 24 });
    const limit = now.add({ hours: LONGEST_DAYS * 24 });
    if (!target || Temporal.Instant.compare(target, now) < 0 || Temporal.Instant.compare(target, limit) > 0)
      return isForm
        ? showClock('現在より後、6年以内の日数又は日時を入力してください')
        : json(422, {
            detail:
              '{"advanceDays": 日数} 又は {"to": "2027-04-01T09:00+09:00"}（現在より後、6年以内）を指定してください',
          });
    if (moving)
      return isForm ? toClock() : json(409, { detail: '時計を進めている途中です。終わるまでお待ちください' });
    moving = { from: now, to: target };
    isStopped = false;
    const moved = runtime.advanceTo(target).finally(() => {
      moving = undefined;
    });
    if (!isForm) {
      await moved;
      return json(200, { now: ports.clock().toString() });
    }
    // Years take a while: the page shows how far it is.
    moved.catch(() => {
      isStopped = true;
    });
    await Promise.race([moved, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    return toClock();
  };
  const toClock = (): Result => ({ statusCode: 303, headers: { ...headers, location: '/clock' }, body: '' });

  /** By the way that everybody takes: a code is mailed, read in the mailbox, and tried. */
  const enterAs = async (event: APIGatewayProxyEventV2): Promise<Result> => {
    if (!isSameOrigin(event, ports.config))
      return json(403, { detail: '他のサイトからの操作は受け付けません' });
    const given = demoInput.safeParse(parseBody(event, true));
    if (!given.success) return json(422, { detail: 'デモの登場人物のメールアドレスを指定してください' });
    const { address } = given.data;
    const { visitor, cookies } = await authenticate(ports, event);
    const asked = await requestCode(ports)(address, visitor, '/home');
    if (!asked.ok) return json(429, { detail: asked.message });
    await runtime.work();
    const [, code = ''] = /^ +(\d{8})$/m.exec(mailbox.list(address)[0]?.text ?? '') ?? [];
    const entered = await verifyCode(ports)(asked.value.attemptId, code, visitor);
    if (!entered.ok)
      return json(409, { detail: '確認コードのメールが届いていません。サインインの画面からお試しください' });
    await signOut(ports)(cookies['session'] ?? '');
    return {
      statusCode: 303,
      headers: { ...headers, location: entered.value.next, 'clear-site-data': '"cache"' },
      cookies: [
        sessionCookie(ports.config, entered.value.cookie),
        deviceCookie(ports.config, entered.value.device),
      ],
      body: '',
    };
  };

  return async (event: APIGatewayProxyEventV2): Promise<Result | undefined> => {
    const { method } = event.requestContext.http;
    const to = event.queryStringParameters?.['to'];
    const isDemo = async () => (await loadPerson(ports.store, 'p-chief')) !== undefined;
    switch (`${method} ${event.rawPath}`) {
      case 'GET /mailbox':
        return show('メールボックス', mailboxPage(mailbox.list(to), to, await isDemo()));
      case 'GET /mailbox/messages':
        return json(200, { messages: mailbox.list(to) });
      case 'GET /clock':
        return event.headers['accept']?.includes('text/html')
          ? showClock()
          : json(200, { now: ports.clock().toString() });
      case 'POST /clock':
        return moveClock(event);
      case 'GET /demo':
        return (await isDemo()) ? show('デモの登場人物', demoPage()) : undefined;
      case 'POST /demo':
        return (await isDemo()) ? enterAs(event) : undefined;
      default:
        return undefined;
    }
  };
};

const parseBody = (event: APIGatewayProxyEventV2, isForm: boolean): unknown => {
  if (isForm) return Object.fromEntries(new URLSearchParams(event.body ?? ''));
  try {
    return JSON.parse(event.body ?? '');
  } catch {
    return undefined;
  }
};

/** Mail text with its addresses as links, so that a mail can be followed like in a mail program. */
const linked = (text: string) =>
  text
    .split(/(https?:\/\/[^\s]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));

const mailboxPage = (messages: readonly Message[], to: string | undefined, demo: boolean): Html =>
  html`<h1>メールボックス</h1>
<p class="lead">このパソコンの中だけで動く確認用の画面です。送信されたメールは外部に送られず、すべてここに表示されます。</p>
<p>${to === undefined ? html`全員あて` : html`${to} あて <a href="/mailbox">全員分を表示</a>`}　${demo ? html`<a href="/demo">登場人物</a>　` : ''}<a href="/clock">時計</a></p>
${messages.length === 0 ? html`<p>メールはまだありません。</p>` : ''}
${messages.map(
  (message, index) => html`<details class="mail"${index === 0 ? html` open` : ''}>
<summary><strong>${message.subject}</strong><br>${message.to}　${formatJstDateTime(Temporal.Instant.from(message.sentAt))}</summary>
<pre class="mail-text">${linked(message.text)}</pre>
</details>`,
)}`;

const clockPage = (
  now: Temporal.Instant,
  {
    moving,
    isStopped,
    mistake,
  }: {
    readonly moving: Moving | undefined;
    readonly isStopped: boolean;
    readonly mistake: string | undefined;
  },
): Html =>
  html`<h1>時計</h1>
${mistake !== undefined && callout('attention', '時計は進んでいません', html`<p>${mistake}</p>`)}
${isStopped && callout('attention', '途中で止まりました', html`<p>記録（起動した画面の表示）を確認してから、もう一度進めてください。</p>`)}
<p class="lead">現在は <strong>${formatJstDateTime(now)}</strong> です。</p>
${moving ? movingPart(now, moving) : clockForms(now)}`;

const movingPart = (now: Temporal.Instant, { from, to }: Moving): Html => {
  const [done, whole] = [
    now.epochMilliseconds - from.epochMilliseconds,
    Math.max(1, to.epochMilliseconds - from.epochMilliseconds),
  ];
  return html`<section aria-live="polite"><h2>時計を進めています</h2>
<p>${formatJstDateTime(to)}まで進めます。その間の催促や期限切れも処理しています。この画面は、${LOOK_AGAIN_SECONDS}秒ごとに新しくなります。</p>
<p><progress max="${whole}" value="${done}">${Math.round((done / whole) * 100)}%</progress></p></section>`;
};

const clockForms = (now: Temporal.Instant): Html => {
  const next = now.toZonedDateTimeISO('Asia/Tokyo').add({ months: 1 }).with({ day: 1, hour: 9, minute: 0 });
  return html`<p>時計は進めるだけで、戻すことはできません。進めると、その間の催促や期限切れも処理されます。</p>
<form method="post" action="/clock">
<div class="field"><label for="advanceDays">進める日数</label><input type="text" class="short" id="advanceDays" name="advanceDays" inputmode="numeric" value="1"></div>
<p class="button-row"><button class="button primary" type="submit">この日数だけ進める</button></p>
</form>
<form method="post" action="/clock">
<div class="field"><label for="to">進める先の日時</label><input type="datetime-local" class="medium" id="to" name="to" value="${next.toPlainDateTime().toString({ smallestUnit: 'minute' })}"></div>
<p class="button-row"><button class="button primary" type="submit">この日時まで進める</button></p>
</form>`;
};

const roleOf = ({ personId, affiliation }: (typeof PEOPLE)[number]): string => {
  if (affiliation.kind === 'vendor')
    return VENDORS.find(({ vendorId }) => vendorId === affiliation.vendorId)?.name ?? '';
  return APPOINTMENTS.filter((a) => a.personId === personId)
    .map((a) => `${a.title}（${roleLabel(a.role)}${a.kind === 'deputy' ? '・代決' : ''}）`)
    .join('、');
};

const demoPage = (): Html =>
  html`<h1>デモの登場人物</h1>
<p class="lead">だれにでもなれます。「サインインする」を押すと、その人のメールに届く確認コードで、代わりにサインインします。ご自身で行うときは、<a href="/sign-in">サインインの画面</a>にメールアドレスを入力し、<a href="/mailbox">メールボックス</a>に届く確認コードを入力してください。</p>
${dataTable(
  { text: 'デモの登場人物' },
  ['氏名', '役割', 'メールアドレス', '操作'],
  PEOPLE.map((person) => [
    html`<span class="nowrap">${person.name}</span>`,
    roleOf(person),
    html`${person.email}<br><a href="/mailbox?to=${encodeURIComponent(person.email)}">${person.name}のメール</a>`,
    html`<form method="post" action="/demo"><input type="hidden" name="address" value="${person.email}"><button class="button secondary nowrap" type="submit">サインインする<span class="visually-hidden">（${person.name}）</span></button></form>`,
  ]),
)}
<p><a href="/mailbox">メールボックス</a>　<a href="/clock">時計</a>　<a href="/help">手引</a></p>`;
