import { Temporal } from 'temporal-polyfill';
import { remarksOn } from '../../core/application/application-remarks.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { listConsultations } from '../../core/directory/directory-store.ts';
import { loadRenewable, renewalInputSchema, renewPermit } from '../../core/permit/renew-permit.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { accepted } from '../../core/values/errors.ts';
import type { AppPorts, Endpoint, PageCall } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { renewalPage } from './renewal-page.ts';

const caseIdOf = ({ params }: PageCall) => params['caseId'] ?? '';

/** 同じ内容で継続を申請する, as pages (G11). */
export const renewalPages = (ports: AppPorts): readonly Endpoint[] =>
  formPages(ports, {
    path: '/permits/{caseId}/renewal',
    who: 'vendor',
    summary: '継続の申請（同じ内容）',
    schema: renewalInputSchema,
    load: async (caller, call) => {
      const [permit, found] = await Promise.all([
        viewPermit(ports)(caller, caseIdOf(call)),
        loadRenewable(ports.store, caller, caseIdOf(call)),
      ]);
      if (!permit.ok) return permit;
      if (!found.ok) return found;
      const { state, application } = found;
      const consultations = (await listConsultations(ports.store, vendorOf(caller) ?? '')).filter(
        ({ systemIds }) => systemIds.includes(state.systemId),
      );
      const regulation = regulationOn(dateOf(ports.clock()));
      return accepted({ permit: permit.value, state, application, consultations, regulation });
    },
    start: async ({ state, application: { contract } }) => {
      const from = Temporal.PlainDate.from(state.period.to).add({ days: 1 }).toString();
      return { period: { from }, contract };
    },
    show: (context, view, { content, problems, saving }) => {
      const remarks = remarksOn(view.application, view.regulation);
      return renewalPage(context, { ...view, content, problems, remarks, saving });
    },
    saves: { repeats: true },
    run: (caller, call, body, _, ports) => renewPermit(ports)(caller, caseIdOf(call), body),
    back: ({ permit: { caseId } }) => ({ href: `/permits/${caseId}`, label: '許可の画面に戻る' }),
    next: ({ caseId }) => `/applications/${caseId}`,
    done: 'submitted',
  });
