import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { startOfDay } from '../../values/calendar.ts';
import { Fatal } from '../../values/errors.ts';
import { parsed } from '../../values/frozen.ts';
import { COPIES, NOBODY, recordKind } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { PERMITTED } from '../permit-statuses.ts';
import { dated, month } from '../words.ts';

/**
 * 指示 (第6条第6号): what the manager tells a vendor to do, by when, and whether it was followed. The system may prepare
 * one (G18: a monthly report that does not come); only the manager gives it. 緊急接続停止指示 takes effect at once, is
 * no suspension under 第8条, and ends when the same role lifts it (G9).
 */

export const INSTRUCTION_KINDS = {
  correction: '是正前の指示',
  report: '報告の指示',
  'cut-off': '緊急接続停止指示',
  other: 'その他の指示',
} as const;
export type InstructionKind = keyof typeof INSTRUCTION_KINDS;
const kindSchema = z.enum(Object.keys(INSTRUCTION_KINDS) as [InstructionKind, ...InstructionKind[]]);

const of = { instructionId: z.string() };
const instructionFactSchema = z.discriminatedUnion('type', [
  /** A draft for the manager, who sends or drops it. */
  z.object({
    type: z.literal('instruction-prepared'),
    ...of,
    kind: kindSchema,
    /** The record it comes from: month, work. */
    about: z.string().optional(),
    dueOn: z.string().optional(),
    request: questionSchema,
  }),
  z.object({ type: z.literal('instruction-dropped'), ...of, answers: z.string() }),
  /** Without `answers`: the manager's own. */
  z.object({
    type: z.literal('instruction-issued'),
    ...of,
    answers: z.string().optional(),
    kind: kindSchema,
    about: z.string().optional(),
    /** 文書番号. */
    documentNo: z.string(),
    /** The last day to follow it; none with 緊急接続停止指示, which holds from now on. */
    dueOn: z.string().optional(),
  }),
  z.object({ type: z.literal('instruction-acknowledged'), ...of }),
  /** What the vendor says was done; the manager is asked whether that will do, but for a cut-off, which is lifted. */
  z.object({ type: z.literal('instruction-answered'), ...of, request: questionSchema.optional() }),
  /** The report that was called for has come in by itself (G18): a draft is no longer needed, an instruction is followed. */
  z.object({ type: z.literal('instruction-met'), ...of, closes: z.string().optional() }),
  /** With `request` where no candidate tells the manager: was it followed all the same? */
  z.object({ type: z.literal('instruction-overdue'), ...of, request: questionSchema.optional() }),
  z.object({
    type: z.literal('instruction-judged'),
    ...of,
    answers: z.string().optional(),
    result: z.enum(['followed', 'not-followed']),
  }),
  z.object({
    type: z.literal('instruction-lifted'),
    ...of,
    answers: z.string().optional(),
    documentNo: z.string(),
  }),
]);

const MONTH = /^\d{4}-\d{2}$/;

export const INSTRUCTION_STATUSES = {
  prepared: '案',
  dropped: '見送り',
  issued: '指示済',
  acknowledged: '受領',
  followed: '履行',
  'not-followed': '未履行',
  lifted: '解除',
} as const;
export type InstructionStatus = keyof typeof INSTRUCTION_STATUSES;

export const instructionHeadSchema = z.object({
  instructionId: z.string(),
  status: z.enum(Object.keys(INSTRUCTION_STATUSES) as [InstructionStatus, ...InstructionStatus[]]),
  kind: kindSchema,
  about: z.string().optional(),
  openedAt: z.string(),
  changedAt: z.string(),
  documentNo: z.string().optional(),
  issuedAt: z.string().optional(),
  dueOn: z.string().optional(),
  acknowledgedAt: z.string().optional(),
  answeredAt: z.string().optional(),
  /** The date has passed, and the vendor has not said that it was done. */
  overdue: z.boolean().optional(),
  /** Everything that was written about it, in order: number of the event, hash of the paper. */
  papers: z.array(z.object({ type: z.string(), seq: z.int(), hash: z.string() })),
});
export type InstructionHead = z.infer<typeof instructionHeadSchema>;

/** Hash of the register index under which the instructions of the city stand that are not settled, the oldest first. */
export const OPEN_INSTRUCTIONS = 'INSTRUCTIONS';
/** Given, and neither confirmed nor lifted; a cut-off holds until it is lifted, whatever was found of it. */
const isUnsettled = ({ status, kind }: InstructionHead): boolean =>
  status === 'issued' || status === 'acknowledged' || (kind === 'cut-off' && status === 'not-followed');
/** @returns the columns of that index; none for a head of another kind */
export const amongOpenInstructions = (sk: string, head: unknown) => {
  if (!sk.startsWith('INSTRUCTION#')) return {};
  const one = parsed(instructionHeadSchema, head);
  return isUnsettled(one)
    ? { registerKey: OPEN_INSTRUCTIONS, registerSort: `${one.openedAt}#${one.instructionId}` }
    : {};
};

/** The date has passed without a word: the manager may judge by what was learnt in another way, asked or not. */
export const mayBeJudgedUnasked = ({ status, overdue, answeredAt }: InstructionHead): boolean =>
  overdue === true && answeredAt === undefined && (status === 'issued' || status === 'acknowledged');

const row = <S extends InstructionStatus>(
  from: readonly (InstructionStatus | 'none')[],
  to: S | 'same' | readonly S[],
  label: string,
  who: 'vendor' | 'manager' | 'system',
  told = true,
) => ({ from, to, within: PERMITTED, label, who, article: '第6条第6号', told });

export const FOLLOWED = { followed: '履行', 'not-followed': '未履行' } as const;

export const INSTRUCTIONS = recordKind({
  kind: 'instruction',
  noun: '指示',
  prefix: 'INSTRUCTION',
  page: 'instructions',
  statuses: INSTRUCTION_STATUSES,
  transitions: {
    'instruction-prepared': row(['none'], 'prepared', '指示の案', 'system', false),
    'instruction-dropped': row(['prepared'], 'dropped', '指示の見送り', 'manager', false),
    'instruction-issued': row(['none', 'prepared'], 'issued', '指示', 'manager'),
    'instruction-acknowledged': row(['issued'], 'acknowledged', '指示の受領', 'vendor'),
    'instruction-answered': row(
      ['issued', 'acknowledged', 'not-followed'],
      'acknowledged',
      '指示への報告',
      'vendor',
    ),
    'instruction-met': row(
      ['prepared', 'issued', 'acknowledged', 'not-followed'],
      ['dropped', 'followed'],
      '報告の提出による指示の履行',
      'vendor',
    ),
    'instruction-overdue': row(['issued', 'acknowledged'], 'same', '指示の期限の経過', 'system'),
    'instruction-judged': row(
      ['issued', 'acknowledged'],
      ['followed', 'not-followed'],
      '指示の履行の確認',
      'manager',
    ),
    'instruction-lifted': row(['issued', 'acknowledged', 'not-followed'], 'lifted', '指示の解除', 'manager'),
  },
  head: instructionHeadSchema,
  fact: instructionFactSchema,
  idOf: (fact) => fact.instructionId,
  evolve: (head, fact, { seq, at, paper }) => {
    const papers = [
      ...(head?.papers ?? []),
      ...(paper === undefined ? [] : [{ type: fact.type, seq, hash: paper }]),
    ];
    const mark = { changedAt: at, papers };
    if (fact.type === 'instruction-prepared' || fact.type === 'instruction-issued') {
      const { instructionId, kind, about, dueOn } = fact;
      const base = { instructionId, kind, about, dueOn, openedAt: head?.openedAt ?? at, ...mark };
      return fact.type === 'instruction-prepared'
        ? { ...base, status: 'prepared' }
        : { ...base, status: 'issued', documentNo: fact.documentNo, issuedAt: at };
    }
    if (!head) throw new Fatal(`${fact.type} without an instruction`);
    const same = { ...head, ...mark };
    switch (fact.type) {
      case 'instruction-dropped':
        return { ...same, status: 'dropped' };
      case 'instruction-acknowledged':
        return { ...same, status: 'acknowledged', acknowledgedAt: at };
      case 'instruction-answered':
        return {
          ...same,
          status: 'acknowledged',
          acknowledgedAt: head.acknowledgedAt ?? at,
          answeredAt: at,
        };
      case 'instruction-met':
        return { ...same, status: head.status === 'prepared' ? 'dropped' : 'followed' };
      case 'instruction-overdue':
        return { ...same, overdue: true };
      case 'instruction-judged':
        return { ...same, status: fact.result };
      case 'instruction-lifted':
        return { ...same, status: 'lifted' };
    }
  },
  /** An instruction must be looked at when its date has passed. */
  dueAt: ({ status, dueOn, answeredAt, overdue }) =>
    (status === 'issued' || status === 'acknowledged') &&
    dueOn !== undefined &&
    answeredAt === undefined &&
    !overdue
      ? startOfDay(Temporal.PlainDate.from(dueOn).add({ days: 1 })).toString()
      : undefined,
  news: {
    instructed: COPIES,
    'instruction-due': NOBODY,
    'instruction-judged': COPIES,
    'instruction-lifted': COPIES,
  },
  cityNews: ['cut-off-answered'],
  // What a re-confirmation has prepared is about no month, whatever kind of instruction the manager has made of it.
  askedAbout: ({ kind, about = '' }, stage) =>
    stage === 'instruct' && kind === 'report' && MONTH.test(about) ? month(about) : undefined,
  labelOf: (_id, of) => {
    const issued = of.findLast((fact) => fact.type === 'instruction-issued');
    return issued ? `指示 ${issued.documentNo}` : '指示の案';
  },
  detailsOf: (fact) => {
    switch (fact.type) {
      case 'instruction-prepared':
        return [INSTRUCTION_KINDS[fact.kind], ...dated('期限', fact.dueOn)];
      case 'instruction-issued':
        return [`指示書 ${fact.documentNo}`, INSTRUCTION_KINDS[fact.kind], ...dated('期限', fact.dueOn)];
      case 'instruction-judged':
        return [FOLLOWED[fact.result]];
      case 'instruction-lifted':
        return [`通知書 ${fact.documentNo}`];
      default:
        return [];
    }
  },
  // Of a draft that was never given, the vendor knows nothing.
  keepsBack: ({ type }, of) =>
    type === 'instruction-met' && of?.every((fact) => fact.type !== 'instruction-issued') === true,
});
