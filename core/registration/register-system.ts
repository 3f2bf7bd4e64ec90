import { movePermitsWrite } from '../case/outbox-write.ts';
import { formerWith, PRIOR_WORK_MODES, type Role, type System } from '../directory/directory.ts';
import { changeKind, type Line } from '../directory/directory-change.ts';
import {
  asNew,
  formerSystemWrite,
  listSystems,
  loadSection,
  loadSystem,
  systemWrite,
} from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem } from '../values/errors.ts';
import { choice, date, group } from '../values/fields.ts';
import { identifier, line, onPage, searchKey, selected } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { CHANGED_ELSEWHERE, hasChanged, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('システムの名称', 100),
  sectionId: selected('所管課').register(onPage, {
    hint: 'この課の情報セキュリティ管理者が申請を確認します。変更しても、受付済みの申請は元の所管課で手続を続けます',
  }),
  priorWorkMode: choice('作業ごとの事前手続', PRIOR_WORK_MODES).register(onPage, {
    hint: '個々の作業の前に必要な手続です（第6条第1号、別表1 5-1）。「届出」は、統括情報セキュリティ管理者が承認とみなす解釈を設定で定めるまでは、「承認」として扱います',
  }),
  to: date('廃止日')
    .optional()
    .register(onPage, { hint: 'この日から申請できなくなります。決まっている場合だけ入力してください' }),
};

const sectionName = async (store: Store, id: string) => (await loadSection(store, id))?.name ?? id;
const day = (iso: string | undefined) => (iso === undefined ? 'なし' : formatWarekiDay(iso));

/**
 * A system that may be maintained remotely, and the section that owns it (第2条, 第6条第1号). Without an approval of each
 * work it is as much a decision of the chief's (第12条) as to take the approval away later.
 */
export const systemRegistration = changeKind({
  label: 'システムの登録',
  schema: group('システム', {
    systemId: identifier('システムの記号').register(onPage, {
      hint: '半角の英数字、ハイフン、下線。登録した後は変更できません。例 tax-system',
    }),
    ...fields,
    from: date('登録日'),
  }),
  judge: async ({ store }, input) => ({
    ok: true,
    problems: [
      ...problemIf(
        (await loadSystem(store, input.systemId)) !== undefined,
        '/systemId',
        `「${input.systemId}」は、登録済みのシステムの記号です`,
      ),
      ...(await mistakes(store, input)),
    ],
    value: input,
    subject: input.systemId,
    writes: [asNew(systemWrite(input))],
    beside: [],
    lines: [
      ['システム', input.name],
      ['所管課', await sectionName(store, input.sectionId)],
      ['作業ごとの事前手続', PRIOR_WORK_MODES[input.priorWorkMode]],
      ['登録日', day(input.from)],
    ],
    told: { roles: [`manager:${input.sectionId}`] },
    power:
      input.priorWorkMode === 'approve'
        ? undefined
        : { concerned: [], roles: [`manager:${input.sectionId}`], basis: {} },
  }),
});

/**
 * From today on. What was until today stays on record, with `to` = today. Applications under way stay with the section
 * that received them; permits in force follow the system (docs/adr/0021), and with them the power over them.
 */
export const systemChange = changeKind({
  label: 'システムの変更',
  schema: group('システムの変更', { systemId: selected('システム'), ...fields, hash: shownHash }),
  judge: async ({ store, clock, ids }, { hash, ...input }) => {
    const { systemId } = input;
    const before = await loadSystem(store, systemId);
    if (!before) return NOT_FOUND;
    if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
    const today = dateOf(clock()).toString();
    const leaves = input.sectionId !== before.sectionId;
    const moved = leaves || input.priorWorkMode !== before.priorWorkMode;
    const renamed = input.name !== before.name;
    const since = moved && before.from < today ? today : before.from;
    const after: System = { ...input, from: since, ...formerWith(before, input, clock()) };
    const managers: readonly Role[] = [
      `manager:${before.sectionId}`,
      ...(leaves ? ([`manager:${after.sectionId}`] as const) : []),
    ];
    const changed = (label: string, was: string, is: string): Line[] =>
      was === is ? [] : [[label, `${was} → ${is}`]];
    return {
      ok: true,
      problems: await mistakes(store, after),
      value: after,
      subject: systemId,
      writes: [
        systemWrite(after),
        ...(since === before.from ? [] : [formerSystemWrite(ids.next(), { ...before, to: today })]),
      ],
      beside: leaves ? [movePermitsWrite(systemId, before.sectionId, ids.next(), clock())] : [],
      lines: [
        ['システム', before.name],
        ...changed('名称', before.name, after.name),
        ...changed(
          '所管課',
          await sectionName(store, before.sectionId),
          await sectionName(store, after.sectionId),
        ),
        ...changed(
          '作業ごとの事前手続',
          PRIOR_WORK_MODES[before.priorWorkMode],
          PRIOR_WORK_MODES[after.priorWorkMode],
        ),
        ...changed('廃止日', day(before.to), day(after.to)),
      ],
      told: moved || after.to !== before.to ? { roles: managers } : undefined,
      // By its name the deciders know what they permit: two systems that change names would change permits.
      power: moved || renamed ? { concerned: [], roles: managers, basis: before } : undefined,
    };
  },
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
