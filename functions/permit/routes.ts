import { Temporal } from 'temporal-polyfill';
import { remarksOn } from '../../core/application/application-remarks.ts';
import { duesOf } from '../../core/daily/list-dues.ts';
import { type Caller, vendorOf } from '../../core/directory/caller.ts';
import { listConsultations, listSections, listSystems } from '../../core/directory/directory-store.ts';
import { asNamedAt } from '../../core/document/issue-document.ts';
import { endingInputSchema } from '../../core/permit/ending.ts';
import { cascadeOf, fileEnding, loadEnding, withdrawEnding } from '../../core/permit/file-ending.ts';
import {
  findPermits,
  listPermits,
  permitEntries,
  type RegisterQuery,
  registerQuerySchema,
} from '../../core/permit/list-permits.ts';
import { loadRenewable, renewalInputSchema, renewPermit } from '../../core/permit/renew-permit.ts';
import { loadPermit, viewPermit } from '../../core/permit/view-permit.ts';
import type { AnyPermitView, RegisterEntry } from '../../core/permit/views.ts';
import { allVersions, regulationById, regulationOn } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { writeCsv } from '../../core/values/csv.ts';
import { accepted, type Problem, refused } from '../../core/values/errors.ts';
import {
  type AppPorts,
  type Endpoint,
  type HttpPorts,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { encodeCp932, forCp932, GETA } from '../http/cp932.ts';
import { formPages } from '../http/form-routes.ts';
import type { Content } from '../ui/components.ts';
import { textAt } from '../ui/form.ts';
import type { PageContext } from '../ui/layout.ts';
import { paged, partNamed } from '../ui/parts.ts';
import { endingFormPage, endingPaper } from './ending-page.ts';
import { PERMIT_PARTS, type PermitPart, permitPage } from './page.ts';
import { registerPage, registerPath, registerRows, tooLongPage, unencodablePage } from './register-page.ts';
import { renewalPage } from './renewal-page.ts';

/** 廃止届 as pages (F10, G11). @param showPermit the page of the permit, with what is wrong in what was sent from it */
const endingPages = (
  ports: HttpPorts,
  showPermit: (call: PageCall, problems: readonly Problem[]) => Promise<PageAnswer>,
): readonly Endpoint[] => {
  const caseIdOf = (call: PageCall) => call.params['caseId'] ?? '';

  return [
    ...formPages(ports, {
      path: '/permits/{caseId}/ending',
      who: 'vendor',
      summary: '廃止届の提出',
      schema: endingInputSchema,
      load: async (caller, call) => {
        const permit = await viewPermit(ports)(caller, caseIdOf(call));
        if (!permit.ok) return permit;
        const live = await cascadeOf(ports.store, caseIdOf(call));
        const cascade = live.map(({ caseId, permitNo }) => ({
          permitNo,
          subcontractor: permit.value.children.find((child) => child.caseId === caseId)?.subcontractor ?? '',
        }));
        return accepted({ permit: permit.value, cascade });
      },
      closed: ({ permit: { can, ending, statusLabel } }) =>
        can.end
          ? undefined
          : ending
            ? 'すでに廃止届が出ています。'
            : `この許可は「${statusLabel}」のため、届け出ることはできません。`,
      start: async ({ permit: { safeguards } }) => {
        const { accounts, data } = safeguards.atEnd ?? {};
        return { returnAndErasure: [accounts, data].filter((text) => text !== undefined).join('\n') };
      },
      show: (context, view, given) => endingFormPage(context, { ...view, ...given }),
      run: (caller, call, body, _, ports) => fileEnding(ports)(caller, caseIdOf(call), body),
      back: ({ permit: { caseId } }) => ({ href: `/permits/${caseId}`, label: '許可の画面に戻る' }),
      done: 'ending-filed',
    }),
    pageAt('POST', '/permits/{caseId}/ending/withdraw', 'vendor', '廃止届の取下げ', async (call) => {
      if (textAt(call.form.fields, 'confirmed') !== 'true')
        return showPermit(call, [
          { pointer: '/confirmed', message: '取り下げる場合は、確認の欄にチェックを入れてください' },
        ]);
      const outcome = await withdrawEnding(ports)(signedIn(call), caseIdOf(call));
      return outcome.ok ? { redirect: `/permits/${caseIdOf(call)}?done=ending-withdrawn` } : outcome;
    }),
    pageAt('GET', '/permits/{caseId}/ending/paper', 'anyone', '廃止届（A4）', async (call) => {
      const caller = signedIn(call);
      const [permit, found] = await Promise.all([
        viewPermit(ports)(caller, caseIdOf(call)),
        loadPermit(ports.store, caller, caseIdOf(call)),
      ]);
      if (!permit.ok) return permit;
      const ending = found.ok ? await loadEnding(ports.store, found.value.state) : undefined;
      const filedAt = found.ok ? found.value.state.ending?.filedAt : undefined;
      return ending
        ? { html: endingPaper(call.context, await asNamedAt(ports.store, permit.value, filedAt), ending) }
        : refused('conflict', 'no-ending', 'この許可について、廃止届は出ていません');
    }),
  ];
};

const BOM = '\uFEFF';
/** What a request has the time to read (20 seconds); a spreadsheet takes more. */
const MAX_LINES = 5000;
/** A Lambda answers 6 MB, and a file goes there in Base64: a third more. */
const MAX_BYTES = 4_400_000;

/** 許可台帳 and its CSV (F12). */
const registerPages = (ports: AppPorts): readonly Endpoint[] => {
  /** A page by its number, or where that would read too much, the next one by where the one before ended. */
  const linesOf = async (call: PageCall, query: RegisterQuery, page: string | undefined) => {
    const caller = signedIn(call);
    const found = query.cursor === undefined ? await findPermits(ports)(caller, query) : undefined;
    if (!found) return { ...(await listPermits(ports)(caller, query)), numbers: undefined };
    const asked = page === 'all' ? undefined : page;
    const { shown, numbers } = paged(found, asked, '許可', (wanted) =>
      registerPath({ ...query, page: wanted }),
    );
    return { permits: await permitEntries(ports)(caller, shown), cursor: undefined, numbers };
  };
  const show = async (call: PageCall): Promise<PageAnswer> => {
    const { done: _done, next: _next, page, ...query } = call.query;
    const parsed = registerQuerySchema.safeParse(query);
    const lines = parsed.success
      ? await linesOf(call, parsed.data, page)
      : { permits: [], cursor: undefined, numbers: undefined };
    const [sections, systems] = await Promise.all([listSections(ports.store), listSystems(ports.store)]);
    return {
      status: parsed.success ? 200 : 422,
      html: registerPage(call.context, {
        ...lines,
        query,
        problems: parsed.success ? [] : problemsOf(parsed.error),
        sections,
        systems,
        regulations: allVersions(),
      }),
    };
  };

  /** Every permit that meets the conditions; undefined when they are more than one file can hold. */
  const all = async (call: PageCall, query: Parameters<ReturnType<typeof listPermits>>[1]) => {
    const found: RegisterEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPermits(ports)(signedIn(call), { ...query, cursor }, 100);
      found.push(...page.permits);
      cursor = page.cursor;
    } while (cursor !== undefined && found.length <= MAX_LINES);
    return found.length <= MAX_LINES ? found : undefined;
  };

  const save = async (call: PageCall): Promise<PageAnswer> => {
    const { encoding, replace, done: _done, next: _next, ...conditions } = call.query;
    const parsed = registerQuerySchema.omit({ cursor: true }).safeParse(conditions);
    if (!parsed.success) return show({ ...call, query: conditions });
    /** A register that ends in the middle would be taken for whole: all of it, or no file. */
    const tooLong = async (): Promise<PageAnswer> => {
      const [sections, systems] = await Promise.all([listSections(ports.store), listSystems(ports.store)]);
      const view = { query: conditions, problems: [], sections, systems, regulations: allVersions() };
      return { status: 422, html: tooLongPage(call.context, view, MAX_LINES) };
    };
    const fileOf = (file: Buffer, contentType: string) =>
      file.length > MAX_BYTES ? tooLong() : { file, name, contentType };
    const name = `許可台帳_${dateOf(ports.clock()).toString().replaceAll('-', '')}.csv`;
    const permits = await all(call, parsed.data);
    if (!permits) return tooLong();
    const rows = registerRows(permits, call.context.reader?.kind === 'vendor');
    if (encoding !== 'cp932') return fileOf(Buffer.from(BOM + writeCsv(rows)), 'text/csv; charset=utf-8');
    const [head = [], ...lines] = rows;
    const found = lines.flatMap((line, index) =>
      line.flatMap((cell, column) => {
        const { missing } = forCp932(cell);
        return missing.length === 0
          ? []
          : [
              {
                permitNo: permits[index]?.permitNo ?? '',
                column: head[column] ?? '',
                characters: missing.join(' '),
              },
            ];
      }),
    );
    if (found.length > 0 && replace !== 'yes')
      return {
        status: 422,
        html: unencodablePage(call.context, { query: conditions, found, replacement: GETA }),
      };
    return fileOf(Buffer.from(encodeCp932(forCp932(writeCsv(rows)).text)), 'text/csv; charset=Shift_JIS');
  };

  return [
    pageAt('GET', '/permits', 'anyone', '許可台帳', show),
    pageAt('GET', '/permits.csv', 'anyone', '許可台帳のCSV', save),
  ];
};

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
  /** What the overview leads to. */
  readonly overview?: PermitSection;
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
    const part = problems.length > 0 ? 'all' : partNamed(PERMIT_PARTS, call.query['part']);
    const shown = records.flatMap((one) => {
      const section = part === 'all' || part === one.part ? one.section : one.notice;
      return [section, part === 'overview' ? one.overview : undefined].flatMap((shows) =>
        shows ? [shows(ports, caller, call.context, permit, problems)] : [],
      );
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
