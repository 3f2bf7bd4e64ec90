import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { lambdaContext } from './lambda-context.ts';
import { linger } from './request-body.ts';
import type { Target } from './request-target.ts';

/** Between Node's HTTP and what API Gateway (HTTP API, payload 2.0) hands to a function and takes from it. */

/** Text where it is UTF-8; what is not goes as it came, for the handlers to refuse. */
const bodyIn = (bytes: Buffer): Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> => {
  if (bytes.length === 0) return { isBase64Encoded: false };
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  return { body: isText ? text : bytes.toString('base64'), isBase64Encoded: !isText };
};

export const eventOf = (
  request: IncomingMessage,
  { host, path, search }: Target,
  body: Buffer,
  sourceIp: string,
): APIGatewayProxyEventV2 => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || name === 'cookie'
        ? []
        : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: search.slice(1),
    cookies: request.headers.cookie?.split('; ') ?? [],
    headers,
    ...(search.length > 1 ? { queryStringParameters: Object.fromEntries(new URLSearchParams(search)) } : {}),
    requestContext: {
      accountId: '',
      apiId: '',
      domainName: host.replace(/:\d+$/, ''),
      domainPrefix: '',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: '' },
      requestId: lambdaContext('http').awsRequestId,
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...bodyIn(body),
  };
};

/** Answers; a request of which not everything was read ends its connection. */
export const write = async (
  request: IncomingMessage,
  response: ServerResponse,
  result: APIGatewayProxyStructuredResultV2,
): Promise<void> => {
  const { cookies = [] } = result;
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  const isUnread = !request.complete;
  response.writeHead(result.statusCode ?? 200, {
    ...Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)])),
    ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}),
    'content-length': body.byteLength,
    ...(isUnread ? { connection: 'close' } : {}),
  });
  if (request.method !== 'HEAD') response.write(body);
  if (isUnread) await linger(request);
  response.end();
};
