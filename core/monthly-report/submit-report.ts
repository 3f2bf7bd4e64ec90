import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { actAll } from '../case/case.ts';
import type { Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, listRecords, loadRecord, stillAt } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { AWAITED, REPORT_STATUSES, REPORTS } from '../case/records/monthly-report.ts';
import { WORKS } from '../case/records/work.ts';
import { actorOf, type Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { meetInstructions } from '../instruction/instruction-act.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { ask } from '../question/ask.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { examineReport, type ReportInput, type SubmittedPaper, submittedPaperSchema } from './inputs.ts';
import { type Usage, usageOf } from './report-usage.ts';

/** The vendor's own permit, and the report that was asked for. */
const ownReport = async (store: Store, caller: Caller, caseId: string, yearMonth: string) => {
  const found = await loadPermit(store, caller, caseId);
  if (!found.ok) return found;
  const report = await loadRecord(store, caseId, REPORTS, yearMonth);
  return found.value.sees === 'vendor' && report
    ? { ok: true as const, state: found.value.state, report }
    : NOT_FOUND;
};

/** What the session records say now, and the hash under which they were shown. */
export const loadUsage = async (
  store: Store,
  { caseId }: Pick<Supervised, 'caseId'>,
  yearMonth: string,
  now: Temporal.Instant,
): Promise<{ readonly usage: Usage; readonly usageHash: string }> => {
  const usage = usageOf(await listRecords(store, caseId, WORKS), yearMonth, now);
  return { usage, usageHash: hashOf(usage) };
};

/**
 * 提出 (第10条), by the vendor; again after a return. The session records are taken over as they were shown, the manager
 * is asked at once, and what had been prepared because of the delay is met (G18). Late is late, but never too late: it
 * changes no state of the permit. The same content sent twice is the same report.
 */
export const submitReport =
  (ports: Ports) =>
  (caller: Caller, caseId: string, yearMonth: string, input: ReportInput): Promise<Outcome<undefined>> =>
    commit<undefined>(ports, async (ports) => {
      const { store, clock } = ports;
      const found = await ownReport(store, caller, caseId, yearMonth);
      if (!found.ok) return found;
      const { state, report } = found;
      const { usageHash, ...content } = input;
      if (!AWAITED.includes(report.head.status)) {
        const paper = await loadPaper(
          store,
          caseKey(caseId),
          report.head.papers['report-submitted'],
          submittedPaperSchema,
        );
        return paper && hashOf(paper.content) === hashOf(content)
          ? { ok: true, value: undefined, writes: [] }
          : refused(
              'conflict',
              'already-submitted',
              `この月の報告は「${REPORT_STATUSES[report.head.status]}」です。訂正するには、差戻しを受けてください（第10条）`,
            );
      }
      const now = clock();
      const shown = await loadUsage(store, state, yearMonth, now);
      if (shown.usageHash !== usageHash)
        return refused(
          'conflict',
          'changed-since-shown',
          '表示した後に作業の記録が変わりました。最新の内容を確認してから、もう一度提出してください',
        );
      const problems = examineReport(content, shown.usage, dateOf(now).toString());
      if (problems.length > 0)
        return refused('invalid', 'invalid-report', '入力内容に誤りがあります', problems);
      const { personId, name } = caller.person;
      const paper: SubmittedPaper = {
        type: 'report-submitted',
        yearMonth,
        permitNo: state.permitNo,
        content,
        usage: shown.usage,
        submittedBy: { personId, name },
        submittedAt: now.toString({ smallestUnit: 'millisecond' }),
      };
      const settings = await loadSettings(store);
      const { request, mails } = await ask(
        ports,
        state,
        { stage: 'monthly', about: yearMonth, hash: hashOf(paper) },
        settings,
      );
      const met = await meetInstructions(store, state, yearMonth);
      const { used } = content;
      const { sessions, minutes } = shown.usage;
      const fact = {
        type: 'report-submitted',
        yearMonth,
        used,
        sessions: sessions.length,
        minutes,
        request,
      } as const;
      const done = actAll(state, [{ fact, paper }, ...met.steps], actorOf(caller), now, [
        report,
        ...met.records,
      ]);
      if (!done.ok) return done;
      return {
        ok: true,
        value: undefined,
        writes: [...actWrites(done.value), ...mails, { delete: draftKey(caseId, yearMonth) }],
      };
    });

const draftKey = (caseId: string, yearMonth: string) => ({
  pk: caseKey(caseId),
  sk: `REPORT-DRAFT#${yearMonth}`,
});
const draftSchema = z.object({
  version: z.int(),
  content: z.record(z.string(), z.json()),
  savedAt: z.string(),
});
export type ReportDraft = z.infer<typeof draftSchema>;

export const loadReportDraft = async (
  store: Store,
  caseId: string,
  yearMonth: string,
): Promise<ReportDraft | undefined> => {
  const row = await store.get(draftKey(caseId, yearMonth));
  return row && draftSchema.parse(row);
};

/** 一時保存: what the vendor has typed so far, as typed, unjudged. It goes when the report is submitted. */
export const saveReportDraft =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  (caller: Caller, caseId: string, yearMonth: string, version: number, content: ReportDraft['content']) =>
    commit<undefined>({ store }, async ({ store }) => {
      const found = await ownReport(store, caller, caseId, yearMonth);
      if (!found.ok) return found;
      if (!AWAITED.includes(found.report.head.status))
        return refused('conflict', 'already-submitted', 'この月の報告は、すでに提出されています（第10条）');
      const draft = await loadReportDraft(store, caseId, yearMonth);
      if ((draft?.version ?? 0) !== version)
        return refused(
          'conflict',
          'draft-changed',
          'この下書きは別の画面で保存されています。入力内容はこの画面に残っています。内容を確かめてからもう一度保存してください',
        );
      const put = {
        ...draftKey(caseId, yearMonth),
        version: version + 1,
        content,
        savedAt: clock().toString(),
      };
      return {
        ok: true,
        value: undefined,
        writes: [{ put, when: draft ? { version } : { absent: true } }, stillAt(found.state)],
      };
    });
