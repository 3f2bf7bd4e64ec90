import { z } from 'zod';
import { type Author, type ChangeKind, changeKind, type Judged } from '../directory/directory-change.ts';
import { listSettings, loadSection, loadSettings, settingsWrite } from '../directory/directory-store.ts';
import type { DirectoryActName } from '../directory/directory-trail.ts';
import { type SettingsVersion, settingsSchema } from '../directory/settings.ts';
import { settingsDifferences } from '../directory/settings-words.ts';
import type { Ports } from '../store/ports.ts';
import { Fatal, type Refusal, refused } from '../values/errors.ts';
import { group, list, wholeNumber } from '../values/fields.ts';
import { line } from '../values/text.ts';
import { appointing, endingAppointment } from './appoint.ts';
import { contactAdmission, contactChange } from './contact-changes.ts';
import { problemIf } from './office-act.ts';
import { MOST_CHANGES } from './proposal.ts';
import { personChange, personRegistration } from './register-person.ts';
import { sectionChange, sectionRegistration } from './register-section.ts';
import { systemChange, systemRegistration } from './register-system.ts';
import { vendorChange, vendorRegistration } from './register-vendor.ts';

/**
 * 第12条: what the rule leaves open, the chief decides: the office prepares, the chief or a deputy confirms. Every version
 * says who, when and why.
 */
export const settingsChange = changeKind({
  label: '設定の変更',
  schema: group('設定の変更', {
    settings: settingsSchema,
    /** The version that was shown, 0 for the defaults: with it, what was changed meanwhile is not undone. */
    version: wholeNumber('版', 0, 999_999).optional(),
  }),
  judge: async ({ store, clock }, { settings, version: shown }, { by, confirmedBy, reason }) => {
    const latest = (await listSettings(store))[0]?.version ?? 0;
    if (shown !== undefined && shown !== latest)
      return refused(
        'conflict',
        'changed-since-shown',
        '表示した後に、設定が変更されています。変更の履歴で確かめ、必要なところを直してから、もう一度変更してください',
      );
    const version: SettingsVersion = {
      version: latest + 1,
      settings,
      changedBy: by,
      ...(confirmedBy === undefined ? {} : { confirmedBy }),
      changedAt: clock().toString(),
      reason,
    };
    const differences = settingsDifferences(settings, await loadSettings(store));
    return {
      ok: true,
      problems: problemIf(
        !(await loadSection(store, settings.officeSectionId)),
        '/settings/officeSectionId',
        '統括部門の課が登録されていません',
      ),
      value: version,
      subject: `${version.version}`,
      writes: [settingsWrite(version)],
      beside: [],
      lines: [
        ['設定の版', `第${version.version}版`],
        ['変更する内容', differences.join('\n') || '変更なし'],
      ],
      power: { concerned: [], roles: ['chief'], basis: latest },
    };
  },
});

/** Everything that the chief's office changes in the directory and the settings. A new kind is one more entry. */
const CHANGES = {
  appoint: appointing,
  'end-appointment': endingAppointment,
  'change-settings': settingsChange,
  'register-person': personRegistration,
  'change-person': personChange,
  'register-section': sectionRegistration,
  'change-section': sectionChange,
  'register-system': systemRegistration,
  'change-system': systemChange,
  'register-vendor': vendorRegistration,
  'change-vendor': vendorChange,
  'add-contact': contactAdmission,
  'change-contact': contactChange,
} satisfies Partial<Record<DirectoryActName, ChangeKind>>;
export type ChangeName = keyof typeof CHANGES;

/** What is asked for: the name of the kind, and its fields. */
export type Change = {
  [K in ChangeName]: { readonly act: K } & z.infer<(typeof CHANGES)[K]['schema']>;
}[ChangeName];

const named = (act: string): act is ChangeName => Object.hasOwn(CHANGES, act);
const kindOf = (act: string): ChangeKind => CHANGES[actOf(act)];
/** The act of the trail. */
export const actOf = (act: string): ChangeName => {
  if (!named(act)) throw new Fatal('an unknown kind of change');
  return act;
};
export const changeLabel = (act: string): string => kindOf(act).label;

export const judgeChange = (
  ports: Ports,
  { act, ...fields }: { readonly act: string },
  author: Author,
): Promise<Judged | Refusal> => kindOf(act).judge(ports, fields, author);

/** Of one change, as it comes by the API. */
const changeSchema = z.discriminatedUnion(
  'act',
  // The entries of the table above: there is at least one.
  Object.entries<ChangeKind>(CHANGES).map(([act, { schema }]) =>
    schema.extend({ act: z.literal(act) }),
  ) as unknown as [z.ZodObject<{ act: z.ZodLiteral<string> }>],
) as unknown as z.ZodType<Change>;

export const proposalInputSchema = group('登録伺い', {
  changes: list('変更', changeSchema, 1, MOST_CHANGES),
  reason: line('理由', 500),
});
