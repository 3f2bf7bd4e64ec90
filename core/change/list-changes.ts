import { z } from 'zod';
import { remarkSchema } from '../application/application-remarks.ts';
import {
  CHANGE_CHOICES,
  changeAnswerPaperSchema,
  changePaperSchema,
  needsChief,
} from '../application/change-form.ts';
import type { Supervised } from '../case/case-state.ts';
import { caseKey, listRecords } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import {
  CHANGE_STATUSES,
  CHANGES,
  type ChangeHead,
  changeAspectSchema,
  OPEN_CHANGE,
} from '../case/records/change.ts';
import type { Caller } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { viewQuestions } from '../question/open-question.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { issuedSchema } from '../values/signed.ts';
import { earlierEndSchema, endUnder, hashWithEnd } from './earlier-end.ts';

const answerView = z.object({
  stage: z.enum(['change', 'change-approval']),
  /** 変更を認める, 変更を認めない. */
  choice: z.string(),
  /** For the city title and name, for the vendor the role. */
  by: z.string(),
  at: z.string(),
  opinion: z.string().optional(),
  reason: z.string().optional(),
});

/** 変更届 (F10) as it is shown. */
export const changeViewSchema = z.object({
  changeId: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  kind: z.enum(['minor', 'major']),
  aspects: z.array(changeAspectSchema),
  changedOn: z.string(),
  effectiveOn: z.string().optional(),
  filedAt: z.string(),
  filedBy: z.string(),
  reason: z.string(),
  changes: z.array(
    z.object({ pointer: z.string(), label: z.string(), before: z.string(), after: z.string() }),
  ),
  /** What was pointed out when it was filed. */
  remarks: z.array(remarkSchema).optional(),
  answers: z.array(answerView),
  /** 許可事項変更通知書; none with a minor change, or in the versions before. */
  notice: issuedSchema.optional(),
  /** The last day of the permit, where the contract ends before it did (第4条第3項). */
  lastDay: z.string().optional(),
  /** 許可番号 of the subcontractors' permits that fall with it (第11条). */
  cascade: z.array(z.string()).optional(),
  /** The city: what is asked now, and the hash to post back with the answer. */
  request: z
    .object({
      stage: z.enum(['change', 'change-approval']),
      hash: z.string(),
      dueOn: z.string(),
      /** What is accepted goes on to the chief, who approves it. */
      toChief: z.boolean(),
    })
    .optional(),
  /** The city, while it is asked: what accepting it does to the permit besides; absent: it stays as long as it was. */
  end: earlierEndSchema.optional(),
  can: z.object({ withdraw: z.boolean(), answer: z.boolean() }),
});
export type ChangeView = z.infer<typeof changeViewSchema>;

const ROLE = { change: '情報セキュリティ管理者', 'change-approval': '統括情報セキュリティ管理者' } as const;
const ANSWERS = [
  ['change-confirmed', 'change'],
  ['change-declined', 'change'],
  ['change-approved', 'change-approval'],
  ['change-disapproved', 'change-approval'],
] as const;

const viewOf = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  state: Supervised,
  sees: 'vendor' | 'city',
  head: ChangeHead,
): Promise<ChangeView> => {
  const { store } = ports;
  const key = caseKey(state.caseId);
  const paper = await loadPaper(store, key, head.papers['change-filed'], changePaperSchema);
  const written = await Promise.all(
    ANSWERS.map(async ([type, stage]) => ({
      stage,
      answer: await loadPaper(store, key, head.papers[type], changeAnswerPaperSchema),
    })),
  );
  const ended = written.find(({ answer }) => answer?.lastDay)?.answer;
  const notice = written.find(({ answer }) => answer?.issued)?.answer?.issued;
  const answers = written.map(({ stage, answer }): ChangeView['answers'] => {
    if (!answer) return [];
    const { decidedBy, decidedAt, principal } = answer.signed;
    const deputy = principal ? `（${principal.title} ${principal.name}の代決）` : '';
    return [
      {
        stage,
        choice: CHANGE_CHOICES[answer.choice],
        by: sees === 'city' ? `${decidedBy.title} ${decidedBy.name}${deputy}` : ROLE[stage],
        at: decidedAt,
        opinion: sees === 'city' ? answer.opinion : undefined,
        reason: answer.reason,
      },
    ];
  });
  const question = state.questions.find(({ requestId }) => requestId === head.requestId);
  const stage = question?.stage === 'change-approval' ? 'change-approval' : 'change';
  const settings = await loadSettings(store);
  const [asked] = await viewQuestions(ports, caller, state, sees === 'city' && question ? [question] : []);
  const end = asked && paper && (await endUnder(store, state, paper.after, dateOf(ports.clock()).toString()));
  return {
    changeId: head.changeId,
    status: head.status,
    statusLabel: CHANGE_STATUSES[head.status],
    kind: head.kind,
    aspects: head.aspects,
    changedOn: head.changedOn,
    effectiveOn: head.effectiveOn,
    filedAt: head.filedAt,
    filedBy: paper?.filedBy.name ?? '',
    reason: paper?.reason ?? '',
    changes: paper?.changes ?? [],
    remarks: paper?.remarks,
    answers: answers.flat(),
    notice,
    lastDay: ended?.lastDay,
    cascade: ended?.cascade,
    request: asked && {
      stage,
      hash: hashWithEnd(asked.hash, end),
      dueOn: asked.dueOn,
      toChief: stage === 'change' && needsChief(head.aspects, settings),
    },
    end,
    can: {
      withdraw: sees === 'vendor' && IN_FORCE.includes(state.status) && OPEN_CHANGE.includes(head.status),
      answer: asked?.mine ?? false,
    },
  };
};

/** 変更届 of a permit, the newest first. */
export const listChanges =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<ChangeView[]>> => {
    const found = await loadPermit(ports.store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const heads = await listHeads(ports.store, caseId);
    return accepted(await Promise.all(heads.map((head) => viewOf(ports, caller, state, sees, head))));
  };

const listHeads = async (store: Store, caseId: string): Promise<ChangeHead[]> =>
  (await listRecords(store, caseId, CHANGES)).toReversed();

export const viewChange =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string, changeId: string): Promise<Outcome<ChangeView>> => {
    const found = await loadPermit(ports.store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const head = (await listHeads(ports.store, caseId)).find((one) => one.changeId === changeId);
    return head ? accepted(await viewOf(ports, caller, state, sees, head)) : NOT_FOUND;
  };
