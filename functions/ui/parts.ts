import { html } from 'hono/html';
import { type Content, definitionList } from './components.ts';
import { wareki } from './dates.ts';
import type { Html } from './layout.ts';

/**
 * A page that reads in one look: where it stands, what is next, by when and who; then its parts, each with an address of its own
 * (`?part=`). It opens with the overview; `all`, for print, is on one page.
 */

type Part = {
  readonly label: string;
  /** Headings to which links led when all stood on one page: they lead to the entry of their part. */
  readonly anchors?: readonly string[];
};
/** Of a page with the parts `P`: those that its reader is shown. */
export type Parts<P extends string = string> = Readonly<Partial<Record<P | 'overview', Part>>>;

export const partNamed = <P extends string>(parts: Parts<P>, name: string | undefined): P | 'overview' =>
  Object.keys(parts).find((part): part is P => part === name) ?? 'overview';

/** @param path of the page */
export const partPath = (path: string, part: string): string =>
  part === 'overview' ? path : `${path}?part=${part}`;

/** @param label whose parts, for screen readers */
export const partsNavigation = (
  parts: Parts,
  { path, label, here }: { readonly path: string; readonly label: string; readonly here: string },
): Html =>
  html`<nav class="tabs" aria-label="${label}"><ul>${Object.entries(parts).map(([part, shown]) => {
    const [first, ...more] = part === here || here === 'all' ? [] : (shown?.anchors ?? []);
    return html`<li>${more.map((anchor) => html`<span id="${anchor}"></span>`)}<a href="${partPath(path, part)}"${
      part === here ? html` aria-current="page"` : first === undefined ? '' : html` id="${first}"`
    }>${shown?.label}</a></li>`;
  })}</ul></nav>`;

/** @param next what is to be done, `by` which day (undefined: no day is set; '': it is not for the reader to know, or nothing is awaited), and `who` does it; undefined: nothing is */
export const glance = (
  next:
    | { readonly what: Content; readonly by?: string | undefined; readonly who: string | undefined }
    | undefined,
  nothing: Content,
): Html =>
  html`<div class="glance">${definitionList([
    ['次に行うこと', next?.what ?? nothing],
    ['期限', next && (next.by === undefined ? '定めはありません' : next.by && wareki(next.by))],
    ['だれが', next?.who],
  ])}</div>`;

/** One page of a long list: what stands on it, and the numbers of the pages. */
export type Paged<T> = { readonly shown: readonly T[]; readonly numbers: Content };

/**
 * A list in pages of fifty.
 *
 * @param asked number of the page as it stands in the address: 1 where there is no such page; `all` shows all
 * @param pathOf address of a page of it
 */
export const paged = <T>(
  list: readonly T[],
  asked: string | undefined,
  label: string,
  pathOf: (page: string) => string,
): Paged<T> => {
  const count = Math.ceil(list.length / PAGE);
  if (asked === 'all' || count <= 1) return { shown: list, numbers: undefined };
  const wanted = /^\d{1,5}$/.test(asked ?? '') ? Number(asked) : 1;
  const here = wanted >= 1 && wanted <= count ? wanted : 1;
  const near = Array.from({ length: count }, (_, index) => index + 1).filter(
    (page) => page === 1 || page === count || Math.abs(page - here) <= 2,
  );
  const link = (page: number, text: string | number) =>
    html`<a href="${pathOf(`${page}`)}"${page === here ? html` aria-current="page"` : ''}>${text}</a>`;
  return {
    shown: list.slice((here - 1) * PAGE, here * PAGE),
    numbers: html`<nav class="pages" aria-label="${label}のページ"><p>全${list.length}件のうち${(here - 1) * PAGE + 1}件目から${Math.min(here * PAGE, list.length)}件目まで</p><ul>${
      here > 1 && html`<li>${link(here - 1, '前のページ')}</li>`
    }${near.map(
      (page, index) =>
        html`${index > 0 && near[index - 1] !== page - 1 && html`<li>…</li>`}<li>${link(page, page)}</li>`,
    )}${here < count && html`<li>${link(here + 1, '次のページ')}</li>`}</ul></nav>`,
  };
};
const PAGE = 50;
