import { viewTrail, viewTrailPaper } from '../../core/trail/view-trail.ts';
import { type Endpoint, type HttpPorts, pageAt, signedIn } from '../http/contract.ts';
import { permitEventsPage, trailPaperPage } from './page.ts';

/** 監査証跡 of a permit, and the papers that it names. */
export const trailPages = (ports: HttpPorts): readonly Endpoint[] => [
  pageAt('GET', '/permits/{caseId}/events', 'city', '許可の監査証跡', async (call) => {
    const trail = await viewTrail(ports)(signedIn(call), call.params['caseId'] ?? '');
    return trail.ok ? { html: permitEventsPage(call.context, trail.value, call.query['page']) } : trail;
  }),
  pageAt('GET', '/permits/{caseId}/papers/{seq}', 'city', '監査証跡の書面', async (call) => {
    const caseId = call.params['caseId'] ?? '';
    const view = await viewTrailPaper(ports)(signedIn(call), caseId, Number(call.params['seq']));
    return view.ok ? { html: trailPaperPage(call.context, { caseId, ...view.value }) } : view;
  }),
];
