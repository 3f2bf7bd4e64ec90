import type { Temporal } from 'temporal-polyfill';
import { TIME_ZONE } from '../../core/values/calendar.ts';

/** A mail as it goes over the wire (RFC 5322, RFC 2045–2047): plain text in UTF-8, one recipient. */

/**
 * No person wrote this: nobody who is away shall answer it (RFC 3834, 5; X-Auto-Response-Suppress for Exchange, which
 * looks at nothing else: [MS-OXCMAIL] 2.2.3.2.14). Without them each absent official answers every reminder.
 */
export const MACHINE_MADE = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
} as const;

/** RFC 5322, 3.3, in Japan's time. */
export const mailDate = (now: Temporal.Instant): string => {
  const { year, month, day, dayOfWeek, hour, minute, second } = now.toZonedDateTimeISO(TIME_ZONE);
  const [weekday, name] = [
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][dayOfWeek - 1],
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1],
  ];
  const two = (number: number) => String(number).padStart(2, '0');
  return `${weekday}, ${two(day)} ${name} ${year} ${two(hour)}:${two(minute)}:${two(second)} +0900`;
};

/** The same when a mail is sent again. */
export const messageIdOf = (key: string, from: string): string =>
  `<${Buffer.from(key).toString('hex')}@${from.split('@')[1]}>`;

/** 39 bytes are 64 characters as an encoded word: with the longest name before it within the 76 of RFC 2047, 2. */
const WORD_BYTES = 39;

/** A header may have ASCII only. Characters stay whole; a line for each word. */
const encodedWords = (text: string): string => {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ');
};

/** Base64 in lines of 76; line ends as RFC 2045, 6.8 wants them within. */
const base64 = (text: string): string =>
  Buffer.from(text.replace(/\r\n?|\n/g, '\r\n'))
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');

/** The addresses and the key have been judged: none of them has a line break. */
export const mimeOf = (mail: {
  readonly key: string;
  readonly from: string;
  /** What people see as the sender. */
  readonly fromName: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly sentAt: Temporal.Instant;
}): string => {
  const headers = {
    From: `${encodedWords(mail.fromName)}\r\n <${mail.from}>`,
    To: mail.to,
    Subject: encodedWords(mail.subject),
    Date: mailDate(mail.sentAt),
    'Message-ID': messageIdOf(mail.key, mail.from),
    ...MACHINE_MADE,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': 'base64',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [...lines, '', base64(mail.text), ''].join('\r\n');
};
