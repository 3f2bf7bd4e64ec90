import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { fiscalYearLabel, fiscalYearOf } from '../values/wareki.ts';
import type { Item, Key, Store, Write } from './ports.ts';

export const counterRow = ({ pk, sk }: Key, version: number): Item => ({ pk, sk, version });

/**
 * Numbers that restart each fiscal year (年度): taken in the transaction that uses them, so none is lost or
 * given twice.
 */
export const takeNumber = async (
  store: Store,
  series: string,
  today: Temporal.PlainDate,
  /** So many, from `number` on. */
  count = 1,
): Promise<{ number: number; year: string; write: Write }> => {
  const year = fiscalYearLabel(fiscalYearOf(today));
  const key = { pk: `COUNTER#${series}`, sk: year };
  const row = await store.get(key);
  const last = z.int().parse(row?.version ?? 0);
  const number = last + 1;
  return {
    number,
    year,
    write: { put: counterRow(key, last + count), when: row ? { version: last } : { absent: true } },
  };
};

/** 受付番号, e.g. R8-0012. */
export const caseNumber = (year: string, number: number) => `${year}-${String(number).padStart(4, '0')}`;
/** 許可番号, e.g. R8-P0012. */
export const permitNumber = (year: string, number: number) => `${year}-P${String(number).padStart(4, '0')}`;
/** 作業申請の番号, e.g. R8-W0012. */
export const workNumber = (year: string, number: number) => `${year}-W${String(number).padStart(4, '0')}`;
/** 文書番号, e.g. 苫情推第123号. */
export const documentNumber = (prefix: string, number: number) => `${prefix}第${number}号`;
/** 廃棄リストの番号, e.g. R14-D1. */
export const disposalNumber = (year: string, number: number) => `${year}-D${number}`;
/** 登録伺いの番号, e.g. R8-U12. */
export const proposalNumber = (year: string, number: number) => `${year}-U${number}`;
