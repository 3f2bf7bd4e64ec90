import type { Temporal } from 'temporal-polyfill';

/** Primary key of the single table. */
export type Key = { readonly pk: string; readonly sk: string };

/**
 * A stored row. Besides the key, these attributes mean something to the store itself:
 * `version` (optimistic lock), `expiresAt` (epoch seconds; the row may vanish any time after it) and the
 * key attributes of the three indexes. Everything else is the repository's own (JSON values only).
 */
export type Item = Key & {
  readonly version?: number;
  readonly expiresAt?: number;
  readonly dueShard?: string;
  readonly dueAt?: string;
  readonly vendorKey?: string;
  readonly vendorSort?: string;
  readonly registerKey?: string;
  readonly registerSort?: string;
  readonly [attribute: string]: unknown;
};

/** Index name → its hash and range attribute. A row without the hash attribute is not in the index. */
export const INDEXES = {
  due: { hash: 'dueShard', range: 'dueAt' },
  vendor: { hash: 'vendorKey', range: 'vendorSort' },
  register: { hash: 'registerKey', range: 'registerSort' },
} as const;
export type IndexName = keyof typeof INDEXES;

/** What must be true of the row that is there now. */
export type Condition =
  | { readonly absent: true }
  | { readonly version: number }
  | { readonly equals: Readonly<Record<string, string | number | boolean | null>> };

export type Write =
  | { readonly put: Item; readonly when?: Condition }
  | { readonly delete: Key; readonly when?: Condition }
  | { readonly check: Key; readonly when: Condition };

export type FailedCondition = {
  /** Position in the list of writes. */
  readonly index: number;
  /** The row that stood there, if any. */
  readonly existing: Item | undefined;
};

export type TransactResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly failed: readonly FailedCondition[] };

export type Query = {
  /** Without `index`: the table, `hash` = pk, range = sk. */
  readonly index?: IndexName;
  readonly hash: string;
  /** Range begins with this. */
  readonly prefix?: string;
  /** Range ≥ from / ≤ to (both inclusive, compared as strings by UTF-8 bytes). Not together with `prefix`. */
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
  /** Rows per page, 1–1000; default 100. */
  readonly limit?: number;
  /** From the previous page. */
  readonly cursor?: string;
};

export type Page = { readonly items: readonly Item[]; readonly cursor: string | undefined };

/**
 * The single table. Both adapters pass test/support/store-contract.ts.
 * Technical failures are thrown as `Retryable`, defects of the caller (more than 100 writes, a row over
 * 400 KB, the same key twice) as `Fatal`.
 */
export type Store = {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Table queries are strongly consistent, index queries may lag behind. */
  query(query: Query): Promise<Page>;
  /** All or nothing. Every condition is judged against the state before the transaction. */
  transact(writes: readonly Write[]): Promise<TransactResult>;
};

export type MachineName = 'permit' | 'daily' | 'monthly-reports' | 'audit';

/** Step Functions, or the embedded interpreter. Payloads are JSON values, ids and decisions only. */
export type Workflows = {
  /** Idempotent by name: 'exists' when an execution of this name was started before. */
  startExecution(machine: MachineName, name: string, input: unknown): Promise<'started' | 'exists'>;
  /** 'gone' when the task timed out, was already answered, or the execution has ended. */
  sendTaskSuccess(taskToken: string, output: unknown): Promise<'delivered' | 'gone'>;
};

export type Mail = {
  /** Idempotency key: the same key is delivered once as far as the channel allows. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text, UTF-8, lines under 76 characters where a URL stands. */
  readonly text: string;
};

export type Mailer = {
  /** Resolves with the provider's message id. Throws `Retryable`, or `Rejected` when the address is refused for good. */
  send(mail: Mail): Promise<{ readonly messageId: string }>;
};

/** Where the heads of all audit trails are written down day by day: written once, never changed. */
export type Anchors = {
  /** 'exists' when there is one of this name already. */
  put(name: string, text: string): Promise<'written' | 'exists'>;
  get(name: string): Promise<string | undefined>;
  /** Names, in the order of the alphabet. */
  list(): Promise<readonly string[]>;
};

/** A form by which a browser or a program sends one file: multipart/form-data, all `fields` and then `file`. */
export type UploadForm = {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresAt: string;
};
/** What may lie where files are received. */
export type UploadQuota = { readonly files: number; readonly bytes: number };
export type UploadTerms = {
  /** More bytes are not taken in. */
  readonly maxBytes: number;
  /** Of all ids with the same beginning, up to the last `/`. A store that cannot look when a file comes does not. */
  readonly quota: UploadQuota;
  readonly seconds: number;
  /** What the sender has announced, where it has; otherwise the form says the name itself. */
  readonly announced?: { readonly name: string; readonly type: string; readonly size: number };
  /** Where a browser is sent afterwards. */
  readonly redirect?: string;
};
export type Received = {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  read(): Promise<Uint8Array>;
};

/**
 * Contents of attachments, in two places. What anybody sends by a form is *received*: unjudged, replaced when the form
 * is used again, gone after a day. What has been judged is *kept*: written once, under an id of ours, never changed.
 * Technical failures are thrown as `Retryable`.
 */
export type Files = {
  /** Changes nothing. `uploadId`: letters, digits, - and _, in parts joined by /. */
  presignUpload(uploadId: string, terms: UploadTerms): Promise<UploadForm>;
  /** The last file that came by the form. */
  received(uploadId: string): Promise<Received | undefined>;
  /** What was received under ids that begin so, and is still there. */
  unfinished(prefix: string): Promise<UploadQuota>;
  /** Remove what was received. */
  discard(uploadId: string): Promise<void>;
  /** 'exists' when something is kept under this id already; then nothing changes. */
  keep(fileId: string, bytes: Uint8Array, type: string): Promise<'kept' | 'exists'>;
  /** SHA-256 (hexadecimal) as the store knows it now; undefined when nothing is kept. */
  hashOf(fileId: string): Promise<string | undefined>;
  /** The bytes that are kept. */
  read(fileId: string): Promise<Uint8Array | undefined>;
  /** An address from which the file is saved under this name, for a minute. */
  presignDownload(fileId: string, file: { readonly name: string; readonly type: string }): Promise<string>;
  remove(fileId: string): Promise<void>;
  /** Remove what is kept with everything by which it could be brought back. */
  erase(fileId: string): Promise<void>;
};

/** What holds copies of the table's contents, and must forget them when personal data is erased. */
export type Copies = {
  /** The mails that the channel itself keeps: of one partition, to one address, or the one of that key. */
  forgetMails(
    of: { readonly pk: string } | { readonly address: string } | { readonly key: string },
  ): Promise<void>;
  /** From now on nothing that was deleted can be read from the medium. */
  scrub(): Promise<void>;
};

/** The present instant. The only source of time above the adapters. */
export type Clock = () => Temporal.Instant;

export type Ids = {
  /** Sortable unique id, 26 characters (ULID). */
  next(): string;
  /** `bytes` random bytes from the system's CSPRNG, base64url. */
  secret(bytes: number): string;
  /** Uniform random digits from the CSPRNG. */
  digits(count: number): string;
};

/** What every use case may be given. Each takes the part it needs. */
export type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
};

/**
 * The single table as both the template and the tests create it. All keys are strings, and every index
 * projects all attributes.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
  timeToLive: 'expiresAt',
  indexes: INDEXES,
} as const;

/** Every row of a query, page by page. */
export const queryAll = async (store: Store, query: Parameters<Store['query']>[0]): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query({ ...query, limit: 1000, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return items;
};
