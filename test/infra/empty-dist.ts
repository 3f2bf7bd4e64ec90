import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLES, gatewayRoutes } from '../../scripts/bundle.ts';

/** Bundles without code, and the real routes: all that a template needs. */
export const emptyDist = (routes = gatewayRoutes()): string => {
  const dist = mkdtempSync(join(tmpdir(), 'dist-'));
  for (const name of BUNDLES) {
    mkdirSync(join(dist, name));
    writeFileSync(join(dist, name, 'index.mjs'), '');
  }
  writeFileSync(join(dist, 'routes.json'), JSON.stringify(routes));
  process.once('exit', () => rmSync(dist, { recursive: true, force: true }));
  return dist;
};
