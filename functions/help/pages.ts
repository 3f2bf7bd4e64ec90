import { html } from 'hono/html';
import type { Settings } from '../../core/directory/settings.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationOn } from '../../core/regulation/regulations.ts';
import { definitionList } from '../ui/components.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { glossary } from './glossary.ts';
import { type Handbook, handbooks, type Procedure } from './handbooks.ts';

const ruleOf = ({ today }: PageContext): Regulation => regulationOn(today);

/** All handbooks, one's own first. */
export const indexPage = (context: PageContext, settings: Settings): Html => {
  const books: Readonly<Record<string, Handbook>> = handbooks(ruleOf(context), settings);
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

/** Undefined: there is no such handbook. */
export const bookPage = (context: PageContext, settings: Settings, book = ''): Html | undefined => {
  const all: Readonly<Record<string, Handbook>> = handbooks(ruleOf(context), settings);
  const found = Object.entries(all).find(([name]) => name === book)?.[1];
  return found && wholeBook(context, found);
};

const wholeBook = (context: PageContext, { name, reader, procedures }: Handbook): Html =>
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

export const glossaryPage = (context: PageContext): Html =>
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
