import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { generateApi } from 'swagger-typescript-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpServer } from '../../local/server.ts';
import { createStory, DEMO_API_KEY, type Story } from '../support/story.ts';

/** What a vendor's engineer does with docs/openapi.json: makes a client of it, compiles his program, and applies. */

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** The generated names are written here by hand: a program that somebody has keeps compiling. */
const PROGRAM = `
import { Api, type Application, type Case, type Problem } from './client.ts';

export const play = async (baseUrl: string, key: string, application: unknown) => {
  const api = new Api<string>({
    baseUrl,
    securityWorker: (token) => (token ? { headers: { authorization: 'Bearer ' + token } } : {}),
  });
  api.setSecurityData(key);
  const form: Application = application as Application;
  const sent = await api.v1.applicationsCreate(form, { headers: { 'idempotency-key': 'k-1' } });
  const { data: seen } = await api.v1.applicationsDetail(sent.data.caseId);
  const own: Case = seen as Case;
  const refused: Problem = await api.v1
    .applicationsCreate({ ...form, purpose: '' }, { headers: { 'idempotency-key': 'k-2' } })
    .then(() => { throw new Error('taken'); }, (answer) => answer.error);
  const list = await api.v1.applicationsList();
  return {
    caseNo: sent.data.caseNo,
    company: own.application?.vendor.name,
    title: refused.title,
    pointers: refused.errors?.map((error) => error.pointer),
    listed: list.data.cases.map((one) => one.caseId),
    caseId: sent.data.caseId,
  };
};
`;

let at: string;
let story: Story;
let server: ReturnType<typeof createHttpServer>;
let url: string;

beforeAll(async () => {
  at = mkdtempSync(join(tmpdir(), 'api-client-'));
  writeFileSync(join(at, 'package.json'), '{"type":"module"}');
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2024',
    module: 'nodenext',
    lib: ['es2024', 'dom', 'dom.iterable'],
    allowImportingTsExtensions: true,
    types: [],
  };
  writeFileSync(join(at, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const { files } = await generateApi({
    input: join(root, 'docs/openapi.json'),
    output: false,
    httpClientType: 'fetch',
    silent: true,
  });
  expect(files).toHaveLength(1);
  writeFileSync(join(at, 'client.ts'), files[0]?.fileContent ?? '');
  story = await createStory();
  const hosts: string[] = [];
  server = createHttpServer({ runtime: story, hosts, doors: 'closed' }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  hosts.push(`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  url = `http://${hosts[0]}`;
});
afterAll(() => {
  rmSync(at, { recursive: true, force: true });
  server?.close();
  server?.closeAllConnections();
});

/** What the compiler says of it. */
const compile = (program: string): Promise<string> => {
  writeFileSync(join(at, 'program.ts'), program);
  return run(join(root, 'node_modules/.bin/tsc'), ['-p', at]).then(
    ({ stdout }) => stdout,
    (problem: { stdout: string }) => problem.stdout,
  );
};

test('公開している仕様から作ったプログラムは、型が通り、申請し、誤りの項目を知る', async () => {
  expect(await compile(PROGRAM)).toBe('');
  await build({
    entryPoints: [join(at, 'program.ts')],
    outfile: join(at, 'program.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const { play } = await import(pathToFileURL(join(at, 'program.mjs')).href);
  const said = await play(url, DEMO_API_KEY, story.application());
  expect(said.caseNo).toBe('R8-0001');
  expect(said.company).toBe('北斗情報システム株式会社');
  expect(said.title).toBe('内容に誤りがあります');
  expect(said.pointers).toEqual(['/purpose']);
  expect(said.listed).toEqual([said.caseId]);
});

test('ない項目を読むプログラムは、型が通らない', async () => {
  const misspelt = PROGRAM.replace('own.application?.vendor.name', 'own.application?.vendor.nam');
  expect(await compile(misspelt)).toContain("Property 'nam' does not exist");
});
