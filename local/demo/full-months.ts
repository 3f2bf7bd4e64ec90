import { z } from 'zod';
import { type Life, MANAGER, mustBe } from './people.ts';

const reportSchema = z.looseObject({
  yearMonth: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  usageHash: z.string(),
  usage: z.looseObject({ sessions: z.array(z.unknown()) }),
});
export const reportOf = (life: Life, caseId: string, month: string) =>
  life.people.get(MANAGER, `/v1/permits/${caseId}/reports/${month}`, reportSchema);

/** 第10条: submitted on what the session records say, and accepted. */
export const report = async (life: Life, caseId: string, month: string): Promise<string> => {
  const { people } = life;
  const at = `/v1/permits/${caseId}/reports/${month}`;
  const { usageHash, usage } = reportSchema.parse(await people.vendor.get(at));
  const used = usage.sessions.length > 0;
  await people.put(people.vendor, at, {
    usageHash,
    used,
    ...(used ? { updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' } : {}),
  });
  await people.answer(MANAGER, at, 'answer', { choice: 'accept' });
  const { status, statusLabel } = await reportOf(life, caseId, month);
  mustBe(`the report of ${month}`, status, 'accepted');
  return statusLabel;
};

const listSchema = z.object({
  reports: z.array(z.looseObject({ yearMonth: z.string(), status: z.string() })),
});
const OPEN = ['requested', 'dunned', 'returned'];

/** Every month up to `last` that is still asked for, of both permits; asks at 9:00 on the 2nd of each month. */
export const reportAll = async (life: Life, last: string): Promise<number> => {
  const { stage, people, caseId, childId } = life;
  let done = 0;
  for (let month = stage.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toPlainYearMonth(); ; ) {
    for (const id of [caseId, childId]) {
      const { reports } = listSchema.parse(await people.vendor.get(`/v1/permits/${id}/reports`));
      for (const { yearMonth, status } of reports)
        if (OPEN.includes(status) && yearMonth <= last) {
          await report(life, id, yearMonth);
          done += 1;
        }
    }
    if (month.toString() > last) return done;
    month = month.add({ months: 1 });
    await stage.advance(`${month.toPlainDate({ day: 2 })}T09:00`);
  }
};

/** 第9条・第10条: the first month, asked for on the 1st, filled in from the session records; 利用なし is one click. */
export const playMonths = async (life: Life): Promise<void> => {
  const { stage, people, caseId, childId } = life;
  stage.say('\n■ 月次利用状況報告（第9条、第10条）');
  await stage.advance('2026-06-01T09:00');
  const { usage } = reportSchema.parse(await people.vendor.get(`/v1/permits/${caseId}/reports/2026-05`));
  mustBe('sessions filled in', usage.sessions.length, 1);
  await stage.step('（時計）', '6月1日9時。5月分の報告を依頼', '作業報告1件が入力済み');
  const label = await report(life, caseId, '2026-05');
  await report(life, childId, '2026-05');
  await stage.step('保守事業者・管理者', '5月分を提出（再委託者は「利用なし」）、確認', label, 2);
};
