import { z } from 'zod';
import { personSchema } from '../../core/directory/directory.ts';
import { requestCode } from '../../core/sign-in/request-code.ts';
import { endEverySession, listSessions } from '../../core/sign-in/sessions.ts';
import { signOut, verifyCode } from '../../core/sign-in/sign-in.ts';
import { accepted } from '../../core/values/errors.ts';
import { group } from '../../core/values/fields.ts';
import { emailAddress, line } from '../../core/values/text.ts';
import { deviceCookie, sessionCookie, setCookie } from '../http/authenticate.ts';
import { type AppPorts, type Endpoint, post, read, remove } from '../http/contract.ts';

export const addressSchema = group('サインイン', { address: emailAddress('メールアドレス') });
const codeSchema = group('確認コード', {
  attemptId: line('サインインの番号', 60),
  code: line('確認コード', 20),
});

/** 本人の確認: address → one-time code → session. */
export const signInApi = (ports: AppPorts): readonly Endpoint[] => [
  post(
    '/v1/sign-in',
    'public',
    '確認コードを求める（登録の有無にかかわらず同じ応答）',
    { body: addressSchema, status: 202, response: z.object({ attemptId: z.string() }) },
    ({ body, visitor }) => requestCode(ports)(body.address, visitor),
  ),
  post(
    '/v1/sign-in/code',
    'public',
    '確認コードでサインインする（セッションのCookieを返す）',
    { body: codeSchema, status: 204 },
    async ({ body, visitor }) => {
      const outcome = await verifyCode(ports)(body.attemptId, body.code, visitor);
      if (!outcome.ok) return outcome;
      const { cookie, device } = outcome.value;
      return {
        ok: true,
        value: undefined,
        cookies: [sessionCookie(ports.config, cookie), deviceCookie(ports.config, device)],
      };
    },
  ),
  read(
    '/v1/session',
    'anyone',
    '自分の情報と、書込みに必要な X-CSRF-Token',
    {
      response: z.object({
        person: personSchema,
        roles: z.array(z.string()),
        csrf: z.string(),
        /** Of a session: when it ends, if nothing is asked for before. */
        until: z.string().optional(),
      }),
    },
    async ({ caller, csrf, until }) =>
      accepted({
        person: caller.person,
        roles: caller.appointments.map((a) => a.role),
        csrf,
        until: until?.toString({ smallestUnit: 'second' }),
      }),
  ),
  remove('/v1/session', 'anyone', 'サインアウトする', { status: 204 }, async ({ cookie }) => {
    if (cookie !== undefined) await signOut(ports)(cookie);
    return { ok: true, value: undefined, cookies: [setCookie(ports.config, 'session', '', 0)] };
  }),
  read(
    '/v1/sessions',
    'anyone',
    '自分のサインインの状況（APIキーでは見られない）',
    {
      response: z.object({
        sessions: z.array(
          z.object({
            sessionId: z.string(),
            since: z.string(),
            endsAt: z.string(),
            channel: z.enum(['mail-link', 'screen']),
            browser: z.string(),
            current: z.boolean(),
          }),
        ),
        knownDevices: z.int(),
      }),
    },
    ({ caller, cookie, visitor }) => listSessions(ports)(caller, { cookie, device: visitor.device }),
  ),
  remove(
    '/v1/sessions',
    'anyone',
    '自分のサインインをすべて終わらせ、サインインしたことのある端末の記録を消す',
    { status: 204 },
    async ({ caller, cookie, visitor }) => {
      const outcome = await endEverySession(ports)(caller, { cookie, device: visitor.device });
      return outcome.ok ? { ...outcome, cookies: [setCookie(ports.config, 'session', '', 0)] } : outcome;
    },
  ),
];
