import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, test } from 'vitest';
import { Rejected, Retryable } from '../../core/values/errors.ts';
import { createSmtpMailer, SMTP_PATIENCE } from '../../local/mailbox.ts';
import { bodyOf, decodedWords, headersOf } from '../support/read-mime.ts';
import { SILENCE, startSmtpServer } from '../support/smtp-server.ts';

const FROM = 'permits@city.example.jp';
const MAIL = {
  key: 'CASE#01J/01K',
  to: 'tax-manager@city.example.jp',
  subject: '【要決定】リモート接続申請 R8-0001（期限 4/13）',
  text: '税務 三郎 様\n\n決定を依頼します。\nhttp://127.0.0.1:3000/d/abc_DEF-123\n.\n髙﨑\n',
};

const clock = () => Temporal.Instant.from('2026-12-31T23:30:05Z');
let close = (): void => {};
afterEach(() => close());
const mailerFor = async (refuse?: (command: string) => string | undefined) => {
  const server = await startSmtpServer(refuse);
  close = server.close;
  return { server, mailer: createSmtpMailer(server.url, FROM, clock) };
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
    expect(headers.get('date')).toBe('Fri, 01 Jan 2027 08:30:05 +0900');
    // RFC 3834, 5: nobody who is away answers what no person wrote.
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('x-auto-response-suppress')).toBe('All');
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
    const mailer = createSmtpMailer(server.url.replace('smtp://', 'smtp://user:secret@'), FROM, clock);
    await expect(mailer.send(MAIL)).rejects.toBeInstanceOf(Retryable);
  });

  test('no server at all: to be tried again', async () => {
    const server = await startSmtpServer();
    server.close();
    await expect(createSmtpMailer(server.url, FROM, clock).send(MAIL)).rejects.toBeInstanceOf(Retryable);
  });

  const IMPATIENT = { connect: 300, greet: 300, silent: 300, whole: 3_000 };
  test.each(['CONNECT', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.'])(
    'a server that falls silent at %s: given up soon, to be tried again',
    async (at) => {
      const server = await startSmtpServer((given) => (given === at ? SILENCE : undefined));
      close = server.close;
      await expect(createSmtpMailer(server.url, FROM, clock, IMPATIENT).send(MAIL)).rejects.toBeInstanceOf(
        Retryable,
      );
      expect(server.messages).toEqual([]);
    },
  );

  test('a server that says a word now and then and never comes to an end: given up as a whole', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      const timer = setInterval(() => socket.write('220-one moment, please\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    close = () => server.close();
    const { port } = server.address() as AddressInfo;
    const mailer = createSmtpMailer(`smtp://127.0.0.1:${port}`, FROM, clock, {
      connect: 60_000,
      greet: 60_000,
      silent: 60_000,
      whole: 500,
    });
    await expect(mailer.send(MAIL)).rejects.toBeInstanceOf(Retryable);
  });

  test('by default nothing takes longer than a minute', () => {
    expect(Math.max(...Object.values(SMTP_PATIENCE))).toBe(60_000);
    expect(Math.max(SMTP_PATIENCE.connect, SMTP_PATIENCE.greet, SMTP_PATIENCE.silent)).toBeLessThan(30_000);
  });
});
