import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';

/** A finished piece of HTML: `hono/html` escapes whatever is put into it. */
export type Html = ReturnType<typeof html>;

/** What every page needs to know of its reader. */
export type PageContext = {
  readonly cityName: string;
  /** The day in Japan. */
  readonly today: Temporal.PlainDate;
  /** Hidden field `_csrf` of every form; '' when nobody is signed in. */
  readonly csrf: string;
  readonly reader?: {
    readonly name: string;
    readonly kind: 'vendor' | 'city';
    /** e.g. 総務部ICT推進室長（統括情報セキュリティ管理者） */
    readonly roles: readonly string[];
    readonly isClerk: boolean;
    readonly isOffice: boolean;
  };
  /** One sentence that tells what has just been done. */
  readonly done?: string | undefined;
};

export const page = (context: PageContext, title: string, main: Html): Html => html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<title>${title} - ${context.cityName}</title>
</head>
<body>
<main>${main}</main>
</body>
</html>`;
