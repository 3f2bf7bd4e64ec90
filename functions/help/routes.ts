import { html } from 'hono/html';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationOn, regulations } from '../../core/regulation/regulations.ts';
import { type AppPorts, type Endpoint, NOT_FOUND, pageAt } from '../http/contract.ts';
import { definitionList } from '../ui/components.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { glossary } from './glossary.ts';
import { type Handbook, handbooks, type Procedure } from './handbooks.ts';

/** 手引: a handbook for each role, and the words that are used. They print as they are. */
export const helpPages = ({ store }: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/help', 'anyone', '手引', async ({ context }) => ({
    html: indexPage(context, handbooks(ruleOf(context), await loadSettings(store))),
  })),
  pageAt('GET', '/help/glossary', 'anyone', '用語集', async ({ context }) => ({
    html: glossaryPage(context),
  })),
  pageAt('GET', '/help/{book}', 'anyone', '役割ごとの手引', async ({ context, params }) => {
    const all: Readonly<Record<string, Handbook>> = handbooks(ruleOf(context), await loadSettings(store));
    const book = Object.entries(all).find(([name]) => name === params['book'])?.[1];
    return book ? { html: bookPage(context, book) } : NOT_FOUND;
  }),
];

/** The pages of the contract table, each with where in the handbooks it is explained. */
export const withHelp = (endpoints: readonly Endpoint[]): readonly Endpoint[] => {
  // Which pages belong to a procedure depends on neither the rule nor the settings.
  const books = regulations.slice(-1).flatMap((rule) => Object.entries(handbooks(rule, DEFAULT_SETTINGS)));
  const helpOf = (path: string) =>
    books.flatMap(([book, { procedures }]) =>
      procedures.filter(({ pages }) => pages.includes(path)).map(({ id }) => ({ book, procedure: id })),
    );
  return endpoints.map((endpoint) =>
    endpoint.route.kind === 'page'
      ? { handler: endpoint.handler, route: { ...endpoint.route, help: helpOf(endpoint.route.path) } }
      : endpoint,
  ) as readonly Endpoint[];
};

const ruleOf = ({ today }: PageContext): Regulation => regulationOn(today);

const indexPage = (context: PageContext, books: Readonly<Record<string, Handbook>>): Html => {
  const isOwn = ([name]: readonly [string, Handbook]) => context.reader?.books?.includes(name) ?? false;
  const all = Object.entries(books);
  const ordered = [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))];
  return page(
    context,
    '手引',
    html`<h1>手引</h1>
<p class="lead">この手続で、だれが、何を、いつまでに、どの定めにより行うかの案内です。そのまま印刷できます。言葉の意味は<a href="/help/glossary">用語集</a>にあります。</p>
${ordered.map(
  ([name, { name: title, reader, procedures }]) => html`<section aria-labelledby="b-${name}">
<h2 id="b-${name}"><a href="/help/${name}">${title}</a></h2>
<p>読む人　${reader}</p>
<ul>${procedures.map(({ id, title: what }) => html`<li><a href="/help/${name}#${id}">${what}</a></li>`)}</ul>
</section>`,
)}`,
    { here: '/help' },
  );
};

const bookPage = (context: PageContext, { name, reader, procedures }: Handbook): Html =>
  page(
    context,
    name,
    html`<h1>${name}</h1>
<p class="lead">読む人　${reader}。言葉の意味は<a href="/help/glossary">用語集</a>にあります。</p>
<nav aria-label="目次"><ol>${procedures.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
${procedures.map((each) => procedurePart(ruleOf(context), each))}`,
    { here: '/help' },
  );

const procedurePart = (
  { articles, provisions }: Regulation,
  { id, title, what, until, provision, steps }: Procedure,
): Html => {
  const article = provision && articles[provisions[provision] - 1];
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<p>${what}</p>
<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
${definitionList([
  ['期限', until],
  ['根拠', article && `第${article.number}条（${article.heading}）`],
])}
</section>`;
};

const glossaryPage = (context: PageContext): Html =>
  page(
    context,
    '用語集',
    html`<h1>用語集</h1>
${definitionList(
  glossary(ruleOf(context)).map(({ term, meaning, source }) => [
    term,
    html`${meaning}${source && html`<span class="soft">（${source}）</span>`}`,
  ]),
)}`,
    { here: '/help' },
  );
