import { MessageRejected, SESServiceException } from '@aws-sdk/client-ses';
import { describe, expect, test, vi } from 'vitest';
import { createSesMailer, keyOfTag, tagOf } from '../../../functions/adapters/mailer-ses.ts';

const MAIL = {
  key: 'CASE#01J/01K',
  to: 'tax-manager@city.example.jp',
  subject: '【確認依頼】R8-0001 税務総合システム',
  text: '本文\nhttps://permits.city.example/d/abc\n',
};

const mailerOf = (result: object | Error, fromName = '苫小牧市') => {
  const send = vi.fn((_command: { input: unknown }) =>
    result instanceof Error ? Promise.reject(result) : Promise.resolve(result),
  );
  const mailer = createSesMailer({
    client: { send },
    from: 'permits@city.example.jp',
    fromName,
    configurationSet: 'permits',
  });
  return { mailer, input: () => send.mock.calls[0]?.[0].input, send };
};

const answer = (name: string, message: string = name, fault: 'client' | 'server' = 'client') =>
  new SESServiceException({ name, $fault: fault, $metadata: {}, message });
const rejected = (message: string) => new MessageRejected({ message, $metadata: {} });

describe('what is sent', () => {
  test('text only, in UTF-8, to one address, tagged so that events find it again', async () => {
    const { mailer, input } = mailerOf({ MessageId: 'm-1' });
    expect(await mailer.send(MAIL)).toEqual({ messageId: 'm-1' });
    expect(input()).toEqual({
      Source: '=?UTF-8?B?6Iur5bCP54mn5biC?= <permits@city.example.jp>',
      Destination: { ToAddresses: [MAIL.to] },
      Message: {
        Subject: { Data: MAIL.subject, Charset: 'UTF-8' },
        Body: { Text: { Data: MAIL.text, Charset: 'UTF-8' } },
      },
      ConfigurationSetName: 'permits',
      Tags: [{ Name: 'mail', Value: tagOf(MAIL.key) }],
    });
  });

  // https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
  test('a tag has only the characters that SES takes, and leads back to the key', () => {
    expect(tagOf(MAIL.key)).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    expect(keyOfTag(tagOf(MAIL.key))).toBe(MAIL.key);
  });

  // RFC 2047 section 2
  test('a long name of the sender becomes encoded words of at most 75 characters', async () => {
    const name = '北海道苫小牧市総務部情報推進室リモートメンテナンス許可担当';
    const { mailer, input } = mailerOf({ MessageId: 'm-1' }, name);
    await mailer.send(MAIL);
    const words =
      /^(.+) <permits@city.example.jp>$/.exec(String(Object(input()).Source))?.[1]?.split(' ') ?? [];
    expect(words.every((word) => word.length <= 75)).toBe(true);
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8')).join('');
    expect(decoded).toBe(name);
  });
});

describe('what is refused before SES is asked', () => {
  test.each([
    'a@b.example\r\nBcc: x@evil.example',
    'a@b.example, x@evil.example',
    'A <a@b.example>',
    '"a b"@b.example',
    'nobody',
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

// https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
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
