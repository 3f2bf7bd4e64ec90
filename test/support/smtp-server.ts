import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export const SILENCE = '';

/**
 * A mail server of a few lines (RFC 5321): keeps what it is sent; `refuse` answers a command (EHLO, MAIL, RCPT,
 * DATA, or `.` for the end of the message) in its own way, e.g. `550 no such user`; `SILENCE` is no answer at all.
 */
export const startSmtpServer = async (refuse: (command: string) => string | undefined = () => undefined) => {
  let connections = 0;
  const messages: { readonly from: string; readonly to: string; readonly source: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = '';
    let envelope = { from: '', to: '' };
    let reading = false;
    const say = (line: string) => line === SILENCE || socket.write(`${line}\r\n`);
    connections += 1;
    const obey = (line: string): void => {
      const command = line.slice(0, 4).toUpperCase();
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      const refusal = refuse(command);
      if (refusal !== undefined) return void say(refusal);
      if (command === 'MAIL') envelope = { from: address, to: '' };
      if (command === 'RCPT') envelope = { ...envelope, to: address };
      reading = command === 'DATA';
      say(command === 'DATA' ? '354 go on' : command === 'QUIT' ? '221 bye' : '250 ok');
    };
    const read = (): void => {
      const end = received.indexOf(reading ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const part = received.slice(0, end);
      received = received.slice(end + (reading ? 5 : 2));
      if (reading) {
        reading = false;
        const refusal = refuse('.');
        if (refusal === undefined) messages.push({ ...envelope, source: part });
        say(refusal ?? '250 kept');
      } else obey(part);
      read();
    };
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      read();
    });
    say(refuse('CONNECT') ?? '220 test');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    connections: () => connections,
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
