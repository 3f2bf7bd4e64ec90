import { isSupervised } from '../../core/case-state.ts';
import { loadCase } from '../../core/case-store.ts';
import type { AnyPermitView } from '../../core/permit-views.ts';
import { listChanges } from '../../core/use-cases/list-changes.ts';
import { listReconfirmations } from '../../core/use-cases/list-reconfirmations.ts';
import { listFindings } from '../../core/use-cases/view-finding.ts';
import { listInstructions } from '../../core/use-cases/view-instruction.ts';
import { listReconciliations } from '../../core/use-cases/view-reconciliation.ts';
import { listReports } from '../../core/use-cases/view-report.ts';
import { listWorks } from '../../core/use-cases/view-work.ts';
import type { HttpPorts } from '../contract.ts';
import { changesSection } from '../pages/permit-section-changes.ts';
import { findingsSection } from '../pages/permit-section-findings.ts';
import { instructionsSection } from '../pages/permit-section-instructions.ts';
import { reconciliationsSection } from '../pages/permit-section-reconciliations.ts';
import { reconfirmationsSection } from '../pages/permit-section-reconfirmations.ts';
import { reportsSection } from '../pages/permit-section-reports.ts';
import { worksSection } from '../pages/permit-section-works.ts';
import type { PermitSection } from './permit-pages.ts';

/** The parts of a permit's page, in their order: each loads what it shows. */
export const PERMIT_SECTIONS: readonly PermitSection[] = [
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
