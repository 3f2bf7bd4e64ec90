import { html } from 'hono/html';
import type { RecordRef } from '../../core/case/record-ref.ts';
import { RECORDS } from '../../core/case/records.ts';
import type { Html } from './layout.ts';

/** The way to the page of a record of a permit. */
export const recordLink = (caseId: string, { kind, id, label }: RecordRef): Html =>
  html`<a href="/permits/${caseId}/${RECORDS.find((one) => one.kind === kind)?.page}/${id}">${label}</a>`;
