import type { z } from 'zod';
import { halfWidth } from '../../core/values/characters.ts';
import { Rejected } from '../../core/values/errors.ts';

/**
 * The forms of the pages: application/x-www-form-urlencoded, with dotted names that spell the JSON body.
 * `vendor.name`, `workers.0.kana`; a suffix where the JSON is no string: `targetHosts.0.port:number`,
 * `contract.confidentialityClause:boolean`; `expectedEffect:group` keeps a group whose fields are all blank.
 * Names that begin with `_` belong to the page and never to the body.
 */

export type JsonValue = z.infer<ReturnType<typeof z.json>>;

export type Form = {
  readonly fields: Record<string, JsonValue>;
  /** As they came, in the order of the form. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
  readonly meta: {
    /** Value of the button that was pressed; '' when there was none. */
    readonly action: string;
    readonly csrf: string;
    /** The one-time value of the page that was sent (layout.ts); '' when there was none. */
    readonly once: string;
    /** Version of what was shown; undefined when it was not sent or is no number. */
    readonly version: number | undefined;
    /** Likewise of what was saved of the form (docs/adr/0051). */
    readonly saved: number | undefined;
  };
};

const MAX_PAIRS = 3000;
const MAX_DEPTH = 6;
const MAX_INDEX = 199;
const NAME = /^((?:[A-Za-z0-9-]{1,60}\.){0,30}[A-Za-z0-9-]{1,60})(?::(boolean|number|group))?$/;
const INDEX = /^(?:0|[1-9]\d{0,2})$/;
const REFUSED_PARTS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** undefined: sent, but blank. */
type Leaf = string | number | boolean | undefined;
type Branch = { readonly children: Map<string, Branch | Leaf>; keep: boolean };

const refuse = (): never => {
  throw new Rejected('送信された項目の形式が正しくありません');
};
const newBranch = (): Branch => ({ children: new Map(), keep: false });
const isBranch = (node: Branch | Leaf): node is Branch => typeof node === 'object';
const isIndex = (part: string): boolean => /^\d+$/.test(part);

/**
 * Reads a posted form. Blank fields are absent, blank rows of a list are dropped and the list closed up (a
 * list of which only blank rows came is `[]`), and the row that a 削除 button names (`remove:workers.2`,
 * counted as posted) is gone.
 *
 * @throws {Rejected} for what no page of ours sends: foreign characters in a name, `__proto__` and its like, the
 *   same name twice, a name both as field and as group, escapes that are no UTF-8, more than 6 levels, 200
 *   rows or 3000 fields
 */
export const decodeForm = (body: string): Form => {
  if (body.split('&').length > MAX_PAIRS || !isSpelledRight(body)) refuse();
  const meta = new Map<string, string>();
  const root = newBranch();
  const pairs = [...new URLSearchParams(body)] as const;
  for (const [name, value] of pairs) {
    if (name.startsWith('_') && !name.startsWith('__')) meta.set(name, value);
    else placeField(root, name, value);
  }
  const action = meta.get('_action') ?? '';
  const command = rowCommand(action);
  if (command?.kind === 'remove') removeRow(root, command.list, command.index);
  if ([...root.children.keys()].some(isIndex)) refuse();
  return {
    fields: objectOf(root),
    pairs,
    meta: {
      action,
      csrf: meta.get('_csrf') ?? '',
      once: onceOf(meta),
      version: numberOf(meta.get('_version')),
      saved: numberOf(meta.get('_saved')),
    },
  };
};

/** What a 追加 or 削除 button of a list asks for: `add:workers`, `remove:workers.2`. */
export const rowCommand = (
  action: string,
):
  | { readonly kind: 'add'; readonly list: string }
  | { readonly kind: 'remove'; readonly list: string; readonly index: number }
  | undefined => {
  const [, kind, list, index] = /^(add|remove):([A-Za-z]{1,40})(?:\.(\d{1,3}))?$/.exec(action) ?? [];
  if (list === undefined) return undefined;
  if (kind === 'add') return index === undefined ? { kind, list } : undefined;
  return index === undefined ? undefined : { kind: 'remove', list, index: Number(index) };
};

/** '/workers/0/kana' → 'workers.0.kana': the name and, behind `f-`, the id of the field on the page. */
export const pathOf = (pointer: string): string => pointer.split('/').slice(1).join('.');

/** The value at a dotted path of content that nobody has judged yet; undefined where there is none. */
export const valueAt = (content: unknown, path: string): unknown => {
  let value = content;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === part)?.[1];
  }
  return value;
};

/** Like {@link valueAt}, as the text a control shows; '' for groups, lists and nothing. */
export const textAt = (content: unknown, path: string): string => {
  const value = valueAt(content, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `${value}`
    : '';
};

/** Number of rows in the list at a dotted path; 0 where there is none. */
export const rowsAt = (content: unknown, path: string): number => {
  const value = valueAt(content, path);
  return Array.isArray(value) ? value.length : 0;
};

/** Escapes of other bytes than UTF-8 would become other characters than were sent, without a word. */
const isSpelledRight = (body: string): boolean => {
  try {
    decodeURIComponent(body);
    return true;
  } catch {
    return false;
  }
};

const placeField = (root: Branch, name: string, value: string): void => {
  const [, path, type] = NAME.exec(name) ?? refuse();
  const parts = (path ?? '').split('.');
  if (parts.length > MAX_DEPTH) refuse();
  for (const part of parts) {
    if (REFUSED_PARTS.has(part)) refuse();
    if (isIndex(part) && (!INDEX.test(part) || Number(part) > MAX_INDEX)) refuse();
  }
  const last = type === 'group' ? undefined : parts.pop();
  const branch = parts.reduce(branchWithin, root);
  if (last === undefined) branch.keep = true;
  else if (branch.children.has(last)) refuse();
  else branch.children.set(last, leafOf(type, value));
};

const branchWithin = (parent: Branch, part: string): Branch => {
  const existing = parent.children.get(part);
  if (existing === undefined && !parent.children.has(part)) {
    const branch = newBranch();
    parent.children.set(part, branch);
    return branch;
  }
  return isBranch(existing) ? existing : refuse();
};

/** A value of the wrong type stays text: the schema says what is wrong with it, and the page shows it again. */
const leafOf = (type: string | undefined, value: string): Leaf => {
  if (value.trim() === '') return undefined;
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  if (type === 'number') {
    const digits = halfWidth(value).trim();
    return /^\d{1,15}$/.test(digits) ? Number(digits) : value;
  }
  return value;
};

const removeRow = (root: Branch, list: string, index: number): void => {
  const rows = root.children.get(list);
  if (isBranch(rows) && [...rows.children.keys()].every(isIndex)) rows.children.delete(`${index}`);
};

const objectOf = (branch: Branch): Record<string, JsonValue> =>
  Object.fromEntries(
    [...branch.children].flatMap(([name, node]) => {
      const value = valueIn(node);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const valueIn = (node: Branch | Leaf): JsonValue | undefined => {
  if (!isBranch(node)) return node;
  const names = [...node.children.keys()];
  if (names.some(isIndex)) {
    if (!names.every(isIndex) || node.keep) refuse();
    return names
      .sort((a, b) => Number(a) - Number(b))
      .map((name) => valueIn(node.children.get(name)))
      .filter((value) => value !== undefined)
      .filter((value) => !isBlank(value));
  }
  const value = objectOf(node);
  return node.keep || Object.keys(value).length > 0 ? value : undefined;
};

const isBlank = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isBlank);

const onceOf = (meta: ReadonlyMap<string, string>): string => {
  const text = meta.get('_once') ?? '';
  return /^[\w-]{1,64}$/.test(text) ? text : '';
};

const numberOf = (text = ''): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
