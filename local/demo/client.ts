import { z } from 'zod';

/** A person or a vendor's system that uses the public HTTP API, as anybody outside would. */
export type Client = {
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<unknown>;
  readonly put: (path: string, body: unknown) => Promise<unknown>;
};

const send = async (
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Response> => {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
};

const clientWith = (base: string, headers: Record<string, string>): Client => ({
  get: async (path) => (await send(base + path, 'GET', headers)).json(),
  post: async (path, body, more = {}) =>
    (await send(base + path, 'POST', { ...headers, ...more }, body)).json(),
  put: async (path, body) => (await send(base + path, 'PUT', headers, body)).json(),
});

export const withApiKey = (base: string, apiKey: string): Client =>
  clientWith(base, { authorization: `Bearer ${apiKey}` });

const mailsSchema = z.object({
  messages: z.array(z.object({ id: z.int(), to: z.string(), subject: z.string(), text: z.string() })),
});
export const mailsTo = async (base: string, address?: string) => {
  const to = address === undefined ? '' : `?to=${encodeURIComponent(address)}`;
  return mailsSchema.parse(await (await send(`${base}/mailbox/messages${to}`, 'GET', {})).json()).messages;
};

const waitFor = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 6_000; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('waited in vain');
};

/** The next mail to an address whose subject contains a text, newer than `after`. */
export const mailAbout = (base: string, address: string, subject: string, after = 0) =>
  waitFor(async () =>
    (await mailsTo(base, address)).find((m) => m.id > after && m.subject.includes(subject)),
  );

/** Sign in as people do: ask for a code, read it in the mailbox, send it back. */
export const signIn = async (base: string, address: string): Promise<Client> => {
  const before = (await mailsTo(base, address))[0]?.id ?? 0;
  const asked = await send(`${base}/v1/sign-in`, 'POST', {}, { address });
  const { attemptId } = z.object({ attemptId: z.string() }).parse(await asked.json());
  const mail = await mailAbout(base, address, '確認コード', before);
  const code = /\b\d{8}\b/.exec(mail.text)?.[0];
  const answer = await send(`${base}/v1/sign-in/code`, 'POST', {}, { attemptId, code });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = await (await send(`${base}/v1/session`, 'GET', { cookie })).json();
  const { csrf } = z.object({ csrf: z.string() }).parse(session);
  return clientWith(base, { cookie, 'x-csrf-token': csrf });
};

const caseSchema = z.object({
  status: z.string(),
  statusLabel: z.string(),
  permitNo: z.string().optional(),
  documentNo: z.string().optional(),
  request: z.object({ stage: z.string(), hash: z.string(), dueOn: z.string() }).optional(),
  returned: z.object({ items: z.array(z.object({ item: z.string(), note: z.string() })) }).optional(),
  changes: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })).optional(),
});
/** The case, once it has reached a status (and, for 確認中 and 承認伺中, once the question is open). */
export const caseIn = (client: Client, caseId: string, status: string) =>
  waitFor(async () => {
    const view = caseSchema.parse(await client.get(`/v1/applications/${caseId}`));
    const asked = !['confirming', 'approving'].includes(status) || view.request !== undefined;
    return view.status === status && asked ? view : undefined;
  });
