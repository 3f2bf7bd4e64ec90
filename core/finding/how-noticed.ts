import { loadRecord } from '../case/case-store.ts';
import { isLive, type Matter } from '../case/matter.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import type { Store } from '../store/ports.ts';

/**
 * 認知の経緯 that a candidate of a violation comes with, for the report to the chief (第7条): by what it was noticed.
 * Undefined where only the manager can say.
 */
export const howNoticed = async (
  store: Store,
  caseId: string,
  findingId: string,
): Promise<string | undefined> => {
  const {
    kind,
    about = '',
    matters = [],
  } = (await loadRecord(store, caseId, FINDINGS, findingId))?.head ?? {};
  switch (kind) {
    case 'connections': {
      const ways = [...new Set(matters.filter(isLive).map(({ by }) => NOTICED_BY[by]))];
      return ways.length === 0 || ways.includes(undefined) ? undefined : ways.join('及び');
    }
    case 'instruction-not-followed': {
      const instruction = await loadRecord(store, caseId, INSTRUCTIONS, about);
      return `指示（${instruction?.head.documentNo ?? ''}）の履行の確認`;
    }
    case 'nonconforming':
      return '別表1の再確認';
    case 'emergency-declined':
      return '緊急の作業の事後承認の判断';
    // About a month: its log was compared. About a work: there is no report that could be compared.
    case 'no-report':
      return /^\d{4}-\d\d$/.test(about) ? COMPARED : undefined;
    case 'reported':
    case undefined:
      return undefined;
    default:
      return COMPARED;
  }
};

const COMPARED = '接続ログ・作業報告との照合';
const NOTICED_BY: Readonly<Record<Matter['by'], string | undefined>> = {
  log: COMPARED,
  report: COMPARED,
  // There is no report that could be compared: only the manager can say.
  overdue: undefined,
  answer: '緊急の作業の事後承認の判断',
};
