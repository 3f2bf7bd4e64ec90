import { html } from 'hono/html';
import type { listSavedForms } from '../../core/case/saved-form.ts';
import { type Content, dataTable } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { savedPath } from '../ui/saved-form.ts';

export type SavedForms = Awaited<ReturnType<ReturnType<typeof listSavedForms>>>;

export const savedFormsTable = (saved: SavedForms, more: (one: SavedForms[number]) => Content): Content =>
  dataTable(
    { text: '作成中のもの' },
    ['様式', '保存した日時', '許可番号・受付番号', '削除'],
    saved.map((one) => [
      html`<a href="${savedPath(one.path)}">${one.title}</a>`,
      jstTime(one.savedAt),
      one.no ?? '―',
      more(one),
    ]),
  );
