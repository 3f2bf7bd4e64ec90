import { expect, test } from 'vitest';
import type { DeployedCity } from '../support/deployed-city.ts';
import { eventually } from '../support/deployed-city.ts';
import { VENDOR } from '../support/story.ts';
import type { CaseActs } from './case-acts.ts';

/** The supervision of permits (第6条〜第11条) on the deployed stack. */
export const supervisionTests = (
  open: () => { readonly city: DeployedCity; readonly acts: CaseActs },
): void => {
  test('第10条: 月次の実行が、先月の報告を開き、事業者に求める。二度目は何もしない', async () => {
    const { city, acts } = open();
    const caseId = await acts.activePermit();
    const month = city.today.toPlainYearMonth();
    const first = month.add({ months: 1 }).toPlainDate({ day: 1 });
    expect(await city.runMonth(first)).toBe('SUCCEEDED');
    const { text } = await city.mailAbout(VENDOR, '月次報告');
    expect(text).toContain(caseId);
    const mails = (await city.mailsTo(VENDOR)).length;
    expect(await city.runMonth(first)).toBe('SUCCEEDED');
    expect((await acts.eventTypes(caseId)).filter((type) => type === 'report-requested')).toHaveLength(1);
    await eventually(
      () => city.mailsTo(VENDOR),
      (all) => expect(all).toHaveLength(mails),
    );
  });
};
