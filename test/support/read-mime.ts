/** Reads a mail of one part as a mail program does (RFC 5322, 2045, 2047). */

export const headersOf = (source: string) =>
  new Map(
    (source.split('\r\n\r\n')[0] ?? '')
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
  );
export const decodedWords = (text: string) =>
  text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(body, 'base64').toString('utf8')
        : decodeURIComponent(body.replaceAll('_', ' ').replace(/=/g, '%')),
    );
export const bodyOf = (source: string) => {
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
