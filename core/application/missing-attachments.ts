import type { Attachment } from '../attachment/attachments.ts';
import { FILE_TYPES } from '../attachment/file-type.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { fieldAt } from './compare-revisions.ts';
import type { RecordedApplication } from './inputs.ts';
import type { Difference } from './views.ts';

/**
 * Papers that an answer to 別表1, or what is told of the connection, names and that are not attached: a numbered one (別紙3, 添付2),
 * a file by its name, or 「別添資料」 where nothing is attached that the item can mean. A hint and no more, so it keeps silent
 * wherever the paper may well be there under another name: as many files as the number, a file for all of them (別紙一式), the
 * annex of another paper (契約書の別紙3), the same name with another ending.
 */
export const missingAttachments = (
  application: Named,
  { checklistName, checklist }: Pick<Regulation, 'checklistName' | 'checklist'>,
): readonly Difference[] => {
  const { attachments = [] } = application;
  const files = attachments.map(({ name }) => plain(name));
  const found = new Map<string, { pointer: string; items: string[]; fields: string[] }>();
  const look = (pointer: string, text: string, place: { item: string } | { field: string }): void => {
    const group = 'item' in place ? checklist.find(({ id }) => id === place.item)?.group.number : undefined;
    const papers = attachments.some(({ kind }) => mayShow(kind, group));
    for (const named of namedIn(plain(text), papers).filter((name) => !isThere(name, files))) {
      const known = found.get(named) ?? { pointer, items: [], fields: [] };
      if ('field' in place) known.fields.push(place.field);
      else if (!known.items.includes(place.item)) known.items.push(place.item);
      found.set(named, known);
    }
  };
  for (const [index, { item, evidence = '', statement = '' }] of application.checklist.entries())
    for (const [field, text] of Object.entries({ evidence, statement }))
      look(`/checklist/${index}/${field}`, text, { item });
  for (const [pointer, text] of toldIn(application))
    if (text !== undefined) look(pointer, text, { field: fieldAt(pointer).label });
  return [...found].map(([named, { pointer, items, fields }]) => ({
    ...{ kind: 'attachment' as const, pointer, named, checklistName, items },
    ...(fields.length > 0 ? { fields } : {}),
    attached: attachments.length,
  }));
};

type Named = Pick<RecordedApplication, 'checklist' | 'attachments'> &
  Partial<
    Pick<
      RecordedApplication,
      'connectionMethod' | 'authMethod' | 'emergencyCutOff' | 'atEnd' | 'purpose' | 'plannedWork' | 'remarks'
    >
  >;

/** The paragraphs in which a form tells something that a drawing or a list is wont to show. */
const toldIn = ({ emergencyCutOff, atEnd, plannedWork, ...said }: Named) =>
  [
    ['/connectionMethod', said.connectionMethod],
    ['/authMethod', said.authMethod],
    ['/emergencyCutOff/method', emergencyCutOff?.method],
    ['/atEnd/accounts', atEnd?.accounts],
    ['/atEnd/data', atEnd?.data],
    ['/plannedWork/kinds', plannedWork?.kinds],
    ['/purpose', said.purpose],
    ['/remarks', said.remarks],
  ] as const;

/** 再委託承諾書 shows none of 別表1, a plan of the cameras the rooms only (環境要件), a photograph of a terminal no cost and no effect. */
export const mayShow = (kind: Attachment['kind'], group: number | undefined): boolean => {
  if (group === undefined) return true;
  if (kind === 'camera') return group === 2;
  return kind === 'terminal' ? group > 1 && group < 5 : kind !== 'consent';
};

const plain = (text: string): string => text.normalize('NFKC');

const WORDS = '別紙|別添|添付(?:資料|書類|ファイル)?|資料';
/** An annex of another paper. */
const OWN = '(?<!(?:[書領綱程図表]|仕様|契約)の?)';
/** A quantity, a year or a section (資料2部, 添付3枚) is not the number of a paper. */
const NUMBERED = new RegExp(
  `${OWN}(${WORDS})(?:No\\.?|の|第)?\\s*[-(]?(\\d{1,2})(?![\\d年月日部枚件点種通冊ページ頁個社名条項])`,
  'g',
);
const ENDINGS = [...Object.keys(FILE_TYPES), 'xls', 'doc', 'pptx', 'ppt', 'zip'].join('|');
const FILE = new RegExp(`[^\\s、。，,「」『』"'()：:；;/\\\\]+\\.(?:${ENDINGS})(?![A-Za-z0-9])`, 'gi');

/** Words that point to a paper of this application without saying which; what a mail bears or bears not is none. */
const POINTS = '(?=の?(?:とおり|通り)|を?(?:ご?参照|ご覧)|に(?:示|記載|よる|より|て示))';
const PAPER = '(?:資料|書類|図面?|写真|一覧表?)';
const ANY = new RegExp(
  `${OWN}(?<!メール[のにへ]?)(別[添紙]${PAPER}?|添付(?:の?${PAPER}|(?=\\d+[枚部件点])|$)|参照資料|(?:添付(?:ファイル)?|資料)${POINTS})(?!${PAPER}?\\s*(?:[はがもの]|として)?\\s*(?:な[いし]|無|あり?ません|不要|省略|せず|しな|していな|を?要しな))`,
  'g',
);

/** @param hasPaper something is attached that may be what is meant */
const namedIn = (text: string, hasPaper: boolean): readonly string[] => {
  const files = [...text.matchAll(FILE)].map(([name]) => name.replace(/^.*[はをがにと](?=.*\.)/, ''));
  const rest = text.replaceAll(FILE, '');
  const numbered = [...rest.matchAll(NUMBERED)].map(([, word, no]) => `${word}${Number(no)}`);
  const any = hasPaper ? [] : [...rest.replaceAll(NUMBERED, '').matchAll(ANY)].map(([, word = '']) => word);
  return [...new Set([...files, ...numbered, ...any])];
};

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '').toLowerCase();

const isThere = (named: string, files: readonly string[]): boolean => {
  const stems = files.map(stemOf);
  const [, word, no] = /^(\D+)(\d+)$/.exec(named) ?? [];
  if (word === undefined && !named.includes('.')) return false;
  if (word === undefined || named.includes('.')) {
    const stem = stemOf(named);
    return stems.some((file) => file.includes(stem) || stem.endsWith(file));
  }
  if (Number(no) <= files.length) return true;
  const numbers = new RegExp(`(?<!\\d)0*${no}(?!\\d)`);
  const all = new RegExp(`一式|まとめ|${word}(?!\\D{0,3}\\d)`);
  return stems.some((file) => numbers.test(file) || all.test(file));
};
