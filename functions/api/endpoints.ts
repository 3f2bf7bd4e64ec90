import type { Endpoint, HttpPorts } from '../contract.ts';
import { applicationPages } from './application-pages.ts';
import { applicationsApi } from './applications.ts';
import { attachmentPages } from './attachment-pages.ts';
import { attachmentsApi } from './attachments.ts';
import { casePages } from './case-pages.ts';
import { changePages } from './change-pages.ts';
import { decisionPages } from './decision-pages.ts';
import { directoryApi } from './directory.ts';
import { directoryPages } from './directory-pages.ts';
import { disposalPages } from './disposal-pages.ts';
import { disposalsApi } from './disposals.ts';
import { findingPages } from './finding-pages.ts';
import { findingsApi } from './findings.ts';
import { instructionPages } from './instruction-pages.ts';
import { instructionsApi } from './instructions.ts';
import { openApiDocument } from './openapi.ts';
import { permitLifeApi } from './permit-life.ts';
import { permitPages } from './permit-pages.ts';
import { PERMIT_SECTIONS } from './permit-sections.ts';
import { permitsApi } from './permits.ts';
import { proposalPages } from './proposal-pages.ts';
import { reconciliationPages } from './reconciliation-pages.ts';
import { reconciliationsApi } from './reconciliations.ts';
import { reconfirmationPages } from './reconfirmation-pages.ts';
import { renewalPages } from './renewal-pages.ts';
import { reportPages } from './report-pages.ts';
import { reportsApi } from './reports.ts';
import { sessionPages } from './session-pages.ts';
import { signInApi } from './sign-in.ts';
import { signInPages } from './sign-in-pages.ts';
import { trailPages } from './trail-pages.ts';
import { workPages } from './work-pages.ts';
import { worksApi } from './works.ts';

/** What programs call. */
export const apiEndpoints = (ports: HttpPorts): readonly Endpoint[] => [
  ...signInApi(ports),
  ...applicationsApi(ports),
  ...attachmentsApi(ports),
  ...permitsApi(ports),
  ...permitLifeApi(ports),
  ...reconciliationsApi(ports),
  ...instructionsApi(ports),
  ...findingsApi(ports),
  ...reportsApi(ports),
  ...directoryApi(ports),
  ...worksApi(ports),
  ...disposalsApi(ports),
  ...openApiDocument(),
];

/** What people see. */
export const pageEndpoints = (ports: HttpPorts): readonly Endpoint[] => [
  ...signInPages(ports),
  ...sessionPages(ports),
  ...applicationPages(ports),
  ...casePages(ports),
  ...attachmentPages(ports),
  ...decisionPages(ports),
  ...permitPages(ports, PERMIT_SECTIONS),
  ...trailPages(ports),
  ...workPages(ports),
  ...instructionPages(ports),
  ...findingPages(ports),
  ...changePages(ports),
  ...renewalPages(ports),
  ...reconfirmationPages(ports),
  ...reconciliationPages(ports),
  ...reportPages(ports),
  ...directoryPages(ports),
  ...disposalPages(ports),
  ...proposalPages(ports),
];

/** Where everything stands that anybody may call without signing in. */
export const publicEndpoints = (ports: HttpPorts): readonly Endpoint[] => [
  ...signInApi(ports),
  ...openApiDocument(),
  ...signInPages(ports),
];

/** The contract table: every route of the system with its schemas, who may call it, and what runs. */
export const endpoints = (ports: HttpPorts): readonly Endpoint[] => [
  ...apiEndpoints(ports),
  ...pageEndpoints(ports),
];
