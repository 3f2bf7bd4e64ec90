import type { Answer, World } from '../support/world.ts';
import { type Field, readPage, type WebForm } from './web-page.ts';

/**
 * A mail scanner that behaves like a browser with nobody in front of it: opens links (GET and HEAD), keeps the
 * cookies it is given, follows links and redirects, presses every button and fills forms with what comes to mind.
 */
export type Visitor = {
  readonly send: World['send'];
  /** 0 ≤ n < 1, seeded. */
  readonly random: () => number;
  /** Cookie name → value; carried from visit to visit or thrown away, as the scanner likes. */
  readonly jar: Map<string, string>;
  readonly baseUrl: string;
  /** What it types where an address is wanted. */
  readonly addresses: readonly string[];
  /** GET and HEAD only. */
  readonly presses: boolean;
  /** Requests after which it leaves. */
  readonly most: number;
};
export type Visit = {
  requests: number;
  /** What must never be: an answer 5xx, something that runs by itself, a session. */
  readonly faults: string[];
  readonly paths: Set<string>;
};

const GUESSES = 3;

export const shuffled = <T>(values: readonly T[], random: () => number): T[] =>
  values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
export const pick = <T>(values: readonly T[], random: () => number): T | undefined =>
  values[Math.floor(random() * values.length)];

const digits = (random: () => number): string => String(Math.floor(random() * 100_000_000)).padStart(8, '0');

const typedInto = (name: string, { random, addresses }: Visitor): string => {
  if (name === 'address') return pick(addresses, random) ?? '';
  if (name === 'code') return digits(random);
  return pick(['承認', 'test', '2026-04-06', 'R8-0001', '12345678', 'はい', '1', '\'"><b>'], random) ?? '';
};

const enterInto = (field: Field, visitor: Visitor): string | undefined => {
  const { random } = visitor;
  if (field.kind === 'hidden') return field.values[0] ?? '';
  if (field.kind === 'text') return typedInto(field.name, visitor);
  return field.kind === 'choice' || random() < 0.7 ? pick(field.values, random) : undefined;
};

/** One way to fill in a form; over the visits every choice comes up. */
const fillIn = (
  form: WebForm,
  button: WebForm['buttons'][number],
  visitor: Visitor,
): Record<string, string> => {
  const filled = form.fields.flatMap((field): [string, string][] => {
    const value = enterInto(field, visitor);
    return value === undefined ? [] : [[field.name, value]];
  });
  return Object.fromEntries([...filled, ...(button ? [button] : [])]);
};

/** Path on our site, or undefined for another site, a fragment or a mail address. */
const pathOf = (link: string, visitor: Visitor, from: string): string | undefined => {
  try {
    const url = new URL(link, visitor.baseUrl + from);
    return url.origin === visitor.baseUrl ? url.pathname + url.search : undefined;
  } catch {
    return undefined;
  }
};

const keepCookies = ({ jar }: Visitor, answer: Answer): void => {
  for (const cookie of answer.cookies) {
    const [pair = '', ...attributes] = cookie.split(/;\s*/);
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
};

/** A link to open or a form to submit, and the page it was found on. */
type Todo =
  | { readonly path: string; readonly from: string }
  | { readonly form: WebForm; readonly from: string };

/**
 * One visit: all of `start` and whatever can be reached from there, in an order of its own.
 *
 * @param kept forms the scanner remembers from elsewhere, e.g. a page that a person had open behind it
 */
export const visit = async (
  visitor: Visitor,
  start: readonly string[],
  kept: readonly WebForm[] = [],
): Promise<Visit> => {
  const { random, send, jar } = visitor;
  const report: Visit = { requests: 0, faults: [], paths: new Set() };
  const pressed = new Map<string, number>();
  const todo: Todo[] = [
    ...start.map((path) => ({ path, from: '/' })),
    ...kept.map((form) => ({ form, from: '/' })),
  ];
  const ask = async (method: string, path: string, form?: Record<string, string>): Promise<Answer> => {
    report.requests += 1;
    const hadSession = jar.has('session');
    const answer = await send({
      method,
      path,
      ...(form ? { form } : {}),
      headers: { accept: 'text/html', ...(form ? { origin: visitor.baseUrl } : {}) },
      cookies: [...jar].map(([name, value]) => `${name}=${value}`),
    });
    keepCookies(visitor, answer);
    if (answer.status >= 500) report.faults.push(`${answer.status} ${method} ${path}`);
    if (!hadSession && jar.has('session')) report.faults.push(`a session from ${method} ${path}`);
    return answer;
  };
  const look = (answer: Answer, from: string): void => {
    const to = answer.headers['location'];
    const next = to === undefined ? undefined : pathOf(to, visitor, from);
    if (next !== undefined) todo.push({ path: next, from });
    if (!answer.headers['content-type']?.includes('text/html')) return;
    const page = readPage(answer.text);
    for (const active of page.active) report.faults.push(`${active} on ${from}`);
    for (const link of page.links) {
      const path = pathOf(link, visitor, from);
      if (path !== undefined && !report.paths.has(path)) todo.push({ path, from });
    }
    if (visitor.presses) for (const form of page.forms) todo.push({ form, from });
  };
  const open = async (path: string): Promise<void> => {
    if (report.paths.has(path)) return;
    report.paths.add(path);
    const headFirst = random() < 0.5;
    if (headFirst) await ask('HEAD', path);
    look(await ask('GET', path), path);
    if (!headFirst) await ask('HEAD', path);
  };
  const press = async (form: WebForm, from: string): Promise<void> => {
    const path = pathOf(form.action, visitor, from);
    if (path === undefined) return;
    const times = pressed.get(path) ?? 0;
    if (times >= GUESSES) return;
    pressed.set(path, times + 1);
    for (const button of shuffled(form.buttons.length > 0 ? form.buttons : [undefined], random))
      look(await ask(form.method, path, fillIn(form, button, visitor)), path);
  };
  while (todo.length > 0 && report.requests < visitor.most) {
    const [next] = todo.splice(Math.floor(random() * todo.length), 1);
    if (!next) break;
    if ('form' in next) await press(next.form, next.from);
    else await open(next.path);
  }
  return report;
};
