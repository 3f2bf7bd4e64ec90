import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../functions/wiring/endpoints.ts';
import { httpPorts } from '../functions/wiring/wiring-http.ts';
import { lifecycle } from './docs/lifecycle.ts';
import { openApi } from './docs/openapi.ts';
import { regulationMap } from './docs/regulation-map.ts';
import { withRowTypes } from './docs/row-types.ts';

/** `npm run docs`: writes the pages of docs/ that are drawn from the code. */

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** No handler runs here, so nothing is reached through these ports. */
const contractTable = () =>
  endpoints(
    httpPorts({
      TABLE_NAME: 'none',
      BASE_URL: 'https://none.example',
      CITY_NAME: 'none',
      FILES_BUCKET: 'none',
      ANCHOR_BUCKET: 'none',
    }),
  );

/** Path → content, as it should be. */
export const generatedDocs = (): ReadonlyMap<string, string> =>
  new Map([
    [
      'docs/lifecycle.md',
      lifecycle({
        permit: read('statemachines/permit.asl.json'),
        daily: read('statemachines/daily.asl.json'),
        monthly: read('statemachines/monthly-reports.asl.json'),
        audit: read('statemachines/audit.asl.json'),
      }),
    ],
    ['docs/openapi.json', openApi(contractTable())],
    ['docs/security.md', withRowTypes(read('docs/security.md'))],
    ['docs/regulation-map.md', regulationMap(read('docs/regulation-map.json'))],
  ]);

if (import.meta.main) for (const [path, content] of generatedDocs()) writeFileSync(join(root, path), content);
