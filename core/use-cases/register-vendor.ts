import type { z } from 'zod';
import type { Caller } from '../caller.ts';
import { corporateNumberSchema } from '../corporate-number.ts';
import type { Vendor } from '../directory.ts';
import { asNew, listVendors, loadVendor, vendorWrite } from '../directory-store.ts';
import { refused } from '../errors.ts';
import { group } from '../fields.ts';
import type { Ports } from '../ports.ts';
import { katakana, line, postalCode } from '../text.ts';
import { CHANGED_ELSEWHERE, hasChanged, officeAct, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('商号・名称', 120),
  kana: katakana('商号・名称のフリガナ', 160),
  postalCode: postalCode('郵便番号'),
  address: line('所在地', 200),
  representative: group('代表者', { title: line('代表者 職名', 60), name: line('代表者 氏名', 60) }),
};
export const vendorInputSchema = group('保守事業者', { ...fields, corporateNumber: corporateNumberSchema });
export type VendorInput = z.infer<typeof vendorInputSchema>;
export const vendorChangeSchema = group('保守事業者の変更', {
  ...fields,
  reason: line('変更の理由', 300),
  hash: shownHash,
});

/** 保守事業者 (第2条). Its people are admitted when a consultation is recorded (第4条第1項). */
export const registerVendor = (ports: Ports) => (caller: Caller, input: VendorInput) => {
  // The number is the identity, so nobody can register a company twice, not even at the same moment.
  const vendor: Vendor = { vendorId: `v-${input.corporateNumber}`, ...input };
  return officeAct<Vendor>(ports, caller, { act: 'register-vendor', subject: vendor.vendorId }, async () => {
    const known = (await listVendors(ports.store)).find(
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
      writes: [asNew(vendorWrite(vendor))],
    };
  });
};

/** The corporate number never changes. */
export const changeVendor =
  (ports: Ports) =>
  (caller: Caller, vendorId: string, { reason, hash, ...input }: z.infer<typeof vendorChangeSchema>) =>
    officeAct<Vendor>(ports, caller, { act: 'change-vendor', subject: vendorId, reason }, async () => {
      const before = await loadVendor(ports.store, vendorId);
      if (!before) return refused('not-found', 'not-found', '見つかりません');
      if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
      const vendor: Vendor = { ...before, ...input };
      return { ok: true, problems: [], value: vendor, writes: [vendorWrite(vendor)] };
    });
