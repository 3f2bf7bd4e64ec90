import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { loadRevision } from '../../core/application/revision-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { type DeployedCity, eventually } from '../support/deployed-city.ts';
import { FILES } from '../support/sample-files.ts';
import { CHIEF, VENDOR } from '../support/story.ts';
import { beginsLater, type Stage, supervise } from '../support/supervised-life.ts';
import type { CaseActs } from './case-acts.ts';

/** The supervision of permits (第6条〜第11条) on the deployed stack; the clock of the functions moves by months. */
export const supervisionTests = (
  open: () => { readonly city: DeployedCity; readonly acts: CaseActs },
): void => {
  const stage = (): Stage => {
    const { city } = open();
    const runDay = async (day: Temporal.PlainDate): Promise<void> => {
      const outcome = await city.runDay(day);
      if (outcome !== 'SUCCEEDED') throw new Error((await city.complaintsOf('AskWhatIsDue')).join('\n'));
    };
    return { ...city, runDay, eventually };
  };

  /** A life is begun when people are at work: at midnight the work that is announced would be that of another day. */
  const atWork = async (): Promise<void> => {
    const { city } = open();
    const now = city.now().toZonedDateTimeISO('Asia/Tokyo');
    if (now.hour > 0 && now.hour < 22) return;
    const morning = now.with({ hour: 9, minute: 0 }).add({ days: now.hour === 0 ? 0 : 1 });
    await city.moveTo(morning.toInstant());
  };

  test('第6条〜第8条・第10条・第11条: 作業、遅れた月、指示、命令、停止と解除、命令、取消。再委託者の許可も共に', async () => {
    const { city, acts } = open();
    await atWork();
    const parent = await acts.activePermit();
    const { permitNo } = await acts.vendorView(parent);
    const subcontracting = {
      parentPermitNo: permitNo,
      company: '再委託システム株式会社',
      cityConsentNo: '苫情推第9号',
    };
    const child = await acts.activePermit({ subcontracting });
    const later = await acts.permit({ subcontracting, ...beginsLater(dateOf(city.now())) });
    // What is worked on has been permitted for longer than the work took: a permit holds from its notice.
    await city.moveTo(city.now().add({ hours: 1 }));
    const life = supervise(stage(), parent);
    const below = supervise(stage(), child);
    await life.work();
    await life.lateMonth();
    await city.gathered();
    await city.isTold(VENDOR, '月次報告', 1);
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
    // A question that is of no use once the permit is over; and a permit whose reports will never be asked for.
    await life.find();
    await life.sanction(second, 'revoke');
    await life.statusIs('revoked');
    // 第11条: a subcontractor's permit lapses with it.
    await below.statusIs('expired');
    await acts.reaches(later, 'expired');
    await acts.ends(parent, 'SUCCEEDED');
    await acts.ends(child, 'SUCCEEDED');
  }, 600_000);

  test('第4条第3項: 期間が満了すると失効し、事業者に残る務めを知らせて、流れは終わる', async () => {
    const { city, acts } = open();
    await atWork();
    const caseId = await acts.activePermit();
    const { period } = await acts.vendorView(caseId);
    const life = supervise(stage(), caseId);
    await life.morning(Temporal.PlainDate.from(period.to).add({ days: 1 }));
    await acts.reaches(caseId, 'expired');
    await city.mailAbout(VENDOR, '期間満了');
    // The last report is asked for after the end (第10条).
    const last = Temporal.PlainDate.from(period.to).toPlainYearMonth();
    expect(await city.runMonth(last.add({ months: 1 }).toPlainDate({ day: 1 }))).toBe('SUCCEEDED');
    await acts.ends(caseId, 'SUCCEEDED');
  });

  test('F10: 廃止届の最終日の翌日に許可は終わり、流れも終わる', async () => {
    const { city, acts } = open();
    await atWork();
    const caseId = await acts.activePermit();
    const lastDay = dateOf(city.now()).add({ days: 3 });
    const ending = { lastDay: lastDay.toString(), reason: '契約の終了', lastReport: true };
    const answer = await city.vendorApi(
      'POST',
      `/v1/permits/${caseId}/ending`,
      { ...ending, returnAndErasure: '端末は返却し、データは消去する' },
      { 'idempotency-key': `end-${caseId}` },
    );
    expect(answer.status, answer.text).toBe(201);
    await supervise(stage(), caseId).morning(lastDay.add({ days: 1 }));
    await acts.reaches(caseId, 'ended');
    await acts.ends(caseId, 'SUCCEEDED');
  });

  test('INV-19: 保存期間が満了した案件は、統括の承認で、添付も残さず消去される', async () => {
    const { city, acts } = open();
    const fileId = await acts.sendFile('構成図.pdf', FILES.pdf);
    const { caseId } = await acts.submit({ attachments: [{ fileId, kind: 'diagram' }] });
    await acts.reaches(caseId, 'confirming');
    expect((await city.vendorApi('POST', `/v1/applications/${caseId}/withdrawal`, {})).status).toBe(200);
    await acts.ends(caseId, 'SUCCEEDED');
    await city.moveTo(city.now().add({ hours: 7 * 366 * 24 }));
    const chief = await city.as(CHIEF);
    const { disposalId } = (await chief('POST', '/v1/disposals')).json;
    const path = `/v1/disposals/${disposalId}`;
    const { hash, entries } = (await chief('GET', path)).json;
    expect(entries.map((entry: { caseId: string }) => entry.caseId)).toContain(caseId);
    const approved = await chief('POST', `${path}/approval`, { hash, reason: '満了を確認した' });
    expect(approved.status, approved.text).toBe(202);
    await eventually(
      () => city.end.files.read(fileId),
      (bytes) => expect(bytes).toBeUndefined(),
    );
    await eventually(
      async () => (await chief('GET', path)).json,
      ({ status }) => expect(status).toBe('executed'),
    );
    expect(await loadRevision(city.store, caseId, 1)).toBeUndefined();
  });
};
