import { html } from 'hono/html';
import { ATTACHMENT_KINDS, MAX_ATTACHMENTS, sizeText } from '../../core/attachment/attachments.ts';
import { button, type Content, emptyState } from '../ui/components.ts';
import { rowsAt, textAt } from '../ui/form.ts';
import { fieldGroup, hiddenField, selectField, textArea } from '../ui/form-controls.ts';
import type { Html } from '../ui/layout.ts';
import type { ApplicationFormView } from './form-view.ts';

export const attachmentsSection = (view: ApplicationFormView): Content => [
  attachmentFields(view),
  textArea(view, {
    path: 'remarks',
    label: '備考',
    hint: '市に伝えておくことがあれば記入してください。',
  }),
];

/** 添付資料: what has been attached so far; the way to more of it saves the draft first. */
const attachmentFields = (view: ApplicationFormView): Content => {
  const count = rowsAt(view.content, 'attachments');
  const rows = Array.from({ length: count }, (_, index) => attached(view, `attachments.${index}`, index));
  return fieldGroup(
    view,
    {
      path: 'attachments',
      legend: '添付した資料',
      hint: `構成図、カメラの配置図、端末の写真など、別表1の確認に必要な資料を${MAX_ATTACHMENTS}件まで添付できます。`,
      plain: true,
    },
    [
      count === 0 ? emptyState('添付した資料はまだありません。') : rows,
      count < MAX_ATTACHMENTS &&
        html`<p class="list-end">${button('資料を添付する', { action: 'attach', kind: 'secondary' })}</p>
<p class="soft">ボタンを押すと、入力中の内容を保存してから、資料を選ぶ画面に移ります。</p>`,
    ],
  );
};

const attached = (view: ApplicationFormView, path: string, index: number): Html => {
  const fileId = textAt(view.content, `${path}.fileId`);
  const file = view.files?.find((candidate) => candidate.fileId === fileId);
  const label = `資料 ${index + 1}`;
  return fieldGroup(view, { path, legend: label }, [
    html`<p>${file ? html`<strong>${file.name}</strong> <span class="soft">${sizeText(file.size)}</span>` : 'ファイルが見つかりません。削除して、もう一度添付してください。'}</p>`,
    hiddenField(view, { path: `${path}.fileId` }),
    selectField(view, {
      path: `${path}.kind`,
      label: '資料の種類',
      required: true,
      options: ATTACHMENT_KINDS,
    }),
    html`<p class="row-end">${button('削除', { action: `remove:attachments.${index}`, kind: 'quiet', hidden: `：${label}` })}</p>`,
  ]);
};
