import { describe, expect, test } from 'vitest';
import { fileName, fileProblems, MAX_FILE_BYTES, sizeText } from '../../core/attachments.ts';
import { contentProblem, FILE_TYPES, typeOfName } from '../../core/file-type.ts';
import { zipEntries } from '../../core/zip.ts';
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

  test('「/EncryptMetadata」だけのPDFは暗号化ではない', () => {
    expect(contentProblem(FILE_TYPES.pdf, Buffer.from('%PDF-1.7\n/EncryptMetadata true'))).toBeUndefined();
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
