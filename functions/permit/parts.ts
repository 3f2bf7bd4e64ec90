import { html } from 'hono/html';
import type { Html } from '../ui/layout.ts';

/** The page of a permit in parts, each with an address of its own (`?part=`); it opens with the first. All on one page: for print. */
const PARTS = {
  overview: '概要',
  content: '許可の内容・書類',
  works: '作業',
  reports: '月次報告',
  findings: '指示・違反・命令',
  changes: '変更・再確認',
  all: 'すべて（印刷用）',
} as const;
export type PermitPart = keyof typeof PARTS;

export const partNamed = (name: string | undefined): PermitPart =>
  Object.keys(PARTS).find((part): part is PermitPart => part === name) ?? 'overview';

export const partPath = (caseId: string, part: PermitPart): string =>
  `/permits/${caseId}${part === 'overview' ? '' : `?part=${part}`}`;

/** Headings to which links led when all stood on one page: they lead to the entry of their part. */
const ANCHORS: Readonly<Partial<Record<PermitPart, string>>> = {
  content: 'scope',
  works: 'works',
  reports: 'reports',
  findings: 'findings',
  changes: 'changes',
};

export const partsNavigation = (caseId: string, here: PermitPart): Html =>
  html`<nav class="tabs" aria-label="許可の画面"><ul>${Object.entries(PARTS).map(([name, label]) => {
    const part = partNamed(name);
    const anchor = ANCHORS[part];
    return html`<li><a href="${partPath(caseId, part)}"${
      part === here
        ? html` aria-current="page"`
        : here !== 'all' && anchor !== undefined
          ? html` id="${anchor}"`
          : ''
    }>${label}</a></li>`;
  })}</ul></nav>`;
