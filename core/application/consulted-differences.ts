import { Temporal } from 'temporal-polyfill';
import type { Consultation } from '../directory/consultation.ts';
import { CONTRACT_KINDS } from '../directory/contract-fields.ts';
import type { Vendor } from '../directory/directory.ts';
import type { Settings } from '../directory/settings.ts';
import { searchKey } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import type { Application } from './inputs.ts';
import type { Change } from './views.ts';

/**
 * Where an application says something else than what was consulted (第4条第1項 予め協議) or is registered of the vendor, and a
 * period longer than is usual (第4条第3項): refused is none of it, but vendor and manager are shown it. `before` is what the
 * city knows, `after` what the application says.
 */
export const consultedDifferences = (
  application: Application,
  known: {
    readonly consultation: Pick<Consultation, 'contract'> | undefined;
    readonly vendor: Vendor | undefined;
    readonly settings: Pick<Settings, 'usualPermitMonths'>;
  },
): readonly Change[] => {
  const { consultation, vendor, settings } = known;
  const found: Change[] = [];
  const compare = (pointer: string, label: string, before: string, after: string): void => {
    if (searchKey(before) !== searchKey(after)) found.push({ pointer, label, before, after });
  };
  const says = application.vendor;
  if (vendor) {
    compare('/vendor/name', '申請者 名称', vendor.name, says.name);
    compare('/vendor/address', '申請者 所在地', vendor.address, says.address);
    const person = ({ representative }: Pick<Vendor, 'representative'>) =>
      `${representative.title} ${representative.name}`;
    compare('/vendor/representative/name', '申請者 代表者', person(vendor), person(says));
  }
  if (consultation) {
    const { contract: consulted } = consultation;
    const { contract } = application;
    compare('/contract/name', '契約名', consulted.name, contract.name);
    compare('/contract/number', '契約番号', consulted.number, contract.number);
    compare('/contract/kind', '契約の種類', CONTRACT_KINDS[consulted.kind], CONTRACT_KINDS[contract.kind]);
    const day = formatWarekiDay;
    compare('/contract/from', '契約期間 開始日', day(consulted.from), day(contract.from));
    compare('/contract/to', '契約期間 終了日', day(consulted.to), day(contract.to));
  }
  const months = monthsOf(application.period);
  if (months > settings.usualPermitMonths)
    found.push({
      pointer: '/period/to',
      label: '利用期間の長さ',
      before: `目安 ${settings.usualPermitMonths}か月まで`,
      after: `${Math.floor(months / 12)}年${months % 12 === 0 ? '' : `${months % 12}か月`}`,
    });
  return found;
};

/** Begun months, both days included. */
const monthsOf = ({ from, to }: Application['period']): number => {
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })];
  if (Temporal.PlainDate.compare(start, end) >= 0) return 0;
  const { months, days } = start.until(end, { largestUnit: 'months' });
  return months + (days > 0 ? 1 : 0);
};
