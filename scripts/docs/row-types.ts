import { COVERS, nameOfType, ROW_TYPES } from '../../core/trail/row-types.ts';

/** The part of docs/security.md that core/trail/row-types.ts gives: every kind of row, and how the audit sees it. */

const BEGIN = '<!-- rows: written by `npm run docs` from core/trail/row-types.ts -->';
const END = '<!-- rows: end -->';

export const withRowTypes = (page: string): string => {
  const [before, rest = ''] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error('docs/security.md has lost the marks of its table of rows');
  const table = ROW_TYPES.map(
    (type) => `| \`${nameOfType(type)}\` | ${type.what} | ${type.cover} | ${type.how} |`,
  );
  return [
    `${before}${BEGIN}`,
    '',
    ...Object.entries(COVERS).map(([cover, what]) => `- **${cover}**: ${what}`),
    '',
    '| Row (hash/range key) | What it is | Covered | How; or why it may pass |',
    '|---|---|---|---|',
    ...table,
    '',
    `${END}${after}`,
  ].join('\n');
};
