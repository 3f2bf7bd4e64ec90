import { STOPPABLE } from '../../core/case/partial-stop.ts';
import type { RegisterEntry } from '../../core/permit/views.ts';

/** 許可台帳 as a table (F12): the columns, in the order of the paper. Dates are ISO, so that they sort. */

type Column = readonly [head: string, cell: (entry: RegisterEntry) => string | undefined];
const VIOLATIONS = '違反の認知（件）';
/** What a vendor is told of is what was ordered (第7条). */
const ORDERS = '是正命令（件）';

const COLUMNS: readonly Column[] = [
  ['許可番号', ({ permitNo }) => permitNo],
  ['状態', ({ statusLabel }) => statusLabel],
  ['受付番号', ({ caseNo }) => caseNo],
  ['申請区分', ({ applicationType }) => applicationType],
  ['対象システム', ({ systemName }) => systemName],
  ['所管課', ({ sectionName }) => sectionName],
  ['保守事業者', ({ vendorName }) => vendorName],
  ['再委託者', ({ subcontractor }) => subcontractor],
  ['許可期間（開始）', ({ period }) => period.from],
  ['許可期間（終了）', ({ period }) => period.to],
  ['契約期間（終了）', ({ contractTo }) => contractTo],
  ['申請日', ({ appliedOn }) => appliedOn],
  ['確認日', ({ confirmedOn }) => confirmedOn],
  ['承認日', ({ approvedOn }) => approvedOn],
  ['通知日', ({ notifiedOn }) => notifiedOn],
  ['文書番号', ({ documentNo }) => documentNo],
  ['条件', ({ conditions }) => conditions],
  ['例外とする要件', ({ exceptions }) => exceptions.join('、')],
  ['最終接続日', ({ lastSessionOn }) => lastSessionOn],
  ['最終月次報告', ({ lastReport }) => lastReport],
  ['未提出の月', ({ monthsMissing }) => monthsMissing.join('、')],
  [VIOLATIONS, ({ violations }) => `${violations}`],
  ['未完了の是正命令（件）', ({ openOrders }) => `${openOrders}`],
  ['停止日', ({ suspendedOn }) => suspendedOn],
  ['一部の停止', ({ partialStops }) => partialStops.map((kind) => STOPPABLE[kind]).join('、')],
  ['緊急接続停止', ({ cutOff }) => (cutOff ? '停止中' : undefined)],
  ['廃止届の最終日', ({ endsOn }) => endsOn],
  ['終了の日（翌日）', ({ overOn }) => overOn],
  ['次回の再確認', ({ nextReviewOn }) => nextReviewOn],
  ['要領の版', ({ regulationId }) => regulationId],
  ['再確認した要領の版', ({ reconfirmedUnder }) => reconfirmedUnder],
  ['保存期間の末日', ({ keptUntil }) => keptUntil],
];

export const registerRows = (
  entries: readonly RegisterEntry[],
  isVendor: boolean,
): readonly (readonly string[])[] => [
  COLUMNS.map(([head]) => (isVendor && head === VIOLATIONS ? ORDERS : head)),
  ...entries.map((entry) => COLUMNS.map(([, cell]) => cell(entry) ?? '')),
];
