import { formerWith, type Section } from '../directory/directory.ts';
import { changeKind, type Line } from '../directory/directory-change.ts';
import {
  asNew,
  listSections,
  loadSection,
  loadSettings,
  sectionWrite,
} from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { NOT_FOUND, type Problem } from '../values/errors.ts';
import { group } from '../values/fields.ts';
import { emailAddress, identifier, line, onPage, searchKey, selected, telephone } from '../values/text.ts';
import { CHANGED_ELSEWHERE, hasChanged, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('課の名称', 60).register(onPage, { hint: '例 財政部税務課' }),
  headTitle: line('課の長の職名', 80).register(onPage, { hint: '結果通知書に記載します。例 財政部税務課長' }),
  documentPrefix: line('文書記号', 20).register(onPage, {
    hint: '文書番号の「第○号」の前に付けます。課の文書登録簿の記号（例 苫税）とは別の記号にしてください。同じ記号では、番号が二重に付きます。例 苫税リモ',
  }),
  email: emailAddress('課のメールアドレス').register(onPage, {
    hint: '結果通知書の問合せ先です。統括部門では、滞った手続の連絡先にもなります',
  }),
  tel: telephone('課の電話番号'),
};
const LABELS = {
  name: '課の名称',
  headTitle: '課の長の職名',
  documentPrefix: '文書記号',
  email: 'メールアドレス',
  tel: '電話番号',
} as const;
// The keys of the table above.
const NAMES = Object.keys(LABELS) as (keyof typeof LABELS)[];

/** 課 (第2条): owns systems, and issues notices under its own 文書記号. */
export const sectionRegistration = changeKind({
  label: '課の登録',
  schema: group('課', {
    sectionId: identifier('課の記号').register(onPage, {
      hint: '半角の英数字、ハイフン、下線。登録した後は変更できません。例 zeimu',
    }),
    ...fields,
  }),
  judge: async ({ store }, input) => ({
    ok: true,
    problems: [
      ...problemIf(
        (await loadSection(store, input.sectionId)) !== undefined,
        '/sectionId',
        `「${input.sectionId}」は、登録済みの課の記号です`,
      ),
      ...(await clashes(store, input)),
    ],
    value: input,
    subject: input.sectionId,
    writes: [asNew(sectionWrite(input))],
    beside: [],
    lines: NAMES.map((name): Line => [LABELS[name], input[name]]),
  }),
});

/**
 * What stands on a section's notices, and where its mails go, which tell of what goes wrong. The manager hears of it; of the
 * office's own section it is the chief's.
 */
const POWER = ['name', 'headTitle', 'documentPrefix', 'email'] as const;

export const sectionChange = changeKind({
  label: '課の変更',
  schema: group('課の変更', { sectionId: selected('課'), ...fields, hash: shownHash }),
  judge: async ({ store, clock }, { hash, ...input }) => {
    const before = await loadSection(store, input.sectionId);
    if (!before) return NOT_FOUND;
    if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
    const formerPrefixes = [
      ...new Set([
        ...(before.formerPrefixes ?? []),
        ...(input.documentPrefix === before.documentPrefix ? [] : [before.documentPrefix]),
      ]),
    ];
    const section: Section = {
      ...input,
      ...(formerPrefixes.length > 0 ? { formerPrefixes } : {}),
      ...formerWith(before, input, clock()),
    };
    const isOffice = section.sectionId === (await loadSettings(store)).officeSectionId;
    const counts = isOffice && POWER.some((name) => section[name] !== before[name]);
    return {
      ok: true,
      problems: await clashes(store, section),
      value: section,
      subject: section.sectionId,
      writes: [sectionWrite(section)],
      beside: [],
      lines: [
        ['課', before.name],
        ...NAMES.filter((name) => section[name] !== before[name]).map(
          (name): Line => [LABELS[name], `${before[name] || 'なし'} → ${section[name]}`],
        ),
      ],
      told: POWER.some((name) => section[name] !== before[name])
        ? { roles: [`manager:${section.sectionId}`] }
        : undefined,
      power: counts
        ? { concerned: [], roles: ['chief'], addresses: [before.email], basis: before }
        : undefined,
    };
  },
});

/** Two sections with one 文書記号 would issue the same 文書番号; also one after the other, since each counts its own. */
const clashes = async (store: Store, section: Section): Promise<readonly Problem[]> => {
  const others = (await listSections(store)).filter(({ sectionId }) => sectionId !== section.sectionId);
  const isTaken = (text: string, by: (other: Section) => readonly string[]) =>
    others.some((other) => by(other).some((each) => searchKey(each) === searchKey(text)));
  return [
    ...problemIf(
      isTaken(section.name, ({ name }) => [name]),
      '/name',
      `「${section.name}」は登録済みです`,
    ),
    ...problemIf(
      isTaken(section.documentPrefix, ({ documentPrefix, formerPrefixes = [] }) => [
        documentPrefix,
        ...formerPrefixes,
      ]),
      '/documentPrefix',
      `文書記号「${section.documentPrefix}」は、ほかの課が使用しています`,
    ),
  ];
};
