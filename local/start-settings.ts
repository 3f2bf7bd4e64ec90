import { parseArgs } from 'node:util';
import { z } from 'zod';
import { isLoopbackName } from './doors.ts';
import { isAddressOrRange } from './source-of.ts';

/** What `npm start` is told: flags and environment, each mistake as a sentence that names it. */

const origin = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const isOrigin =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    [url.pathname, url.search, url.hash, url.username, url.password].join('') === '/';
  if (isOrigin) return url.origin;
  context.addIssue(
    `BASE_URL は https://permits.city.example.jp のように、アドレスだけを指定してください（現在：${text}）`,
  );
  return z.NEVER;
});

/** The address of a mail server may hold its password: a mistake is said without repeating it. */
const smtpUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
}, 'SMTP_URL は smtps://利用者:パスワード@mail.example.jp の形で指定してください（利用者とパスワードの記号は %40 のように書きます）');

const proxies = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
  .refine(
    (list) => list.every(isAddressOrRange),
    'TRUSTED_PROXY は IPアドレス又は範囲（例：127.0.0.1,10.0.0.0/8）をカンマで区切って指定してください',
  );

const PORT = 'PORT は 1 から 65535 までの整数で指定してください';
const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT)
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, PORT)
    .default(3000),
  DATA_DIR: z.string().default('.data'),
  CITY_NAME: z.string().default('苫小牧市'),
  BASE_URL: origin.optional(),
  SMTP_URL: smtpUrl.optional(),
  WITNESS_DIR: z.string().min(1).optional(),
  MAIL_FROM: z
    .email('MAIL_FROM は差出人のメールアドレスを指定してください')
    .default('permits@city.example.jp'),
  TRUSTED_PROXY: proxies.default([]),
});

export type StartSettings = {
  readonly host: string;
  /** A city of one's own: begun by `npm run bootstrap`. */
  readonly noDemo: boolean;
  /** Mailbox, clock and demo pages for whoever reaches the server. */
  readonly tools: boolean;
  readonly port: number;
  readonly dataDir: string;
  readonly cityName: string;
  /** As it was given, without a slash at its end. */
  readonly givenBaseUrl: string | undefined;
  readonly baseUrl: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** A second folder, best on another machine, to which the anchors of the audit trail are copied. */
  readonly witnessDir: string | undefined;
  readonly trustedProxies: readonly string[];
  /** Every name that is answered, with its port. */
  readonly hosts: readonly string[];
};
type Given = { readonly settings: StartSettings } | { readonly mistakes: readonly string[] };

const flagsOf = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      'no-demo': { type: 'boolean', default: false },
      tools: { type: 'boolean', default: false },
    },
  }).values;

/** An empty variable is none: files of settings have many. */
const named = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

const authority = (name: string, port: number): string =>
  new URL(`http://${name.includes(':') ? `[${name}]` : name}:${port}`).host;

export const startSettings = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Given => {
  let flags: ReturnType<typeof flagsOf>;
  try {
    flags = flagsOf(args);
  } catch {
    return { mistakes: ['使用できる指定は --host <アドレス>、--no-demo、--tools です'] };
  }
  const parsed = environmentSchema.safeParse(named(environment));
  if (!parsed.success) return { mistakes: [...new Set(parsed.error.issues.map(({ message }) => message))] };
  const { data } = parsed;
  const noDemo = flags['no-demo'];
  if (noDemo && flags.tools)
    return { mistakes: ['--no-demo では、--tools を指定してもメールボックス・時計・デモの画面は使えません'] };
  if (noDemo && data.SMTP_URL === undefined)
    return {
      mistakes: [
        '--no-demo には SMTP_URL を設定してください。メールボックスの画面がないため、確認コードも依頼もだれにも届きません',
      ],
    };
  const { PORT: port, BASE_URL: given } = data;
  const loopback = ['127.0.0.1', 'localhost', ...(isLoopbackName(flags.host) ? [flags.host] : [])];
  const baseUrl = given ?? `http://${authority('127.0.0.1', port)}`;
  return {
    settings: {
      host: flags.host,
      noDemo,
      tools: flags.tools,
      port,
      dataDir: data.DATA_DIR,
      cityName: data.CITY_NAME,
      givenBaseUrl: given,
      baseUrl,
      smtpUrl: data.SMTP_URL,
      mailFrom: data.MAIL_FROM,
      witnessDir: data.WITNESS_DIR,
      trustedProxies: data.TRUSTED_PROXY,
      hosts: [new URL(baseUrl).host, ...new Set(loopback.map((name) => authority(name, port)))],
    },
  };
};
