import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
import type { LogJudge } from '../../core/reconciliation/judge-log.ts';
import type { Visitor } from '../../core/sign-in/sign-in.ts';
import type { Files, Ports } from '../../core/store/ports.ts';
import type { AnchorReader } from '../../core/trail/read-anchors.ts';
import { Fatal, type Problem, type Refusal, refused } from '../../core/values/errors.ts';
import type { Form } from '../ui/form.ts';
import type { Html, PageContext } from '../ui/layout.ts';

/** What a deployment says of itself. */
export type Config = {
  /** e.g. https://permits.city.example, without a slash at the end. */
  readonly baseUrl: string;
  readonly cityName: string;
};
export type AppPorts = Ports & { readonly config: Config };
/** What stands behind HTTP also reaches the files, and reads the anchors of the audit trail. */
export type HttpPorts = AppPorts & {
  readonly files: Files;
  readonly anchors: AnchorReader;
  readonly logs: LogJudge;
};

/**
 * Who may call a route at all. What belongs to whom is judged by the use case: 404 for what is not yours.
 * `anyone` = signed in; `city` = an official with an appointment today.
 */
export type Who = 'public' | 'anyone' | 'vendor' | 'city' | 'clerk' | 'office';

type Common = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** API Gateway notation: /v1/applications/{caseId}. */
  readonly path: string;
  readonly who: Who;
  readonly summary: string;
};
/** A JSON route. Bodies and answers are parsed by their schemas, unknown fields refused. */
export type ApiRoute = Common & {
  readonly kind: 'api';
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly status: 200 | 201 | 202 | 204;
  readonly response?: z.ZodType;
  /** Answered with 202 instead where the act waits for another person's confirmation (docs/adr/0029). */
  readonly waiting?: z.ZodType;
  /** The body quotes a machine's text (a log), in which 外字 are nobody's typing. */
  readonly quotes?: boolean;
  /** Needs an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** Refusals beyond those that all routes of its kind have, for the document (scripts/docs/openapi.ts). */
  readonly mayAlso?: readonly (404 | 409)[];
};
/** A page: GET renders, POST acts and redirects, mistakes are rendered again. */
export type PageRoute = Common & {
  readonly kind: 'page';
  /** The procedures of the handbooks that it belongs to (functions/help). */
  readonly help?: PageContext['help'];
  /** What is sent and then closed: nothing stands below it. */
  readonly isForm?: boolean;
  /** The pages above it, the nearest last (above.ts). */
  readonly above?: readonly Pick<Common, 'path' | 'summary' | 'who'>[];
};
export type Route = ApiRoute | PageRoute;

export type ApiCall = {
  readonly caller: Caller;
  readonly csrf: string;
  /** Of a session: when it ends, if nothing is asked for before. */
  readonly until?: Temporal.Instant | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly cookie: string | undefined;
  readonly visitor: Visitor;
};
export type ApiAnswer =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly cookies?: readonly string[];
      /** The value is of the route's `waiting`. */
      readonly waits?: boolean;
    }
  | Refusal;
export type ApiHandler = (call: ApiCall) => Promise<ApiAnswer>;

type Told<B> = Partial<Pick<ApiRoute, 'status'>> &
  Omit<ApiRoute, 'kind' | 'body' | 'status' | keyof Common> & { readonly body?: B };

/** A JSON route, answered with 200 unless it says otherwise, and what runs, with the body typed by its schema. */
const apiAt =
  (method: Common['method']) =>
  <B extends z.ZodType = z.ZodUndefined>(
    path: string,
    who: Who,
    summary: string,
    told: Told<B>,
    handler: (call: Omit<ApiCall, 'body'> & { readonly body: z.infer<B> }) => Promise<ApiAnswer>,
  ): Endpoint => ({
    route: { status: 200, ...told, kind: 'api', method, path, who, summary },
    handler: handler as ApiHandler,
  });
export const read = apiAt('GET');
export const post = apiAt('POST');
export const put = apiAt('PUT');
export const remove = apiAt('DELETE');

export type PageCall = {
  readonly caller: Caller | undefined;
  readonly context: PageContext;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The decoded form of a POST; empty for a GET. */
  readonly form: Form;
  readonly cookies: Readonly<Record<string, string>>;
  readonly visitor: Visitor;
};
export type PageAnswer =
  | {
      readonly html: Html | Promise<Html>;
      readonly status?: number;
      /** The one other place a form of this page is sent to. */
      readonly formTarget?: string;
      /** Shown once and left nowhere, not in the browser either. */
      readonly secret?: true;
    }
  | {
      readonly redirect: string;
      readonly cookies?: readonly string[];
      /** The browser is asked to forget the pages that it keeps for going back. */
      readonly forgets?: true;
    }
  /** `kept`: the address names its content, so that a browser never asks again. */
  | { readonly text: string; readonly contentType: string; readonly kept: boolean }
  /** A file to save. */
  | { readonly file: Uint8Array; readonly name: string; readonly contentType: string }
  | Refusal;
export type PageHandler = (call: PageCall) => Promise<PageAnswer>;

/** A page route and what runs. */
export const pageAt = (
  method: 'GET' | 'POST',
  path: string,
  who: Who,
  summary: string,
  handler: PageHandler,
): Extract<Endpoint, { readonly route: PageRoute }> => ({
  route: { kind: 'page', method, path, who, summary },
  handler,
});

export type Endpoint =
  | { readonly route: ApiRoute; readonly handler: ApiHandler }
  | { readonly route: PageRoute; readonly handler: PageHandler };

/** JSON pointer of a zod issue, one per unknown field. */
export const problemsOf = (error: z.ZodError): Problem[] =>
  error.issues.flatMap((issue) => {
    const pointer = pointerOf(issue.path);
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: `${pointer}/${escaped(key)}`,
          message: '受け付けていない項目です',
        }))
      : [{ pointer, message: issue.message }];
  });
const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');
const pointerOf = (path: readonly PropertyKey[]) => path.map((part) => `/${escaped(String(part))}`).join('');

/** The one answer for what does not exist and for what is not yours. */
export const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

/** The caller of a route that is not public; the middleware has seen to it that there is one. */
export const signedIn = (call: PageCall): Caller => {
  if (!call.caller) throw new Fatal('a route without `who` has no caller');
  return call.caller;
};
