import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import { regulationOn } from '../../core/regulation/regulations.ts';
import { jstTime } from './dates.ts';
import { KEEP_SESSION_VERSION } from './keep-session.ts';
import { SYSTEM_NAME } from './mail-text.ts';
import { STYLE_VERSION } from './style.ts';

/** A finished piece of HTML: `hono/html` escapes whatever is put into it. */
export type Html = ReturnType<typeof html>;

/** What every page needs to know of its reader. */
export type PageContext = {
  readonly cityName: string;
  /** The day in Japan. */
  readonly today: Temporal.PlainDate;
  /** Hidden field `_csrf` of every form; '' when nobody is signed in. */
  readonly csrf: string;
  /** Hidden field `_once` of every form: what the same page makes, it makes once, however often its button is pressed. */
  readonly once?: string;
  readonly reader?: {
    readonly name: string;
    readonly kind: 'vendor' | 'city';
    /** e.g. 総務部ICT推進室長（統括情報セキュリティ管理者）; of a vendor's people, the vendor */
    readonly roles: readonly string[];
    /** When the session ends, if nothing is asked for before. */
    readonly until?: string | undefined;
    readonly isClerk: boolean;
    readonly isOffice: boolean;
  };
  /** One sentence that tells what has just been done. */
  readonly done?: string | undefined;
  /** Where the handbooks explain this page. */
  readonly help?: readonly { readonly book: string; readonly procedure: string }[];
};

type Reader = NonNullable<PageContext['reader']>;

/**
 * The frame of every page. `main` begins with its one h1.
 *
 * @param options.here address of the navigation entry that the page belongs to, e.g. '/applications'
 * @param options.invalid the page shows mistakes: its title says so, because it is read out first
 */
export const page = (
  context: PageContext,
  title: string,
  main: Html,
  options: { readonly here?: string; readonly invalid?: boolean } = {},
): Html => html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${options.invalid ? 'エラー：' : ''}${title} - ${SYSTEM_NAME}（${context.cityName}）</title>
<link rel="stylesheet" href="/assets/style.css?v=${STYLE_VERSION}">
${context.reader?.until && html`<script src="/assets/keep-session.js?v=${KEEP_SESSION_VERSION}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">本文へ移動</a>
<header class="site-header">
<div class="bar">
<a class="site-title" href="/"><span class="city">${context.cityName}</span> <span class="system">${SYSTEM_NAME}</span></a>
${context.reader && account(context, context.reader, options.here)}
</div>
${context.reader && navigation(context.reader, options.here)}
</header>
<main id="main" tabindex="-1">
${context.done && html`<p class="done" role="status">${context.done}</p>`}
${context.reader && helpLinks(context, context.reader)}
${main}
</main>
<footer class="site-footer">
<p>${regulationOn(context.today)?.title}に基づく手続です。</p>
<p>${context.cityName}</p>
</footer>
</body>
</html>`;

const account = (
  context: PageContext,
  reader: Reader,
  here: string | undefined,
): Html => html`<div class="account">
<p><span class="visually-hidden">利用者 </span><strong>${reader.name}</strong>${
  reader.roles.length > 0 ? html`<span class="roles">${reader.roles.join('、')}</span>` : ''
}${reader.until && untilText(reader.until)}</p>
<a href="/sessions"${here === '/sessions' ? html` aria-current="page"` : ''}>サインインの状況</a>
<form method="post" action="/sign-out"><input type="hidden" name="_csrf" value="${context.csrf}"><button type="submit" class="button quiet">サインアウト</button></form>
</div>`;

/** A vendor's people are led to their own handbook, the city's people to theirs. */
const helpLinks = ({ help = [], today }: PageContext, { kind }: Reader): Html | undefined => {
  const own = help.filter(({ book }) => (book === 'vendor') === (kind === 'vendor'));
  if (own.length === 0) return undefined;
  const { roles } = regulationOn(today);
  const readers: Readonly<Record<string, string>> = {
    manager: roles.manager.title,
    chief: roles.chief.title,
    office: '統括部門・担当者',
  };
  return html`<p class="help-links">${own.map(
    ({ book, procedure }) =>
      html`<a href="/help/${book}#${procedure}">この画面の手引${own.length > 1 && `（${readers[book]}）`}</a> `,
  )}</p>`;
};

const untilText = (until: string): Html =>
  html`<span class="roles" id="signed-in-until" data-ended="サインインは切れました。送信の際に、もう一度サインインします。入力した内容は残ります">サインインは${jstTime(until).split(' ')[1]}まで</span>`;

const navigation = (reader: Reader, here: string | undefined): Html =>
  html`<nav aria-label="メニュー"><ul>${entries(reader).map(
    ([href, label]) =>
      html`<li><a href="${href}"${href === here ? html` aria-current="page"` : ''}>${label}</a></li>`,
  )}</ul></nav>`;

const entries = ({ kind, isClerk, isOffice }: Reader): readonly (readonly [href: string, label: string])[] =>
  kind === 'vendor'
    ? [
        ['/applications', '申請一覧'],
        ['/applications/new', '新しい申請'],
        ['/permits', '許可一覧'],
        ['/api-keys', '担当者とAPIキー'],
        ['/help', '手引'],
      ]
    : [
        ['/inbox', '決裁待ち'],
        ['/applications', '申請一覧'],
        ['/permits', '許可台帳'],
        ...(isClerk ? ([['/consultations', '事前協議']] as const) : []),
        ['/directory', '役職・システム'],
        ['/proposals', '登録伺い'],
        ...(isOffice
          ? ([
              ['/registrations', '登録'],
              ['/settings', '設定'],
              ['/disposals', '廃棄リスト'],
            ] as const)
          : []),
        ['/help', '手引'],
      ];
