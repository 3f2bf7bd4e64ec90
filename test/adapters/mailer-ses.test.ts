import { MessageRejected, SESServiceException } from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createSesMailer, keyOfTag, tagOf } from '../../functions/adapters/mailer-ses.ts';
import { bodyOf, decodedWords, headersOf } from '../support/read-mime.ts';

const MAIL = {
  key: 'CASE#01J/01K',
  to: 'tax-manager@city.example.jp',
  subject: '【確認依頼】R8-0001 税務総合システム',
  text: '本文\nhttps://permits.city.example/d/abc\n',
};

const rawSchema = z.object({ RawMessage: z.object({ Data: z.instanceof(Uint8Array) }) });

const mailerOf = (result: object | Error, fromName = '苫小牧市') => {
  const send = vi.fn((_command: { input: unknown }) =>
    result instanceof Error ? Promise.reject(result) : Promise.resolve(result),
  );
  const mailer = createSesMailer({
    client: { send },
    from: 'permits@city.example.jp',
    fromName,
    configurationSet: 'permits',
    clock: () => Temporal.Instant.from('2026-04-06T09:00+09:00'),
  });
  const input = () => send.mock.calls[0]?.[0].input;
  const mime = () => Buffer.from(rawSchema.parse(input()).RawMessage.Data).toString('latin1');
  return { mailer, input, mime, send };
};

const answer = (name: string, message: string = name, fault: 'client' | 'server' = 'client') =>
  new SESServiceException({ name, $fault: fault, $metadata: {}, message });
const rejected = (message: string) => new MessageRejected({ message, $metadata: {} });

describe('what is sent', () => {
  test('one plain text in UTF-8, to one address, tagged so that events find it again', async () => {
    const { mailer, input, mime } = mailerOf({ MessageId: 'm-1' });
    expect(await mailer.send(MAIL)).toEqual({ messageId: 'm-1' });
    expect(input()).toMatchObject({
      Source: 'permits@city.example.jp',
      Destinations: [MAIL.to],
      ConfigurationSetName: 'permits',
      Tags: [{ Name: 'mail', Value: tagOf(MAIL.key) }],
    });
    const headers = headersOf(mime());
    expect(decodedWords(headers.get('from') ?? '')).toBe('苫小牧市 <permits@city.example.jp>');
    expect(headers.get('to')).toBe(MAIL.to);
    expect(decodedWords(headers.get('subject') ?? '')).toBe(MAIL.subject);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('mime-version')).toBe('1.0');
    expect(headers.get('date')).toBe('Mon, 06 Apr 2026 09:00:00 +0900');
    expect(headers.get('message-id')).toMatch(/^<[0-9a-f]+@city\.example\.jp>$/);
    expect(bodyOf(mime())).toBe(MAIL.text.replaceAll('\n', '\r\n'));
  });

  // RFC 3834, 5; [MS-OXCMAIL] 2.2.3.2.14
  test('as made by a machine: nobody who is away answers it', async () => {
    const { mailer, mime } = mailerOf({ MessageId: 'm-1' });
    await mailer.send(MAIL);
    expect(headersOf(mime()).get('auto-submitted')).toBe('auto-generated');
    expect(headersOf(mime()).get('x-auto-response-suppress')).toBe('All');
  });

  // RFC 2045, 6.8; RFC 2047, 2; RFC 5322, 2.1.1
  test('whatever the texts are: ASCII lines of at most 76 characters, each header once, and what was said comes out', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 }).map((each) => each.toWellFormed());
    const subject = text.map((each) =>
      each
        .replace(/\p{Cc}/gu, '')
        .slice(0, 39)
        .toWellFormed(),
    );
    await fc.assert(
      fc.asyncProperty(text, subject, async (body, title) => {
        const { mailer, mime } = mailerOf({ MessageId: 'm-1' });
        await mailer.send({ ...MAIL, text: body, subject: title });
        const source = mime();
        expect(source).toMatch(/^(?:[\x20-\x7e]{0,76}\r\n)*$/);
        const head = source.split('\r\n\r\n')[0] ?? '';
        const names = head.split('\r\n').flatMap((line) => /^[\w-]+(?=:)/.exec(line) ?? []);
        expect(names).toHaveLength(10);
        expect(new Set(names).size).toBe(10);
        expect(decodedWords(headersOf(source).get('subject') ?? '')).toBe(title);
        expect(bodyOf(source)).toBe(body.replace(/\r\n?|\n/g, '\r\n'));
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  // https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
  test('a tag has only the characters that SES takes, and leads back to the key', () => {
    expect(tagOf(MAIL.key)).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    expect(keyOfTag(tagOf(MAIL.key))).toBe(MAIL.key);
  });

  // RFC 2047 section 2
  test('a long name of the sender becomes encoded words of at most 75 characters', async () => {
    const name = '北海道苫小牧市総務部情報推進室リモートメンテナンス許可担当';
    const { mailer, mime } = mailerOf({ MessageId: 'm-1' }, name);
    await mailer.send(MAIL);
    const from = headersOf(mime()).get('from') ?? '';
    const words = from.split(' ').slice(0, -1);
    expect(words.length).toBeGreaterThan(1);
    expect(words.every((word) => word.length <= 75)).toBe(true);
    expect(decodedWords(from)).toBe(`${name} <permits@city.example.jp>`);
  });
});

describe('what is refused before SES is asked', () => {
  test.each([
    'a@b.example\r\nBcc: x@evil.example',
    'a@b.example, x@evil.example',
    'A <a@b.example>',
    '"a b"@b.example',
    'nobody',
    'é@b.example',
    '',
  ])('the address %j', async (to) => {
    const { mailer, send } = mailerOf({ MessageId: 'm-1' });
    await expect(mailer.send({ ...MAIL, to })).rejects.toMatchObject({ name: 'Rejected' });
    expect(send).not.toHaveBeenCalled();
  });

  test.each(['件名\r\nBcc: x@evil.example', '件名\n', '件\u0000名'])('the subject %j', async (subject) => {
    const { mailer, send } = mailerOf({ MessageId: 'm-1' });
    await expect(mailer.send({ ...MAIL, subject })).rejects.toMatchObject({ name: 'Rejected' });
    expect(send).not.toHaveBeenCalled();
  });
});

// https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
describe('what SES answers', () => {
  test.each([
    rejected('Address is on the suppression list'),
    answer('InvalidParameterValue', 'Illegal address'),
  ])('this mail will never go: %s', async (error) => {
    await expect(mailerOf(error).mailer.send(MAIL)).rejects.toMatchObject({ name: 'Rejected' });
  });

  test('an identity that is not verified is our fault: the mail is kept until that is mended', async () => {
    const error = rejected('Email address is not verified. The following identities failed the check …');
    await expect(mailerOf(error).mailer.send(MAIL)).rejects.toMatchObject({ name: 'Fatal' });
  });

  test.each([
    answer('Throttling', 'Maximum sending rate exceeded.'),
    answer('ServiceUnavailable', '', 'server'),
  ])('passes: %s', async (error) => {
    await expect(mailerOf(error).mailer.send(MAIL)).rejects.toMatchObject({ name: 'Retryable' });
  });

  test.each([
    answer('ConfigurationSetDoesNotExist'),
    answer('AccountSendingPausedException'),
    answer('AccessDenied'),
  ])('a person must look: %s', async (error) => {
    await expect(mailerOf(error).mailer.send(MAIL)).rejects.toMatchObject({ name: 'Fatal' });
  });
});
