import { Temporal } from 'temporal-polyfill';
import { test } from 'vitest';
import { type DeployedCity, eventually } from '../support/deployed-city.ts';
import { VENDOR } from '../support/story.ts';
import { type Stage, supervise } from '../support/supervised-life.ts';
import type { CaseActs } from './case-acts.ts';

/** The supervision of permits (第6条〜第11条) on the deployed stack; the clock of the functions moves by months. */
export const supervisionTests = (
  open: () => { readonly city: DeployedCity; readonly acts: CaseActs },
): void => {
  const stage = (): Stage => ({ ...open().city, eventually });

  test('第6条〜第8条・第10条・第11条: 作業、遅れた月、指示、命令、停止と解除、命令、取消。再委託者の許可も共に', async () => {
    const { city, acts } = open();
    const parent = await acts.activePermit();
    const { permitNo } = await acts.vendorView(parent);
    const child = await acts.activePermit({
      subcontracting: {
        parentPermitNo: permitNo,
        company: '再委託システム株式会社',
        cityConsentNo: '苫情推第9号',
      },
    });
    const life = supervise(stage(), parent);
    const below = supervise(stage(), child);
    await life.work();
    await life.lateMonth();
    await city.mailAbout(VENDOR, '月次報告');
    const first = await life.ignoredInstruction();
    await life.disobeyedOrder(first);
    await life.sanction(first, 'suspend');
    await life.statusIs('suspended');
    await below.statusIs('suspended');
    await acts.waitsFor(child, 'lift');
    await life.lift(first);
    await life.statusIs('active');
    await below.statusIs('active');

    const second = await life.find();
    await life.disobeyedOrder(second);
    await life.sanction(second, 'revoke');
    await life.statusIs('revoked');
    await below.statusIs('revoked');
    await acts.ends(parent, 'SUCCEEDED');
    await acts.ends(child, 'SUCCEEDED');
  }, 600_000);

  test('第4条第3項: 期間が満了すると失効し、事業者に残る務めを知らせて、流れは終わる', async () => {
    const { city, acts } = open();
    const caseId = await acts.activePermit();
    const { period } = await acts.vendorView(caseId);
    const life = supervise(stage(), caseId);
    await life.morning(Temporal.PlainDate.from(period.to).add({ days: 1 }));
    await acts.reaches(caseId, 'expired');
    await city.mailAbout(VENDOR, '期間満了');
    await acts.ends(caseId, 'SUCCEEDED');
  });
};
