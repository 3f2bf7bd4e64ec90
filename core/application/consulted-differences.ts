import { Temporal } from 'temporal-polyfill';
import type { Consultation } from '../directory/consultation.ts';
import { CONTRACT_KINDS } from '../directory/contract-fields.ts';
import type { Vendor } from '../directory/directory.ts';
import type { Settings } from '../directory/settings.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { searchKey } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import type { RecordedApplication } from './inputs.ts';
import { missingAttachments } from './missing-attachments.ts';
import type { Change, Difference } from './views.ts';

type Known = {
  readonly consultation: Pick<Consultation, 'contract'> | undefined;
  readonly vendor: Vendor | undefined;
  readonly settings: Pick<Settings, 'usualPermitMonths'>;
  /** For the same system, of this or another vendor, as far as whoever is shown it may know of them. */
  readonly permits: readonly OtherPermit[];
  readonly regulation: Pick<Regulation, 'checklistName' | 'provisions'>;
};

/** A permit that holds or will; `to` is its last day, with a 廃止届 the day that it names. */
export type OtherPermit = Omit<Extract<Difference, { kind: 'permit' }>, 'kind' | 'pointer' | 'articles'>;

/**
 * Where an application does not fit what the city knows; refused is none of it, but vendor and manager are shown it:
 *
 * - `said`: something else than what was consulted (第4条第1項 予め協議) or is registered of the vendor, and a period longer than
 *   is usual (第4条第3項). `before` is what the city knows, `after` what the application says.
 * - `attachment`: an answer to 別表1 that names a paper which is not attached.
 * - `permit`: another permit for the system in force within the period, where a 継続 or a 変更届 may be meant.
 */
export const consultedDifferences = (
  application: RecordedApplication,
  known: Known,
): readonly Difference[] => [
  ...saidDifferences(application, known).map((change) => ({ kind: 'said' as const, ...change })),
  ...missingAttachments(application, known.regulation.checklistName),
  ...overlapping(application, known),
];

const overlapping = (
  { applicationType, previousPermitNo, period }: RecordedApplication,
  { permits, regulation }: Known,
): readonly Difference[] => {
  const { application, obligations } = regulation.provisions;
  return permits
    .filter(({ permitNo }) => applicationType !== 'renewal' || permitNo !== previousPermitNo)
    .filter((permit) => permit.period.from <= period.to && period.from <= permit.period.to)
    .map((permit) => ({
      kind: 'permit',
      pointer: '/applicationType',
      ...permit,
      articles: { renewal: application, change: obligations },
    }));
};

const saidDifferences = (
  application: RecordedApplication,
  { consultation, vendor, settings }: Known,
): readonly Change[] => {
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
const monthsOf = ({ from, to }: RecordedApplication['period']): number => {
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })];
  if (Temporal.PlainDate.compare(start, end) >= 0) return 0;
  const { months, days } = start.until(end, { largestUnit: 'months' });
  return months + (days > 0 ? 1 : 0);
};
