import { formerWith, type Vendor } from '../directory/directory.ts';
import { changeKind, type Line } from '../directory/directory-change.ts';
import { asNew, listVendors, loadVendor, vendorWrite } from '../directory/directory-store.ts';
import { NOT_FOUND } from '../values/errors.ts';
import { corporateNumberSchema, group } from '../values/fields.ts';
import { katakana, line, onPage, postalCode, selected } from '../values/text.ts';
import { CHANGED_ELSEWHERE, hasChanged, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('商号・名称', 120),
  kana: katakana('商号・名称のフリガナ', 160),
  postalCode: postalCode('郵便番号'),
  address: line('所在地', 200),
  representative: group('代表者', {
    title: line('代表者 職名', 60).register(onPage, { hint: '例 代表取締役' }),
    name: line('代表者 氏名', 60).register(onPage, { hint: '姓と名の間に空白' }),
  }),
};

const linesOf = ({ name, postalCode: code, address, representative }: Omit<Vendor, 'vendorId'>): Line[] => [
  ['商号・名称', name],
  ['所在地', `〒${code} ${address}`],
  ['代表者', `${representative.title} ${representative.name}`],
];

/** 保守事業者 (第2条). Its people are admitted when a consultation is recorded (第4条第1項). */
export const vendorRegistration = changeKind({
  label: '保守事業者の登録',
  schema: group('保守事業者', {
    name: fields.name,
    kana: fields.kana,
    // As on the page: mistakes are told in its order.
    corporateNumber: corporateNumberSchema,
    postalCode: fields.postalCode,
    address: fields.address,
    representative: fields.representative,
  }),
  judge: async ({ store }, input) => {
    // The number is the identity, so nobody can register a company twice, not even at the same moment.
    const vendor: Vendor = { vendorId: `v-${input.corporateNumber}`, ...input };
    const known = (await listVendors(store)).find(
      ({ corporateNumber }) => corporateNumber === input.corporateNumber,
    );
    return {
      ok: true,
      problems: problemIf(
        known !== undefined,
        '/corporateNumber',
        `この法人番号の事業者は登録済みです（${known?.name}）`,
      ),
      value: vendor,
      subject: vendor.vendorId,
      writes: [asNew(vendorWrite(vendor))],
      beside: [],
      lines: [['法人番号', input.corporateNumber], ...linesOf(input)],
      power: { concerned: [], roles: [], basis: {} },
    };
  },
});

/** The corporate number never changes. */
export const vendorChange = changeKind({
  label: '保守事業者の変更',
  schema: group('保守事業者の変更', { vendorId: selected('保守事業者'), ...fields, hash: shownHash }),
  judge: async ({ store, clock }, { hash, ...input }) => {
    const before = await loadVendor(store, input.vendorId);
    if (!before) return NOT_FOUND;
    if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
    const vendor: Vendor = { ...before, ...input, ...formerWith(before, input, clock()) };
    return {
      ok: true,
      problems: [],
      value: vendor,
      subject: vendor.vendorId,
      writes: [vendorWrite(vendor)],
      beside: [],
      lines: [
        ...(vendor.name === before.name ? [] : [['現在の商号・名称', before.name] as const]),
        ...linesOf(vendor),
      ],
      // By its name the deciders know whom they permit.
      power: vendor.name === before.name ? undefined : { concerned: [], roles: [], basis: before },
    };
  },
});
