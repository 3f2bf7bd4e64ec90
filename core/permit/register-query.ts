import { z } from 'zod';
import { OVER, type Status } from '../case/permit-statuses.ts';
import type { Accepts } from '../values/text.ts';

/** What the register (F12) can be asked for; every condition narrows the list further. */

export const REGISTER_STATES = {
  'in-force': '有効・開始前・停止中',
  upcoming: '有効（開始前）',
  active: '有効',
  suspended: '停止中',
  over: '終了（失効・取消・廃止）',
  expired: '失効',
  revoked: '取消',
  ended: '廃止',
} as const;
type RegisterState = keyof typeof REGISTER_STATES;

/** What an earlier answer gave, to go on from there. */
export const cursor = z
  .string()
  .max(2000)
  .meta({
    description: '前の応答の cursor。続きを返す',
    accepts: { pattern: '^[A-Za-z0-9_-]{1,2000}$' } satisfies Accepts,
  });

const yes = z.literal('yes').optional();
const id = z.string().max(60).optional();
const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

export const registerQuerySchema = z.strictObject({
  /** Part of a number or name, in any way of writing (search key). */
  q: blank(z.string().max(100).optional()).meta({ title: '検索する語' }),
  state: blank(z.enum(Object.keys(REGISTER_STATES) as [RegisterState, ...RegisterState[]]).optional()).meta({
    title: '状態',
  }),
  section: blank(id).meta({ title: '所管課' }),
  system: blank(id).meta({ title: '対象システム' }),
  vendor: blank(id).meta({ title: '保守事業者' }),
  /** id of a version of the rule, judged or confirmed by (G15). */
  rule: blank(id).meta({ title: '要領の版' }),
  /** A monthly report is missing: its day has passed. */
  missing: blank(yes).meta({ title: '月次報告の未提出' }),
  /** An order is open (第7条). */
  orders: blank(yes).meta({ title: '是正命令' }),
  /** The period ends within so many days. */
  within: blank(
    z
      .string()
      .regex(/^\d{1,4}$/, '「満了までの日数」は4桁までの数字で入力してください')
      .optional(),
  ).meta({ title: '満了までの日数' }),
  cursor: blank(cursor.optional()),
});
export type RegisterQuery = z.infer<typeof registerQuerySchema>;

export const isInState = (status: Status, wanted: RegisterState): boolean =>
  wanted === 'in-force'
    ? !OVER.includes(status)
    : wanted === 'over'
      ? OVER.includes(status)
      : status === wanted;
