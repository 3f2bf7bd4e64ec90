import { expect, test } from 'vitest';
import { deleteDraft, loadDraft, saveDraft, startDraft } from '../../core/application/save-draft.ts';
import type { Store } from '../../core/store/ports.ts';
import { createCity } from '../support/city.ts';
import { noErasure } from '../support/no-erasure.ts';

const { files } = noErasure;

test('削除している間に別の画面で保存された下書きは、添付も含めて残り、削除したとは答えない', async () => {
  const { ports, person } = await createCity();
  const vendor = await person('p-vendor');
  const started = await startDraft(ports)(vendor, 'c-hokuto');
  if (!started.ok) throw new Error(started.message);
  const { draftId } = started.value;
  const { version = 0, content = {} } = (await loadDraft(ports.store, vendor, draftId)) ?? {};
  const attachments = [{ fileId: '01KNG1DK00AX54MFGT6ZQYRSND', kind: 'other' }];
  let saved = false;
  const store: Store = {
    ...ports.store,
    transact: async (writes) => {
      if (!saved) {
        saved = true;
        await saveDraft(ports)(vendor, draftId, version, { ...content, purpose: '書き足した', attachments });
      }
      return ports.store.transact(writes);
    },
  };
  const answer = await deleteDraft({ store, files })(vendor, draftId);
  expect(answer).toMatchObject({ ok: false, kind: 'conflict', code: 'draft-changed' });
  expect((await loadDraft(ports.store, vendor, draftId))?.content).toMatchObject({ purpose: '書き足した' });

  const again = await deleteDraft({ store, files })(vendor, draftId);
  expect(again.ok).toBe(true);
  expect(await loadDraft(ports.store, vendor, draftId)).toBeUndefined();
});
