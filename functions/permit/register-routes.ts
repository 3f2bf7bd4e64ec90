import { listSections, listSystems } from '../../core/directory/directory-store.ts';
import { listPermits } from '../../core/permit/list-permits.ts';
import { registerQuerySchema } from '../../core/permit/register-query.ts';
import type { RegisterEntry } from '../../core/permit/views.ts';
import { allVersions } from '../../core/regulation/regulations.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { writeCsv } from '../../core/values/write-csv.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { encodeCp932, forCp932, GETA } from '../http/cp932.ts';
import { signedIn } from '../http/not-found.ts';
import { registerRows } from './register-csv.ts';
import { registerPage, tooLongPage, unencodablePage } from './register-page.ts';

const BOM = '\uFEFF';
/** What a request has the time to read (20 seconds); a spreadsheet takes more. */
const MAX_LINES = 5000;
/** A Lambda answers 6 MB, and a file goes there in Base64: a third more. */
const MAX_BYTES = 4_400_000;

/** 許可台帳 and its CSV (F12). */
export const registerPages = (ports: AppPorts): readonly Endpoint[] => {
  const show = async (call: PageCall): Promise<PageAnswer> => {
    const { done: _done, next: _next, ...query } = call.query;
    const parsed = registerQuerySchema.safeParse(query);
    const { permits, cursor } = parsed.success
      ? await listPermits(ports)(signedIn(call), parsed.data)
      : { permits: [], cursor: undefined };
    const [sections, systems] = await Promise.all([listSections(ports.store), listSystems(ports.store)]);
    return {
      status: parsed.success ? 200 : 422,
      html: registerPage(call.context, {
        permits,
        cursor,
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
