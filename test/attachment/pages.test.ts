import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { fillDraft, saveSection, sendDraft } from '../support/fill-draft.ts';
import { FILES, sendFile } from '../support/sample-files.ts';
import { CARE, CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';
import { watchTable } from '../support/table.ts';

/** 添付資料 through the pages: a vendor attaches, the city reads, nobody else finds out. */

let table: ReturnType<typeof watchTable>;
let folder = '';
let story: Story;
let vendor: Awaited<ReturnType<typeof browse>>;
let draft = '';
let section = '';
beforeEach(async () => {
  const database = openDatabase(':memory:');
  table = watchTable(database);
  folder = mkdtempSync(join(tmpdir(), 'flow-files-'));
  story = await createStory({ database, filesFolder: folder });
  vendor = await browse(story, VENDOR);
  draft = (await vendor('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  section = `${draft}/sections/attachments`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Chooses a file on the page and sends it; the page that the browser is sent on to. */
const choose = async (name: string, bytes: Buffer): Promise<string> => {
  const page = await vendor(`${draft}/attachments`);
  const { policy = '' } = hiddenFields(page);
  const upload = { url: '', fields: { policy }, expiresAt: '' };
  expect(await sendFile(story, upload, name, bytes)).toBe('taken');
  return new URL(story.localFiles.openPolicy(policy)?.redirect ?? '').pathname;
};

describe('下書きに添付する', () => {
  test('「資料を添付する」は、入力中の内容を保存してから、選ぶ画面に移る', async () => {
    const answer = await saveSection(vendor, draft, 'attachments', { remarks: '入力の途中' }, 'attach');
    expect([answer.status, answer.headers['location']]).toEqual([303, `${draft}/attachments`]);
    expect((await vendor(section)).text).toContain('入力の途中');
  });

  test('選ぶ画面のフォームだけが、資料の保管先に送信できる', async () => {
    const { headers } = await vendor(`${draft}/attachments`);
    expect(headers['content-security-policy']).toContain("form-action 'self' http://127.0.0.1:3000;");
    expect((await vendor(section)).headers['content-security-policy']).toContain("form-action 'self';");
  });

  test('INV-7: 選ぶ画面も、受け取った画面も、開くだけでは何も書かない', async () => {
    const before = table.changes();
    const path = await choose('構成図.pdf', FILES.pdf);
    const received = await vendor(path);
    expect(received.text).toContain('構成図.pdf');
    expect(received.text).toContain('まだ申請書には加えられていません');
    await vendor(path);
    expect(table.changes()).toBe(before);
    expect((await vendor(section)).text).not.toContain('構成図.pdf');
  });

  test('種類を選ばなければ、項目を示して聞き直す', async () => {
    const path = await choose('構成図.pdf', FILES.pdf);
    const { status, text } = await vendor(path, {});
    expect(status).toBe(422);
    expect(text).toContain('<a href="#f-kind">「添付資料 種類」を選択してください</a>');
    expect(text).toContain('構成図.pdf');
  });

  test('受け付けられない資料は、理由を示し、選ぶ画面に戻る', async () => {
    const path = await choose('構成図.xlsx', FILES.encryptedZip);
    const { status, text } = await vendor(path, { kind: 'diagram' });
    expect(status).toBe(422);
    expect(text).toContain('入力内容をご確認ください（1件）');
    expect(text).toContain('パスワードで保護されたファイル');
    expect(text).toContain('type="file"');
    expect((await vendor(path)).status).toBe(409);
  });

  test('10MBを超える資料は、項目と上限を示して断る', async () => {
    const path = await choose('大きい.txt', Buffer.alloc(11 * 1024 * 1024, 'a'));
    const { status, text } = await vendor(path, { kind: 'other' });
    expect(status).toBe(422);
    expect(text).toContain('「添付する資料」の大きさは10MB以内としてください（現在 11.0 MB）');
  });

  test('加えた資料は申請書の画面に並び、削除すると内容ごと消える', async () => {
    for (const name of ['構成図.pdf', '不要.pdf']) {
      const path = await choose(name, FILES.pdf);
      const added = await vendor(path, { kind: 'diagram' });
      expect(added.headers['location']).toBe(`${section}?done=attached`);
      // The same press again adds nothing.
      await vendor(path, { kind: 'diagram' });
    }
    const { text } = await vendor(section);
    const ids = [...text.matchAll(/name="attachments\.\d\.fileId" value="(\w+)"/g)].map(([, id]) => id ?? '');
    expect(ids).toHaveLength(2);
    const attachments = ids.map((fileId) => ({ fileId, kind: 'diagram' }));
    await saveSection(vendor, draft, 'attachments', { attachments }, 'remove:attachments.1');
    const after = (await vendor(section)).text;
    expect([after.includes('構成図.pdf'), after.includes('不要.pdf')]).toEqual([true, false]);
    expect(await story.ports.files.hashOf(ids[1] ?? '')).toBeUndefined();
  });

  test('INV-17: 他社は、下書きの添付の画面を開けない', async () => {
    const other = await browse(story, OTHER_VENDOR);
    const path = await choose('構成図.pdf', FILES.pdf);
    const missing = await other('/drafts/01ARZ3NDEKTSV4RRFFQ69G5FAV/attachments');
    for (const answer of [
      await other(`${draft}/attachments`),
      await other(path),
      await other(path, { kind: 'other' }),
    ])
      expect([answer.status, answer.text]).toEqual([404, missing.text]);
  });
});

describe('提出した後', () => {
  let caseId = '';
  let fileId = '';
  let link = '';
  beforeEach(async () => {
    await vendor(await choose('構成図.pdf', FILES.pdf), { kind: 'diagram' });
    const { text } = await vendor(section);
    fileId = /name="attachments\.0\.fileId" value="(\w+)"/.exec(text)?.[1] ?? '';
    const attachments = [{ fileId, kind: 'diagram' }];
    const check = await fillDraft(vendor, draft, { ...story.application(), attachments });
    expect(check.text).toContain('構成図.pdf');
    const answer = await sendDraft(vendor, draft);
    caseId = /^\/applications\/(\w+)/.exec(answer.headers['location'] ?? '')?.[1] ?? '';
    link = `/applications/${caseId}/attachments/${fileId}`;
  });

  test('申請の画面、確認の画面、様式1に、種類・名称・大きさ・SHA-256の先頭が出る', async () => {
    const tax = await browse(story, TAX);
    const { sha256 } = (await story.vendorView(caseId)).application.attachments[0];
    for (const path of ['?part=content', '/decision', '/form']) {
      const { text } = await tax(`/applications/${caseId}${path}`);
      for (const word of ['構成図', '構成図.pdf', `${FILES.pdf.length} B`, sha256.slice(0, 12)])
        expect(text, path).toContain(word);
      if (path !== '/form') expect(text).toContain(`href="${link}"`);
    }
  });

  test('INV-17: 申請を見られる人だけが、1分間有効なダウンロード先を受け取る', async () => {
    for (const address of [VENDOR, TAX, CHIEF]) {
      const { status, headers } = await (await browse(story, address))(link);
      expect(status, address).toBe(303);
      const token = headers['location']?.split('/').at(-1) ?? '';
      const found = await story.localFiles.fetch(token);
      expect(found && (await buffer(found.contents()))).toEqual(FILES.pdf);
    }
    for (const address of [OTHER_VENDOR, CARE]) {
      const visit = await browse(story, address);
      const missing = await visit('/applications/01ARZ3NDEKTSV4RRFFQ69G5FAV/attachments/x');
      const theirs = await visit(link);
      expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
    }
  });

  test('別の申請の資料は、その申請からは受け取れない', async () => {
    const other = await story.submit();
    const { status } = await (await browse(story, TAX))(`/applications/${other}/attachments/${fileId}`);
    expect(status).toBe(404);
  });

  test('補正の下書きは同じ資料から始まり、そこから外しても、提出した版の資料は残る', async () => {
    await story.returnItems(caseId);
    const opened = await vendor(`/applications/${caseId}/correct`, {});
    const correction = opened.headers['location'] ?? '';
    const there = `${correction}/sections/attachments`;
    expect((await vendor(there)).text).toContain(fileId);
    const attachments = [{ fileId, kind: 'diagram' }];
    await saveSection(vendor, correction, 'attachments', { attachments }, 'remove:attachments.0');
    expect((await vendor(there)).text).not.toContain(fileId);
    expect((await vendor(link)).status).toBe(303);
  });

  test('INV-4: 提出の後に差し替えられた資料は、渡さずに知らせる', async () => {
    rmSync(join(folder, 'files', fileId), { force: true });
    writeFileSync(join(folder, 'files', fileId), FILES.png);
    const { status, text } = await (await browse(story, TAX))(link);
    expect(status).toBe(409);
    expect(text).toContain('提出されたときのもの');
    rmSync(join(folder, 'files', fileId));
    expect((await story.vendorApi('GET', `/v1${link}`)).json.type).toContain('attachment-changed');
  });
});
