import { applicationsApi } from '../application/api.ts';
import { applicationPages } from '../application/routes.ts';
import { attachmentsApi } from '../attachment/api.ts';
import { attachmentPages } from '../attachment/routes.ts';
import { casePages, decisionPages } from '../decision/routes.ts';
import { disposalsApi } from '../disposal/api.ts';
import { disposalPages } from '../disposal/routes.ts';
import { findingsApi } from '../finding/api.ts';
import { helpPages } from '../help/routes.ts';
import { withHelp } from '../help/with-help.ts';
import { withAbove } from '../http/above.ts';
import type { Endpoint, HttpPorts } from '../http/contract.ts';
import { openApiDocument } from '../http/openapi.ts';
import { instructionsApi } from '../instruction/api.ts';
import { reportsApi } from '../monthly-report/api.ts';
import { permitsApi } from '../permit/api.ts';
import { documentPages, withMarks } from '../permit/documents-routes.ts';
import { permitLifeApi } from '../permit/life-api.ts';
import { permitPages, renewalPages } from '../permit/routes.ts';
import { reconciliationsApi } from '../reconciliation/api.ts';
import { directoryApi } from '../registration/api.ts';
import { proposalPages } from '../registration/proposal-routes.ts';
import { directoryPages } from '../registration/routes.ts';
import { signInApi } from '../sign-in/api.ts';
import { homePages, savedFormPages } from '../sign-in/home-routes.ts';
import { sessionPages, signInPages } from '../sign-in/routes.ts';
import { trailPages } from '../trail/routes.ts';
import { worksApi } from '../work/api.ts';
import { calendarPages } from '../work/calendar-page.ts';
import { RECORD_PAGES } from './record-pages.ts';

// Asked for when pages are: read where this module begins, it would draw all pages into the functions that have none.
const records = () => Object.values(RECORD_PAGES);

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
export const pageEndpoints = (ports: HttpPorts): readonly Endpoint[] =>
  withAbove(
    withHelp(
      withMarks(ports, [
        ...signInPages(ports),
        ...homePages(ports),
        ...sessionPages(ports),
        ...savedFormPages(ports),
        ...calendarPages(ports),
        ...applicationPages(ports),
        ...casePages(ports),
        ...attachmentPages(ports),
        ...decisionPages(ports),
        ...permitPages(ports, records()),
        ...documentPages(ports),
        ...trailPages(ports),
        ...records().flatMap(({ pages }) => pages(ports)),
        ...renewalPages(ports),
        ...directoryPages(ports),
        ...disposalPages(ports),
        ...proposalPages(ports),
        ...helpPages(ports),
      ]),
    ),
  );

/** Where everything stands that anybody may call without signing in. */
export const publicEndpoints = (ports: HttpPorts): readonly Endpoint[] => [
  ...signInApi(ports),
  ...openApiDocument(),
  ...signInPages(ports),
  ...helpPages(ports),
];

/** The contract table: every route of the system with its schemas, who may call it, and what runs. */
export const endpoints = (ports: HttpPorts): readonly Endpoint[] => [
  ...apiEndpoints(ports),
  ...pageEndpoints(ports),
];
