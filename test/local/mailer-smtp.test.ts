import { afterEach, describe, expect, test } from 'vitest';
import { Rejected, Retryable } from '../../core/errors.ts';
import { createSmtpMailer } from '../../local/mailbox.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

const FROM = 'permits@city.example.jp';
const MAIL = {
  key: 'CASE#01J/01K',
  to: 'tax-manager@city.example.jp',
  subject: '【要決定】リモート接続申請 R8-0001（期限 4/13）',
  text: '税務 三郎 様\n\n決定を依頼します。\nhttp://127.0.0.1:3000/d/abc_DEF-123\n.\n髙﨑\n',
};

let close = (): void => {};
afterEach(() => close());
const mailerFor = async (refuse?: (command: string) => string | undefined) => {
  const server = await startSmtpServer(refuse);
  close = server.close;
  return { server, mailer: createSmtpMailer(server.url, FROM) };
};
const headersOf = (source: string) =>
  new Map(
    (source.split('\r\n\r\n')[0] ?? '')
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
  );
const decodedWords = (text: string) =>
  text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(body, 'base64').toString('utf8')
        : decodeURIComponent(body.replaceAll('_', ' ').replace(/=/g, '%')),
    );
const bodyOf = (source: string) => {
  const [, ...rest] = source.split('\r\n\r\n');
  const raw = rest.join('\r\n\r\n');
  switch (headersOf(source).get('content-transfer-encoding')) {
    case 'base64':
      return Buffer.from(raw, 'base64').toString('utf8');
    case 'quoted-printable':
      return Buffer.from(
        raw
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8');
    default:
      return raw;
  }
};

describe('SMTP_URL', () => {
  test('the mail arrives as plain UTF-8 text, with its subject, and an id that is the same when it is sent again', async () => {
    const { server, mailer } = await mailerFor();
    const { messageId } = await mailer.send(MAIL);
    expect((await mailer.send(MAIL)).messageId).toBe(messageId);
    const [message] = server.messages;
    expect(message).toMatchObject({ from: FROM, to: MAIL.to });
    const source = message?.source ?? '';
    const headers = headersOf(source);
    expect(headers.get('from')).toBe(FROM);
    expect(headers.get('to')).toBe(MAIL.to);
    expect(decodedWords(headers.get('subject') ?? '')).toBe(MAIL.subject);
    expect(headers.get('message-id')).toBe(messageId);
    expect(messageId).toMatch(/^<[0-9a-f]+@city\.example\.jp>$/);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.has('x-mailer')).toBe(false);
    expect(bodyOf(source).replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.text.trimEnd());
  });

  test('nothing in subject or address becomes a header of its own', async () => {
    const { server, mailer } = await mailerFor();
    await mailer.send({ ...MAIL, subject: '件名\r\nBcc: thief@example.net' });
    const source = server.messages[0]?.source ?? '';
    expect(headersOf(source).has('bcc')).toBe(false);
    expect(server.messages.map(({ to }) => to)).toEqual([MAIL.to]);
  });

  test.each([
    ['RCPT', '550 no such user'],
    ['RCPT', '553 mailbox name not allowed'],
    ['.', '554 refused for its content'],
  ])('%s answered with %s: refused for good', async (command, answer) => {
    const { mailer } = await mailerFor((given) => (given === command ? answer : undefined));
    await expect(mailer.send(MAIL)).rejects.toBeInstanceOf(Rejected);
  });

  test.each([
    ['RCPT', '450 mailbox busy'],
    ['.', '451 try again'],
    ['.', '452 no room'],
    // Not the address is wrong but the server or our account: the mail waits until that is put right.
    ['MAIL', '550 you may not send from here'],
    ['EHLO', '421 closing'],
  ])('%s answered with %s: to be tried again', async (command, answer) => {
    const { mailer } = await mailerFor((given) => (given === command ? answer : undefined));
    await expect(mailer.send(MAIL)).rejects.toBeInstanceOf(Retryable);
  });

  test('a wrong password makes no address undeliverable', async () => {
    const server = await startSmtpServer((command) =>
      command === 'AUTH' ? '535 wrong password' : command === 'EHLO' ? '250 AUTH PLAIN' : undefined,
    );
    close = server.close;
    const mailer = createSmtpMailer(server.url.replace('smtp://', 'smtp://user:secret@'), FROM);
    await expect(mailer.send(MAIL)).rejects.toBeInstanceOf(Retryable);
  });

  test('no server at all: to be tried again', async () => {
    const server = await startSmtpServer();
    server.close();
    await expect(createSmtpMailer(server.url, FROM).send(MAIL)).rejects.toBeInstanceOf(Retryable);
  });
});
