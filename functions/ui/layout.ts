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
    /** The handbooks that are written for the reader (functions/help). */
    readonly books?: readonly string[];
  };
  /** For whoever is not signed in, and may not be able to: whom to ask. */
  readonly contact?: { readonly name: string; readonly tel: string; readonly email: string } | undefined;
  /** One sentence that tells what has just been done. */
  readonly done?: string | undefined;
  /** What stands on top of an A4 paper beside itself: 訂正済, 再交付. */
  readonly marks?: readonly string[];
  /** Beside an A4 paper: whether it has arrived, or where the reader says so. */
  readonly arrival?: string | Link | undefined;
  /** Where the handbooks explain this page. */
  readonly help?: readonly { readonly book: string; readonly procedure: string }[];
  /** The pages above this one, the nearest last. */
  readonly above?: readonly Link[];
};

type Link = { readonly href: string; readonly label: string };

/** Title of the page that stands above all others. */
export const HOME = 'トップページ';

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
  options: {
    readonly here?: string;
    readonly invalid?: boolean;
    /** How many questions wait for the reader, where the page has read them: said in the menu. */
    readonly waiting?: number;
  } = {},
): Html => {
  const isHome = title === HOME;
  return html`<!doctype html>
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
${context.reader && html`<button type="button" class="menu-button" popovertarget="menu">メニュー</button>${account(context, context.reader, options.here)}`}
</div>
${context.reader && navigation(context.reader, isHome ? '/home' : options.here, options.waiting)}
<div class="way">${!isHome && breadcrumb(context, title, options.here)}${context.reader && helpLinks(context, context.reader)}</div>
</header>
<main id="main" tabindex="-1">
${context.done && html`<p class="done" role="status">${numberOf(title)}${context.done}</p>`}
${main}
</main>
<footer class="site-footer">
<p>${regulationOn(context.today)?.title}に基づく手続です。</p>
${context.contact && !context.reader && html`<p>お問い合わせ（サインインできないときなど）　${context.contact.name}　電話 ${context.contact.tel}　メール ${context.contact.email}</p>`}
<p>${context.cityName}　<a href="/help">手引</a>　<a href="/about">このシステムについて</a></p>
</footer>
</body>
</html>`;
};

/** What people write down, by the number of it: the first kind that a title names, from what is made under a permit to the permit itself. */
const NUMBERS: readonly (readonly [label: string, number: RegExp])[] = [
  ['作業申請', /R\d+-W\d+/],
  ['登録伺い', /R\d+-U\d+/],
  ['廃棄リスト', /R\d+-D\d+/],
  ['文書番号', /\S+第\d+号/],
  ['許可番号', /R\d+-P\d+/],
  ['受付番号', /R\d+-\d{4,}/],
];
/** The number of what has just been done, as the page that it led to bears it. */
const numberOf = (title: string): Html | undefined => {
  const found = NUMBERS.map(([label, number]) => [label, number.exec(title)?.[0]] as const).find(
    ([, number]) => number !== undefined,
  );
  return found && html`<strong>${found[0]} ${found[1]}</strong>　`;
};

const account = (
  context: PageContext,
  reader: Reader,
  here: string | undefined,
): Html => html`<div class="account">
<p><span class="visually-hidden">利用者 </span><strong>${reader.name}</strong>${
  reader.roles.length > 0 ? html`<span class="roles">${reader.roles.join('、')}</span>` : ''
}${reader.until && untilText(reader.until)}</p>
<a href="/sessions"${here === '/sessions' ? html` aria-current="page"` : ''}>サインインの状況</a>
<form method="post" action="/sign-out" id="sign-out"><input type="hidden" name="_csrf" value="${context.csrf}"><button type="submit" class="button quiet">サインアウト</button></form>
</div>`;

/**
 * Everybody is led to the handbook of what he is; where that says nothing of the page, the city's people to whoever's does, by
 * name. A page that several procedures belong to names them.
 */
const helpLinks = ({ help = [], today }: PageContext, { kind, books = [] }: Reader): Html | undefined => {
  const side = help.filter(({ book }) => (book === 'vendor') === (kind === 'vendor'));
  const own = side.filter(({ book }) => books.includes(book));
  const shown = own.length > 0 ? own : side;
  if (shown.length === 0) return undefined;
  const { roles } = regulationOn(today);
  const readers: Readonly<Record<string, string>> = {
    manager: roles.manager.title,
    chief: roles.chief.title,
    office: '統括部門・担当者',
  };
  return html`<p class="help-links">${shown.map(
    ({ book, procedure }) =>
      html`<a href="/help/${book}#${procedure}"><span class="wide">この画面の</span>手引${(shown.length > 1 || own.length === 0) && html`<span class="wide">（${readers[book]}）</span>`}</a> `,
  )}</p>`;
};

const untilText = (until: string): Html =>
  html`<span class="roles" id="signed-in-until" data-ended="サインインは切れました。送信の際に、もう一度サインインします。入力した内容は残ります">サインインは${jstTime(until).split(' ')[1]}まで</span>`;

/** Where the page stands: home, the entry of the menu, the pages above it, itself. */
const breadcrumb = ({ reader, above = [] }: PageContext, title: string, here: string | undefined): Html => {
  const menu = reader ? entries(reader).flatMap(({ links }) => links) : [];
  const isEntry = (path: string) => menu.some(({ href }) => href === path);
  const entry = menu.filter(({ href, label }) => href === here && href !== '/home' && label !== title);
  const between = above.filter(({ href }) => href !== '/home' && !isEntry(href));
  const way = [{ href: reader ? '/home' : '/', label: HOME }, ...entry, ...between];
  return html`<nav class="breadcrumb" aria-label="現在の位置"><ol>${way.map(
    ({ href, label }) => html`<li><a href="${href}">${label}</a></li>`,
  )}<li aria-current="page">${title}</li></ol></nav>`;
};

/** On a small screen it opens by its button, without script, and bears what is of the reader; a browser that does not know `popover` shows it always. */
const navigation = (reader: Reader, here: string | undefined, waiting = 0): Html =>
  html`<nav class="menu" id="menu" popover aria-label="メニュー"><button type="button" class="menu-button" popovertarget="menu" popovertargetaction="hide">閉じる</button><ul>${entries(
    reader,
  ).map(
    ({ group, links }) =>
      html`<li>${group && html`<span class="group-name">${group}</span>`}<ul>${links.map(
        ({ href, label }) =>
          html`<li><a href="${href}"${href === here ? html` aria-current="page"` : ''}>${label}${
            href === '/inbox' &&
            waiting > 0 &&
            html`<span class="count">${waiting}<span class="visually-hidden">件</span></span>`
          }</a></li>`,
      )}</ul></li>`,
  )}<li class="own-entries"><span class="group-name">${reader.roles.join('、') || reader.name}</span><ul><li><a href="/sessions"${here === '/sessions' ? html` aria-current="page"` : ''}>サインインの状況</a></li><li><button type="submit" form="sign-out" class="button quiet">サインアウト</button></li></ul></li></ul></nav>`;

type Group = { readonly group?: string; readonly links: readonly Link[] };
const entries = ({ kind, isClerk, isOffice }: Reader): readonly Group[] => {
  const help: Group = { links: [{ href: '/help', label: '手引' }] };
  const home: Link = { href: '/home', label: HOME };
  if (kind === 'vendor')
    return [
      { links: [home] },
      {
        group: '申請・許可',
        links: [
          { href: '/applications', label: '申請一覧' },
          { href: '/applications/new', label: '新しい申請' },
          { href: '/permits', label: '許可一覧' },
        ],
      },
      { group: '自社', links: [{ href: '/api-keys', label: '担当者とAPIキー' }] },
      help,
    ];
  const only = (is: boolean, ...links: readonly Link[]) => (is ? links : []);
  return [
    { links: [home, { href: '/inbox', label: '決裁待ち' }] },
    {
      group: '申請・許可',
      links: [
        { href: '/applications', label: '申請一覧' },
        { href: '/permits', label: '許可台帳' },
        { href: '/calendar', label: '作業の予定' },
        ...only(isClerk, { href: '/consultations', label: '事前協議' }),
        ...only(isOffice, { href: '/disposals', label: '廃棄リスト' }),
      ],
    },
    {
      group: '職員・システム',
      links: [
        { href: '/directory', label: '役職・システム' },
        { href: '/proposals', label: '登録伺い' },
        ...only(isOffice, { href: '/registrations', label: '登録' }, { href: '/settings', label: '設定' }),
      ],
    },
    help,
  ];
};
