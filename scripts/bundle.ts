import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import holidayJp from '@holiday-jp/holiday_jp';
import { build, type Metafile, type Plugin } from 'esbuild';
import { type EdgeRoute, edgeRoutes } from '../functions/lambda/groups.ts';
import { endpoints } from '../functions/wiring/endpoints.ts';
import { httpPorts } from '../functions/wiring/wiring-http.ts';

const root = join(import.meta.dirname, '..');

/** Entry file in functions/lambda → folder in dist/, the code of one or more functions. */
export const BUNDLES = [
  'http-public',
  'http-api',
  'http-pages',
  'task',
  'audit',
  'outbox',
  'mail-events',
] as const;

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);

/**
 * Node's own modules by `require`: imported as ES modules, `http` alone costs 30 ms of a cold start, because Node
 * makes every export of it and so loads undici.
 */
const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[a-z:_/]+$/ }, ({ path, namespace }) => {
      if (!path.startsWith('node:') && !BUILTINS.has(path)) return undefined;
      return namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

/** What a library has for everybody, replaced by the part that a function of ours can need. */
const leaner: Plugin = {
  name: 'leaner',
  setup: ({ onLoad }) => {
    // Names and weekdays of the holidays: our calendar asks for the dates only.
    onLoad({ filter: /holiday_jp\/lib\/holidays\.js$/ }, () => {
      const dates = Object.keys(holidayJp.holidays).join(' ');
      const table = `Object.fromEntries(${JSON.stringify(dates)}.split(' ').map((date) => [date, {}]))`;
      return { contents: `module.exports = { default: ${table} };` };
    });
    // `{ z }` is an object with everything; a namespace import leaves out what nobody uses.
    onLoad({ filter: /\/(?:core|functions)\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("import { z } from 'zod'", "import * as z from 'zod'"),
      loader: 'ts',
    }));
    // 50 languages, of which the namespace `z` keeps all.
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'; export { default as ja } from './ja.js';",
    }));
    // The chain that looks for credentials in files, SSO, containers …: Lambda has them in the environment.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    onLoad({ filter: /@aws-sdk\/credential-provider-node\/dist-\w+\/index\.js$/ }, () => ({
      contents:
        "import { fromEnv } from '@aws-sdk/credential-provider-env'; export const defaultProvider = () => fromEnv();",
    }));
  },
};

/** The routes of the gateway, for the template. No handler runs here, so nothing is reached through these ports. */
export const gatewayRoutes = (): readonly EdgeRoute[] =>
  edgeRoutes(
    endpoints(
      httpPorts({
        TABLE_NAME: 'none',
        BASE_URL: 'https://none.example',
        CITY_NAME: 'none',
        FILES_BUCKET: 'none',
        ANCHOR_BUCKET: 'none',
      }),
    ).map(({ route }) => route),
  );

/** What is read at a cold start: the entry and what it imports, not what it imports when somebody asks. */
const startBytes = (outputs: Metafile['outputs'], entry: string): number => {
  const reached = new Set(Object.keys(outputs).filter((path) => path.endsWith(`/${entry}`)));
  for (const path of reached)
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) reached.add(next);
  return [...reached].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
};

export type Bundle = { readonly name: string; readonly bytes: number };

/** Bundles every entry file into `target`/<name>/index.mjs, and writes the routes of the gateway to routes.json. */
export const bundleAll = async (target: string): Promise<readonly Bundle[]> => {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'routes.json'), JSON.stringify(gatewayRoutes(), undefined, 2));
  return Promise.all(
    BUNDLES.map(async (name) => {
      const directory = join(target, name);
      await mkdir(directory, { recursive: true });
      const { metafile } = await build({
        entryPoints: { index: join(root, 'functions', 'lambda', `${name}.ts`) },
        outdir: directory,
        outExtension: { '.js': '.mjs' },
        bundle: true,
        // What is imported when somebody asks for it is a file of its own.
        splitting: true,
        minify: true,
        sourcemap: 'linked',
        sourcesContent: false,
        platform: 'node',
        target: 'node24',
        format: 'esm',
        charset: 'utf8',
        mainFields: ['module', 'main'],
        banner: {
          js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        },
        plugins: [builtinsByRequire, leaner],
        metafile: true,
        absWorkingDir: root,
      });
      const bytes = startBytes(metafile.outputs, 'index.mjs');
      return { name, bytes };
    }),
  );
};

if (import.meta.main) {
  for (const { name, bytes } of await bundleAll(join(root, 'dist')))
    process.stdout.write(`${name.padEnd(16)} ${String(Math.ceil(bytes / 1000)).padStart(5)} kB\n`);
}
