import { remarksOn } from '../../core/application/application-remarks.ts';
import { type Application, applicationSchema } from '../../core/application/inputs.ts';
import { listCases } from '../../core/application/list-cases.ts';
import {
  attachmentsOf,
  type Draft,
  deleteDraft,
  listDrafts,
  loadDraft,
  saveDraft,
  startDraft,
} from '../../core/application/save-draft.ts';
import { resubmitApplication, submitApplication } from '../../core/application/submit-application.ts';
import { removeFile } from '../../core/attachment/attach-file.ts';
import { loadFile } from '../../core/attachment/file-store.ts';
import { viewCase } from '../../core/decision/view-case.ts';
import { type Caller, vendorOf } from '../../core/directory/caller.ts';
import type { Consultation } from '../../core/directory/consultation.ts';
import { listConsultations, listSystems, loadConsultation } from '../../core/directory/directory-store.ts';
import { regulationById, regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Problem } from '../../core/values/errors.ts';
import { parseTyped, privateUseProblems } from '../../core/values/private-use.ts';
import {
  type Endpoint,
  type HttpPorts,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { NOT_FOUND, signedIn } from '../http/not-found.ts';
import { rowCommand, valueAt } from '../ui/form.ts';
import { isSubmit, submitAction } from '../ui/remarks.ts';
import { cityCaseListPage, vendorCaseListPage } from './case-list.ts';
import { chooseConsultationPage } from './choose-consultation-page.ts';
import { deleteDraftPage } from './delete-draft-page.ts';
import { applicationFormPage } from './form.ts';

/** 様式1 as pages: the list, the drafts, what is sent. */
export const applicationPages = (ports: HttpPorts): readonly Endpoint[] => {
  const { store, clock } = ports;

  const formAnswer = async (
    call: PageCall,
    draft: Draft,
    content: unknown,
    problems: readonly Problem[],
    status = 200,
  ): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const consultation = await consultationOf(draft, content);
    const covered = consultation?.systemIds ?? [];
    const correction = draft.caseId === undefined ? undefined : await viewCase(ports)(caller, draft.caseId);
    const regulation =
      correction?.ok === true ? regulationById(correction.value.regulationId) : regulationOn(dateOf(clock()));
    return {
      status,
      html: applicationFormPage(call.context, {
        draftId: draft.draftId,
        version: draft.version,
        content,
        problems,
        remarks: [...remarksOn(content, regulation), ...privateUseProblems(content, applicationSchema)],
        consultation,
        systems: (await listSystems(store)).filter((system) => covered.includes(system.systemId)),
        regulation,
        ...(correction?.ok
          ? {
              correction: {
                caseNo: correction.value.caseNo,
                items: correction.value.returned?.items ?? [],
                reason: correction.value.returned?.reason,
              },
            }
          : {}),
        savedAt: draft.savedAt,
        files: await filesOf(draft),
        adding: call.query['add'],
      }),
    };
  };

  /** An application that is corrected is judged by the version it was judged by (G15). */
  const regulationOf = async (caller: Caller, draft: Draft) => {
    const correction = draft.caseId === undefined ? undefined : await viewCase(ports)(caller, draft.caseId);
    return correction?.ok ? regulationById(correction.value.regulationId) : regulationOn(dateOf(clock()));
  };

  const filesOf = async (draft: Draft) => {
    const ids = attachmentsOf(draft.content).map(({ fileId }) => fileId);
    const files = await Promise.all(ids.map((fileId) => loadFile(store, draft.vendorId, fileId)));
    return files.filter((file) => file !== undefined);
  };

  const consultationOf = async (draft: Draft, content: unknown): Promise<Consultation | undefined> => {
    const id = valueAt(content, 'consultationId');
    return typeof id === 'string' ? loadConsultation(store, draft.vendorId, id) : undefined;
  };

  /** 提出: the draft is saved first, so that nothing typed is lost, whatever comes of the submission. */
  const submit = async (call: PageCall, draft: Draft): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const { action } = call.form.meta;
    const parsed = parseTyped(applicationSchema, draft.content);
    if (!parsed.success) return formAnswer(call, draft, draft.content, problemsOf(parsed.error), 422);
    const remarks = remarksOn(draft.content, await regulationOf(caller, draft));
    if (remarks.length > 0 && action !== submitAction(remarks))
      return formAnswer(call, draft, draft.content, []);
    const application: Application = parsed.data;
    const outcome =
      draft.caseId === undefined
        ? await submitApplication(ports)(caller, { application, draftId: draft.draftId })
        : await resubmitApplication(ports)(caller, draft.caseId, application);
    if (!outcome.ok)
      return outcome.kind === 'invalid'
        ? formAnswer(call, draft, draft.content, outcome.problems, 422)
        : outcome;
    const done = draft.caseId === undefined ? 'submitted' : 'resubmitted';
    return { redirect: `/applications/${outcome.value.caseId}?done=${done}` };
  };

  const postDraft = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const draftId = call.params['draftId'] ?? '';
    const { fields, meta } = call.form;
    if (meta.action === 'delete') {
      const outcome = await deleteDraft(ports)(caller, draftId);
      return outcome.ok ? { redirect: '/applications?done=deleted' } : outcome;
    }
    const draft = await loadDraft(store, caller, draftId);
    if (!draft) return NOT_FOUND;
    const command = rowCommand(meta.action);
    const saved = await saveDraft(ports)(caller, draftId, meta.version ?? 0, fields);
    if (!saved.ok)
      return saved.kind === 'not-found'
        ? saved
        : formAnswer(call, draft, fields, [{ pointer: '', message: saved.message }], 409);
    if (isSubmit(meta.action)) return submit(call, saved.value);
    if (meta.action === 'attach') return { redirect: `/drafts/${draftId}/attachments` };
    if (command?.kind === 'remove' && command.list === 'attachments')
      await removeDetached(caller, draft, saved.value);
    if (!command) return { redirect: `/drafts/${draftId}?done=saved` };
    const add = command.kind === 'add' ? `?add=${command.list}` : '';
    return { redirect: `/drafts/${draftId}${add}#f-${command.list}` };
  };

  /** A file that is no longer attached goes, unless a revision names it. */
  const removeDetached = async (caller: Caller, before: Draft, after: Draft): Promise<void> => {
    const left = new Set(attachmentsOf(after.content).map(({ fileId }) => fileId));
    for (const { fileId } of attachmentsOf(before.content))
      if (!left.has(fileId)) await removeFile(ports)(caller, fileId);
  };

  const systemNames = async () =>
    new Map((await listSystems(store)).map((system) => [system.systemId, system.name]));

  const showList = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const { cases, cursor } = await listCases(ports)(caller, { cursor: call.query['cursor'] });
    const next = cursor === undefined ? undefined : `/applications?cursor=${encodeURIComponent(cursor)}`;
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return { html: cityCaseListPage(call.context, cases, next) };
    const names = await systemNames();
    const drafts = (await listDrafts(store, vendorId)).map((draft) => ({
      draftId: draft.draftId,
      systemName: names.get(String(draft.content['systemId'] ?? '')),
      savedAt: draft.savedAt,
      caseNo: cases.find((entry) => entry.caseId === draft.caseId)?.caseNo,
    }));
    return { html: vendorCaseListPage(call.context, cases, drafts, next) };
  };

  return [
    pageAt('GET', '/applications', 'anyone', '申請一覧', showList),
    pageAt('GET', '/applications/new', 'vendor', '新しい申請（協議を選ぶ）', async (call) => {
      const names = await systemNames();
      const consultations = await listConsultations(store, vendorOf(signedIn(call)) ?? '');
      return {
        html: chooseConsultationPage(
          call.context,
          consultations.map((consultation) => ({
            ...consultation,
            systemNames: consultation.systemIds.map((id) => names.get(id) ?? ''),
          })),
        ),
      };
    }),
    pageAt('POST', '/drafts', 'vendor', '申請書を作成する', async (call) => {
      const outcome = await startDraft(ports)(
        signedIn(call),
        String(call.form.fields['consultationId'] ?? ''),
      );
      return outcome.ok ? { redirect: `/drafts/${outcome.value.draftId}` } : outcome;
    }),
    pageAt('GET', '/drafts/{draftId}', 'vendor', '申請書の入力', async (call) => {
      const draft = await loadDraft(store, signedIn(call), call.params['draftId'] ?? '');
      return draft ? formAnswer(call, draft, draft.content, []) : NOT_FOUND;
    }),
    pageAt('GET', '/drafts/{draftId}/delete', 'vendor', '下書きの削除の確認', async (call) => {
      const draft = await loadDraft(store, signedIn(call), call.params['draftId'] ?? '');
      if (!draft) return NOT_FOUND;
      const { draftId, savedAt, content, caseId } = draft;
      const systemName = (await systemNames()).get(String(content['systemId'] ?? ''));
      const corrected = caseId === undefined ? undefined : await viewCase(ports)(signedIn(call), caseId);
      const caseNo = corrected?.ok ? corrected.value.caseNo : undefined;
      return { html: deleteDraftPage(call.context, { draftId, savedAt, systemName, caseNo }) };
    }),
    pageAt('POST', '/drafts/{draftId}', 'vendor', '申請書の一時保存・提出', postDraft),
  ];
};
