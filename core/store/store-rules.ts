import { Fatal } from '../values/errors.ts';
import { requireJsonValue, requireText } from './json-value.ts';
import { type Condition, type Item, type Key, TABLE, type Write } from './ports.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html; kept by every store. */
export const STORE_LIMITS = {
  writes: 100,
  itemBytes: 400 * 1024,
  transactBytes: 4 * 1024 * 1024,
  hashBytes: 2048,
  rangeBytes: 1024,
  pageRows: 1000,
} as const;

/** A write that keeps the rules. `json` is the row as UTF-8 JSON text, taken at the time of the call. */
export type CheckedWrite =
  | {
      readonly kind: 'put';
      readonly key: Key;
      readonly item: Item;
      readonly json: string;
      readonly when: Condition | undefined;
    }
  | { readonly kind: 'delete'; readonly key: Key; readonly when: Condition | undefined }
  | { readonly kind: 'check'; readonly key: Key; readonly when: Condition };

/** @throws {Fatal} unless the value is a text of 1 to `maxBytes` bytes in UTF-8. */
export const requireKeyText = (value: unknown, where: string, maxBytes: number): void => {
  if (typeof value !== 'string' || value === '')
    throw new Fatal(`${where}: a key is a text that is not empty`);
  requireText(value, where);
  if (Buffer.byteLength(value) > maxBytes) throw new Fatal(`${where}: a key over ${maxBytes} bytes`);
};

/** @throws {Fatal} */
export const checkedKey = ({ pk, sk }: Key): Key => {
  requireKeyText(pk, 'pk', STORE_LIMITS.hashBytes);
  requireKeyText(sk, 'sk', STORE_LIMITS.rangeBytes);
  return { pk, sk };
};

const requireInteger = (value: number | undefined, where: string): void => {
  if (value !== undefined && !Number.isSafeInteger(value)) throw new Fatal(`${where}: not an integer`);
};

const requireIndexKeys = (item: Item): void => {
  for (const { hash, range } of Object.values(TABLE.indexes)) {
    if (item[hash] !== undefined) requireKeyText(item[hash], hash, STORE_LIMITS.hashBytes);
    if (item[range] !== undefined) requireKeyText(item[range], range, STORE_LIMITS.rangeBytes);
  }
};

const checkedCondition = (when: Condition | undefined): Condition | undefined => {
  if (when === undefined || 'absent' in when) return when;
  if ('version' in when) {
    requireInteger(when.version, 'version');
    return when;
  }
  const values: readonly unknown[] = Object.values(when.equals);
  if (values.length === 0 || values.includes(undefined)) throw new Fatal('equals: a condition on nothing');
  requireJsonValue(when.equals, 'equals');
  return when;
};

const checkedPut = (item: Item, when: Condition | undefined): CheckedWrite => {
  const key = checkedKey(item);
  requireInteger(item.version, 'version');
  requireInteger(item.expiresAt, 'expiresAt');
  requireIndexKeys(item);
  requireJsonValue(item, key.sk);
  const json = JSON.stringify(item);
  if (Buffer.byteLength(json) > STORE_LIMITS.itemBytes) {
    throw new Fatal(`${key.sk}: a row over ${STORE_LIMITS.itemBytes} bytes`);
  }
  return { kind: 'put', key, item, json, when };
};

const checkedWrite = (write: Write): CheckedWrite => {
  const when = checkedCondition(write.when);
  if ('put' in write) return checkedPut(write.put, when);
  if ('delete' in write) return { kind: 'delete', key: checkedKey(write.delete), when };
  if (when === undefined) throw new Fatal('check: without a condition');
  return { kind: 'check', key: checkedKey(write.check), when };
};

/**
 * The rules of `Store.transact`, the same for every store.
 *
 * @throws {Fatal} for no write or more than 100, the same key twice, a row over 400 KB or 4 MB together (as
 * UTF-8 JSON), an empty or overlong key (also of an index), or a value that is not JSON.
 */
export const checkedWrites = (writes: readonly Write[]): readonly CheckedWrite[] => {
  if (writes.length < 1 || writes.length > STORE_LIMITS.writes) {
    throw new Fatal(`${writes.length} writes in one transaction; 1 to ${STORE_LIMITS.writes} are possible`);
  }
  const checked = writes.map(checkedWrite);
  const keys = new Set(checked.map(({ key }) => JSON.stringify([key.pk, key.sk])));
  if (keys.size < checked.length) throw new Fatal('the same key twice in one transaction');
  const bytes = checked.reduce(
    (sum, write) => sum + (write.kind === 'put' ? Buffer.byteLength(write.json) : 0),
    0,
  );
  if (bytes > STORE_LIMITS.transactBytes) throw new Fatal(`${bytes} bytes in one transaction`);
  return checked;
};
