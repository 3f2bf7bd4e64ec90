import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { MAX_FILE_MEGABYTES } from '../core/attachment/attachments.ts';
import { dateOf } from '../core/values/calendar.ts';
import { dispositionOf } from '../functions/http/http-request.ts';
import { messagePage } from '../functions/ui/message-page.ts';
import type { Runtime } from './runtime.ts';

/** What S3 does for the addresses that the runtime's files hand out: POST /files/uploads, GET /files/downloads/… */

const SECURITY = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
/** Nobody reads more of what is too much; the connection ends. */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;

type Taken =
  | { readonly ok: true; readonly redirect: string | undefined }
  | {
      readonly ok: false;
      readonly status: 400 | 403 | 429;
      readonly sentence: string;
      readonly redirect?: string | undefined;
    };

const MALFORMED = { ok: false, status: 400, sentence: '送信された内容の形式が正しくありません' } as const;
const ENDED = {
  ok: false,
  status: 403,
  sentence: '送信先の有効期限が切れました。添付のページを開き直して、もう一度送信してください',
} as const;
const TOO_LARGE = {
  ok: false,
  status: 400,
  sentence: `ファイルを受け取れませんでした。ファイルの大きさは${MAX_FILE_MEGABYTES}MB以内としてください`,
} as const;

const FULL = {
  ok: false,
  status: 429,
  sentence:
    '送信した後、登録していないファイルが多いため、受け取れませんでした。登録するか、送信から1日が過ぎるのをお待ちください',
} as const;

/** The first file of a form, whose fields come before it, as S3 has it. */
const takeUpload = async ({ localFiles }: Runtime, request: IncomingMessage): Promise<Taken> => {
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 20, fieldSize: 16 * 1024, parts: 21 },
    });
  } catch {
    return MALFORMED;
  }
  let policyText = '';
  let taking: Promise<Taken> | undefined;
  parser.on('field', (name, value) => {
    if (name === 'policy') policyText = value;
  });
  parser.on('file', (_, stream, { filename }) => {
    // A sender that goes away: the pipeline below says so. Without a listener it would end the process, since nobody
    // reads this stream yet, or any more.
    stream.on('error', () => {});
    const policy = localFiles.openPolicy(policyText);
    if (policy)
      taking = localFiles.receive(policy, filename ?? '', stream).then((end) => {
        if (end === 'full') stream.resume();
        const answer = { received: { ok: true } as const, 'wrong-size': TOO_LARGE, full: FULL }[end];
        return { ...answer, redirect: policy.redirect };
      });
    else {
      taking = Promise.resolve(ENDED);
      stream.resume();
    }
    // A full disk, say: nobody reads on.
    taking.catch(() => request.destroy());
  });
  let size = 0;
  await pipeline(
    request,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.byteLength;
        if (size > MAX_REQUEST_BYTES) throw new Error('too much');
        yield chunk;
      }
    },
    parser,
  );
  return (await taking) ?? MALFORMED;
};

const answerUpload = async (runtime: Runtime, request: IncomingMessage, response: ServerResponse) => {
  const taken = await takeUpload(runtime, request);
  if (taken.ok) {
    response.writeHead(taken.redirect === undefined ? 204 : 303, {
      ...SECURITY,
      ...(taken.redirect === undefined ? {} : { location: taken.redirect }),
    });
    return response.end();
  }
  const { ports } = runtime;
  const context = { cityName: ports.config.cityName, today: dateOf(ports.clock()), csrf: '' };
  // Where the form stands: one step above where it leads.
  const back = taken.redirect?.replace(/\/[^/]*$/, '');
  const page = await messagePage(context, taken.status, {
    sentence: taken.sentence,
    ...(back === undefined ? {} : { back: { href: back, label: '添付のページに戻る' } }),
  });
  response.writeHead(taken.status, {
    ...SECURITY,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
  });
  return response.end(String(page));
};

const answerDownload = async (
  { localFiles }: Runtime,
  token: string,
  response: ServerResponse,
  head: boolean,
) => {
  const found = await localFiles.fetch(token);
  if (!found) {
    response.writeHead(403, { ...SECURITY, 'content-type': 'text/plain; charset=utf-8' });
    return response.end('ダウンロードの期限が切れました。前の画面に戻り、もう一度お試しください\n');
  }
  response.writeHead(200, {
    ...SECURITY,
    'content-type': found.type,
    'content-length': found.size,
    'content-disposition': dispositionOf(found.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  });
  if (head) return response.end();
  return pipeline(found.contents(), response);
};

/** True when the request was for a file, and is being answered. */
export const serveFile = (
  runtime: Runtime,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean => {
  const [, token] = /^\/files\/downloads\/([\w.-]+)$/.exec(path) ?? [];
  const isUpload = path === '/files/uploads' && request.method === 'POST';
  const isDownload = token !== undefined && (request.method === 'GET' || request.method === 'HEAD');
  if (!isUpload && !isDownload) return false;
  const answering = isUpload
    ? answerUpload(runtime, request, response)
    : answerDownload(runtime, token ?? '', response, request.method === 'HEAD');
  // A sender that went away, or sends without end: only its own connection ends.
  answering.catch(() => response.destroy());
  return true;
};
