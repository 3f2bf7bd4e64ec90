import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { sectionAt, sectionsOf } from './sections.ts';

/** Mistakes in 様式1, in words and in an order that help to find them. */

const ROWS: Readonly<Record<string, string>> = {
  targetHosts: '接続先',
  originSites: '作業場所',
  originIps: 'IPアドレス',
  terminals: '専用端末',
  workers: '作業者',
  trackRecord: '実績',
  attachments: '資料',
};

/** In the order of the pages. Those in rows say in which row: the schema names the field only. */
export const placed = (problems: readonly Problem[], regulation: Regulation): readonly Problem[] => {
  const sections = sectionsOf(regulation).map(({ id }) => id);
  const fields = sectionsOf(regulation).flatMap((section): readonly string[] => section.fields);
  const placeOf = (problem: Problem): number => {
    const section = sectionAt(problem, regulation);
    return section ? sections.indexOf(section.id) * 100 + fields.indexOf(fieldOf(problem)) : 0;
  };
  return problems
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map(({ pointer, message }) => {
      const [, list = '', index = ''] = /^\/(\w+)\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
      const row = Number(index);
      const item = list === 'checklist' && index !== '' ? regulation.checklist[row] : undefined;
      if (item) return { pointer, message: message.includes(item.id) ? message : `${item.id}：${message}` };
      return list in ROWS
        ? { pointer, message: `${ROWS[list]} ${row + 1}：${message}` }
        : { pointer, message };
    });
};

const fieldOf = ({ pointer }: Problem): string => pointer.split('/')[1] ?? '';
