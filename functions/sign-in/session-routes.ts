import {
  endEverySession,
  endOtherSessions,
  endSession,
  type Here,
  listSessions,
} from '../../core/sign-in/sessions.ts';
import { setCookie } from '../http/authenticate.ts';
import { type AppPorts, type Endpoint, type PageCall, pageAt } from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { sessionsPage } from './sessions-page.ts';

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
        return outcome.ok ? { redirect: '/?done=signed-out-everywhere', cookies } : outcome;
      }
      default: {
        const outcome = await endSession(ports)(caller, String(fields['session'] ?? ''));
        return outcome.ok ? { redirect: '/sessions?done=session-ended' } : outcome;
      }
    }
  }),
];
