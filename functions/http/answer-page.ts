import { forgetKept, keepForm } from '../../core/case/saved-form.ts';
import { type Caller, holds, isClerk, isOffice, vendorOf } from '../../core/directory/caller.ts';
import { roleLabel } from '../../core/directory/directory.ts';
import { loadSection, loadSettings, loadVendor } from '../../core/directory/directory-store.ts';
import { endedSession } from '../../core/sign-in/sign-in.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { Rejected } from '../../core/values/errors.ts';
import { decodeForm } from '../ui/form.ts';
import { keptFormPage } from '../ui/kept-form-page.ts';
import type { PageContext } from '../ui/layout.ts';
import { doneText, type MessageStatus, messagePage } from '../ui/message-page.ts';
import { aboveOf } from './above.ts';
import { isAllowed, isSurelySameOrigin } from './authenticate.ts';
import type { PageAnswer, PageCall, PageHandler, PageRoute } from './contract.ts';
import {
  bodyOf,
  dispositionOf,
  hasMediaType,
  isPart,
  needsCaller,
  type Request,
  type Result,
  STATUS,
  stringsOf,
} from './http-request.ts';

/** Pages: read the form, run, answer with a page or send the browser on. */

export const cspWith = (formTargets: string): string =>
  `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action ${formTargets}; frame-ancestors 'none'; base-uri 'none'`;

const contextOf = async (request: Request, route: Pick<PageRoute, 'who'>): Promise<PageContext> => {
  const { identity, ports, event } = request;
  const { caller } = identity;
  const settings = await loadSettings(ports.store);
  const vendorId = caller && vendorOf(caller);
  const vendor = vendorId === undefined ? undefined : await loadVendor(ports.store, vendorId);
  return {
    cityName: ports.config.cityName,
    today: dateOf(ports.clock()),
    csrf: identity.csrf,
    done: doneText(event.queryStringParameters?.['done']),
    ...(caller
      ? {
          once: ports.ids.next(),
          reader: {
            name: caller.person.name,
            kind: caller.person.affiliation.kind,
            roles: vendor
              ? [vendor.name]
              : caller.appointments.map(
                  (a) => `${a.title}（${roleLabel(a.role)}${a.kind === 'deputy' ? '・代決' : ''}）`,
                ),
            until: identity.until?.toString(),
            isClerk: isClerk(caller),
            isOffice: isOffice(caller, settings),
            books: booksOf(caller),
          },
        }
      : {}),
    // Also to somebody who is signed in: such a page does not tell whether he is.
    ...(caller && route.who !== 'public'
      ? {}
      : { contact: await loadSection(ports.store, settings.officeSectionId) }),
  };
};

/** The handbooks that are written for the caller, by the roles held today. */
const booksOf = (caller: Caller): readonly string[] => {
  if (vendorOf(caller) !== undefined) return ['vendor'];
  const isManager = caller.appointments.some(({ role }) => role.startsWith('manager:'));
  return [
    ...(isManager ? ['manager'] : []),
    ...(holds(caller, 'chief') ? ['chief'] : []),
    ...(isClerk(caller) ? ['office'] : []),
  ];
};

const html = async (context: PageContext, answer: PageAnswer): Promise<Result> => {
  if ('redirect' in answer)
    return {
      statusCode: 303,
      headers: {
        location: answer.redirect,
        ...(answer.forgets ? { 'clear-site-data': '"cache"' } : {}),
      },
      cookies: [...(answer.cookies ?? [])],
      body: '',
    };
  if ('text' in answer)
    return {
      statusCode: 200,
      headers: {
        'content-type': answer.contentType,
        ...(answer.kept ? { 'cache-control': 'private, max-age=31536000, immutable' } : {}),
      },
      body: answer.text,
    };
  if ('file' in answer)
    return {
      statusCode: 200,
      headers: {
        'content-type': answer.contentType,
        'content-disposition': dispositionOf(answer.name),
      },
      body: Buffer.from(answer.file).toString('base64'),
      isBase64Encoded: true,
    };
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  if ('html' in answer) {
    const { formTarget } = answer;
    const policy = formTarget && {
      'content-security-policy': cspWith(`'self' ${new URL(formTarget).origin}`),
    };
    return {
      statusCode: answer.status ?? 200,
      headers: { ...headers, ...policy },
      body: String(await answer.html),
    };
  }
  const status = STATUS[answer.kind];
  return {
    statusCode: status,
    headers,
    body: String(await messagePage(context, messageStatus(status), { sentence: answer.message })),
  };
};

export const messageStatus = (status: number): MessageStatus => {
  if (status === 403 || status === 404 || status === 409 || status === 410 || status === 429) return status;
  return status >= 500 ? 500 : 400;
};

/** In the reader's own browser, which asks before it uses it, save for going back (docs/adr/0059). */
const SHOWN_AGAIN = 'private, no-cache';

const EMPTY_FORM = decodeForm('');

/**
 * What was typed goes back to whoever typed it, and is kept for whose session it was; undefined for what another site may have
 * sent, or no page of ours.
 */
const keptForm = async (
  context: PageContext,
  route: PageRoute,
  { event, ports, identity }: Request,
): Promise<Result | undefined> => {
  const isForm = hasMediaType(event, 'application/x-www-form-urlencoded');
  if (!isForm || !isSurelySameOrigin(event, ports.config)) return undefined;
  const body = bodyOf(event);
  const { once } = decodeForm(body).meta;
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const view = { action: `${event.rawPath}${query}`, pairs: [...new URLSearchParams(body)] };
  const cookie = identity.cookies['session'];
  const ended = identity.caller || !cookie || once === '' ? undefined : await endedSession(ports)(cookie);
  const form = { once, title: route.summary, caseId: stringsOf(event.pathParameters)['caseId'] };
  const at =
    ended && (await isAllowed(route.who, ended, ports.store))
      ? await keepForm(ports)(ended, form, { ...view, pairs: view.pairs.filter(isKept) })
      : undefined;
  return {
    // Signed in again in another tab: nothing is wrong, it is pressed once more.
    statusCode: identity.caller ? 200 : 403,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: String(await keptFormPage({ ...context, once }, { ...view, at })),
  };
};
/** The token is of a session; a box by which somebody answers for what he has seen is ticked anew (docs/adr/0051). */
const isKept = ([name]: readonly [string, string]): boolean => !/^(_csrf$|confirmed(:|$))/.test(name);

const orRejected = (error: unknown): undefined => {
  if (!(error instanceof Rejected)) throw error;
};

/** An address that leads nowhere. The same, but for the menu, as a page of somebody else's. */
export const answerNotFound = async (request: Request): Promise<Result> => ({
  statusCode: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  cookies: [...request.identity.setCookies],
  body: String(await messagePage(await contextOf(request, { who: 'anyone' }), 404)),
});

export const answerPage = async (
  route: PageRoute,
  handler: PageHandler,
  request: Request,
): Promise<Result> => {
  const { event, identity, ports } = request;
  const { caller } = identity;
  const known = await contextOf(request, route);
  const above = aboveOf(route, event.rawPath, known.reader);
  const context = { ...known, above, ...(route.help ? { help: route.help } : {}) };
  const refuse = async (status: number, message: string): Promise<Result> => ({
    statusCode: status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: String(await messagePage(context, messageStatus(status), { sentence: message })),
  });
  if (needsCaller(route) && !caller) {
    const kept =
      route.method === 'POST' ? await keptForm(context, route, request).catch(orRejected) : undefined;
    if (kept) return kept;
    const part = isPart(event.rawQueryString) ? `?${event.rawQueryString}` : '';
    const next = route.method === 'GET' ? [`next=${encodeURIComponent(event.rawPath + part)}`] : [];
    // A session that was ended by its person has no cookie any more; this one has run out.
    const over = identity.cookies['session'] ? ['over=1'] : [];
    const query = [...next, ...over].join('&');
    return { statusCode: 303, headers: { location: `/sign-in${query && `?${query}`}` }, body: '' };
  }
  if (caller && !(await isAllowed(route.who, caller, ports.store)))
    return refuse(403, 'このページを利用する権限がありません');
  const isForm = hasMediaType(event, 'application/x-www-form-urlencoded');
  if (route.method === 'POST' && !isForm) return refuse(415, '送信された内容の形式に対応していません');
  let form: PageCall['form'] = EMPTY_FORM;
  try {
    if (route.method === 'POST') form = decodeForm(bodyOf(event));
  } catch (error) {
    if (error instanceof Rejected) return refuse(400, error.message);
    throw error;
  }
  if (route.method === 'POST' && caller && form.meta.csrf !== identity.csrf) {
    const kept = await keptForm(context, route, request);
    if (kept) return { ...kept, cookies: [...identity.setCookies] };
    return refuse(
      403,
      '画面の有効期限が切れました。前の画面に戻り、読み込み直してからもう一度お試しください',
    );
  }
  // A form that is shown again is the same form: it makes what it makes once (core/directory/idempotency.ts).
  const { once } = form.meta;
  const answer = await handler({
    caller: caller && once !== '' ? { ...caller, press: once } : caller,
    context: once === '' ? context : { ...context, once },
    params: stringsOf(event.pathParameters),
    query: stringsOf(event.queryStringParameters),
    form,
    cookies: identity.cookies,
    visitor: identity.visitor,
  });
  if (caller && once !== '' && 'redirect' in answer)
    await forgetKept(ports, caller, { once, caseId: stringsOf(event.pathParameters)['caseId'] });
  const result = await html(context, answer);
  // Without a copy of its own a browser can only ask whether to send again, when somebody goes back to a form that was shown again.
  const isShownAgain = route.method === 'POST' && caller && 'html' in answer && !answer.secret;
  if (isShownAgain) result.headers = { ...result.headers, 'cache-control': SHOWN_AGAIN };
  return { ...result, cookies: [...identity.setCookies, ...(result.cookies ?? [])] };
};
