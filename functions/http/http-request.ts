import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Refusal, Rejected } from '../../core/values/errors.ts';
import type { Identity } from './authenticate.ts';
import type { AppPorts, Route } from './contract.ts';

/** A request of API Gateway whose sender is known, and what both kinds of answers need of it. */

export type Event = APIGatewayProxyEventV2;
export type Result = APIGatewayProxyStructuredResultV2;
export type Request = { readonly event: Event; readonly identity: Identity; readonly ports: AppPorts };

export const needsCaller = (route: Route) => route.who !== 'public';

const PART = /^(?:(?:part|about|saved|kind|check|add)=[\w-]{1,40}(?:&(?=.)|$))+$/;
/** Whether a query says only which part of a page is asked for: it goes through the sign-in; what was searched for does not. */
export const isPart = (query: string): boolean => query.length <= 100 && PART.test(query);

/** HTTP status of a business "no". */
export const STATUS: Record<Refusal['kind'], number> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
  gone: 410,
  'too-many': 429,
};

/**
 * The text of a body.
 *
 * @throws {Rejected} for bytes that are no UTF-8: read on, they would become other characters than were sent
 */
export const bodyOf = (event: Event): string => {
  if (!event.isBase64Encoded) return event.body ?? '';
  try {
    const bytes = Buffer.from(event.body ?? '', 'base64');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Rejected('送信された内容に、UTF-8として読めない文字があります');
  }
};

/** Exactly this type, in UTF-8: `application/json-patch+json` is another one, and so is Shift_JIS. */
export const hasMediaType = (event: Event, type: string): boolean => {
  const [name = '', ...parameters] = (event.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((each) => each.startsWith('charset='));
  return name.trim() === type && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
};

export const stringsOf = (values: Readonly<Record<string, unknown>> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  );

/**
 * Save, never show: with the name in ASCII for old programs and as it is for all others (RFC 6266, RFC 8187).
 */
export const dispositionOf = (name: string): string => {
  const plain = name.replace(/[^\w.-]/g, '_');
  // encodeURIComponent leaves these, which are no attr-char.
  const exact = encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
};
