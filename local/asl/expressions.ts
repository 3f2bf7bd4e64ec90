import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { StateFailure, StepFunctionsError } from './errors.ts';

/** Where the functions of the dialect take time and chance from. */
export type Dialect = {
  /** Epoch milliseconds; `$now()` and `$millis()` follow it. */
  readonly now: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly uuid: () => string;
};

export type StatesKey = 'input' | 'context' | 'result' | 'errorOutput';
export type Scope = {
  readonly states: Readonly<Partial<Record<StatesKey, unknown>>>;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** Evaluates to a JSON value or throws `StateFailure` States.QueryEvaluationError. */
export type Template = (scope: Scope) => Promise<unknown>;
export type CompileTemplate = (json: unknown, field: string, allowed: readonly StatesKey[]) => Template;

const refuse = (field: string, why: string): never => {
  throw new StepFunctionsError('InvalidDefinition', `field '${field}': ${why}`);
};

const chunks = (items: readonly unknown[], size: number) => {
  const step = Math.floor(size);
  if (step < 1) throw new Error('$partition: the chunk size must be a positive integer');
  return Array.from({ length: Math.ceil(items.length / step) }, (_, n) =>
    items.slice(n * step, (n + 1) * step),
  );
};

/** As States.ArrayRange: both ends included, at most 1,000 elements. */
const range = (first: number, last: number, delta: number) => {
  const [from, to, step] = [Math.floor(first), Math.floor(last), Math.floor(delta)];
  if (step === 0) throw new Error('$range: the delta must not be 0');
  const length = Math.max(0, Math.floor((to - from) / step) + 1);
  if (length > 1_000) throw new Error('$range: more than 1000 elements');
  return Array.from({ length }, (_, n) => from + n * step);
};

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const hash = (text: string, algorithm: string) => {
  const known = ALGORITHMS[algorithm];
  if (known === undefined) throw new Error(`$hash: unknown algorithm ${algorithm}`);
  return createHash(known).update(text, 'utf8').digest('hex');
};

/** The same seed gives the same number (mulberry32, one step). */
const seeded = (seed: number) => {
  let t = (Math.floor(seed) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

const formatMillis = jsonata('$fromMillis($millis, $picture, $timezone)');

/** JSONata as Step Functions speaks it (docs: transforming-data.html): six functions more, no `$eval`. */
const extend = (expression: jsonata.Expression, { now, random, uuid }: Dialect): void => {
  expression.registerFunction('millis', now, '<:n>');
  expression.registerFunction(
    'now',
    (picture?: string, timezone?: string) => formatMillis.evaluate({}, { millis: now(), picture, timezone }),
    '<s?s?:s>',
  );
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? random() : seeded(seed)),
    '<n?:n>',
  );
  expression.registerFunction('uuid', uuid, '<:s>');
  expression.registerFunction('partition', chunks, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<ss:s>');
  expression.registerFunction('parse', (text: string): unknown => JSON.parse(text), '<s:x>');
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Refuses `$eval` and keys of `$states` that the field has no access to, as AWS does when a machine is created. */
const inspect = (ast: unknown, field: string, allowed: readonly StatesKey[]): void => {
  const seen = new Set<unknown>();
  const keys: readonly string[] = allowed;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (isRecord(node)) {
      if (node['type'] === 'variable' && node['value'] === 'eval') refuse(field, '$eval is not supported');
      const [head, key] = Array.isArray(node['steps']) ? node['steps'] : [];
      if (isRecord(head) && head['type'] === 'variable' && head['value'] === 'states' && isRecord(key)) {
        if (key['type'] === 'name' && !keys.includes(String(key['value'])))
          refuse(field, `$states.${String(key['value'])} is not accessible here`);
      }
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(ast);
};

/** jsonata throws plain objects with a code and a message. */
const reason = (thrown: unknown): string =>
  isRecord(thrown) || thrown instanceof Error
    ? [Reflect.get(thrown, 'code'), Reflect.get(thrown, 'message')]
        .filter((part) => part !== undefined)
        .join(': ')
    : String(thrown);

const toJson = (value: unknown): unknown => {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (
      typeof part === 'function' ||
      (isRecord(part) && ('_jsonata_lambda' in part || '_jsonata_function' in part))
    )
      throw new Error('a function is not a JSON value');
    return part;
  });
  return text === undefined ? undefined : JSON.parse(text);
};

const compileExpression = (
  source: string,
  field: string,
  allowed: readonly StatesKey[],
  dialect: Dialect,
): Template => {
  let expression: jsonata.Expression;
  try {
    expression = jsonata(source);
  } catch (thrown) {
    return refuse(field, `the JSONata expression '${source}' does not parse: ${reason(thrown)}`);
  }
  inspect(expression.ast(), field, allowed);
  extend(expression, dialect);
  const fail = (what: string): never => {
    const text = `The JSONata expression '${source}' specified for the field '${field}' ${what}`;
    throw new StateFailure('States.QueryEvaluationError', text);
  };
  return async ({ states, variables }) => {
    let value: unknown;
    try {
      value = toJson(await expression.evaluate(undefined, { ...variables, states }));
    } catch (thrown) {
      return fail(`threw an error during evaluation. ${reason(thrown)}`);
    }
    return value === undefined ? fail('returned nothing (undefined).') : value;
  };
};

/**
 * Compiles a field that may hold JSONata anywhere inside. A string is an expression when it starts with `{%`
 * and ends with `%}`, without spaces outside; half of that is refused (docs: transforming-data.html).
 * @throws StepFunctionsError InvalidDefinition
 */
export const templates = (dialect: Dialect): CompileTemplate => {
  const compile = (json: unknown, field: string, allowed: readonly StatesKey[]): Template => {
    if (typeof json === 'string') {
      const trimmed = json.trim();
      if (!trimmed.startsWith('{%') && !trimmed.endsWith('%}')) return async () => json;
      if (!json.startsWith('{%') || !json.endsWith('%}'))
        refuse(field, `'${json}' must start with {% and end with %}`);
      return compileExpression(json.slice(2, -2).trim(), field, allowed, dialect);
    }
    if (Array.isArray(json)) {
      const items = json.map((item, index) => compile(item, `${field}[${index}]`, allowed));
      return async (scope) => {
        const values: unknown[] = [];
        for (const item of items) values.push(await item(scope));
        return values;
      };
    }
    if (isRecord(json)) {
      const entries = Object.entries(json).map(
        ([key, value]) => [key, compile(value, `${field}/${key}`, allowed)] as const,
      );
      return async (scope) => {
        const values: [string, unknown][] = [];
        for (const [key, value] of entries) values.push([key, await value(scope)]);
        return Object.fromEntries(values);
      };
    }
    return async () => json;
  };
  return compile;
};
