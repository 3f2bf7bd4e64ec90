import { FILE_TYPES } from '../attachment/file-type.ts';
import type { RecordedApplication } from './inputs.ts';
import type { Difference } from './views.ts';

/**
 * Papers that an answer to 別表1 names and that are not attached: a numbered one (別紙3, 添付2), or a file by its name. A hint and
 * no more, so it keeps silent wherever the paper may well be there under another name: as many files as the number, a file
 * for all of them (別紙一式), the annex of another paper (契約書の別紙3), the same name with another ending.
 */
export const missingAttachments = (
  { checklist, attachments = [] }: Pick<RecordedApplication, 'checklist' | 'attachments'>,
  checklistName: string,
): readonly Difference[] => {
  const files = attachments.map(({ name }) => plain(name));
  const found = new Map<string, { readonly pointer: string; readonly items: string[] }>();
  for (const [index, { item, evidence = '', statement = '' }] of checklist.entries())
    for (const [field, text] of Object.entries({ evidence, statement }))
      for (const named of namedIn(plain(text)).filter((name) => !isThere(name, files))) {
        const known = found.get(named) ?? { pointer: `/checklist/${index}/${field}`, items: [] };
        if (!known.items.includes(item)) known.items.push(item);
        found.set(named, known);
      }
  return [...found].map(([named, { pointer, items }]) => ({
    kind: 'attachment',
    pointer,
    named,
    checklistName,
    items,
  }));
};

const plain = (text: string): string => text.normalize('NFKC');

const WORDS = '別紙|別添|添付(?:資料|書類|ファイル)?|資料';
/** An annex of another paper; a quantity, a year or a section (資料2部, 添付3枚) is not the number of a paper. */
const NUMBERED = new RegExp(
  `(?<!(?:[書領綱程図表]|仕様|契約)の?)(${WORDS})(?:No\\.?|の|第)?\\s*[-(]?(\\d{1,2})(?![\\d年月日部枚件点種通冊ページ頁個社名条項])`,
  'g',
);
const ENDINGS = [...Object.keys(FILE_TYPES), 'xls', 'doc', 'pptx', 'ppt', 'zip'].join('|');
const FILE = new RegExp(`[^\\s、。，,「」『』"'()：:；;/\\\\]+\\.(?:${ENDINGS})(?![A-Za-z0-9])`, 'gi');

const namedIn = (text: string): readonly string[] => {
  const files = [...text.matchAll(FILE)].map(([name]) => name.replace(/^.*[はをがにと](?=.*\.)/, ''));
  const rest = text.replaceAll(FILE, '');
  return [
    ...new Set([...files, ...[...rest.matchAll(NUMBERED)].map(([, word, no]) => `${word}${Number(no)}`)]),
  ];
};

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '').toLowerCase();

const isThere = (named: string, files: readonly string[]): boolean => {
  const stems = files.map(stemOf);
  const [, word, no] = /^(\D+)(\d+)$/.exec(named) ?? [];
  if (word === undefined || named.includes('.')) {
    const stem = stemOf(named);
    return stems.some((file) => file.includes(stem) || stem.endsWith(file));
  }
  if (Number(no) <= files.length) return true;
  const numbers = new RegExp(`(?<!\\d)0*${no}(?!\\d)`);
  const all = new RegExp(`一式|まとめ|${word}(?!\\D{0,3}\\d)`);
  return stems.some((file) => numbers.test(file) || all.test(file));
};
