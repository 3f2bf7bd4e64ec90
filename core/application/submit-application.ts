import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { resolveAttachments } from '../attachment/file-store.ts';
import { act } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import { actWrites, caseKey, findByNumber, loadCase, numberWrite, stillAt } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { appliedForWrite, listConsultations, loadSystem, loadVendor } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import { regulationById, regulationOn } from '../regulation/regulations.ts';
import { commit } from '../store/commit.ts';
import { caseNumber, takeNumber } from '../store/numbering.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem, type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { type Remark, receiptRemarks, remarkSchema, remarksOn } from './application-remarks.ts';
import { ownPermits } from './earlier-permits.ts';
import { examineApplication, explainConflict } from './examine-application.ts';
import { asksForAnnex } from './form-version.ts';
import type { Application, RecordedApplication } from './inputs.ts';
import { stopsLasting } from './partial-stops.ts';
import { loadRevision, type Revision, revisionWrite } from './revision-store.ts';
import { draftKey } from './save-draft.ts';

export type Receipt = {
  readonly caseId: string;
  readonly caseNo: string;
  readonly rev: number;
  readonly submittedAt: string;
  /** What the manager is asked to look at, too. */
  readonly remarks?: Remark[];
};
export const receiptSchema = z.object({
  caseId: z.string(),
  caseNo: z.string(),
  rev: z.int(),
  submittedAt: z.string(),
  remarks: z.array(remarkSchema).optional(),
});

const NOT_VENDOR = refused('forbidden', 'not-vendor', '申請は保守事業者が行います（第4条第1項）');
const invalid = (problems: readonly Problem[]) =>
  refused('invalid', 'invalid-application', '申請書の内容に誤りがあります', problems);

/** Load what the application refers to, and judge it: before it is sent, and in the transaction that takes it in. */
export const examineSubmission = async (
  store: Store,
  vendorId: string,
  posted: Application,
  today: Temporal.PlainDate,
  ruleId?: string,
) => {
  const vendor = await loadVendor(store, vendorId);
  if (!vendor) return NOT_VENDOR;
  const regulation = ruleId ? regulationById(ruleId) : regulationOn(today);
  const [consultations, system, parent, previous, files] = await Promise.all([
    listConsultations(store, vendorId),
    loadSystem(store, posted.systemId),
    byPermit(store, posted.subcontracting?.parentPermitNo),
    byPermit(store, posted.previousPermitNo),
    resolveAttachments(store, vendorId, posted.attachments ?? []),
  ]);
  const application: RecordedApplication = {
    ...posted,
    attachments: posted.attachments && files.attachments,
  };
  const problems = [
    ...examineApplication(application, {
      today,
      regulation,
      vendor,
      consultation: consultations.find(({ consultationId }) => consultationId === posted.consultationId),
      contracts: consultations
        .filter(({ systemIds }) => systemIds.includes(posted.systemId))
        .map(({ contract }) => contract),
      system,
      parent,
      own: await ownPermits(store, vendorId, posted.systemId),
      previous,
      stopped: previous ? await stopsLasting(store, previous, posted.period.from) : [],
    }),
    ...files.problems,
  ];
  if (problems.length > 0 || !system) return invalid(problems);
  // Under the parent that was judged (第11条, INV-23).
  const guard = application.subcontracting && parent ? [stillAt(parent)] : [];
  return {
    ...{ ok: true as const, application, regulation, system, parent, previous, guard },
    fileWrites: files.writes,
  };
};

const byPermit = async (store: Store, permitNo: string | undefined): Promise<CaseState | undefined> =>
  permitNo === undefined ? undefined : findByNumber(store, 'PERMITNO', permitNo);

/** 第11条: a subcontractor's, under the vendor's permit where the vendor has one. */
const throughVendor = ({ subcontracting }: Application, parent: CaseState | undefined) =>
  subcontracting === undefined
    ? {}
    : parent === undefined
      ? { subcontracted: true }
      : { parentCaseId: parent.caseId };

const makeRevision = (
  rev: number,
  application: RecordedApplication,
  by: string,
  now: Temporal.Instant,
): Revision => ({
  rev,
  application,
  hash: hashOf(application),
  submittedAt: now.toString({ smallestUnit: 'millisecond' }),
  submittedBy: by,
});

/**
 * 様式1「リモート接続申請書」の提出 (第4条第1項). Case, revision, number, receipt and the start of the
 * workflow are one transaction: a submission that was acknowledged is never lost, and waits for neither
 * Step Functions nor the mail service.
 */
export const submitApplication =
  ({ store, clock, ids }: Ports) =>
  (
    caller: Caller,
    input: {
      application: Application;
      idempotencyKey?: string | undefined;
      /** Becomes the id of the case: who presses twice has applied once, and the draft's address leads to its receipt. */
      draftId?: string | undefined;
      /** What was sent, where the application was made from something shorter. */
      sent?: unknown;
    },
  ) => {
    const { application: posted, draftId, sent: request = posted } = input;
    const vendorId = vendorOf(caller);
    const replay = { caller, key: input.idempotencyKey, request, receipt: receiptSchema };
    return replayable({ store, clock }, replay, async ({ store }) => {
      if (vendorId === undefined) return NOT_VENDOR;
      const sent = draftId === undefined ? undefined : await receiptOf(store, vendorId, draftId);
      if (sent) return { ok: true, value: sent, writes: [] };
      const now = clock();
      const today = dateOf(now);
      const examined = await examineSubmission(store, vendorId, posted, today);
      if (!examined.ok) return examined;
      const { application, regulation, system, parent, previous, fileWrites } = examined;
      const { number, year, write } = await takeNumber(store, 'case', today);
      const caseId = draftId ?? ids.next();
      const revision = makeRevision(1, application, caller.person.personId, now);
      const outcome = act(
        undefined,
        {
          type: 'submitted',
          caseId,
          caseNo: caseNumber(year, number),
          vendorId,
          systemId: system.systemId,
          sectionId: system.sectionId,
          regulationId: regulation.id,
          applicationType: application.applicationType,
          ...throughVendor(application, parent),
          previousCaseId: application.applicationType === 'renewal' ? previous?.caseId : undefined,
          rev: 1,
          hash: revision.hash,
          period: application.period,
        },
        actorOf(caller),
        now,
      );
      if (!outcome.ok) return outcome;
      const { caseNo } = outcome.value.after;
      const receipt: Receipt = {
        ...{ caseId, caseNo, rev: 1, submittedAt: revision.submittedAt },
        ...receiptRemarks(remarksOn(application, regulation)),
      };
      return {
        ok: true,
        value: receipt,
        writes: [
          ...actWrites(outcome.value),
          ...examined.guard,
          write,
          numberWrite('CASENO', caseNo, caseId),
          revisionWrite(caseId, revision),
          ...fileWrites,
          appliedForWrite(vendorId, posted.consultationId),
          ...(draftId === undefined ? [] : [{ delete: draftKey(draftId) }]),
          outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'start-case', caseId }),
          receiptMail(caseId, ids.next(), now, caller, 1),
        ],
      };
    });
  };

/** Of what the vendor has applied for already. @param caseId also: the draft's that it was */
export const receiptOf = async (
  store: Store,
  vendorId: string,
  caseId: string,
): Promise<Receipt | undefined> => {
  const state = await loadCase(store, caseId);
  if (!state || state.vendorId !== vendorId) return undefined;
  const first = await loadRevision(store, caseId, 1);
  return { caseId, caseNo: state.caseNo, rev: 1, submittedAt: first?.submittedAt ?? '' };
};

const receiptMail = (caseId: string, id: string, now: Temporal.Instant, caller: Caller, rev: number): Write =>
  outboxWrite(caseKey(caseId), id, now, {
    kind: 'mail',
    mail: { template: 'receipt', personId: caller.person.personId, caseId, rev },
  });

/** 補正: a returned application comes back as its next revision, judged by the rule it was first judged by (G15). */
export const resubmitApplication =
  ({ store, clock, ids }: Ports) =>
  (caller: Caller, caseId: string, posted: Application) =>
    commit<Receipt>(
      { store },
      async ({ store }): Promise<Refusal | { ok: true; value: Receipt; writes: Write[] }> => {
        const state = await loadCase(store, caseId);
        if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
        const now = clock();
        const examined = await examineSubmission(
          store,
          state.vendorId,
          posted,
          dateOf(now),
          state.regulationId,
        );
        if (!examined.ok) return examined;
        const { application, regulation } = examined;
        if (application.systemId !== state.systemId)
          return invalid([
            {
              pointer: '/systemId',
              message: '補正で対象システムを変更することはできません。取下げのうえ、新たに申請してください',
            },
          ]);
        const before = await loadRevision(store, caseId, state.rev);
        if (before && asksForAnnex(before.application) && !asksForAnnex(application))
          return invalid([
            {
              pointer: '/formVersion',
              message:
                '補正で様式の版を前の版に戻すことはできません。前の版にない項目も含めて入力してください',
            },
          ]);
        const rev = state.rev + 1;
        const revision = makeRevision(rev, application, caller.person.personId, now);
        const outcome = act(
          state,
          {
            type: 'resubmitted',
            applicationType: application.applicationType,
            ...throughVendor(application, examined.parent),
            previousCaseId: application.applicationType === 'renewal' ? examined.previous?.caseId : undefined,
            rev,
            hash: revision.hash,
            period: application.period,
          },
          actorOf(caller),
          now,
        );
        if (!outcome.ok) return explainConflict(store, state, 'resubmitted', 'vendor');
        return {
          ok: true,
          value: {
            ...{ caseId, caseNo: state.caseNo, rev, submittedAt: revision.submittedAt },
            ...receiptRemarks(remarksOn(application, regulation)),
          },
          writes: [
            ...actWrites(outcome.value),
            ...examined.guard,
            revisionWrite(caseId, revision),
            ...examined.fileWrites,
            { delete: draftKey(caseId) },
            outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
            receiptMail(caseId, ids.next(), now, caller, rev),
          ],
        };
      },
    );
