import { findCases, summarize } from '../../core/application/list-cases.ts';
import { listDrafts, startDraft } from '../../core/application/save-draft.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { listConsultations, listSystems } from '../../core/directory/directory-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import {
  type Endpoint,
  type HttpPorts,
  type PageAnswer,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { paged } from '../ui/parts.ts';
import { cityCaseListPage, vendorCaseListPage } from './case-list.ts';
import { draftPages } from './draft-routes.ts';
import { chooseConsultationPage } from './task-list-page.ts';

/** 様式1 as pages: the list, the drafts, what is sent. */
export const applicationPages = (ports: HttpPorts): readonly Endpoint[] => {
  const { store } = ports;

  const systemNames = async () =>
    new Map((await listSystems(store)).map((system) => [system.systemId, system.name]));

  const showList = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const found = (await findCases(ports)(caller)).toSorted(
      (a, b) => b.changedAt.localeCompare(a.changedAt) || b.caseNo.localeCompare(a.caseNo),
    );
    const { page } = call.query;
    const { shown, numbers } = paged(
      found,
      page === 'all' ? undefined : page,
      '申請',
      (wanted) => `/applications?page=${wanted}`,
    );
    const today = dateOf(ports.clock());
    const cases = await Promise.all(shown.map((state) => summarize(store, state, today)));
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return { html: cityCaseListPage(call.context, cases, numbers) };
    const names = await systemNames();
    const drafts = (await listDrafts(store, vendorId)).map((draft) => ({
      draftId: draft.draftId,
      systemName: names.get(String(draft.content['systemId'] ?? '')),
      savedAt: draft.savedAt,
      caseNo: found.find((entry) => entry.caseId === draft.caseId)?.caseNo,
    }));
    return { html: vendorCaseListPage(call.context, cases, drafts, numbers) };
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
    ...draftPages(ports),
  ];
};
