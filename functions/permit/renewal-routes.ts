import { Temporal } from 'temporal-polyfill';
import { remarksOn } from '../../core/application/application-remarks.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { listConsultations } from '../../core/directory/directory-store.ts';
import { loadRenewable, renewalInputSchema, renewPermit } from '../../core/permit/renew-permit.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { renewalPage } from './renewal-page.ts';

/** 同じ内容で継続を申請する, as pages (G11). */
export const renewalPages = (ports: AppPorts): readonly Endpoint[] => {
  const show = async (
    call: PageCall,
    given?: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number },
  ): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const caseId = call.params['caseId'] ?? '';
    const [permit, found] = await Promise.all([
      viewPermit(ports)(caller, caseId),
      loadRenewable(ports.store, caller, caseId),
    ]);
    if (!permit.ok) return permit;
    if (!found.ok) return found;
    const { state, application } = found;
    const consultations = (await listConsultations(ports.store, vendorOf(caller) ?? '')).filter(
      ({ systemIds }) => systemIds.includes(state.systemId),
    );
    const from = Temporal.PlainDate.from(state.period.to).add({ days: 1 }).toString();
    const regulation = regulationOn(dateOf(ports.clock()));
    return {
      status: given?.status ?? 200,
      html: renewalPage(call.context, {
        permit: permit.value,
        regulation,
        remarks: remarksOn(application, regulation),
        consultations,
        content: given?.content ?? { period: { from }, contract: application.contract },
        problems: given?.problems ?? [],
      }),
    };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const { fields } = call.form;
    const parsed = parseTyped(renewalInputSchema, fields);
    if (!parsed.success)
      return show(call, { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await renewPermit(ports)(signedIn(call), call.params['caseId'] ?? '', parsed.data);
    if (outcome.ok) return { redirect: `/applications/${outcome.value.caseId}?done=submitted` };
    return outcome.kind === 'invalid'
      ? show(call, { content: fields, problems: outcome.problems, status: 422 })
      : outcome;
  };

  return [
    pageAt('GET', '/permits/{caseId}/renewal', 'vendor', '継続の申請（同じ内容）', (call) => show(call)),
    pageAt('POST', '/permits/{caseId}/renewal', 'vendor', '継続の申請を提出する', post),
  ];
};
