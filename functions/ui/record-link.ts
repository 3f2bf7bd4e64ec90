import { html } from 'hono/html';
import type { RecordRef } from '../../core/case/record-ref.ts';
import type { Html } from './layout.ts';

const FOLDERS: Readonly<Record<RecordRef['kind'], string>> = {
  change: 'changes',
  finding: 'findings',
  instruction: 'instructions',
  reconciliation: 'reconciliations',
  reconfirmation: 'reconfirmations',
  report: 'reports',
  work: 'works',
};

/** The way to the page of a record of a permit. */
export const recordLink = (caseId: string, { kind, id, label }: RecordRef): Html =>
  html`<a href="/permits/${caseId}/${FOLDERS[kind]}/${id}">${label}</a>`;
