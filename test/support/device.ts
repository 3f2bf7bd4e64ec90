import type { Answer, World } from './world.ts';

type Call = Parameters<World['send']>[0];

/** A browser at some place: keeps its cookies, and sends them from there. */
export const createDevice = (world: World, sourceIp = '203.0.113.1', userAgent = 'test') => {
  const jar = new Map<string, string>();
  const send = async (call: Call): Promise<Answer> => {
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`);
    const headers = { 'user-agent': userAgent, ...call.headers };
    const answer = await world.send({ ...call, sourceIp, cookies, headers });
    for (const cookie of answer.cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (cookie.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const csrf = async (): Promise<string> => (await send({ path: '/v1/session' })).json?.csrf ?? '';
  /** The session alone is left behind, as when it has ended. */
  const asks = (address: string): Promise<Answer> => {
    jar.delete('session');
    return send({ path: '/v1/sign-in', body: { address } });
  };
  const enters = (attemptId: string, code: string): Promise<Answer> =>
    send({ path: '/v1/sign-in/code', body: { attemptId, code } });
  return {
    jar,
    send,
    asks,
    enters,
    /** Status of the answer to the request for a code, or of the one that signs in. */
    signsIn: async (address: string): Promise<number> => {
      const asked = await asks(address);
      if (asked.status !== 202) return asked.status;
      const before = world.mailsTo(address)[0]?.id;
      await world.settle();
      if (world.mailsTo(address)[0]?.id === before) return asked.status;
      return (await enters(asked.json.attemptId, world.lastCode(address))).status;
    },
    /** Presses the button behind a link in a mail and enters the code. */
    entersBy: async (path: string, address: string): Promise<Answer> => {
      const asked = await send({ path, form: { _csrf: await csrf() } });
      if (asked.status !== 303) return asked;
      await world.settle();
      return send({ path: '/sign-in/code', form: { _csrf: '', code: world.lastCode(address) } });
    },
    isSignedIn: async (): Promise<boolean> => (await send({ path: '/v1/session' })).status === 200,
    call: async (method: 'GET' | 'DELETE', path: string): Promise<Answer> =>
      send({ method, path, headers: method === 'GET' ? {} : { 'x-csrf-token': await csrf() } }),
    post: async (path: string, form: Readonly<Record<string, string>>): Promise<Answer> =>
      send({ path, form: { _csrf: await csrf(), ...form } }),
  };
};
export type Device = ReturnType<typeof createDevice>;

/** The address behind the newest mail with a link to sign in by. */
export const entryLinkTo = (world: World, address: string): string => {
  const mail = world
    .mailsTo(address)
    .find(({ subject, text }) => subject.includes('確認コード') && text.includes('/d/'));
  return /\/d\/[\w-]{43}/.exec(mail?.text ?? '')?.[0] ?? '';
};
