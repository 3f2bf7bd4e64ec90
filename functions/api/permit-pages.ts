import type { Caller } from '../../core/caller.ts';
import { isSupervised } from '../../core/case-state.ts';
import { loadCase } from '../../core/case-store.ts';
import type { Problem } from '../../core/errors.ts';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { listChanges } from '../../core/use-cases/list-changes.ts';
import { listReconfirmations } from '../../core/use-cases/list-reconfirmations.ts';
import { listFindings } from '../../core/use-cases/view-finding.ts';
import { listInstructions } from '../../core/use-cases/view-instruction.ts';
import { viewPermit } from '../../core/use-cases/view-permit.ts';
import { listReconciliations } from '../../core/use-cases/view-reconciliation.ts';
import { listReports } from '../../core/use-cases/view-report.ts';
import { viewTrail, viewTrailPaper } from '../../core/use-cases/view-trail.ts';
import { listWorks } from '../../core/use-cases/view-work.ts';
import { type Endpoint, type HttpPorts, type PageAnswer, type PageCall, pageAt } from '../contract.ts';
import { permitTermsPaper } from '../pages/change-notice-paper.ts';
import type { Html, PageContext } from '../pages/layout.ts';
import { permitEventsPage, trailPaperPage } from '../pages/permit-events-page.ts';
import { permitPage } from '../pages/permit-page.ts';
import { changesSection } from '../pages/permit-section-changes.ts';
import { findingsSection } from '../pages/permit-section-findings.ts';
import { instructionsSection } from '../pages/permit-section-instructions.ts';
import { reconciliationsSection } from '../pages/permit-section-reconciliations.ts';
import { reconfirmationsSection } from '../pages/permit-section-reconfirmations.ts';
import { reportsSection } from '../pages/permit-section-reports.ts';
import { worksSection } from '../pages/permit-section-works.ts';
import { signedIn } from './not-found.ts';
import { registerPages } from './register-pages.ts';

type Section = (
  ports: HttpPorts,
  caller: Caller,
  context: PageContext,
  permit: AnyPermitView,
  problems: readonly Problem[],
) => Html | Promise<Html>;

/** The parts of a permit's page, in their order: each loads what it shows. */
const SECTIONS: readonly Section[] = [
  async (ports, caller, context, { caseId }) => {
    const list = await listWorks(ports)(caller, caseId);
    return worksSection(context, {
      caseId,
      ...(list.ok ? list.value : { works: [], canAnnounce: false }),
    });
  },
  async (ports, caller, context, permit) => {
    const list = await listReports(ports)(caller, permit.caseId);
    return reportsSection(context, { permit, list: list.ok ? list.value : { reports: [] } });
  },
  async (ports, caller, context, permit) => {
    const list =
      permit.audience === 'city' ? await listReconciliations(ports)(caller, permit.caseId) : undefined;
    return reconciliationsSection(context, { list: list?.ok ? list.value : undefined });
  },
  async (ports, caller, context, permit) => {
    const listed = await listInstructions(ports)(caller, permit.caseId);
    return instructionsSection(context, {
      permit,
      instructions: listed.ok ? listed.value.instructions : [],
      cutOffWith: await cutOffWith(ports, permit),
    });
  },
  async (ports, caller, context, permit) => {
    const listed = await listFindings(ports)(caller, permit.caseId);
    const { findings, notices } = listed.ok ? listed.value : { findings: [], notices: [] };
    return findingsSection(context, { permit, findings, notices });
  },
  async (ports, caller, context, permit) => {
    const listed = await listReconfirmations(ports)(caller, permit.caseId);
    return reconfirmationsSection(context, { permit, reconfirmations: listed.ok ? listed.value : [] });
  },
  async (ports, caller, context, permit, problems) => {
    const listed = await listChanges(ports)(caller, permit.caseId);
    return changesSection(context, { permit, changes: listed.ok ? listed.value : [], problems });
  },
];

/** The vendor's permit, while it is cut off in an emergency (G9). */
const cutOffWith = async ({ store }: HttpPorts, { parent }: AnyPermitView): Promise<string | undefined> => {
  const state = parent && (await loadCase(store, parent.caseId));
  return state && isSupervised(state) && state.cutOffs.length > 0 ? state.permitNo : undefined;
};

/** The page of a permit, with what is wrong in what was sent from it. */
export const showPermit =
  (ports: HttpPorts) =>
  async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const found = await viewPermit(ports)(caller, call.params['caseId'] ?? '');
    if (!found.ok) return found;
    const permit = found.value;
    const sections = await Promise.all(
      SECTIONS.map((section) => section(ports, caller, call.context, permit, problems)),
    );
    return {
      status: problems.length > 0 ? 422 : 200,
      html: permitPage(call.context, permit, regulationById(permit.regulationId), sections, problems),
    };
  };

/** 許可台帳, the page of a permit, its trail. */
export const permitPages = (ports: HttpPorts): readonly Endpoint[] => [
  ...registerPages(ports),
  pageAt('GET', '/permits/{caseId}', 'anyone', '許可の状況と内容', (call) => showPermit(ports)(call)),
  pageAt('GET', '/permits/{caseId}/terms', 'anyone', '現在の許可事項（A4）', async (call) => {
    const caller = signedIn(call);
    const caseId = call.params['caseId'] ?? '';
    const [permit, changes] = await Promise.all([
      viewPermit(ports)(caller, caseId),
      listChanges(ports)(caller, caseId),
    ]);
    if (!permit.ok) return permit;
    const { value } = permit;
    const filed = changes.ok ? changes.value : [];
    return { html: permitTermsPaper(call.context, value, filed, regulationById(value.regulationId)) };
  }),
  pageAt('GET', '/permits/{caseId}/events', 'city', '許可の監査証跡', async (call) => {
    const trail = await viewTrail(ports)(signedIn(call), call.params['caseId'] ?? '');
    return trail.ok ? { html: permitEventsPage(call.context, trail.value) } : trail;
  }),
  pageAt('GET', '/permits/{caseId}/papers/{seq}', 'city', '監査証跡の書面', async (call) => {
    const caseId = call.params['caseId'] ?? '';
    const view = await viewTrailPaper(ports)(signedIn(call), caseId, Number(call.params['seq']));
    return view.ok ? { html: trailPaperPage(call.context, { caseId, ...view.value }) } : view;
  }),
];
