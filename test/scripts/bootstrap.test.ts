import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../../scripts/server-process.ts';
import { bodyOf } from '../support/read-mime.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

const root = mkdtempSync(join(tmpdir(), 'bootstrap-'));
const smtp = await startSmtpServer();
afterAll(() => {
  smtp.close();
  rmSync(root, { recursive: true, force: true });
});

const CHIEF = {
  name: '室長 一子',
  email: 'shitsucho@city.example.jp',
  title: '総務部ICT推進室長',
  section: '総務部ICT推進室',
};
const bootstrap = (dir: string, values: Record<string, string>) =>
  spawnSync(
    process.execPath,
    [
      'scripts/bootstrap.ts',
      '--data',
      dir,
      ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]),
    ],
    { encoding: 'utf8' },
  );
const proposals = (dir: string, ...args: string[]) =>
  spawnSync(process.execPath, ['scripts/proposals.ts', ...args, '--data', dir], { encoding: 'utf8' });
const serve = (dir: string, ...flags: string[]) =>
  startServer(
    process.execPath,
    () => ['local/start.ts', ...flags],
    (port) => ({
      PORT: String(port),
      DATA_DIR: dir,
      BASE_URL: `http://127.0.0.1:${port}`,
      SMTP_URL: smtp.url,
    }),
  );

/** A person at the JSON API, signed in by the code in the mail. */
const signIn = async (endpoint: string, address: string) => {
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${endpoint}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const { attemptId } = Object(await (await send('POST', '/v1/sign-in', { address })).json());
  let code: string | undefined;
  for (let tries = 0; code === undefined && tries < 1_200; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const mail = smtp.messages.findLast(({ to }) => to === address);
    code = mail && /\b\d{8}\b/.exec(bodyOf(mail.source))?.[0];
  }
  const session = await send('POST', '/v1/sign-in/code', { attemptId, code });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { csrf } = Object(await (await send('GET', '/v1/session', undefined, { cookie })).json());
  return async (method: string, path: string, body?: unknown) => {
    const answer = await send(method, path, body, { cookie, 'x-csrf-token': csrf });
    return { status: answer.status, json: Object(await answer.json()) };
  };
};

test('空の市: 最初の統括情報セキュリティ管理者を登録し、その人が登録を済ませ、協議を記録できる', async () => {
  const dir = mkdtempSync(join(root, 'city-'));
  const done = bootstrap(dir, CHIEF);
  expect([done.status, done.stderr]).toEqual([0, '']);
  expect(done.stdout).toContain('室長 一子を統括情報セキュリティ管理者として登録しました');

  const again = bootstrap(dir, { ...CHIEF, email: 'other@city.example.jp' });
  expect([again.status, again.stdout]).toEqual([
    1,
    '登録できません：統括情報セキュリティ管理者又はその課の担当者は登録済みです。「登録」の画面で登録してください\n',
  ]);

  const server = await serve(dir, '--no-demo');
  try {
    expect((await fetch(`${server.endpoint}/demo`)).status).toBe(404);
    expect(existsSync(join(dir, 'demo.json'))).toBe(false);
    const chief = await signIn(server.endpoint, CHIEF.email);
    const create = async (path: string, body: object) => {
      const { status, json } = await chief('POST', path, body);
      expect([path, status, json.errors]).toEqual([path, 201, undefined]);
      return json;
    };
    await create('/v1/sections', {
      sectionId: 'tax',
      name: '税務課',
      headTitle: '税務課長',
      documentPrefix: '税',
      email: 'tax@city.example.jp',
      tel: '0144-00-0001',
    });
    await create('/v1/systems', {
      systemId: 'tax-system',
      name: '税システム',
      sectionId: 'tax',
      priorWorkMode: 'approve',
      from: '2026-04-01',
    });
    const waiting = await chief('POST', '/v1/vendors', {
      name: '北斗',
      kana: 'ホクト',
      corporateNumber: '7000012050002',
      postalCode: '060-0001',
      address: '札幌市',
      representative: { title: '代表取締役', name: '北 斗' },
    });
    // The chief has prepared it and there is no deputy yet: the operator confirms.
    expect([waiting.status, waiting.json.title]).toEqual([202, '保守事業者の登録']);
    const listing = proposals(dir, 'list');
    expect(listing.stdout).toContain(
      `${waiting.json.proposalNo}　保守事業者の登録　確認できる職員：いません`,
    );
    expect(proposals(dir, 'show', waiting.json.proposalNo).stdout).toContain('商号・名称：北斗');
    const confirmed = proposals(dir, 'confirm', waiting.json.proposalNo);
    expect([confirmed.status, confirmed.stderr]).toEqual([0, '']);
    expect(confirmed.stdout).toContain('→ 反映済み');
    expect(proposals(dir, 'confirm', waiting.json.proposalId).stdout).toContain('行えません');
    const [vendor] = (await chief('GET', '/v1/vendors')).json.vendors;
    const abroad = { name: '庁外', email: 'someone@example.com', sectionId: 'tax' };
    expect((await chief('POST', '/v1/people', abroad)).json.errors[0].detail).toContain('city.example.jp');
    const clerk = await create('/v1/people', {
      name: '担当 次郎',
      email: 'clerk@city.example.jp',
      sectionId: 'tax',
    });
    await create('/v1/appointments', {
      role: 'clerk:tax',
      personId: clerk.personId,
      kind: 'principal',
      title: '税務課主事',
      from: '2026-04-01',
      reason: '最初の登録',
    });
    await create('/v1/consultations', {
      heldOn: '2026-04-01',
      cityStaff: '税務課 担当',
      summary: '協議した。',
      vendorId: vendor.vendorId,
      systemIds: ['tax-system'],
      contract: { name: '保守', number: '1', from: '2026-04-01', to: '2027-03-31', kind: 'maintenance' },
      contact: { name: '保守 五郎', email: 'hoshu@example.com' },
    });
    await signIn(server.endpoint, 'clerk@city.example.jp');
  } finally {
    await server.stop();
  }
});

test('デモの市と、氏名などの足りない指定には、最初の登録をしない', async () => {
  const dir = mkdtempSync(join(root, 'demo-'));
  const missing = bootstrap(dir, { name: '室長', email: 'not an address' });
  expect(missing.status).toBe(2);
  expect(missing.stdout).toContain('「職名」を入力してください');
  expect(missing.stdout).toContain('「メールアドレス」は');
  const server = await serve(dir);
  await server.stop();
  expect(bootstrap(dir, CHIEF).stdout).toContain('登録済みです');
});
