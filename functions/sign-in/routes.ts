import { listInbox } from '../../core/application/list-cases.ts';
import { listSavedForms } from '../../core/case/saved-form.ts';
import { listDues } from '../../core/daily/list-dues.ts';
import { listWaiting, listWatch } from '../../core/daily/list-watch.ts';
import { listAttention } from '../../core/decision/list-attention.ts';
import { type Caller, vendorOf } from '../../core/directory/caller.ts';
import { proposalsToConfirm } from '../../core/registration/view-proposal.ts';
import { followLink } from '../../core/sign-in/decision-link.ts';
import { requestCode, requestCodeFor } from '../../core/sign-in/request-code.ts';
import { signOut, verifyCode, WRONG_CODE } from '../../core/sign-in/sign-in.ts';
import { halfWidth } from '../../core/values/characters.ts';
import { deviceCookie, sessionCookie, setCookie } from '../http/authenticate.ts';
import { type AppPorts, type Endpoint, type PageAnswer, pageAt, problemsOf } from '../http/contract.ts';
import { askedPath } from '../question/question-path.ts';
import { KEEP_SESSION, KEEP_SESSION_VERSION } from '../ui/keep-session.ts';
import { STYLE, STYLE_VERSION } from '../ui/style.ts';
import { addressSchema } from './api.ts';
import { type Home, homePage } from './home-page.ts';
import { inboxPage } from './inbox-page.ts';
import { deadHandlePage, handlePage, maskedAddress, signInCodePage, signInPage } from './page.ts';

const ATTEMPT_SECONDS = 600;
/** Only a path of our own may follow a sign-in. */
const safeNext = (next: string | undefined): string =>
  next !== undefined && /^\/(?!\/)[\w/-]{0,200}$/.test(next) ? next : '/';

type Followed = NonNullable<Awaited<ReturnType<ReturnType<typeof followLink>>>>;
/** Where a link leads after the proof of the person. */
const pathAfter = ({ asked }: Followed): string => (asked ? askedPath(asked) : '/');

const homeOf = async (ports: AppPorts, caller: Caller): Promise<Home> => {
  const saved = await listSavedForms(ports)(caller);
  if (vendorOf(caller) !== undefined)
    return { saved, dues: await listDues(ports)(caller), waiting: await listWaiting(ports)(caller) };
  const inOffice = caller.appointments.length > 0;
  return {
    saved,
    inbox: inOffice ? await listInbox(ports)(caller) : [],
    proposals: inOffice ? (await proposalsToConfirm(ports)(caller)).length : 0,
    attention: await listAttention(ports)(caller),
    watch: await listWatch(ports)(caller),
  };
};

/** Front page, sign-in, the mailed link, 決裁待ち. */
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
    pageAt('GET', '/', 'public', 'トップページ', async ({ caller, context }) => ({
      html: homePage(context, caller ? await homeOf(ports, caller) : {}),
    })),
    pageAt('GET', '/sign-in', 'public', 'サインイン', async ({ context, query }) => ({
      html: signInPage(context, { content: {}, problems: [] }, safeNext(query['next'])),
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
    pageAt('POST', '/sign-out', 'anyone', 'サインアウトする', async ({ cookies }) => {
      await signOut(ports)(cookies['session'] ?? '');
      return { redirect: '/?done=signed-out', cookies: [setCookie(config, 'session', '', 0)] };
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
    pageAt('GET', '/inbox', 'city', '決裁待ち', async ({ caller, context, query }) => ({
      html: inboxPage(
        context,
        caller ? await listInbox(ports)(caller) : [],
        caller ? await proposalsToConfirm(ports)(caller) : [],
        query,
      ),
    })),
  ];
};
