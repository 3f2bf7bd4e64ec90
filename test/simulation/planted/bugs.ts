import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const bugSchema = z.strictObject({
  name: z.string(),
  file: z.string(),
  search: z.string(),
  replace: z.string(),
  /** Found within a few cities: planted in every run of CI. */
  short: z.boolean().optional(),
});
type Bug = z.infer<typeof bugSchema>;

/** Of the sources. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** @throws when the place where the bug belongs is not there any more, or is there twice. */
export const planted = (source: string, { name, file, search, replace }: Bug): string => {
  const places = source.split(search).length - 1;
  if (places !== 1) throw new Error(`planted bug “${name}”: ${places} places in ${file}, one is needed`);
  return source.replace(search, () => replace);
};

/** Each stands ready to be planted. @throws when one of them does not fit the sources any more */
export const BUGS: readonly Bug[] = z
  .array(bugSchema)
  .parse(JSON.parse(readFileSync(new URL('bugs.json', import.meta.url), 'utf8')));
for (const bug of BUGS) planted(readFileSync(join(root, bug.file), 'utf8'), bug);
