import { followLink } from '../../core/sign-in/decision-link.ts';
import { requestCode, requestCodeFor } from '../../core/sign-in/request-code.ts';
import {
  endEverySession,
  endOtherSessions,
  endSession,
  type Here,
  listSessions,
} from '../../core/sign-in/sessions.ts';
import { signOut, verifyCode, WRONG_CODE } from '../../core/sign-in/sign-in.ts';
import { halfWidth } from '../../core/values/characters.ts';
import { deviceCookie, sessionCookie, setCookie } from '../http/authenticate.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { isPart } from '../http/http-request.ts';
import { askedPath } from '../question/page.ts';
import { KEEP_SESSION, KEEP_SESSION_VERSION } from '../ui/keep-session.ts';
import { STYLE, STYLE_VERSION } from '../ui/style.ts';
import { addressSchema } from './api.ts';
import { frontPage } from './front-page.ts';
import {
  deadHandlePage,
  handlePage,
  maskedAddress,
  sessionsPage,
  signInCodePage,
  signInPage,
} from './page.ts';

const ATTEMPT_SECONDS = 600;
/** Only a path of our own may follow a sign-in. */
const safeNext = (next = ''): string => {
  const [path, query] = /^\/(?!\/)[\w/-]{0,200}(?:\?(.+))?$/.exec(next) ?? [];
  return path !== undefined && (query === undefined || isPart(query)) ? path : '/';
};

type Followed = NonNullable<Awaited<ReturnType<ReturnType<typeof followLink>>>>;
/** Where a link leads after the proof of the person. */
const pathAfter = ({ asked }: Followed): string => (asked ? askedPath(asked) : '/');

/** Front page, sign-in, the mailed link. */
export const signInPages = (ports: AppPorts): readonly Endpoint[] => {
  const { config } = ports;
  const toCode = (attemptId: string): PageAnswer => ({
    redirect: '/sign-in/code',
    cookies: [setCookie(config, 'attempt', attemptId, ATTEMPT_SECONDS)],
  });
  return [
    pageAt('GET', '/assets/style.css', 'public', '画面の体裁', async ({ query }) => ({
      text: STYLE,
      contentType: 'text/css; charset=utf-8',
      // An old page during an upgrade must not keep the new style under the old name, or the old one for ever.
      kept: query['v'] === STYLE_VERSION,
    })),
    pageAt('GET', '/assets/keep-session.js', 'anyone', 'サインインの延長（入力中）', async ({ query }) => ({
      text: KEEP_SESSION,
      contentType: 'text/javascript; charset=utf-8',
      kept: query['v'] === KEEP_SESSION_VERSION,
    })),
    // The home of whoever is signed in knows every kind of record: this function does not.
    pageAt('GET', '/', 'public', 'トップページ', async ({ caller, context }) =>
      caller ? { redirect: '/home' } : { html: frontPage(context) },
    ),
    pageAt('GET', '/sign-in', 'public', 'サインイン', async ({ context, query }) => ({
      html: signInPage(
        context,
        { content: {}, problems: [] },
        safeNext(query['next']),
        query['over'] === '1',
      ),
    })),
    pageAt('POST', '/sign-in', 'public', '確認コードを求める', async ({ context, form, query, visitor }) => {
      const next = safeNext(query['next']);
      const parsed = addressSchema.safeParse(form.fields);
      const again = (problems: Parameters<typeof signInPage>[1]['problems'], status: number): PageAnswer => ({
        html: signInPage(context, { content: form.fields, problems }, next),
        status,
      });
      if (!parsed.success) return again(problemsOf(parsed.error), 422);
      const outcome = await requestCode(ports)(parsed.data.address, visitor, next);
      return outcome.ok ? toCode(outcome.value.attemptId) : outcome;
    }),
    pageAt('GET', '/sign-in/code', 'public', '確認コードの入力', async ({ context }) => ({
      html: signInCodePage(context, { content: {}, problems: [] }),
    })),
    pageAt(
      'POST',
      '/sign-in/code',
      'public',
      '確認コードでサインインする',
      async ({ context, form, cookies, visitor }) => {
        const code = halfWidth(String(form.fields['code'] ?? '')).replace(/[\s-]/g, '');
        const outcome = await verifyCode(ports)(cookies['attempt'] ?? '', code, visitor);
        if (!outcome.ok)
          return {
            html: signInCodePage(context, { content: {}, problems: WRONG_CODE.problems }),
            status: 422,
          };
        return {
          redirect: outcome.value.next,
          cookies: [
            sessionCookie(config, outcome.value.cookie),
            setCookie(config, 'attempt', '', 0),
            deviceCookie(config, outcome.value.device),
          ],
        };
      },
    ),
    pageAt('POST', '/sign-out', 'anyone', 'サインアウトする', async (call) => {
      await signOut(ports)(call.cookies['session'] ?? '');
      const cookies = [setCookie(config, 'session', '', 0)];
      return { redirect: '/?done=signed-out', cookies, forgets: true };
    }),
    pageAt(
      'GET',
      '/d/{handle}',
      'public',
      'メールのリンク（何も決定しない）',
      async ({ caller, context, params }) => {
        const handle = params['handle'] ?? '';
        const found = await followLink(ports)(handle);
        if (!found) return { html: deadHandlePage(context), status: 404 };
        if (caller?.person.personId === found.person.personId) return { redirect: pathAfter(found) };
        const view = {
          handle,
          maskedAddress: maskedAddress(found.person.email),
          asks: found.asked !== undefined && !('findingId' in found.asked),
        };
        return { html: handlePage(context, view) };
      },
    ),
    pageAt(
      'POST',
      '/d/{handle}',
      'public',
      'リンクの宛先に確認コードを送る',
      async ({ context, params, visitor }) => {
        const found = await followLink(ports)(params['handle'] ?? '');
        if (!found) return { html: deadHandlePage(context), status: 404 };
        const outcome = await requestCodeFor(ports)(found.person, visitor, pathAfter(found));
        return outcome.ok ? toCode(outcome.value.attemptId) : outcome;
      },
    ),
  ];
};

const hereOf = ({ cookies, visitor }: PageCall): Here => ({
  cookie: cookies['session'],
  device: visitor.device,
});

/** サインインの状況: where one is signed in, and how it is ended. */
export const sessionPages = (ports: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/sessions', 'anyone', 'サインインの状況', async (call) => {
    const outcome = await listSessions(ports)(signedIn(call), hereOf(call));
    return outcome.ok ? { html: sessionsPage(call.context, outcome.value) } : outcome;
  }),
  pageAt('POST', '/sessions', 'anyone', 'サインインを終わらせる', async (call) => {
    const caller = signedIn(call);
    const { meta, fields } = call.form;
    switch (meta.action) {
      case 'others': {
        const outcome = await endOtherSessions(ports)(caller, hereOf(call));
        return outcome.ok ? { redirect: '/sessions?done=sessions-ended' } : outcome;
      }
      case 'all': {
        const outcome = await endEverySession(ports)(caller, hereOf(call));
        const cookies = [setCookie(ports.config, 'session', '', 0)];
        return outcome.ok ? { redirect: '/?done=signed-out-everywhere', cookies, forgets: true } : outcome;
      }
      default: {
        const outcome = await endSession(ports)(caller, String(fields['session'] ?? ''));
        return outcome.ok ? { redirect: '/sessions?done=session-ended' } : outcome;
      }
    }
  }),
];
