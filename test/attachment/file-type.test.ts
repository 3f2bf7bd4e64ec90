import { describe, expect, test } from 'vitest';
import { fileName, fileProblems, MAX_FILE_BYTES, sizeText } from '../../core/attachment/attachments.ts';
import { contentProblem, FILE_TYPES, typeOfName, zipEntries } from '../../core/attachment/file-type.ts';
import { FILES, zipOf } from '../support/sample-files.ts';

describe('添付できるファイルの種類', () => {
  test.each([
    ['pdf', FILES.pdf],
    ['png', FILES.png],
    ['jpg', FILES.jpg],
    ['jpeg', FILES.jpg],
    ['xlsx', FILES.xlsx],
    ['docx', FILES.docx],
    ['csv', FILES.csv],
    ['csv', FILES.cp932],
    ['txt', FILES.cp932],
  ] as const)('%s は、拡張子と内容が合えば受け付ける', (extension, bytes) => {
    const type = typeOfName(`構成図.${extension.toUpperCase()}`);
    expect(type).toBe(FILE_TYPES[extension]);
    expect(contentProblem(FILE_TYPES[extension], bytes)).toBeUndefined();
  });

  test.each([
    ['pdf', FILES.png],
    ['pdf', Buffer.from('MZ\x90')],
    ['pdf', Buffer.from(' %PDF-1.7')],
    ['png', FILES.jpg],
    ['jpg', FILES.pdf],
    ['xlsx', FILES.docx],
    ['docx', FILES.xlsx],
    ['xlsx', FILES.zip],
    ['xlsx', FILES.oldOffice],
    ['xlsx', FILES.xlsx.subarray(0, -30)],
    ['docx', Buffer.from('PK')],
    ['csv', FILES.utf16],
    ['txt', FILES.png],
    ['txt', Buffer.from([0xff, 0xfe, 0xff])],
  ] as const)('%s と名乗る別の内容は受け付けない', (extension, bytes) => {
    expect(contentProblem(FILE_TYPES[extension], bytes)).toMatch(/内容/);
  });

  test.each([
    ['xlsx', FILES.encryptedOffice],
    ['docx', FILES.encryptedOffice],
    ['pdf', FILES.encryptedPdf],
    ['xlsx', FILES.encryptedZip],
    ['docx', zipOf(['[Content_Types].xml', 'word/document.xml'], true)],
    ['pdf', FILES.encryptedZip],
    ['txt', FILES.encryptedZip],
  ] as const)('PPAP: パスワード付きの %s は、理由を示して断る', (extension, bytes) => {
    expect(contentProblem(FILE_TYPES[extension], bytes)).toContain('パスワードで保護されたファイル');
  });

  describe('PDFの暗号化', () => {
    const contentOf = (pdf: string) => contentProblem(FILE_TYPES.pdf, Buffer.from(pdf, 'latin1'));
    const PROTECTED = expect.stringContaining('パスワードで保護されたファイル');
    /** A whole file: `body`, then a cross-reference table with this trailer. */
    const withTable = (body: string, trailer: string) => {
      const start = `%PDF-1.7\n%âãÏÓ\n${body}`;
      return `${start}xref\n0 1\n0000000000 65535 f \ntrailer\n<<${trailer}>>\nstartxref\n${start.length}\n%%EOF\n`;
    };
    /** … or a cross-reference stream. */
    const withStream = (body: string, dictionary: string) => {
      const start = `%PDF-1.7\n%âãÏÓ\n${body}`;
      return `${start}9 0 obj\n<</Type/XRef${dictionary}>>\nstream\n\x78\x9c\nendstream\nendobj\nstartxref\n${start.length}\n%%EOF\n`;
    };
    const OBJECTS = '1 0 obj<</Type/Catalog>>endobj\n';
    const STREAM_WITH_NAME =
      '2 0 obj<</Length 40>>\nstream\nBT (the key /Encrypt 5 0 R of a trailer) Tj ET\nendstream\nendobj\n';

    test.each([
      ['名前の一文字を #xx で書く', '/Root 1 0 R/Encry#70t 5 0 R'],
      ['名前の全部を #xx で書く', '/Root 1 0 R/#45#6e#63#72#79#70#74 5 0 R'],
      ['大文字の #xx', '/Root 1 0 R/E#6Ecrypt 5 0 R'],
      ['間に注釈', '/Root 1 0 R/Encrypt%\n5 0 R'],
      ['間にいくつもの注釈', '/Root 1 0 R/Encrypt %a\r%b\n 5 %c\n 0 R'],
      ['番号の間に注釈', '/Root 1 0 R/Encrypt 5%x\n0%y\nR'],
      ['その場の辞書', '/Root 1 0 R/Encrypt<</Filter/Standard/V 4>>'],
      ['注釈の後の辞書', '/Root 1 0 R/Encrypt%<<\n<</Filter/Standard>>'],
      ['長い空白', `/Root 1 0 R/Encrypt${' '.repeat(5000)}5 0 R`],
      ['長い注釈', `/Root 1 0 R/Encrypt%${'x'.repeat(5000)}\n5 0 R`],
      ['NULの空白', '/Root 1 0 R/Encrypt\x005 0 R'],
      ['辞書の途中', '/ID[<00><00>]/Encrypt 5 0 R/Info<</Title(a\\)b(c))>>/Root 1 0 R'],
    ])('%s: 表でも、相互参照ストリームでも見つける', (_, trailer) => {
      for (const body of [
        OBJECTS,
        OBJECTS + STREAM_WITH_NAME,
        `${OBJECTS}% stream\n`,
        `${OBJECTS}(stream\n`,
      ]) {
        expect(contentOf(withTable(body, trailer))).toEqual(PROTECTED);
        expect(contentOf(withStream(body, trailer))).toEqual(PROTECTED);
      }
    });

    test('追記された版や、前の版の暗号化も見つける', () => {
      const plain = withTable(OBJECTS, '/Root 1 0 R');
      const place = plain.lastIndexOf('xref\n0 1');
      const update = (trailer: string, prev: number) =>
        `xref\n0 0\ntrailer<<${trailer}/Prev ${prev}>>\nstartxref\n${plain.length}\n%%EOF\n`;
      expect(contentOf(plain + update('/Root 1 0 R', place))).toBeUndefined();
      expect(contentOf(plain + update('/Root 1 0 R/Encrypt 5 0 R', place))).toEqual(PROTECTED);
      expect(contentOf(withTable(`${OBJECTS}${STREAM_WITH_NAME}`, '/Encr#79pt 5 0 R') + plain)).toEqual(
        PROTECTED,
      );
    });

    test.each([
      ['/EncryptMetadata', `${OBJECTS}<</EncryptMetadata true>>\n`, ''],
      ['/Encrypt null', OBJECTS, '/Encrypt null'],
      ['ストリームの中の「/Encrypt 5 0 R」', OBJECTS + STREAM_WITH_NAME, ''],
      ['いくつものストリームの中', OBJECTS + STREAM_WITH_NAME.repeat(20), ''],
      ['ほかの名前', `${OBJECTS}<</Encrypted 5 0 R/NoEncrypt 5 0 R/Encrypt#20 5 0 R>>\n`, ''],
    ])('%s は暗号化ではない', (_, body, trailer) => {
      expect(contentOf(withTable(body, `/Root 1 0 R${trailer}`))).toBeUndefined();
      expect(contentOf(withStream(body, `/Root 1 0 R${trailer}`))).toBeUndefined();
    });

    test('たどれないときは、疑わしいものを断る', () => {
      const manual = withTable(OBJECTS + STREAM_WITH_NAME, '/Root 1 0 R');
      expect(contentOf(manual.replace(/startxref\n\d+/, 'startxref\n7'))).toEqual(PROTECTED);
      expect(contentOf(manual.replace('startxref', 'startxxxx'))).toEqual(PROTECTED);
      expect(contentOf(manual.replace('/Root 1 0 R', '/Root 1 0 R/Prev 99999'))).toEqual(PROTECTED);
      expect(contentOf(manual.replace('/Root 1 0 R', '/Root 1 0 R/Prev 5 0'))).toEqual(PROTECTED);
      expect(contentOf(manual.replace('/Root 1 0 R', '/Root (1 0 R'))).toEqual(PROTECTED);
    });

    test('互いに重なる1000の trailer は、一つずつ読み通さずに断る', () => {
      // Each text in brackets holds those of all that follow, and 1 MB.
      const chain = (count: number, shared: string): string => {
        let text = `%PDF-1.7\n${STREAM_WITH_NAME}`;
        let place: number | undefined;
        for (let n = 0; n < count; n += 1) {
          const start = text.length;
          text += `xref\n0 0\ntrailer<<${place === undefined ? '' : `/Prev ${place}`}/A(`;
          place = start;
        }
        return `${text}${shared}${')>>'.repeat(count)}\nstartxref\n${place}\n%%EOF\n`;
      };
      expect(contentOf(chain(1, 'x'.repeat(1e6)))).toBeUndefined();
      expect(contentOf(chain(1000, ''))).toEqual(PROTECTED);
      const started = performance.now();
      expect(contentOf(chain(1000, 'x'.repeat(9e6)))).toEqual(PROTECTED);
      process.stdout.write(`      1000 × 9 MB in ${(performance.now() - started).toFixed(0)} ms\n`);
    });

    test('10 MBの悪意ある並びでも、すぐに答える', () => {
      const started = performance.now();
      for (const piece of [
        '/Encrypt%',
        '/Encrypt ',
        '/Encrypt<<',
        'stream\n/Encrypt 5',
        'stream\n/Encrypt<<endstream ',
        'xref ',
        '(',
        '<<',
        'trailer<</Prev 9',
      ])
        contentOf(`%PDF-1.7\n${piece.repeat(9e6 / piece.length)}startxref\n9\n`);
      process.stdout.write(`      9 × 9 MB in ${(performance.now() - started).toFixed(0)} ms\n`);
      expect(contentOf(`%PDF-1.7\n${'/Encrypt%'.repeat(1e6)}`)).toEqual(PROTECTED);
    });
  });

  describe('ファイルの中の圧縮ファイル', () => {
    const SEVEN = Buffer.from('377abcaf271c0004', 'hex');
    const RAR = Buffer.from('526172211a070100', 'hex');
    test.each([
      ['pdf', Buffer.concat([FILES.pdf, FILES.encryptedZip])],
      ['png', Buffer.concat([FILES.png, FILES.encryptedZip])],
      ['jpg', Buffer.concat([FILES.jpg, FILES.encryptedZip])],
      ['csv', Buffer.concat([FILES.csv, FILES.encryptedZip])],
      ['xlsx', Buffer.concat([FILES.png, FILES.encryptedZip])],
    ] as const)('PPAP: %s の後に続けた、パスワード付きのZIP', (extension, bytes) => {
      expect(contentProblem(FILE_TYPES[extension], bytes)).toContain('パスワードで保護されたファイル');
    });
    test.each([
      ['pdf', Buffer.concat([FILES.pdf, SEVEN])],
      ['pdf', Buffer.concat([FILES.pdf, FILES.zip])],
      ['png', Buffer.concat([FILES.png, RAR])],
      ['jpg', Buffer.concat([FILES.jpg, FILES.zip])],
      ['xlsx', zipOf(['[Content_Types].xml', 'xl/workbook.xml', 'xl/embeddings/秘.zip'])],
      ['docx', zipOf(['[Content_Types].xml', 'word/document.xml', 'a.7Z'])],
      ['docx', zipOf(['[Content_Types].xml', 'word/document.xml', 'word/media/a.lzh'])],
      ['xlsx', Buffer.concat([SEVEN, FILES.xlsx])],
    ] as const)('%s の中の圧縮ファイルは、取り出して添付してもらう', (extension, bytes) => {
      expect(contentProblem(FILE_TYPES[extension], bytes)).toContain('圧縮ファイル');
    });

    const marked = (at: (entry: number, local: number) => number, value: number) => {
      const bytes = Buffer.from(zipOf(['[Content_Types].xml', 'xl/workbook.xml']));
      bytes.writeUInt16LE(value, at(bytes.indexOf('PK\x01\x02'), bytes.indexOf('PK\x03\x04')));
      return bytes;
    };
    test.each([
      ['目録だけの印', marked((entry) => entry + 8, 1)],
      ['本体だけの印', marked((_, local) => local + 6, 1)],
      ['強い暗号化', marked((entry) => entry + 8, 0x40)],
      ['目録の暗号化', marked((entry) => entry + 8, 0x2000)],
      ['AES（目録の方式99）', marked((entry) => entry + 10, 99)],
      ['AES（本体の方式99）', marked((_, local) => local + 8, 99)],
    ])('ZIPの暗号化: %s', (_, bytes) => {
      expect(contentProblem(FILE_TYPES.xlsx, bytes)).toContain('パスワードで保護されたファイル');
    });
    test('ほかの印（日本語の名前、後に書く大きさ）は暗号化ではない', () => {
      expect(
        contentProblem(
          FILE_TYPES.xlsx,
          marked((entry) => entry + 8, 0x808),
        ),
      ).toBeUndefined();
    });
    test('Officeの暗号化は、名前の大文字・小文字を問わない', () => {
      const bytes = Buffer.concat([FILES.oldOffice, Buffer.from('ENCRYPTEDpackage', 'utf16le')]);
      expect(contentProblem(FILE_TYPES.xlsx, bytes)).toContain('パスワードで保護されたファイル');
    });
  });

  test.each([
    'a.zip',
    'a.xls',
    'a.exe',
    'a.pdf.lzh',
    '.pdf',
    '..pdf',
    ' .pdf',
    'pdf',
    'a.pdf.',
    '',
    'a.htm',
    'a.svg',
  ])('「%s」は添付できる種類ではない', (name) => {
    expect(typeOfName(name)).toBeUndefined();
  });
});

describe('ファイル名', () => {
  test('髙・㈱や絵文字の書記素はそのまま残り、100文字まで', () => {
    expect(fileName.parse('㈱髙橋 構成図（葛󠄀城）.pdf')).toBe('㈱髙橋 構成図（葛󠄀城）.pdf');
    expect(fileName.safeParse(`${'あ'.repeat(96)}.pdf`).success).toBe(true);
    expect(fileName.safeParse(`${'あ'.repeat(97)}.pdf`).success).toBe(false);
  });

  test.each([
    '../../etc/passwd.pdf',
    '..\\..\\a.pdf',
    'C:\\a.pdf',
    'a\u0000.pdf',
    'a\r\nSet-Cookie: x.pdf',
    'fdp.\u202Exe.pdf',
    'a\u200b.pdf',
    'a\ud800.pdf',
  ])('%j は断る', (name) => {
    expect(fileProblems(name, 10)).toHaveLength(1);
  });

  test('一万文字の名前でも、すぐに答える', () => {
    const started = performance.now();
    for (const name of ['あ'.repeat(10_000), `${'.'.repeat(60_000)}pdf`, `${' '.repeat(60_000)}.pdf`])
      expect(fileProblems(name, 10)).toHaveLength(1);
    process.stdout.write(`      three long names: ${(performance.now() - started).toFixed(0)} ms\n`);
  });
});

test('大きさは10MBまで。超えると、項目と上限と現在の大きさを示す', () => {
  expect(fileProblems('a.pdf', MAX_FILE_BYTES)).toEqual([]);
  expect(fileProblems('a.pdf', MAX_FILE_BYTES + 1)).toEqual([
    { pointer: '/file', message: '「添付する資料」の大きさは10MB以内としてください（現在 10.1 MB）' },
  ]);
  expect(fileProblems('a.pdf', 0)[0]?.message).toContain('空です');
  expect(fileProblems('', 0)[0]?.message).toContain('選択してください');
  expect([820, 1024, 1_258_291, 10 * 1024 * 1024].map(sizeText)).toEqual([
    '820 B',
    '1.0 KB',
    '1.2 MB',
    '10.0 MB',
  ]);
});

describe('ZIPの目録', () => {
  test('名前と暗号化の印を読む。壊れたものは読まない', () => {
    expect(zipEntries(zipOf(['a', 'い']))).toEqual([
      { name: 'a', encrypted: false },
      { name: 'い', encrypted: false },
    ]);
    const whole = zipOf(['a.txt', 'b.txt'], true);
    for (let length = 0; length < whole.length; length += 1)
      expect(zipEntries(whole.subarray(0, length))).toBeUndefined();
  });

  test('一バイトずつ壊しても、例外を投げない', () => {
    const whole = zipOf(['a.txt', 'b.txt']);
    for (let at = 0; at < whole.length; at += 1)
      for (const value of [0, 0x7f, 0xff]) {
        const broken = Buffer.from(whole);
        broken[at] = value;
        expect(() => zipEntries(broken)).not.toThrow();
      }
  });
});
