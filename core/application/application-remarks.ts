import { z } from 'zod';
import type { Regulation } from '../regulation/regulation.ts';
import type { Problem } from '../values/errors.ts';
import { searchKey } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';

/**
 * What no field of 様式1 can be refused for, and the manager should see at the item of the checklist (別表1). The vendor is
 * told while the form is filled in; what is sent all the same is judged by whoever confirms the items.
 */
export type Remark = Problem & {
  /** Number of the item that it is about. */
  readonly item: string;
};

/** As they are told to whoever has handed something in, and kept with a 変更届. */
export const remarkSchema = z.object({ item: z.string(), pointer: z.string(), message: z.string() });

/** For a receipt: absent where there are none. */
export const receiptRemarks = (remarks: readonly Remark[]): { remarks?: Remark[] } =>
  remarks.length > 0 ? { remarks: [...remarks] } : {};

/** As typed, or as it was handed in: what cannot be read yet is passed over. */
const typedSchema = z.object({
  originSites: z
    .array(z.object({ address: z.string().catch(''), outsideCity: z.boolean().optional().catch(undefined) }))
    .catch([]),
  lineType: z.string().optional().catch(undefined),
  checklist: z
    .array(
      z.object({
        item: z.string().catch(''),
        answer: z.string().optional().catch(undefined),
        statement: z.string().optional().catch(undefined),
        evidence: z.string().optional().catch(undefined),
      }),
    )
    .catch([]),
});

/** Environment and terminals (別表1 2, 3): what the city cannot see from its own side. */
const SHOWN_GROUPS: ReadonlySet<number> = new Set([2, 3]);
const isToBeShown = (item: string, { checklist }: Pick<Regulation, 'checklist'>): boolean =>
  SHOWN_GROUPS.has(checklist.find(({ id }) => id === item)?.group.number ?? 0);

/** 適 of such an item, and nothing by which the vendor shows it. */
export const isUnshownBy = (
  answer: {
    readonly item: string;
    readonly answer?: string | undefined;
    readonly statement?: string | undefined;
    readonly evidence?: string | undefined;
  },
  regulation: Pick<Regulation, 'checklist'>,
): boolean =>
  isToBeShown(answer.item, regulation) &&
  answer.answer === 'conforming' &&
  [answer.statement, answer.evidence].every((text = '') => text.trim() === '');

export const remarksOn = (application: unknown, regulation: Regulation): readonly Remark[] => {
  const typed = typedSchema.safeParse(application).data;
  if (!typed) return [];
  const known = new Set(regulation.checklist.map(({ id }) => id));
  return [
    ...placeRemarks(typed.originSites, regulation),
    ...lineRemarks(typed.lineType, '4-2の説明'),
    ...unshownRemarks(typed.checklist, regulation),
  ].filter(({ item }) => known.has(item));
};

/** The same of a 変更届 (F10), for what it changes: what was permitted as it was is not pointed out again. */
export const remarksOnChange = (
  before: unknown,
  after: unknown,
  regulation: Regulation,
): readonly Remark[] => {
  const of = (content: unknown): readonly Remark[] => {
    const { originSites = [], lineType } = typedSchema.safeParse(content).data ?? {};
    return [...placeRemarks(originSites, regulation), ...lineRemarks(lineType, '「変更の理由」')];
  };
  const known = new Set(of(before).map(({ message }) => message));
  return of(after).filter(({ message }) => !known.has(message));
};

const placeRemarks = (
  sites: z.infer<typeof typedSchema>['originSites'],
  { city }: Regulation,
): readonly Remark[] =>
  sites.flatMap(({ address, outsideCity }, index) => {
    const place = placeOf(address, city);
    const differs =
      (place === 'inside' && outsideCity === true) || (place === 'outside' && outsideCity === false);
    return differs
      ? [
          {
            item: '1-1',
            pointer: `/originSites/${index}/outsideCity`,
            message: `作業場所の所在地「${address.trim()}」は${place === 'inside' ? `${city}内` : `${city}の外`}と読めますが、「市外であること」は「${outsideCity ? 'はい' : 'いいえ'}」です（別表1 1-1）`,
          },
        ]
      : [];
  });

/** Whether an address lies in the city, as far as it says: without its municipality nobody can tell. */
export const placeOf = (address: string, city: string): 'inside' | 'outside' | undefined => {
  const rest = searchKey(address)
    .replaceAll(' ', '')
    .replace(/^〒?\d{3}-?\d{4}/, '');
  const prefecture = /^(?:東京都|北海道|京都府|大阪府|.{2,3}県)/.exec(rest)?.[0] ?? '';
  const local = rest.slice(prefecture.length);
  if (local.startsWith(searchKey(city))) return 'inside';
  const named = /^.{1,8}?[市区郡]/.test(local) || (prefecture !== '' && /^.{1,8}?[町村]/.test(local));
  return named ? 'outside' : undefined;
};

const lineRemarks = (lineType: string | undefined, where: string): readonly Remark[] =>
  lineType === 'other'
    ? [
        {
          item: '4-2',
          pointer: '/lineType',
          message: `回線種別が「その他」です。インターネット環境や社内ネットワーク等に接続されていないことが分かるよう、回線の名称と切り離しの方法を${where}に入力してください（別表1 4-2）`,
        },
      ]
    : [];

const unshownRemarks = (
  answers: z.infer<typeof typedSchema>['checklist'],
  regulation: Regulation,
): readonly Remark[] =>
  answers.flatMap((answer, index) =>
    isUnshownBy(answer, regulation)
      ? [
          {
            item: answer.item,
            pointer: `/checklist/${index}/statement`,
            message: `${regulation.checklistName} ${answer.item} を適としていますが、説明も添付資料等もありません。どのように適合しているかを入力してください`,
          },
        ]
      : [],
  );

/**
 * 補正の期限 after 利用開始希望日: who answers on the last day does not begin as was wished. Told to vendor and manager alike, and refused
 * to nobody.
 *
 * @param correctBy YYYY-MM-DD
 */
export const correctedAfterStart = (
  correctBy: string | undefined,
  { from }: { readonly from: string },
): string | undefined =>
  correctBy !== undefined && correctBy > from
    ? `補正の期限（${formatWarekiDay(correctBy)}）は、利用開始希望日（${formatWarekiDay(from)}）より後の日です。希望日から利用するには、早めの補正が必要です。間に合わないときは、補正の際に利用開始希望日を改めてください。`
    : undefined;
