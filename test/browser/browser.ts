import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { createRuntime } from '../../local/runtime.ts';
import { seedDemoCity } from '../../local/seed.ts';
import { createHttpServer, drive } from '../../local/server.ts';

/** Debian's Chromium; CHROMIUM names another one. */
const PATHS = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
export const chromiumPath = PATHS.find((path) => path !== undefined && existsSync(path));
const isRequired = process.env['CI'] === 'true' || process.env['REQUIRE_ALL'] === '1';
if (!chromiumPath && isRequired) throw new Error('Chromium is missing, and nothing may be skipped here');

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });

/** The whole system in memory behind a real HTTP server on a free port. */
export const openSite = async (start = '2026-04-06T09:00+09:00') => {
  const clock = createStandingClock(Temporal.Instant.from(start));
  const config = { baseUrl: '', cityName: '苫小牧市' };
  const failures: unknown[] = [];
  const runtime = createRuntime({
    database: openDatabase(':memory:'),
    clock,
    config,
    onFailure: (_what, error) => failures.push(error),
  });
  await seedDemoCity(runtime.ports, `rmp_${'A'.repeat(43)}`);
  const hosts: string[] = [];
  const server = createHttpServer({ runtime, hosts, doors: 'here' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  hosts.push(`127.0.0.1:${port}`);
  config.baseUrl = `http://127.0.0.1:${port}`;
  const stop = drive(runtime);
  return {
    runtime,
    clock,
    failures,
    url: config.baseUrl,
    close: async () => {
      await stop();
      server.close();
      server.closeAllConnections();
    },
  };
};
export type Site = Omit<Awaited<ReturnType<typeof openSite>>, 'clock'>;

/** The newest mail to an address whose subject contains `subject`. */
export const mailTo = async (site: Site, address: string, subject: string) => {
  await site.runtime.settle();
  const mail = site.runtime.mailbox.list(address).find((message) => message.subject.includes(subject));
  if (!mail) throw new Error(`no mail 「${subject}」 to ${address}`);
  return mail;
};

/** Types the code from the mailbox into the page that asks for it. */
export const enterCode = async (site: Site, page: Page, address: string): Promise<void> => {
  const mail = await mailTo(site, address, '確認コード');
  await page.getByLabel('確認コード').fill(/\b\d{8}\b/.exec(mail.text)?.[0] ?? '');
  await page.getByRole('button', { name: 'サインインする' }).click();
};

export const signInAs = async (site: Site, page: Page, address: string, next = '/'): Promise<void> => {
  await page.goto(`${site.url}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel('メールアドレス').fill(address);
  await page.getByRole('button', { name: '確認コードを送る' }).click();
  await enterCode(site, page, address);
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
type Violation = {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string }[];
};

/** Serious and critical findings of axe (WCAG 2.2 A and AA) on the page that is open. */
export const axeFindings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource);
  const violations: Violation[] = await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((r) => r.violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
};
