import type { z } from 'zod';
import { dateOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import { PRIOR_WORK_MODES, type System } from '../directory.ts';
import {
  asNew,
  formerSystemWrite,
  listSystems,
  loadSection,
  loadSystem,
  systemWrite,
} from '../directory-store.ts';
import { type Problem, refused } from '../errors.ts';
import { choice, date, group } from '../fields.ts';
import { movePermitsWrite } from '../outbox.ts';
import type { Ports, Store } from '../ports.ts';
import { identifier, line, searchKey, selected } from '../text.ts';
import { CHANGED_ELSEWHERE, hasChanged, officeAct, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('システムの名称', 100),
  sectionId: selected('所管課'),
  priorWorkMode: choice('作業ごとの事前手続', PRIOR_WORK_MODES),
  to: date('廃止日').optional(),
};
export const systemInputSchema = group('システム', {
  systemId: identifier('システムの記号'),
  ...fields,
  from: date('登録日'),
});
export type SystemInput = z.infer<typeof systemInputSchema>;
export const systemChangeSchema = group('システムの変更', {
  ...fields,
  reason: line('変更の理由', 300),
  hash: shownHash,
});

/** A system that may be maintained remotely, and the section that owns it (第2条, 第6条第1号). */
export const registerSystem = (ports: Ports) => (caller: Caller, input: SystemInput) =>
  officeAct<System>(ports, caller, { act: 'register-system', subject: input.systemId }, async () => ({
    ok: true,
    problems: [
      ...problemIf(
        (await loadSystem(ports.store, input.systemId)) !== undefined,
        '/systemId',
        `「${input.systemId}」は、登録済みのシステムの記号です`,
      ),
      ...(await mistakes(ports.store, input)),
    ],
    value: input,
    writes: [asNew(systemWrite(input))],
  }));

/**
 * From today on. What was until today stays on record, with `to` = today. Applications under way stay with the section
 * that received them; permits in force follow the system (docs/adr/0021).
 */
export const changeSystem =
  (ports: Ports) =>
  (caller: Caller, systemId: string, { reason, hash, ...input }: z.infer<typeof systemChangeSchema>) =>
    officeAct<System>(ports, caller, { act: 'change-system', subject: systemId, reason }, async () => {
      const { store, clock, ids } = ports;
      const before = await loadSystem(store, systemId);
      if (!before) return refused('not-found', 'not-found', '見つかりません');
      if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
      const today = dateOf(clock()).toString();
      const moved = input.sectionId !== before.sectionId || input.priorWorkMode !== before.priorWorkMode;
      const since = moved && before.from < today ? today : before.from;
      const after: System = { systemId, ...input, from: since };
      return {
        ok: true,
        problems: await mistakes(store, after),
        value: after,
        writes: [
          systemWrite(after),
          ...(since === before.from ? [] : [formerSystemWrite(ids.next(), { ...before, to: today })]),
          ...(input.sectionId === before.sectionId
            ? []
            : [movePermitsWrite(systemId, before.sectionId, ids.next(), clock())]),
        ],
      };
    });

const mistakes = async (store: Store, system: System): Promise<readonly Problem[]> => {
  const others = (await listSystems(store)).filter(({ systemId }) => systemId !== system.systemId);
  return [
    ...problemIf(
      others.some(({ name }) => searchKey(name) === searchKey(system.name)),
      '/name',
      `「${system.name}」は登録済みです`,
    ),
    ...problemIf(!(await loadSection(store, system.sectionId)), '/sectionId', '課が登録されていません'),
    ...problemIf(
      system.to !== undefined && system.to <= system.from,
      '/to',
      '廃止日は登録日より後としてください',
    ),
  ];
};
