import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { completeUpload } from '../../core/attachment/attach-file.ts';
import { MAX_FILE_BYTES } from '../../core/attachment/attachments.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import type { Files } from '../../core/store/ports.ts';
import { openDatabase } from '../../local/database.ts';
import { FILES, sendFile } from '../support/sample-files.ts';
import { createStory, OTHER_VENDOR, type Story, TAX } from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import type { Client } from '../support/world.ts';

let table: ReturnType<typeof watchTable>;
let story: Story;
const other: Client = async (...call) => (await story.as(OTHER_VENDOR))(...call);
beforeEach(async () => {
  const database = openDatabase(':memory:');
  table = watchTable(database);
  story = await createStory({ database });
  // The day's first use of the key is noted.
  await offer('first.pdf', 100);
});

const offer = (name: string, size: number) => story.vendorApi('POST', '/v1/files', { name, size });
const complete = (fileId: string, by: Client = story.vendorApi) =>
  by('POST', `/v1/files/${fileId}/completion`);
/** A file that has been sent and judged. */
const attach = async (name = '構成図.pdf', bytes: Buffer = FILES.pdf) => {
  const { json } = await offer(name, bytes.length);
  expect(await sendFile(story, json.upload, 'ignored', bytes)).toBe('taken');
  return { fileId: String(json.fileId), upload: json.upload, answer: await complete(json.fileId) };
};

let keys = 0;
const submit = (attachments: unknown, by: Client = story.vendorApi) => {
  keys += 1;
  return by(
    'POST',
    '/v1/applications',
    { ...story.application(), attachments },
    { 'idempotency-key': `f${keys}` },
  );
};

describe('送信', () => {
  test('送信先を受け取り、送り、確かめると、サーバーが測った名称・大きさ・SHA-256が返る', async () => {
    const { answer, fileId } = await attach();
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      fileId,
      name: '構成図.pdf',
      type: 'application/pdf',
      size: FILES.pdf.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const again = await complete(fileId);
    expect(again.json).toEqual(answer.json);
  });

  test('送信先を受け取るだけでは、何も書かない', async () => {
    const before = table.changes();
    const { status, json } = await offer('a.pdf', 100);
    expect(status).toBe(201);
    expect(json.upload).toMatchObject({ url: expect.stringMatching(/^http/), fields: expect.any(Object) });
    expect(table.changes()).toBe(before);
  });

  test.each([
    [{ name: 'a.zip', size: 10 }, '/name'],
    [{ name: '../a.pdf', size: 10 }, '/name'],
    [{ name: 'a.pdf', size: MAX_FILE_BYTES + 1 }, '/size'],
    [{ name: 'a.pdf', size: 0 }, '/size'],
    [{ name: 'a.pdf', size: 10, sha256: 'x' }, '/sha256'],
    [{ name: 'a.pdf', size: 10, vendorId: 'minami' }, '/vendorId'],
  ])('%j は、項目を示して断る', async (body, pointer) => {
    const { status, json } = await story.vendorApi('POST', '/v1/files', body);
    expect([status, json.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      [pointer],
    ]);
  });

  test('知らせた大きさと違うものは受け取らない', async () => {
    const { json } = await offer('a.pdf', FILES.pdf.length);
    expect(await sendFile(story, json.upload, 'a.pdf', FILES.xlsx)).toBe('not allowed');
    expect((await complete(json.fileId)).status).toBe(404);
  });

  test.each([
    ['構成図.pdf', FILES.png, '拡張子と合っていません'],
    ['構成図.xlsx', FILES.encryptedZip, 'パスワードで保護された'],
    ['構成図.docx', FILES.encryptedOffice, 'パスワードで保護された'],
    ['構成図.pdf', FILES.encryptedPdf, 'パスワードで保護された'],
    ['一覧.csv', FILES.utf16, 'UTF-8又はShift_JIS'],
  ])('%s: 内容を確かめて断り、何も残さない', async (name, bytes, sentence) => {
    const before = table.changes();
    const { answer, fileId } = await attach(name, bytes);
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0]).toEqual({ pointer: '/file', detail: expect.stringContaining(sentence) });
    expect(table.changes()).toBe(before);
    expect((await complete(fileId)).status).toBe(404);
    expect(await story.ports.files.hashOf(fileId)).toBeUndefined();
  });

  test('同時に何度確かめても、メモリに置く資料は一つずつで、結果は同じ', async () => {
    const bytes = FILES.pdf;
    const offers = await Promise.all([1, 2, 3].map(() => offer('構成図.pdf', bytes.length)));
    for (const { json } of offers) expect(await sendFile(story, json.upload, 'a.pdf', bytes)).toBe('taken');
    const person = await loadPerson(story.store, 'p-vendor');
    const caller = await makeCaller(
      story.store,
      person ?? expect.fail('no such person'),
      story.today(),
      'api',
    );
    let held = 0;
    let most = 0;
    const { files } = story.ports;
    const watched: Files = {
      ...files,
      received: async (id) => {
        const found = await files.received(id);
        return (
          found && {
            ...found,
            read: async () => {
              held += 1;
              most = Math.max(most, held);
              await pause(5);
              return found.read();
            },
          }
        );
      },
      keep: async (...given) => {
        const end = await files.keep(...given);
        held -= 1;
        return end;
      },
    };
    const completing = completeUpload({ ...story.ports, files: watched });
    const outcomes = await Promise.all(
      offers.flatMap(({ json }) => Array.from({ length: 10 }, () => completing(caller, json.fileId))),
    );
    expect(outcomes).toHaveLength(30);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: true, value: { kept: true } });
    expect(most).toBe(1);
  });

  test('送信先をもう一度使っても、確かめた資料は変わらない', async () => {
    const { answer, fileId, upload } = await attach();
    const changed = Buffer.from(FILES.pdf);
    changed[10] = 0x41;
    expect(await sendFile(story, upload, 'a.pdf', changed)).toBe('taken');
    expect((await complete(fileId)).json).toEqual(answer.json);
    expect(await story.ports.files.hashOf(fileId)).toBe(answer.json.sha256);
  });

  test('送信先は1時間で使えなくなり、書き換えたものは使えない', async () => {
    const { json } = await offer('a.pdf', 10);
    const [body, mark] = json.upload.fields.policy.split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('hokuto', 'minami'));
    const upload = { ...json.upload, fields: { policy: `${forged.toString('base64url')}.${mark}` } };
    expect(await sendFile(story, upload, 'a.pdf', FILES.pdf)).toBe('ended');
    await story.until('2026-04-06T10:00');
    expect(await sendFile(story, json.upload, 'a.pdf', FILES.pdf)).toBe('ended');
  });

  test.each(['..%2F..%2Fx', 'x', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '~', '%00'])(
    '資料の番号 %s は、見つからない',
    async (fileId) => {
      const answers = [
        await complete(fileId),
        await story.vendorApi('DELETE', `/v1/files/${fileId}`, {}),
        await story.vendorApi('GET', `/v1/applications/${fileId}/attachments/${fileId}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    },
  );
});

describe('申請書への添付', () => {
  test('名称・大きさ・SHA-256は、サーバーが版に写す', async () => {
    const { answer, fileId } = await attach();
    const submitted = await submit([{ fileId, kind: 'diagram' }]);
    expect(submitted.status).toBe(201);
    const view = await story.vendorView(submitted.json.caseId);
    expect(view.application.attachments).toEqual([{ ...answer.json, kind: 'diagram' }]);
  });

  test.each(['name', 'size', 'sha256', 'type'])('%s を送ると断る', async (field) => {
    const { fileId } = await attach();
    const { status, json } = await submit([{ fileId, kind: 'diagram', [field]: 'x' }]);
    expect([status, json.errors[0].pointer]).toEqual([422, `/attachments/0/${field}`]);
  });

  test('他社の資料、ない資料、二重の資料は、同じように項目を示して断る', async () => {
    const { fileId } = await attach();
    const unknown = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const theirs = await submit([{ fileId, kind: 'diagram' }], other);
    const missing = await submit([{ fileId: unknown, kind: 'diagram' }], other);
    const of = (answer: typeof theirs) =>
      answer.json.errors.filter((error: { pointer: string }) => error.pointer.startsWith('/attachments'));
    expect(of(theirs)).toHaveLength(1);
    expect(of(theirs)).toEqual(of(missing));
    const twice = await submit([
      { fileId, kind: 'diagram' },
      { fileId, kind: 'other' },
    ]);
    expect(twice.json.errors).toEqual([
      { pointer: '/attachments/1/fileId', detail: expect.stringContaining('二重') },
    ]);
  });

  test('21件目は断る', async () => {
    const { fileId } = await attach();
    const { status, json } = await submit(Array.from({ length: 21 }, () => ({ fileId, kind: 'other' })));
    expect([status, json.errors[0].pointer]).toEqual([422, '/attachments']);
  });

  test('他社は、資料を確かめることも削除することもできない（ないものと同じ応答）', async () => {
    const { fileId } = await attach();
    const missing = await complete('01ARZ3NDEKTSV4RRFFQ69G5FAV', other);
    const theirs = await complete(fileId, other);
    expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
    expect((await other('DELETE', `/v1/files/${fileId}`)).status).toBe(404);
    expect((await complete(fileId)).status).toBe(200);
  });

  test('提出した資料は削除できず、提出していない資料は内容ごと消える', async () => {
    const kept = await attach();
    await submit([{ fileId: kept.fileId, kind: 'diagram' }]);
    const frozen = await story.vendorApi('DELETE', `/v1/files/${kept.fileId}`, {});
    expect([frozen.status, frozen.json.detail]).toEqual([409, '提出した申請書の添付資料は削除できません']);
    const loose = await attach();
    expect((await story.vendorApi('DELETE', `/v1/files/${loose.fileId}`, {})).status).toBe(204);
    expect(await story.ports.files.hashOf(loose.fileId)).toBeUndefined();
    expect((await submit([{ fileId: loose.fileId, kind: 'diagram' }])).status).toBe(422);
  });

  test('補正で差し替えた資料は、変更として市に示される', async () => {
    const [first, second] = [await attach('旧.pdf'), await attach('新.pdf')];
    const { json } = await submit([{ fileId: first.fileId, kind: 'camera' }]);
    await story.settle();
    await story.returnItems(json.caseId);
    const again = await story.resubmit(json.caseId, {
      attachments: [{ fileId: second.fileId, kind: 'camera' }],
    });
    expect(again.status).toBe(200);
    const view = await story.view(TAX, json.caseId);
    const changes = view.changes.filter(({ label }: { label: string }) => label === '添付資料');
    expect(changes.map((c: { before: string; after: string }) => [c.before, c.after])).toEqual([
      [expect.stringMatching(/^カメラ配置図　旧\.pdf（.+、SHA-256 [0-9a-f]{12}…）$/), ''],
      ['', expect.stringMatching(/^カメラ配置図　新\.pdf/)],
    ]);
    for (const { fileId } of [first, second]) {
      const path = `/v1/applications/${json.caseId}/attachments/${fileId}`;
      expect((await story.vendorApi('GET', path)).status).toBe(200);
    }
  });

  test('提出していない資料は100件まで', async () => {
    for (let n = 0; n < 100; n += 1) expect((await attach()).answer.status).toBe(200);
    const { answer } = await attach();
    expect([answer.status, answer.json.type]).toEqual([409, expect.stringContaining('too-many-files')]);
  });
});
