import { z } from 'zod';
import { actAll } from '../case/case.ts';
import { actWrites, caseKey, listRecords, loadCase, loadRecord } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { ATTENDANCE_STATUSES, ATTENDANCES } from '../case/records/attendance.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { viewPermit } from '../permit/view-permit.ts';
import { answerQuestion } from '../question/answer.ts';
import { ask, eligible } from '../question/ask.ts';
import { actInRole } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, refused } from '../values/errors.ts';
import { date, group } from '../values/fields.ts';
import { hashOf } from '../values/hash.ts';
import { signedSchema } from '../values/signed.ts';
import { line, optionalParagraph, paragraph } from '../values/text.ts';

/** 立会い記録 (第6条第2号): asked for by the manager, written by the vendor, accepted by the manager. */

const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

export const askInputSchema = group('立会い記録の依頼', {
  what: paragraph('記録を求める立会い', 1000),
  dueOn: date('提出期限'),
});
export const answerInputSchema = group('立会い記録', {
  attendedBy: line('立ち会った市職員', 60),
  course: paragraph('立会いの経過', 2000),
});
export const acceptInputSchema = group('立会い記録の確認', {
  /** Of what was shown. */
  hash: line('表示内容の照合値', 60),
  opinion: optionalParagraph('意見', 1000),
});

const askedPaper = z.object({ ...askInputSchema.shape, signed: signedSchema });
const answeredPaper = z.object({ ...answerInputSchema.shape, by: z.string(), at: z.string() });
const acceptedPaper = z.object({ opinion: z.string().optional(), signed: signedSchema });

export const askForAttendance =
  (ports: Ports) => (caller: Caller, caseId: string, input: z.infer<typeof askInputSchema>) =>
    commit(ports, async (ports) => {
      const authorized = await actInRole(ports, caller, caseId, 'attendance');
      if (!authorized.ok) return authorized;
      const now = ports.clock();
      if (input.dueOn <= dateOf(now).toString())
        return refused('invalid', 'invalid-attendance', '入力内容に誤りがあります', [
          { pointer: '/dueOn', message: '「提出期限」は、本日より後の日付を指定してください' },
        ]);
      const { state, by, signed, guard } = authorized;
      const attendanceId = ports.ids.next();
      const fact = { type: 'attendance-asked', attendanceId, dueOn: input.dueOn } as const;
      const done = actAll(state, [{ fact, paper: { ...input, signed } }], by, now);
      if (!done.ok) return done;
      const mails = await newsMails(ports, done.value.after, 'attendance-wanted', now, attendanceId);
      return { ok: true, value: { attendanceId }, writes: [...actWrites(done.value), guard, ...mails] };
    });

export const answerAttendance =
  (ports: Ports) =>
  (caller: Caller, caseId: string, attendanceId: string, input: z.infer<typeof answerInputSchema>) =>
    commit(ports, async (ports) => {
      const { store, clock } = ports;
      const [settings, state] = [await loadSettings(store), await loadCase(store, caseId)];
      if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
      const record = await loadRecord(store, caseId, ATTENDANCES, attendanceId);
      if (!record) return NOT_FOUND;
      const at = clock().toString({ smallestUnit: 'millisecond' });
      const paper = { ...input, by: caller.person.name, at };
      const asked = { stage: 'attendance', about: attendanceId, hash: hashOf(paper) } as const;
      const { request, mails } = await ask(ports, state, asked, settings);
      const fact = { type: 'attendance-answered', attendanceId, request } as const;
      const done = actAll(state, [{ fact, paper }], actorOf(caller), clock(), [record]);
      return done.ok
        ? { ok: true, value: { attendanceId }, writes: [...actWrites(done.value), ...mails] }
        : done;
    });

export const acceptAttendance =
  (ports: Ports) =>
  (caller: Caller, caseId: string, attendanceId: string, input: z.infer<typeof acceptInputSchema>) => {
    const { hash, ...paper } = input;
    const about = { stage: 'attendance', kind: ATTENDANCES, id: attendanceId, hash } as const;
    return answerQuestion(ports, caller, caseId, about, async ({ state, signed, question }, ports) => {
      const fact = { type: 'attendance-accepted', attendanceId, answers: question.requestId } as const;
      return {
        ok: true,
        steps: [{ fact, paper: { ...paper, signed } }],
        writes: await newsMails(ports, state, 'attendance-accepted', ports.clock(), attendanceId),
        value: () => ({ attendanceId }),
      };
    });
  };

/** What was written, as far as it has come. */
export const attendancePapers = async (store: Store, caseId: string, attendanceId: string) => {
  const record = await loadRecord(store, caseId, ATTENDANCES, attendanceId);
  if (!record) return undefined;
  const { papers } = record.head;
  const [key, head] = [caseKey(caseId), record.head];
  return {
    head,
    asked: await loadPaper(store, key, papers['attendance-asked'], askedPaper),
    answered: await loadPaper(store, key, papers['attendance-answered'], answeredPaper),
    accepted: await loadPaper(store, key, papers['attendance-accepted'], acceptedPaper),
  };
};

/** To whoever sees the permit. */
export const viewAttendance =
  (ports: Pick<Ports, 'store' | 'clock'>) => async (caller: Caller, caseId: string, attendanceId: string) => {
    const { store, clock } = ports;
    const permit = await viewPermit(ports)(caller, caseId);
    if (!permit.ok) return permit;
    const [state, written] = [
      await loadCase(store, caseId),
      await attendancePapers(store, caseId, attendanceId),
    ];
    if (!state || !written) return NOT_FOUND;
    const question =
      'questions' in state
        ? state.questions.find(({ stage, about }) => stage === 'attendance' && about === attendanceId)
        : undefined;
    const holders = question
      ? await eligible(store, question, state, dateOf(clock()), await loadSettings(store))
      : [];
    const mine = holders.some(({ personId }) => personId === caller.person.personId);
    return accepted({
      permit: permit.value,
      ...written,
      statusLabel: ATTENDANCE_STATUSES[written.head.status],
      question: mine ? question : undefined,
    });
  };

export const listAttendances = (store: Store, caseId: string) => listRecords(store, caseId, ATTENDANCES);
