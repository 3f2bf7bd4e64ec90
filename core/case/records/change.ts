import { z } from 'zod';
import { Fatal } from '../../values/errors.ts';
import { NOBODY, type RecordTransition, recordKind } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { IN_FORCE } from '../permit-statuses.ts';
import { dated, day } from '../words.ts';

/**
 * 変更届 (F10, G11). A minor one (who is to be called) is recorded and holds at once; a major one (what the permit
 * allows) is reviewed by the manager and, as the setting says, approved by the chief, before it holds.
 */

/** What a 変更届 may be about, with the fields of the application that belong to it. */
export const CHANGE_ASPECTS = {
  contacts: '責任者・連絡先',
  workers: '作業者',
  terminals: '専用端末',
  origin: '接続元（作業場所・IPアドレス・回線）',
  targets: '接続先',
  method: '接続方法・認証方法',
  safeguards: '緊急時の切断・終了時の措置',
  contract: '契約（契約名・契約番号・契約期間）',
} as const;
export type ChangeAspect = keyof typeof CHANGE_ASPECTS;
export const changeAspectSchema = z.enum(Object.keys(CHANGE_ASPECTS) as [ChangeAspect, ...ChangeAspect[]]);

export const CHANGE_KINDS = { minor: '軽微な変更', major: '重要な変更' } as const;

const of = { changeId: z.string() };
/** The contract ends before the permit does: the last day on which this one holds now (第4条第3項, docs/adr/0062). */
const lastDay = z.string().optional();

const changeFactSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('change-filed'),
    ...of,
    kind: z.enum(['minor', 'major']),
    aspects: z.array(changeAspectSchema),
    /** 変更日. */
    changedOn: z.string(),
    /** Major: to the manager. */
    request: questionSchema.optional(),
  }),
  z.object({
    type: z.literal('change-confirmed'),
    ...of,
    answers: z.string(),
    /** First day on which it holds; absent while the chief is asked. */
    effectiveOn: z.string().optional(),
    /** 文書番号 of the 許可事項変更通知書; none in the versions before. */
    documentNo: z.string().optional(),
    lastDay,
    /** To the chief. */
    request: questionSchema.optional(),
  }),
  z.object({ type: z.literal('change-declined'), ...of, answers: z.string() }),
  z.object({
    type: z.literal('change-approved'),
    ...of,
    answers: z.string(),
    effectiveOn: z.string(),
    documentNo: z.string().optional(),
    lastDay,
  }),
  z.object({ type: z.literal('change-disapproved'), ...of, answers: z.string() }),
  /** `closes`: the open question, which has lost its object. */
  z.object({ type: z.literal('change-withdrawn'), ...of, closes: z.string().optional() }),
]);

export const CHANGE_STATUSES = {
  filed: '確認待ち',
  confirmed: '承認待ち',
  effective: '反映済',
  declined: '認めない',
  withdrawn: '取下げ',
} as const;
export type ChangeStatus = keyof typeof CHANGE_STATUSES;
/** Not decided yet. */
export const OPEN_CHANGE: readonly ChangeStatus[] = ['filed', 'confirmed'];

export const changeHeadSchema = z.object({
  ...of,
  status: z.enum(Object.keys(CHANGE_STATUSES) as [ChangeStatus, ...ChangeStatus[]]),
  kind: z.enum(['minor', 'major']),
  aspects: z.array(changeAspectSchema),
  changedOn: z.string(),
  effectiveOn: z.string().optional(),
  filedAt: z.string(),
  changedAt: z.string(),
  /** Open question, while there is one. */
  requestId: z.string().optional(),
  confirmedBy: z.string().optional(),
  /** Numbers of the events whose papers belong here, by the type of event. */
  papers: z.record(z.string(), z.int()),
});
export type ChangeHead = z.infer<typeof changeHeadSchema>;

const row = (
  from: readonly (ChangeStatus | 'none')[],
  to: ChangeStatus | readonly ChangeStatus[],
  label: string,
  who: RecordTransition<ChangeStatus>['who'],
): RecordTransition<ChangeStatus> => ({
  ...{ from, to, within: IN_FORCE, label, who },
  ...{ article: '第12条', told: true },
});

export const CHANGES = recordKind({
  kind: 'change',
  noun: '変更届',
  prefix: 'CHANGE',
  page: 'changes',
  statuses: CHANGE_STATUSES,
  transitions: {
    'change-filed': row(['none'], ['filed', 'effective'], '変更の届出', 'vendor'),
    'change-confirmed': row(['filed'], ['confirmed', 'effective'], '変更の確認', 'manager'),
    'change-declined': row(['filed'], 'declined', '変更を認めない（管理者）', 'manager'),
    'change-approved': row(['confirmed'], 'effective', '変更の承認', 'chief'),
    'change-disapproved': row(['confirmed'], 'declined', '変更を認めない（統括）', 'chief'),
    'change-withdrawn': row(OPEN_CHANGE, 'withdrawn', '変更届の取下げ', 'vendor'),
  },
  head: changeHeadSchema,
  fact: changeFactSchema,
  idOf: (fact) => fact.changeId,
  evolve: (head, fact, { seq, at, by, paper }) => {
    const papers = { ...head?.papers, ...(paper === undefined ? {} : { [fact.type]: seq }) };
    if (fact.type === 'change-filed') {
      const { changeId, kind, aspects, changedOn, request } = fact;
      return {
        changeId,
        status: kind === 'minor' ? 'effective' : 'filed',
        kind,
        aspects,
        changedOn,
        ...(kind === 'minor' ? { effectiveOn: changedOn } : {}),
        filedAt: at,
        changedAt: at,
        requestId: request?.requestId,
        papers,
      };
    }
    if (!head) throw new Fatal(`${fact.type} without a change`);
    const same = { ...head, changedAt: at, papers, requestId: undefined };
    switch (fact.type) {
      case 'change-confirmed':
        return {
          ...same,
          status: fact.request ? 'confirmed' : 'effective',
          effectiveOn: fact.effectiveOn,
          requestId: fact.request?.requestId,
          confirmedBy: by.kind === 'person' ? by.personId : undefined,
        };
      case 'change-approved':
        return { ...same, status: 'effective', effectiveOn: fact.effectiveOn };
      case 'change-declined':
      case 'change-disapproved':
        return { ...same, status: 'declined' };
      case 'change-withdrawn':
        return { ...same, status: 'withdrawn' };
    }
  },
  dueAt: () => undefined,
  news: {
    'change-effective': NOBODY,
    'change-declined': NOBODY,
  },
  cityNews: ['change-filed', 'change-withdrawn'],
  askedAbout: undefined,
  labelOf: (_id, of) => {
    const filed = of.find((fact) => fact.type === 'change-filed');
    return `変更届${filed ? `（${day(filed.changedOn)}）` : ''}`;
  },
  detailsOf: (fact) => {
    switch (fact.type) {
      case 'change-filed':
        return [
          CHANGE_KINDS[fact.kind],
          fact.aspects.map((aspect) => CHANGE_ASPECTS[aspect]).join('・'),
          ...dated('変更日', fact.changedOn),
        ];
      case 'change-confirmed':
        return fact.effectiveOn === undefined
          ? ['統括の承認へ']
          : [...dated('反映の日', fact.effectiveOn), ...dated('許可の期間の末日', fact.lastDay)];
      case 'change-approved':
        return [...dated('反映の日', fact.effectiveOn), ...dated('許可の期間の末日', fact.lastDay)];
      default:
        return [];
    }
  },
});
