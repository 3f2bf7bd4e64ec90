import { z } from 'zod';
import { CHANGE_ASPECTS, type ChangeAspect, changeAspectSchema } from '../case/records/change.ts';
import type { Settings } from '../directory/settings.ts';
import type { Problem } from '../values/errors.ts';
import { choice, date, flag, group } from '../values/fields.ts';
import { issuedSchema, signedSchema } from '../values/signed.ts';
import { line, optionalParagraph, paragraph } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { remarkSchema } from './application-remarks.ts';
import { compareRevisions } from './compare-revisions.ts';
import { daysAhead, missingOfForm } from './form-version.ts';
import { applicationSchema, type RecordedApplication } from './inputs.ts';
import type { Change } from './views.ts';

/** 変更届 (F10): what the vendor hands in, what city officials answer, and the papers that keep both. */

const { shape } = applicationSchema;
/** The fields that each aspect covers; a 変更届 gives a field whole, as it is to be. */
export const ASPECT_FIELDS = {
  contacts: ['responsiblePerson', 'contactPerson', 'emergencyContact'],
  workers: ['workers'],
  terminals: ['terminals'],
  origin: ['originSites', 'originIps', 'lineType'],
  targets: ['targetHosts'],
  method: ['connectionMethod', 'authMethod'],
  safeguards: ['emergencyCutOff', 'atEnd'],
  contract: ['contract'],
} as const satisfies Record<ChangeAspect, readonly (keyof typeof shape)[]>;

const changed = group('変更後の内容', {
  responsiblePerson: shape.responsiblePerson.optional(),
  contactPerson: shape.contactPerson.optional(),
  emergencyContact: shape.emergencyContact.optional(),
  workers: shape.workers.optional(),
  terminals: shape.terminals.optional(),
  originSites: shape.originSites.optional(),
  originIps: shape.originIps.optional(),
  lineType: shape.lineType.optional(),
  targetHosts: shape.targetHosts.optional(),
  connectionMethod: shape.connectionMethod.optional(),
  authMethod: shape.authMethod.optional(),
  emergencyCutOff: shape.emergencyCutOff,
  atEnd: shape.atEnd,
  contract: shape.contract.optional(),
});
export type Changed = z.infer<typeof changed>;

export const changeInputSchema = group('変更届', {
  changedOn: date('変更日'),
  reason: paragraph('変更の理由', 1000),
  /** On which version of 様式1 the form was filled in: what it asks for is asked for here too. */
  formVersion: shape.formVersion,
  after: changed,
});
export type ChangeInput = z.infer<typeof changeInputSchema>;

const change = z.object({ pointer: z.string(), label: z.string(), before: z.string(), after: z.string() });
const person = z.object({ personId: z.string(), name: z.string() });

export const changePaperSchema = z.object({
  kind: z.literal('change'),
  changedOn: z.string(),
  reason: z.string(),
  /** The fields as they are to be. */
  after: changed,
  /** 変更前・変更後, leaf by leaf. */
  changes: z.array(change),
  aspects: z.array(changeAspectSchema),
  /** What was pointed out when it was filed (別表1 1-1, 4-2). */
  remarks: z.array(remarkSchema).optional(),
  filedOn: z.string(),
  filedBy: person,
});
export type ChangePaper = z.infer<typeof changePaperSchema>;

export const CHANGE_CHOICES = { accept: '変更を認める', decline: '変更を認めない' } as const;
const answer = {
  choice: choice('判断', CHANGE_CHOICES),
  /** Hash of what was shown. */
  hash: line('表示内容の照合値', 60),
  /** 変更後も別表1のすべての要件に適合することを確認した. */
  conforming: flag('別表1の適合の確認').optional(),
  opinion: optionalParagraph('意見', 1000),
  reason: optionalParagraph('理由', 1000),
};
export const changeAnswerSchema = group('変更届への回答', answer);
export type ChangeAnswer = z.infer<typeof changeAnswerSchema>;

export const changeAnswerPaperSchema = z.object({
  kind: z.literal('change-answer'),
  choice: answer.choice,
  conforming: z.boolean().optional(),
  opinion: z.string().optional(),
  reason: z.string().optional(),
  /** 許可事項変更通知書: with the answer by which the change holds. */
  issued: issuedSchema.optional(),
  /** The last day of the permit, where the contract ends before it did (第4条第3項). */
  lastDay: z.string().optional(),
  /** 許可番号 of the subcontractors' permits that fall with it (第11条). */
  cascade: z.array(z.string()).optional(),
  signed: signedSchema,
});
export type ChangeAnswerPaper = z.infer<typeof changeAnswerPaperSchema>;

/** The application with what was changed since. */
export const withChange = (application: RecordedApplication, after: Changed): RecordedApplication => ({
  ...application,
  ...Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined)),
});

export type Differences = { readonly changes: readonly Change[]; readonly aspects: readonly ChangeAspect[] };

/** What a 変更届 really changes: a field that is sent as it was is no change. */
export const differencesOf = (before: RecordedApplication, after: Changed): Differences => {
  const changes = compareRevisions(before, withChange(before, after));
  const touched = new Set(changes.map(({ pointer }) => pointer.split('/')[1]));
  const aspects = (Object.keys(CHANGE_ASPECTS) as ChangeAspect[]).filter((aspect) =>
    ASPECT_FIELDS[aspect].some((field) => touched.has(field)),
  );
  return { changes, aspects };
};

/** Without what was sent as it was: a change that takes effect later must not bring it back. */
export const onlyChanged = (after: Changed, changes: readonly Pick<Change, 'pointer'>[]): Changed => {
  const touched = new Set(changes.map(({ pointer }) => pointer.split('/')[1]));
  return Object.fromEntries(Object.entries(after).filter(([field]) => touched.has(field)));
};

/** Only who is to be called (G11). */
export const isMinor = (aspects: readonly ChangeAspect[]): boolean =>
  aspects.every((aspect) => aspect === 'contacts');

/** Where from, where to, with what: what the chief has approved the environment by (第3条). */
const ENVIRONMENT: readonly ChangeAspect[] = ['terminals', 'origin', 'targets', 'method'];
export const needsChief = (aspects: readonly ChangeAspect[], { changeApproval }: Settings): boolean =>
  changeApproval === 'all' ||
  (changeApproval === 'environment' && aspects.some((aspect) => ENVIRONMENT.includes(aspect)));

/**
 * The last day of a permit whose contract ends before it does (第4条第3項); never before the day on which that is accepted.
 * Undefined: the permit stays as long as it was, for no change makes it longer.
 */
export const lastDayUnder = (
  { contract }: Pick<Changed, 'contract'>,
  period: { readonly to: string },
  today: string,
): string | undefined => {
  if (contract === undefined) return undefined;
  const last = contract.to < today ? today : contract.to;
  return last < period.to ? last : undefined;
};

/** No permit ends before it has begun: it is given up instead. */
export const BEFORE_BEGIN =
  '契約が、許可の期間の始まる前に終わることになります。変更届ではなく、廃止届を提出してください（第4条第3項）';

/** Everything that no field can tell alone. */
export const examineChange = (
  { changedOn, formVersion, after }: ChangeInput,
  application: RecordedApplication,
  {
    today,
    latest,
    period,
  }: {
    readonly today: string;
    readonly latest: string | undefined;
    /** Of the permit, which may have been shortened since it was applied for. */
    readonly period: { readonly from: string; readonly to: string };
  },
): readonly Problem[] => {
  const problems: Problem[] = [];
  const at = (pointer: string, message: string) => problems.push({ pointer, message });
  const { aspects } = differencesOf(application, after);
  if (aspects.length === 0)
    at('/after', '変更されている項目がありません。変更後の内容を入力してください（第12条）');
  if (changedOn > period.to) at('/changedOn', '変更日は許可の期間内としてください（第4条第3項）');
  if (!isMinor(aspects) && changedOn < today)
    at(
      '/changedOn',
      '接続の範囲に関わる変更は、認められた日より前にさかのぼることができません。本日以後の日を指定してください（第6条第3号）',
    );
  if (latest !== undefined && !isMinor(aspects) && changedOn < latest)
    at('/changedOn', `変更日は、先に届け出た変更の日（${formatWarekiDay(latest)}）以後としてください`);
  if (after.contract && after.contract.to < after.contract.from)
    at('/after/contract/to', '契約期間の終了日は開始日以後としてください');
  if (after.contract && after.contract.to < period.from) at('/after/contract/to', BEFORE_BEGIN);
  // One that has ended already holds until the day on which that is accepted.
  if (after.contract && changedOn > after.contract.to && changedOn > today)
    at('/changedOn', '変更日は、変更後の契約期間の終了日以前としてください（第4条第3項）');
  if (after.contract && after.contract.from > changedOn)
    at('/after/contract/from', '契約期間の開始日は、変更日以前としてください（第4条第3項）');
  after.workers?.forEach(({ from, to }, index) => {
    if (to !== undefined && to < from)
      at(`/after/workers/${index}/to`, '従事終了日は従事開始日以後としてください');
  });
  for (const { pointer, message } of [
    ...missingOfForm({ ...after, formVersion }, { whole: false }),
    ...daysAhead(after, today),
  ])
    at(`/after${pointer}`, message);
  const exception = (item: string) =>
    application.checklist.some((entry) => entry.item === item && entry.answer === 'exception');
  after.originSites?.forEach(({ outsideCity }, index) => {
    if (!outsideCity && !exception('1-1'))
      at(
        `/after/originSites/${index}/outsideCity`,
        '市内の作業場所には、別表1 1-1の例外が必要です。変更届ではなく、新たに申請してください',
      );
  });
  after.terminals?.forEach(({ dedicated }, index) => {
    if (!dedicated)
      at(`/after/terminals/${index}/dedicated`, '本市専用でない端末は使用できません（別表1 3-1）');
  });
  return problems;
};

/** What is wrong with an official's answer. */
export const examineChangeAnswer = (answer: ChangeAnswer, stage: 'change' | 'change-approval') => {
  const problems: Problem[] = [];
  if (answer.choice === 'decline' && !answer.reason)
    problems.push({
      pointer: '/reason',
      message: '変更を認めない理由を入力してください（保守事業者に伝わります）',
    });
  if (answer.choice === 'accept' && stage === 'change' && answer.conforming !== true)
    problems.push({
      pointer: '/conforming',
      message: '変更後も別表1のすべての要件に適合することを確認してください（第6条第7号）',
    });
  return problems;
};
