import { parseHTML } from 'linkedom';
import { KEEP_SESSION_VERSION } from '../../functions/ui/keep-session.ts';

/** What a browser can act on in a page. Radios, boxes and lists of one name are one field with several values. */
export type Field = {
  readonly name: string;
  readonly kind: 'hidden' | 'text' | 'choice' | 'box';
  readonly values: readonly string[];
};
export type WebForm = {
  readonly action: string;
  readonly method: string;
  readonly fields: readonly Field[];
  /** Name and value that each submit button sends; undefined for one without a name. */
  readonly buttons: readonly (readonly [name: string, value: string] | undefined)[];
};
export type WebPage = {
  readonly links: readonly string[];
  readonly forms: readonly WebForm[];
  /** Everything that would run by itself: scripts, handlers, refreshes, frames. */
  readonly active: readonly string[];
};

type Element = {
  readonly localName: string;
  readonly textContent: string | null;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
};

const kindOf = (control: Element): Field['kind'] | undefined => {
  if (control.localName === 'select') return 'choice';
  if (control.localName === 'textarea') return 'text';
  switch (control.getAttribute('type')) {
    case 'hidden':
      return 'hidden';
    case 'radio':
      return 'choice';
    case 'checkbox':
      return 'box';
    case 'submit':
    case 'button':
    case 'image':
      return undefined;
    default:
      return 'text';
  }
};

const valuesOf = (control: Element): string[] =>
  control.localName === 'select'
    ? [...control.querySelectorAll('option')].map((option) => option.getAttribute('value') ?? '')
    : [control.getAttribute('value') ?? (control.localName === 'textarea' ? '' : 'on')];

const fieldsOf = (form: Element): Field[] => {
  const fields = new Map<string, Field>();
  for (const control of form.querySelectorAll('input, select, textarea')) {
    const name = control.getAttribute('name');
    const kind = kindOf(control);
    if (!name || !kind) continue;
    fields.set(name, { name, kind, values: [...(fields.get(name)?.values ?? []), ...valuesOf(control)] });
  }
  return [...fields.values()];
};

const formOf = (form: Element): WebForm => ({
  action: form.getAttribute('action') ?? '',
  method: (form.getAttribute('method') ?? 'get').toUpperCase(),
  fields: fieldsOf(form),
  buttons: [
    ...form.querySelectorAll('button:not([type="button"]), input[type="submit"], input[type="image"]'),
  ].map((button) => {
    const name = button.getAttribute('name');
    return name === null ? undefined : ([name, button.getAttribute('value') ?? ''] as const);
  }),
});

/** The one script of the pages (docs/adr/0048), as they name it. */
const OURS = `src=/assets/keep-session.js?v=${KEEP_SESSION_VERSION} defer=`;
const isOurs = ({ localName, attributes, textContent }: Element): boolean =>
  localName === 'script' &&
  textContent === '' &&
  [...attributes].map(({ name, value }) => `${name}=${value}`).join(' ') === OURS;

const activeIn = (elements: Iterable<Element>): string[] =>
  [...elements].flatMap((element) => {
    if (isOurs(element)) return [];
    const attributes = [...element.attributes];
    const runs =
      ['script', 'iframe', 'frame', 'object', 'embed', 'base'].includes(element.localName) ||
      attributes.some(
        ({ name }) => name.startsWith('on') || name === 'http-equiv' || name === 'formaction',
      ) ||
      attributes.some(({ value }) => /^\s*(?:javascript|vbscript|data):/i.test(value));
    return runs ? [`<${element.localName} ${attributes.map(({ name }) => name).join(' ')}>`] : [];
  });

const read = (html: string): WebPage => {
  const { document } = parseHTML(html);
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
  return {
    links: all('a[href], area[href], link[href], script[src]').map(
      (link) => link.getAttribute('href') ?? link.getAttribute('src') ?? '',
    ),
    forms: all('form').map(formOf),
    active: activeIn(all('*')),
  };
};

const pages = new Map<string, WebPage>();

/** A page as a browser without a person sees it. Most pages come back byte for byte, so readings are kept. */
export const readPage = (html: string): WebPage => {
  const known = pages.get(html);
  if (known) return known;
  const page = read(html);
  if (pages.size > 2000) pages.clear();
  pages.set(html, page);
  return page;
};
