import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sectionsOf } from '../../functions/application/sections.ts';
import type { JsonValue } from '../../functions/ui/form.ts';
import type { browse } from './browse.ts';
import { encodeForm } from './encode-form.ts';

type Visit = Awaited<ReturnType<typeof browse>>;

export const versionIn = (text: string): string => /name="_version" value="(\d+)"/.exec(text)?.[1] ?? '';

/** A section of 様式1 as a browser sends it: what of `fields` belongs there, under the version that was shown. */
export const saveSection = async (
  visit: Visit,
  draft: string,
  id: string,
  fields: object,
  action = 'list',
  version?: string,
) => {
  const section = sectionsOf(tomakomaiR50401).find((candidate) => candidate.id === id);
  if (!section) throw new Error(`no section ${id}`);
  const all = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(fields)));
  const own = Object.fromEntries(
    section.fields.flatMap((field): [string, JsonValue][] => {
      const value = all[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
  const at = `${draft}/sections/${id}`;
  const shown = version ?? versionIn((await visit(at)).text);
  const form = encodeForm(own, { _action: action, _version: shown });
  return visit(at, Object.fromEntries(new URLSearchParams(form)));
};

/** Every section in turn; the page on which it is sent. */
export const fillDraft = async (visit: Visit, draft: string, application: object) => {
  const said = 'subcontracting' in application && application.subcontracting !== undefined;
  for (const { id } of sectionsOf(tomakomaiR50401))
    await saveSection(visit, draft, id, { subcontracted: said, ...application });
  return visit(`${draft}/check`);
};

/** Presses the one button of the last page. */
export const sendDraft = async (visit: Visit, draft: string) =>
  visit(draft, { _action: 'submit', _version: versionIn((await visit(`${draft}/check`)).text) });
