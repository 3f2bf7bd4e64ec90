import type { z } from 'zod';
import { compareRevisions } from '../application/compare-revisions.ts';
import { type Application, applicationSchema, type RecordedApplication } from '../application/inputs.ts';
import { applicationOn, SETTLED } from '../application/revision-store.ts';
import { submitApplication } from '../application/submit-application.ts';
import type { Change } from '../application/views.ts';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import { loadCase } from '../case/case-store.ts';
import { RENEWABLE } from '../case/permit-statuses.ts';
import { type Caller, vendorOf } from '../directory/caller.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { ERASED, NOT_FOUND, type Refusal, refused } from '../values/errors.ts';
import { group } from '../values/fields.ts';
import { onPage, optionalLine } from '../values/text.ts';

/**
 * 継続申請 (F10, G11): the short path for identical content. Everything is taken from the permit in force, with the
 * changes since; asked is only what cannot be the same.
 */

const { shape } = applicationSchema;
export const renewalInputSchema = group('継続申請', {
  consultationId: shape.consultationId,
  period: shape.period,
  contract: shape.contract,
  pledge: shape.pledge,
  remarks: shape.remarks,
  /** A subcontractor's: the permit under which it is continued (第11条). */
  parentPermitNo: optionalLine('保守事業者の許可番号', 30).register(onPage, {
    hint: '継続した後の、保守事業者の許可の番号（第11条）',
  }),
});
export type RenewalInput = z.infer<typeof renewalInputSchema>;

/** What may differ without the content being another. */
const OWN: ReadonlySet<string> = new Set([
  'formVersion',
  'applicationType',
  'previousPermitNo',
  'appliedOn',
  'consultationId',
  'period',
  'contract',
  'pledge',
  'remarks',
]);

/** Where a renewal differs from the permit that it continues; empty: identical. Derived, never posted. */
export const renewalDifferences = (
  previous: RecordedApplication,
  renewal: RecordedApplication,
): readonly Change[] =>
  compareRevisions(previous, renewal).filter(
    ({ pointer }) => !OWN.has(pointer.split('/')[1] ?? '') && pointer !== '/subcontracting/parentPermitNo',
  );

const withFiles = ({ attachments }: RecordedApplication): Pick<Application, 'attachments'> =>
  attachments === undefined ? {} : { attachments: attachments.map(({ fileId, kind }) => ({ fileId, kind })) };

/** The application that a renewal with this input would be, unjudged. */
const renewalOf = (
  state: Supervised,
  application: RecordedApplication,
  input: RenewalInput,
  appliedOn: string,
): Application => {
  const { attachments: _, remarks: __, ...same } = application;
  const { parentPermitNo, ...own } = input;
  const { subcontracting } = application;
  return {
    ...same,
    ...withFiles(application),
    ...own,
    ...(subcontracting === undefined
      ? {}
      : {
          subcontracting: {
            ...subcontracting,
            parentPermitNo: parentPermitNo ?? subcontracting.parentPermitNo,
          },
        }),
    applicationType: 'renewal',
    previousPermitNo: state.permitNo,
    appliedOn,
  };
};

/** The permit that is to be continued, with its content as it holds now. */
export const loadRenewable = async (
  store: Store,
  caller: Caller,
  caseId: string,
): Promise<
  Refusal | { readonly ok: true; readonly state: Supervised; readonly application: RecordedApplication }
> => {
  const state = await loadCase(store, caseId);
  if (!state || state.vendorId !== vendorOf(caller) || !isSupervised(state)) return NOT_FOUND;
  if (state.erasedAt !== undefined) return ERASED;
  if (!RENEWABLE.includes(state.status))
    return refused(
      'conflict',
      'not-renewable',
      '停止・取消・廃止となった許可は、同じ内容で継続することができません。新たに申請してください（第4条第1項）',
    );
  return { ok: true, state, application: await applicationOn(store, state, SETTLED) };
};

/** 同じ内容で継続を申請する: a submission like any other, with its own 16 answers, as they were given before. */
export const renewPermit =
  (ports: Ports) => async (caller: Caller, caseId: string, input: RenewalInput, key?: string | undefined) => {
    const found = await loadRenewable(ports.store, caller, caseId);
    if (!found.ok) return found;
    const application = renewalOf(found.state, found.application, input, dateOf(ports.clock()).toString());
    return submitApplication(ports)(caller, {
      application,
      idempotencyKey: key,
      sent: { act: 'renewal', caseId, input },
    });
  };
