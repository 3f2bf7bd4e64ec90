import type { ApplicationInput } from '../../local/demo/sample-application.ts';

/** Words that stand nowhere else: one in every text that a person writes. */

/** Fields whose text is anybody's own, by the last part of their path. */
const FREE: ReadonlySet<string> = new Set([
  ...['name', 'department', 'title', 'address', 'os', 'antivirus', 'assetNo', 'company', 'role', 'statement'],
  ...[
    'evidence',
    'purpose',
    'speed',
    'cost',
    'body',
    'system',
    'kinds',
    'frequency',
    'hours',
    'host',
    'remarks',
  ],
  ...['maker', 'model', 'serial', 'account', 'method', 'by', 'accounts', 'data'],
  ...['connectionMethod', 'authMethod', 'kana', 'tel', 'email'],
]);
/** What must be as the city has it on record. */
const FIXED = /^(vendor|contract|consultationId|systemId)\b/;

const wordFor = (field: string, number: number): string => {
  const digits = String(number).padStart(4, '0');
  if (field === 'kana')
    return `カナリア${[...digits].map((digit) => 'アイウエオカキクケコ'[Number(digit)]).join('')}`;
  if (field === 'tel') return `099-7${digits.slice(1)}-${digits}`;
  if (field === 'email') return `canary${digits}@haiki.example.com`;
  return `消去標識${digits}号`;
};

/** The same application with a word of its own in every free text, and these words. */
export const plantCanaries = (application: ApplicationInput, first = 1) => {
  const words: string[] = [];
  const plant = (value: unknown, path: string): unknown => {
    const field = path.slice(path.lastIndexOf('.') + 1);
    if (Array.isArray(value)) return value.map((entry, index) => plant(entry, `${path}.${index}`));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name,
          plant(member, path === '' ? name : `${path}.${name}`),
        ]),
      );
    if (typeof value !== 'string' || FIXED.test(path) || !FREE.has(field)) return value;
    const word = wordFor(field, first + words.length);
    words.push(word);
    return word;
  };
  const remarks = { ...application, remarks: '備考' };
  return { application: plant(remarks, '') as ApplicationInput, words };
};
