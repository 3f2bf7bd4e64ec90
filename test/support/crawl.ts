import { browse } from './browse.ts';
import type { World } from './world.ts';

/** Every page that a person reaches from the first one by links, papers and files included; nothing is pressed. */

/** Sessions end, documents of the software itself do not change with a case, attachments lie elsewhere, mails are many, and weeks have no end. */
const LEFT_OUT =
  /^\/(sign-out|openapi|v1\/openapi|assets|files|mailbox|clock|demo)\b|\/attachments\/|&mail=|^\/calendar\?/;

export const crawl = async (world: World, address: string): Promise<ReadonlyMap<string, string>> => {
  const get = await browse(world, address);
  const pages = new Map<string, string>();
  const waiting = ['/'];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (pages.has(path)) continue;
    const { status, text, headers } = await get(path);
    pages.set(path, `${status} ${text}`);
    const links = [...text.matchAll(/(?:href|src)="(\/[^"#]*)/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
    for (const link of [headers['location'] ?? '', ...links])
      if (link.startsWith('/') && !LEFT_OUT.test(link)) waiting.push(link);
  }
  return pages;
};

/** Ids and secrets blanked out, and the time of the day gone: days stay. */
export const daysOnly = (text: string): string =>
  text
    .replaceAll(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'ID')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, 'SECRET')
    .replaceAll(/<code>[\w-]{12}<\/code>/g, 'HASH')
    .replaceAll(/name="policy" value="[^"]*"/g, 'POLICY')
    // An instant, as programs read it: its day in Japan.
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => `${japanOf(instant)} TIME`)
    .replaceAll(/(午前|午後)?\d{1,2}(時\d{1,2}分|時|:\d\d(:\d\d)?)/g, 'TIME');

const japanOf = (instant: string): string =>
  new Date(Date.parse(instant) + 9 * 60 * 60_000).toISOString().slice(0, 10);
