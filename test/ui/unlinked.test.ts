import fc from 'fast-check';
import { LinkifyIt } from 'linkify-it';
import { describe, expect, test } from 'vitest';
import { fact, quotation, sentence, subjectLine, unlinked } from '../../functions/ui/mail-text.ts';

/**
 * What people typed stays readable in a mail, and no mail program makes a link of it. The oracle is the library that
 * most programs of this kind resemble, and, since that one knows some top-level domains and schemes only, rules by hand that know none and take any.
 */

const TLDS =
  'com net org example jp local zip mov md py sh dev app online info biz tld みんな 世界 コム рф xn--p1ai xn--q9jyb4c';
const linkify = new LinkifyIt({ fuzzyLink: true, urlAuth: true, tlds: TLDS.split(' ') });

const LINKS: readonly (readonly [string, RegExp])[] = [
  [
    'a scheme',
    /(?:https?|ftps?|file|mailto|tel|sms|sips?|callto|javascript|data|vbscript|news|ldap|ssh|onenote|ms-\w+):\S/i,
  ],
  ['//host', /\/\/[^\s/]/],
  ['a UNC path', /\\\\[^\s\\]/],
  ['www.', /(?<![\p{L}\p{N}_-])www\d*\.\S/iu],
  [
    'name.tld',
    /[\p{L}\p{N}\p{M}_-]\.(?!(?:pdf|png|jpe?g|xlsx|docx|csv|txt)(?![A-Za-z0-9.:/@-]))\p{M}*\p{L}/iu,
  ],
  ['name．tld', /[A-Za-z0-9][．。｡]\p{M}*[A-Za-z]/u],
  ['a mail address', /[^\s@]@[^\s@]/],
  ['an address with a path', /\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\/(?!\d{1,2}(?![\w/]))/],
];
/** What of this line a mail program would make a link of. */
const linksIn = (text: string): string[] => [
  ...(linkify.match(text) ?? []).map(({ raw }) => `linkify: ${raw}`),
  ...LINKS.flatMap(([name, pattern]) => {
    const found = pattern.exec(text);
    return found ? [`${name}: ${found[0]}`] : [];
  }),
];

describe('the oracle', () => {
  test.each([
    'evil.example',
    'http://a.example/',
    'www.evil.example',
    'WWW.1',
    'name.tld/path',
    'みんな.みんな',
    '例え.com',
    'mailto:a@b.example',
    'a@b',
    '//evil.example',
    '\\\\evil\\share',
    'javascript:alert(1)',
    '203.0.113.5/login',
    'evil．example',
    'a.pdf.zip',
  ])('takes %s for a link', (text) => {
    expect(linksIn(text).length).toBeGreaterThan(0);
  });
  test.each(['1.2.3', '10.1.2.3', '10.1.2.0/24', '手順書.xlsx', 'evil[.]example', '10:30', '作業する。次に'])(
    'takes %s for none',
    (text) => {
      expect(linksIn(text)).toEqual([]);
    },
  );
});

describe('what people typed', () => {
  test.each([
    '10.1.2.3',
    '10.1.2.0/24、10.1.3.0/24',
    '10.1.2.3:443',
    '2001:db8::1',
    'fe80::1',
    '1.2.3',
    'v1.2.3',
    'Ver.2.10.1',
    'No.12',
    '手順書.xlsx',
    '構成図_R8-0012.pdf、設定.csv',
    '（手順書.docx）',
    '10:30から12:00まで',
    '30.5％',
    'C:\\temp\\a',
    'DBサーバーを再起動する。Webは止めない。',
    'TCP/443',
    '2026/04/20',
    '第3.2節',
    '…以上...',
    'juki-ap01',
    '髙﨑 葛󠄀城',
  ])('%s stays as it is', (text) => {
    expect(unlinked(text)).toBe(text);
  });

  test.each([
    ['evil.example', 'evil[.]example'],
    ['https://evil.example/d/1', 'https：／／evil[.]example/d/1'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['wwW2.1', 'wwW2[.]1'],
    ['db01.city.local:5432', 'db01[.]city[.]local：5432'],
    ['sato@vendor.example', 'sato＠vendor[.]example'],
    ['mailto:a@b', 'mailto：a＠b'],
    ['evil．example と evil。example', 'evil． example と evil。 example'],
    ['例え.みんな', '例え. みんな'],
    ['1.概要 2.手順', '1. 概要 2. 手順'],
    ['xn--r8jz45g.xn--zckzah', 'xn--r8jz45g[.]xn--zckzah'],
    ['203.0.113.5/login', '203[.]0[.]113[.]5/login'],
    ['203.0.113.5:8080/', '203[.]0[.]113[.]5:8080/'],
    ['\\\\evil\\share', '＼＼evil\\share'],
    ['ASP.NET', 'ASP[.]NET'],
    ['www.pdf', 'www[.]pdf'],
    ['evil.pdf.zip', 'evil[.]pdf[.]zip'],
    ['（evil.example）', '（evil[.]example）'],
  ])('%s is written %s', (text, written) => {
    expect(unlinked(text)).toBe(written);
    expect(linksIn(written)).toEqual([]);
    expect(unlinked(written)).toBe(written);
  });

  test('whatever it is, in every part of a mail: no link', () => {
    const part = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom(
          '.',
          '．',
          '。',
          '｡',
          ':',
          '：',
          '/',
          '//',
          '\\',
          '@',
          '-',
          '_',
          ' ',
          '\n',
          '(',
          '）',
          '[',
          ']',
          '<',
          '"',
          ',',
          '、',
          '?',
          '#',
          '%',
          '\u00ad',
          '\u200b',
          '\u0301',
          '\ufe0f',
        ),
      },
      {
        weight: 6,
        arbitrary: fc.constantFrom(
          'www',
          'WWW2',
          'ftp',
          'http',
          'https',
          'mailto',
          'tel',
          'file',
          'evil',
          'example',
          'com',
          'jp',
          'みんな',
          'рф',
          'xn--p1ai',
          'zip',
          'pdf',
          'xlsx',
          'localhost',
          '203.0.113.5',
          '24',
          '1',
          '概要',
          'です',
        ),
      },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
      { weight: 1, arbitrary: fc.oneof(fc.webUrl(), fc.domain(), fc.emailAddress(), fc.ipV4()) },
    );
    const hostile = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    let changed = 0;
    fc.assert(
      fc.property(hostile, (text) => {
        const written = [sentence(text), fact('目的', text), quotation(text), subjectLine(text)];
        for (const each of written)
          for (const line of each.split('\n')) expect(linksIn(line), JSON.stringify(text)).toEqual([]);
        if (unlinked(text) !== text) changed += 1;
      }),
      { numRuns: 5000, seed: 20260401 },
    );
    process.stdout.write(`      N = 5000, ${changed} of them had to be broken\n`);
    expect(changed).toBeGreaterThan(1500);
  });

  test('a text of 2,000 characters costs nothing, whatever it is', () => {
    for (const text of ['.', 'a.', 'www.', '1.1.1.1', '@', 'a:', '/', '\\', 'a', '。', '.pdf', 'あ.'])
      expect(unlinked(text.repeat(2000 / text.length)).length).toBeLessThan(10_000);
  });
});
