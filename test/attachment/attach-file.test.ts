import { beforeEach, describe, expect, test } from 'vitest';
import { completeUpload, offerUpload, removeFile } from '../../core/attachment/attach-file.ts';
import { findFile } from '../../core/attachment/file-store.ts';
import type { Caller } from '../../core/directory/caller.ts';
import type { Files, Ports } from '../../core/store/ports.ts';
import { Retryable } from '../../core/values/errors.ts';
import { createCity } from '../support/city.ts';
import { createMemoryFiles, type MemoryFiles } from '../support/memory-files.ts';

/** The n-th call that writes has its effect or not, and no answer comes. */
const breaking = (ports: Ports, kept: Files, at: number, done: boolean) => {
  let calls = 0;
  const call = async <T>(run: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls !== at) return run();
    if (done) await run();
    throw new Retryable('no answer');
  };
  return {
    ...ports,
    store: { ...ports.store, transact: (writes) => call(() => ports.store.transact(writes)) },
    files: {
      ...kept,
      keep: (...given) => call(() => kept.keep(...given)),
      remove: (fileId) => call(() => kept.remove(fileId)),
    },
  } satisfies Ports & { files: Files };
};

const STEPS = [1, 2, 3, 4].flatMap((at) => [true, false].map((done) => [at, done] as const));

describe('INV-19: 保管した資料には、途中で止まっても必ず記録があり、廃棄のときに見つかる', () => {
  let city: Awaited<ReturnType<typeof createCity>>;
  let memory: MemoryFiles;
  let caller: Caller;
  beforeEach(async () => {
    city = await createCity();
    memory = createMemoryFiles(city.ports.clock);
    caller = await city.person('p-vendor');
  });
  const sent = async (): Promise<string> => {
    const offered = await offerUpload({ ...city.ports, files: memory.files })(caller, {});
    if (!offered.ok) throw new Error(offered.message);
    memory.receive(offered.value.upload, '構成図.csv', '項目,値\r\n端末,1\r\n');
    return offered.value.fileId;
  };
  const unknown = async () => {
    const ids = [...memory.kept.keys()];
    const records = await Promise.all(ids.map((fileId) => findFile(city.ports.store, fileId)));
    return ids.filter((_, n) => records[n] === undefined);
  };
  const whole = () => ({ ...city.ports, files: memory.files });

  test.each(STEPS)('登録の%d回目の書込みで止まっても（済み：%s）、もう一度登録できる', async (at, done) => {
    const fileId = await sent();
    await completeUpload(breaking(city.ports, memory.files, at, done))(caller, fileId).catch(() => {});
    expect(await unknown()).toEqual([]);
    expect(await completeUpload(whole())(caller, fileId)).toMatchObject({ ok: true, value: { fileId } });
    expect(memory.kept.has(fileId)).toBe(true);
  });

  test.each(STEPS)('削除の%d回目の書込みで止まっても（済み：%s）', async (at, done) => {
    const fileId = await sent();
    await completeUpload(whole())(caller, fileId);
    await removeFile(breaking(city.ports, memory.files, at, done))(caller, fileId).catch(() => {});
    expect(await unknown()).toEqual([]);
  });

  test('内容が届いていない記録は、事業者には見えない', async () => {
    const fileId = await sent();
    await completeUpload(breaking(city.ports, memory.files, 2, false))(caller, fileId).catch(() => {});
    expect(await findFile(city.ports.store, fileId)).toMatchObject({ fileId, kept: false });
    expect(await removeFile(whole())(caller, fileId)).toMatchObject({ ok: false, code: 'not-found' });
  });
});

describe('送信した後、登録していないファイル', () => {
  test('40件まで。登録すればまた送信でき、他社には関係しない', async () => {
    const city = await createCity();
    const memory = createMemoryFiles(city.ports.clock);
    const ports = { ...city.ports, files: memory.files };
    const caller = await city.person('p-vendor');
    const offer = () => offerUpload(ports)(caller, {});
    const sent: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      const offered = await offer();
      if (!offered.ok) throw new Error(offered.message);
      memory.receive(offered.value.upload, '構成図.csv', `項目,値\r\n端末,${n}\r\n`);
      sent.push(offered.value.fileId);
    }
    expect(await offer()).toMatchObject({
      ok: false,
      kind: 'too-many',
      code: 'too-many-uploads',
      message: expect.stringContaining('40件'),
    });
    expect(await offerUpload(ports)(await city.person('p-other'), {})).toMatchObject({ ok: true });
    expect(await completeUpload(ports)(caller, sent[0] ?? '')).toMatchObject({ ok: true });
    expect(await offer()).toMatchObject({ ok: true });
  });

  test('大きさの合計は400MBまで', async () => {
    const city = await createCity();
    const memory = createMemoryFiles(city.ports.clock);
    const offerWith = (bytes: number) =>
      offerUpload({
        ...city.ports,
        files: { ...memory.files, unfinished: async () => ({ files: 1, bytes }) },
      });
    const caller = await city.person('p-vendor');
    expect(await offerWith(400 * 1024 * 1024 - 1)(caller, {})).toMatchObject({ ok: true });
    expect(await offerWith(400 * 1024 * 1024)(caller, {})).toMatchObject({ ok: false, kind: 'too-many' });
  });
});
