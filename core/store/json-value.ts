import { Fatal } from '../values/errors.ts';

/**
 * Objects and lists within each other, empty ones and the row itself included, as DynamoDB Local counts them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_DEPTH = 32;

/** The smallest magnitude a DynamoDB number can have, apart from 0. */
const SMALLEST_NUMBER = 1e-130;

/** The DynamoDB SDK's converter mistakes a map with a member of these names for something else. */
const REFUSED_NAMES: ReadonlySet<string> = new Set(['', '__proto__', 'constructor']);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const requireNumber = (value: number, where: string): void => {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new Fatal(`${where}: ${value} is not a number that survives storage`);
  }
  if (value !== 0 && Math.abs(value) < SMALLEST_NUMBER) throw new Fatal(`${where}: ${value} is too small`);
};

/** @throws {Fatal} when the text has a lone surrogate: it has no UTF-8 form, so it could not be read back. */
export const requireText = (value: string, where: string): void => {
  if (!value.isWellFormed()) throw new Fatal(`${where}: text with a lone surrogate`);
};

/**
 * What every store can keep and give back unchanged: JSON values without lone surrogates, numbers of
 * |n| < 2^53, nesting up to 32 with the row itself. `undefined` members of objects are allowed and are not stored.
 *
 * @throws {Fatal} for anything else; the message says where and never quotes text.
 */
export const requireJsonValue = (value: unknown, where: string, depth = 0): void => {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    requireText(value, where);
    return;
  }
  if (typeof value === 'number') {
    requireNumber(value, where);
    return;
  }
  if (typeof value !== 'object') throw new Fatal(`${where}: a ${typeof value} is not a JSON value`);
  if (depth >= MAX_DEPTH) throw new Fatal(`${where}: nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) requireJsonValue(member, `${where}/${index}`, depth + 1);
    return;
  }
  if (!isPlain(value)) throw new Fatal(`${where}: an object with a prototype is not a JSON value`);
  for (const [name, member] of Object.entries(value)) {
    if (REFUSED_NAMES.has(name)) throw new Fatal(`${where}: '${name}' cannot be a name`);
    requireText(name, where);
    if (member !== undefined) requireJsonValue(member, `${where}/${name}`, depth + 1);
  }
};
