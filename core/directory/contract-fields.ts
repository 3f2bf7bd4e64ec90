import { choice, date } from '../values/fields.ts';
import { line } from '../values/text.ts';

export const CONTRACT_KINDS = { maintenance: '保守運用業務', procurement: '機器調達等の関連契約' } as const;

/** A contract, as the consultation before an application names it, too. */
export const contractFields = {
  name: line('契約名', 200),
  number: line('契約番号', 60),
  from: date('契約期間 開始日'),
  to: date('契約期間 終了日'),
  kind: choice('契約の種類', CONTRACT_KINDS),
};
