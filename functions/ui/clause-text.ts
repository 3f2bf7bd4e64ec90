import { clausesOf } from '../../core/case/records/finding-facts.ts';

/** 第6条第1号; of several 第6条第1号及び第3号. */
export const clauseText = (cited: Parameters<typeof clausesOf>[0]): string => {
  const numbers = clausesOf(cited).map((clause) => `第${clause}号`);
  const last = numbers.at(-1) ?? '';
  return `第6条${numbers.length > 1 ? `${numbers.slice(0, -1).join('、')}及び${last}` : last}`;
};
