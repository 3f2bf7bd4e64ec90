import { duesOf } from '../../core/daily/list-dues.ts';
import type { Caller } from '../../core/directory/caller.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Problem } from '../../core/values/errors.ts';
import { type Endpoint, type HttpPorts, type PageAnswer, type PageCall, pageAt } from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import type { Content } from '../ui/components.ts';
import type { PageContext } from '../ui/layout.ts';
import { endingPages } from './ending-routes.ts';
import { permitPage } from './page.ts';
import { type PermitPart, partNamed } from './parts.ts';
import { registerPages } from './register-routes.ts';

/** A part of a permit's page: it loads what it shows. Which there are is said where all rooms are put together. */
export type PermitSection = (
  ports: HttpPorts,
  caller: Caller,
  context: PageContext,
  permit: AnyPermitView,
  problems: readonly Problem[],
) => Content | Promise<Content>;

/** The records of a permit in the part of its page to which they belong. */
export type PermitRecords = {
  readonly part: PermitPart;
  readonly section: PermitSection;
  /** What nobody may overlook, on the other parts too. */
  readonly notice?: PermitSection;
};

/** The page of a permit, with what is wrong in what was sent from it. */
const showPermit =
  (ports: HttpPorts, records: readonly PermitRecords[]) =>
  async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const found = await viewPermit(ports)(caller, call.params['caseId'] ?? '');
    if (!found.ok) return found;
    const permit = found.value;
    // What was sent from it is answered with the whole page.
    const part = partNamed(call.query['part']);
    const shown = records.flatMap((one) => {
      const section = part === 'all' || part === one.part ? one.section : one.notice;
      return section ? [section(ports, caller, call.context, permit, problems)] : [];
    });
    const sections = await Promise.all(shown);
    const dues = await duesOf(ports)(permit.caseId);
    return {
      status: problems.length > 0 ? 422 : 200,
      html: permitPage(
        call.context,
        permit,
        regulationById(permit.regulationId),
        { part, sections, dues },
        problems,
      ),
    };
  };

/** 許可台帳, the page of a permit, 廃止届. */
export const permitPages = (ports: HttpPorts, records: readonly PermitRecords[]): readonly Endpoint[] => [
  ...registerPages(ports),
  pageAt('GET', '/permits/{caseId}', 'anyone', '許可の状況と内容', (call) =>
    showPermit(ports, records)(call),
  ),
  ...endingPages(ports, showPermit(ports, records)),
];
