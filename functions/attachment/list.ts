import { html } from 'hono/html';
import { ATTACHMENT_KINDS, type Attachment, sizeText } from '../../core/attachment/attachments.ts';
import { dataTable, emptyState } from '../ui/components.ts';
import type { Html } from '../ui/layout.ts';

/** The beginning of a file's hash: enough to see that two copies are the same. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

/** A link to a file of a submitted application: it is saved, never shown. */
export const fileLink = (caseId: string, { fileId, name }: Attachment): Html =>
  html`<a href="/applications/${caseId}/attachments/${fileId}">${name}</a>`;

/** 添付資料 of an application, to read and, once it is submitted, to download. */
export const attachmentTable = (caseId: string | undefined, attachments: readonly Attachment[] = []): Html =>
  attachments.length === 0
    ? emptyState('添付資料はありません。')
    : dataTable(
        { text: '添付資料' },
        ['名称', '種類', '大きさ', 'SHA-256（先頭12桁）'],
        attachments.map((attachment) => [
          caseId === undefined ? attachment.name : fileLink(caseId, attachment),
          ATTACHMENT_KINDS[attachment.kind],
          sizeText(attachment.size),
          shortHash(attachment.sha256),
        ]),
      );
