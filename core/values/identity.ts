import { z } from 'zod';
import { searchKey } from './text.ts';

/**
 * The same person, account, terminal or host written otherwise: width, case, kana, spaces, hyphens and long-vowel marks,
 * courtesy (様), other shapes of a kanji (髙 and 高), domains (CITY\\maint01, maint01@city.local), names in brackets
 * (作業 八郎(maint01), 作業 八郎 <maint01>), names of a directory (CN=maint01,OU=…) and what keeps a spreadsheet from
 * reading a cell (="maint01", 'maint01). Never for print.
 */

/** Shapes of one character, by the one that is in the everyday list (常用漢字表). */
const SHAPES: ReadonlyMap<string, string> = new Map(
  [
    ...'高髙 崎﨑 吉𠮷 浜濱濵 辺邊邉 徳德 瀬瀨 広廣 国國 沢澤 桜櫻 真眞 恵惠 弥彌 曽曾 斎齋 斉齊 橋𣘺 富冨'.split(
      ' ',
    ),
  ]
    .map((shapes) => [...shapes])
    .flatMap(([shape = '', ...others]) => others.map((other): [string, string] => [other, shape])),
);
const SHAPED = new RegExp(`[${[...SHAPES.keys()].join('')}]`, 'gu');

/** Every dash that people and programs write for one another, the long-vowel mark among them. */
const DASHES = /[-\u2010-\u2015\u2212\u30fc\uff0d\uff70]/g;

/** Names, accounts and asset numbers as they are compared. */
export const sameKey = (text: string): string =>
  inOwnShapes(text).replace(SHAPED, (shape) => SHAPES.get(shape) ?? shape);
const inOwnShapes = (text: string): string =>
  searchKey(text)
    .replaceAll(' ', '')
    .replace(DASHES, '-')
    .replace(/(?<=.)(?:様|サマ|殿)$/, '');

const FORMS: Readonly<Record<string, string>> = {
  ...{ '(株)': '株式会社', '(有)': '有限会社', '(同)': '合同会社' },
  ...{ '(資)': '合資会社', '(名)': '合名会社' },
};
/** A company's name as it is compared: ㈱ and (株) are 株式会社. Where the form stands, tells two companies apart. */
export const companyKey = (text: string): string =>
  sameKey(text).replace(/\([株有同資名]\)/g, (form) => FORMS[form] ?? form);

/** Whether two texts are the same only because two shapes of a character are: then people should see it. */
export const differsInShape = (a: string, b: string): boolean =>
  sameKey(a) === sameKey(b) && inOwnShapes(a) !== inOwnShapes(b);

type Written = {
  /** As it is written, whole. */
  readonly whole: string;
  /** Without the domain before or behind it. */
  readonly bare: string;
  /** Everything that it may name: before and within brackets too. */
  readonly names: readonly string[];
};

/** Without what keeps a spreadsheet from taking a text for a number or a formula. */
export const unguarded = (text: string): string => {
  if (!/^\s*[=']/.test(text)) return text;
  const [, guarded, apostrophe] = /^\s*(?:="(.*)"|'(.*?)'?)\s*$/su.exec(text) ?? [];
  return guarded ?? apostrophe ?? text;
};

const writtenOf = (text: string): Written => {
  const whole = sameKey(unguarded(text)).replaceAll('"', '');
  const named = /(?:^|[,/])(?:cn|uid|samaccountname)=([^,/+]+)/.exec(whole)?.[1] ?? whole;
  const bare = withoutDomain(named);
  const [, before, within] = /^(.+?)[([<【〔「](.+)[)\]>】〕」]$/.exec(named) ?? [];
  const parts = [before, within].flatMap((part) => (part === undefined ? [] : [part, withoutDomain(part)]));
  return { whole, bare, names: [whole, named, bare, ...parts] };
};

const withoutDomain = (key: string): string =>
  key.replace(/(?<=^[^@]+)@[^@]+$/, '').replace(/^.+[\\/¥](?=[^\\/¥]+$)/, '');

/** Several who are allowed, announced or seen. */
export type Identities = {
  readonly size: number;
  readonly wholes: ReadonlySet<string>;
  readonly bares: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
};
export const identities = (texts: readonly string[]): Identities => {
  const written = texts.map(writtenOf);
  return {
    size: written.length,
    wholes: new Set(written.map(({ whole }) => whole)),
    bares: new Set(written.map(({ bare }) => bare)),
    names: new Set(written.flatMap(({ names }) => names)),
  };
};

/** Some one of the two: what stands in brackets or before a domain names only who is written so, whole, elsewhere. */
export const meet = (a: Identities, b: Identities): boolean =>
  [a.wholes, a.bares].some((keys) => intersects(keys, b.names)) ||
  [b.wholes, b.bares].some((keys) => intersects(keys, a.names));

/** Without what brackets add: 作業 九郎 <maint01> is somebody, and not the account. */
export const meetBare = (a: Identities, b: Identities): boolean => intersects(a.bares, b.bares);

export const isAmong = (text: string, known: Identities): boolean => meet(identities([text]), known);

const intersects = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size <= b.size ? [...a].some((key) => b.has(key)) : [...b].some((key) => a.has(key));

/** Who did something, as the audit trail keeps it: ids and capacity, no names. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    personId: z.string(),
    /** Role and capacity in which a city official acted. */
    role: z.string().optional(),
    as: z.enum(['principal', 'deputy']).optional(),
    /** The holder on whose behalf a deputy decided (代決). */
    principalId: z.string().optional(),
    /** The clerk who entered a decision that was made on paper. */
    recordedBy: z.string().optional(),
    apiKeyId: z.string().optional(),
  }),
  z.object({ kind: z.literal('system'), name: z.string() }),
]);
export type Actor = z.infer<typeof actorSchema>;
export const system = (name: string): Actor => ({ kind: 'system', name });
