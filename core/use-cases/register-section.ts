import type { z } from 'zod';
import type { Caller } from '../caller.ts';
import type { Section } from '../directory.ts';
import { asNew, listSections, loadSection, sectionWrite } from '../directory-store.ts';
import { type Problem, refused } from '../errors.ts';
import { group } from '../fields.ts';
import type { Ports, Store } from '../ports.ts';
import { emailAddress, identifier, line, searchKey, telephone } from '../text.ts';
import { CHANGED_ELSEWHERE, hasChanged, officeAct, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('課の名称', 60),
  headTitle: line('課の長の職名', 80),
  documentPrefix: line('文書記号', 20),
  email: emailAddress('課のメールアドレス'),
  tel: telephone('課の電話番号'),
};
export const sectionInputSchema = group('課', { sectionId: identifier('課の記号'), ...fields });
export type SectionInput = z.infer<typeof sectionInputSchema>;
export const sectionChangeSchema = group('課の変更', {
  ...fields,
  reason: line('変更の理由', 300),
  hash: shownHash,
});

/** 課 (第2条): owns systems, and issues notices under its own 文書記号. */
export const registerSection = (ports: Ports) => (caller: Caller, input: SectionInput) =>
  officeAct<Section>(ports, caller, { act: 'register-section', subject: input.sectionId }, async () => ({
    ok: true,
    problems: [
      ...problemIf(
        (await loadSection(ports.store, input.sectionId)) !== undefined,
        '/sectionId',
        `「${input.sectionId}」は、登録済みの課の記号です`,
      ),
      ...(await clashes(ports.store, input)),
    ],
    value: input,
    writes: [asNew(sectionWrite(input))],
  }));

export const changeSection =
  (ports: Ports) =>
  (caller: Caller, sectionId: string, { reason, hash, ...input }: z.infer<typeof sectionChangeSchema>) =>
    officeAct<Section>(ports, caller, { act: 'change-section', subject: sectionId, reason }, async () => {
      const before = await loadSection(ports.store, sectionId);
      if (!before) return refused('not-found', 'not-found', '見つかりません');
      if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
      const section: Section = { sectionId, ...input };
      return {
        ok: true,
        problems: await clashes(ports.store, section),
        value: section,
        writes: [sectionWrite(section)],
      };
    });

/** Two sections with one 文書記号 would issue the same 文書番号. */
const clashes = async (store: Store, section: Section): Promise<readonly Problem[]> => {
  const others = (await listSections(store)).filter(({ sectionId }) => sectionId !== section.sectionId);
  const taken = (field: 'name' | 'documentPrefix') =>
    others.some((other) => searchKey(other[field]) === searchKey(section[field]));
  return [
    ...problemIf(taken('name'), '/name', `「${section.name}」は登録済みです`),
    ...problemIf(
      taken('documentPrefix'),
      '/documentPrefix',
      `文書記号「${section.documentPrefix}」は、ほかの課が使用しています`,
    ),
  ];
};
