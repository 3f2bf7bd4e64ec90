import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import type { RecordName } from '../../core/case/records.ts';
import { listChanges } from '../../core/change/list-changes.ts';
import { listShortenings } from '../../core/change/view-shortening.ts';
import type { Caller } from '../../core/directory/caller.ts';
import { listFindings } from '../../core/finding/view-finding.ts';
import { listInstructions } from '../../core/instruction/views.ts';
import { listReports } from '../../core/monthly-report/view-report.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { listReconciliations } from '../../core/reconciliation/view-reconciliation.ts';
import { listReconfirmations } from '../../core/reconfirmation/list-reconfirmations.ts';
import { listWorks } from '../../core/work/view-work.ts';
import { changesSection } from '../change/permit-section.ts';
import { changePages } from '../change/routes.ts';
import { shorteningNotice, shorteningsSection } from '../change/shortening-page.ts';
import { shorteningPages } from '../change/shortening-routes.ts';
import { findingsSection } from '../finding/permit-section.ts';
import { findingPages } from '../finding/routes.ts';
import type { Endpoint, HttpPorts } from '../http/contract.ts';
import { cutOffBox, cutOffWithBox, instructionsSection } from '../instruction/permit-section.ts';
import { instructionPages } from '../instruction/routes.ts';
import { reportsSection } from '../monthly-report/page.ts';
import { reportPages } from '../monthly-report/routes.ts';
import type { PermitRecords } from '../permit/routes.ts';
import { reconciliationsSection } from '../reconciliation/permit-section.ts';
import { reconciliationPages } from '../reconciliation/routes.ts';
import { reconfirmationsSection } from '../reconfirmation/permit-section.ts';
import { reconfirmationPages } from '../reconfirmation/routes.ts';
import { announceButton, worksSection } from '../work/permit-section.ts';
import { workPages } from '../work/routes.ts';

type RecordPages = PermitRecords & { readonly pages: (ports: HttpPorts) => readonly Endpoint[] };

/** The pages of every kind of record, in the order of the permit's page: an entry for each kind (docs/adding-a-record.md). */
export const RECORD_PAGES: Readonly<Record<RecordName, RecordPages>> = {
  work: {
    pages: workPages,
    part: 'works',
    section: async (ports, caller, context, { caseId }) => {
      const list = await listWorks(ports)(caller, caseId);
      return worksSection(context, {
        caseId,
        ...(list.ok ? list.value : { works: [], canAnnounce: false }),
      });
    },
    overview: async (ports, caller, _, { caseId }) => {
      const list = await listWorks(ports)(caller, caseId);
      return list.ok && announceButton(caseId, list.value);
    },
  },
  report: {
    pages: reportPages,
    part: 'reports',
    section: async (ports, caller, context, permit) => {
      const list = await listReports(ports)(caller, permit.caseId);
      return reportsSection(context, { permit, list: list.ok ? list.value : { reports: [] } });
    },
  },
  reconciliation: {
    pages: reconciliationPages,
    part: 'works',
    section: async (ports, caller, context, permit) => {
      const list =
        permit.audience === 'city' ? await listReconciliations(ports)(caller, permit.caseId) : undefined;
      return reconciliationsSection(context, { list: list?.ok ? list.value : undefined });
    },
  },
  instruction: {
    pages: instructionPages,
    part: 'findings',
    section: async (ports, caller, context, permit) => {
      const listed = await listInstructions(ports)(caller, permit.caseId);
      return instructionsSection(context, {
        permit,
        instructions: listed.ok ? listed.value.instructions : [],
        cutOffWith: await cutOffWith(ports, permit),
      });
    },
    notice: async (ports, _caller, _context, permit) => [
      permit.cutOffs > 0 && cutOffBox(permit),
      cutOffWithBox(await cutOffWith(ports, permit)),
    ],
  },
  finding: {
    pages: findingPages,
    part: 'findings',
    section: async (ports, caller, context, permit) => {
      const listed = await listFindings(ports)(caller, permit.caseId);
      const { findings, notices } = listed.ok ? listed.value : { findings: [], notices: [] };
      return findingsSection(context, { permit, findings, notices });
    },
  },
  reconfirmation: {
    pages: reconfirmationPages,
    part: 'changes',
    section: async (ports, caller, context, permit) => {
      const listed = await listReconfirmations(ports)(caller, permit.caseId);
      return reconfirmationsSection(context, { permit, reconfirmations: listed.ok ? listed.value : [] });
    },
  },
  shortening: {
    pages: shorteningPages,
    part: 'changes',
    section: async (ports, caller, _context, permit) =>
      shorteningsSection(permit, await shorteningsOf(ports, caller, permit)),
    notice: async (ports, caller, _context, permit) =>
      shorteningNotice(permit, await shorteningsOf(ports, caller, permit)),
  },
  change: {
    pages: changePages,
    part: 'changes',
    section: async (ports, caller, context, permit, problems) => {
      const listed = await listChanges(ports)(caller, permit.caseId);
      return changesSection(context, { permit, changes: listed.ok ? listed.value : [], problems });
    },
  },
};

/** 許可の期間の短縮 of a permit (docs/adr/0062). */
const shorteningsOf = async (ports: HttpPorts, caller: Caller, { caseId }: AnyPermitView) => {
  const listed = await listShortenings(ports)(caller, caseId);
  return listed.ok ? listed.value : [];
};

/** The vendor's permit, while it is cut off in an emergency (G9). */
const cutOffWith = async ({ store }: HttpPorts, { parent }: AnyPermitView): Promise<string | undefined> => {
  const state = parent && (await loadCase(store, parent.caseId));
  return state && isSupervised(state) && state.cutOffs.length > 0 ? state.permitNo : undefined;
};
