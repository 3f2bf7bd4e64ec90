import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { listChanges } from '../../core/change/list-changes.ts';
import { listFindings } from '../../core/finding/view-finding.ts';
import { listInstructions } from '../../core/instruction/view-instruction.ts';
import { listReports } from '../../core/monthly-report/view-report.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { listReconciliations } from '../../core/reconciliation/view-reconciliation.ts';
import { listReconfirmations } from '../../core/reconfirmation/list-reconfirmations.ts';
import { listWorks } from '../../core/work/view-work.ts';
import { changesSection } from '../change/permit-section.ts';
import { findingsSection } from '../finding/permit-section.ts';
import type { HttpPorts } from '../http/contract.ts';
import { instructionsSection } from '../instruction/permit-section.ts';
import { reportsSection } from '../monthly-report/permit-section.ts';
import type { PermitSection } from '../permit/routes.ts';
import { reconciliationsSection } from '../reconciliation/permit-section.ts';
import { reconfirmationsSection } from '../reconfirmation/permit-section.ts';
import { worksSection } from '../work/permit-section.ts';

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
