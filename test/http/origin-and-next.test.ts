import { beforeAll, describe, expect, test } from 'vitest';
import { isSameOrigin } from '../../functions/http/authenticate.ts';
import { createStory, type Story, VENDOR } from '../support/story.ts';
import { eventOf } from '../support/world.ts';

/** Where a POST comes from, and where a sign-in leads to: one character less in either check, and these turn red. */

const CITY = { baseUrl: 'https://city.example', cityName: '市' };
const LOCAL = { baseUrl: 'http://127.0.0.1:3000', cityName: '市' };
const from = (config: typeof CITY, headers: Record<string, string>) =>
  isSameOrigin(eventOf({ path: '/sign-in', method: 'POST', headers }), config);

describe('the origin of a POST', () => {
  test.each([
    'https://city.example.evil',
    'https://city.example.evil.example',
    'https://city.exampl',
    'https://city.example:8443',
    'https://city.example:443',
    'https://city.example/',
    'https://city.example/x',
    'https://evil-city.example',
    'https://evil.city.example',
    'https://xcity.example',
    'https://city.example@evil.example',
    'http://city.example',
    'https://cityxexample',
    'https://CITY.example',
    'xhttps://city.example',
    ' https://city.example',
    'https://city.example https://evil.example',
    'https://city.example, https://evil.example',
    '//city.example',
    'city.example',
    'Null',
    'nullx',
    '',
  ])('%j is another site than https://city.example', (origin) => {
    expect(from(CITY, { origin })).toBe(false);
    expect(from(CITY, { origin, 'sec-fetch-site': 'same-origin' })).toBe(false);
  });
  test.each([
    'http://127.0.0.1',
    'http://127.0.0.1:300',
    'http://127.0.0.1:30000',
    'https://127.0.0.1:3000',
    'http://localhost:3000',
  ])('%s is another site than http://127.0.0.1:3000', (origin) => {
    expect(from(LOCAL, { origin })).toBe(false);
  });
  test.each([
    'cross-site',
    'same-site',
    'Same-Origin',
    'same-origin, cross-site',
    'same-originx',
    'nonex',
    '',
  ])('Sec-Fetch-Site %j is refused, whatever the origin says', (site) => {
    for (const origin of [undefined, 'null', 'https://city.example'])
      expect(from(CITY, { 'sec-fetch-site': site, ...(origin === undefined ? {} : { origin }) })).toBe(false);
  });
  test('its own pages, whose Referrer-Policy makes browsers say "null"; and programs, which say nothing', () => {
    for (const site of ['same-origin', 'none'])
      for (const origin of ['https://city.example', 'null'])
        expect(from(CITY, { origin, 'sec-fetch-site': site })).toBe(true);
    expect(from(CITY, { origin: 'https://city.example' })).toBe(true);
    expect(from(CITY, { origin: 'null' })).toBe(true);
    expect(from(CITY, {})).toBe(true);
    expect(from(LOCAL, { origin: 'http://127.0.0.1:3000' })).toBe(true);
  });
});

describe('after a sign-in', () => {
  let story: Story;
  beforeAll(async () => {
    story = await createStory();
  });
  const landing = async (next: string) => {
    story.clock.moveTo(story.clock.now().add({ hours: 2 }));
    const form = { address: VENDOR };
    const asked = await story.send({ path: `/sign-in?next=${next}`, form });
    expect(asked.status).toBe(303);
    await story.settle();
    const cookies = asked.cookies.map((cookie) => cookie.split(';')[0] ?? '');
    const done = await story.send({ path: '/sign-in/code', form: { code: story.lastCode(VENDOR) }, cookies });
    expect(done.status).toBe(303);
    return done.headers['location'];
  };

  test.each([
    // A host needs no dot.
    '//evil',
    '///evil',
    '/\\evil',
    '/%5Cevil',
    '/%09/evil',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/%5Cevil.example',
    '\\\\evil.example',
    '%2F%2Fevil.example',
    '/%2Fevil.example',
    '%09//evil.example',
    '/%09/evil.example',
    '/%0A/evil.example',
    '/%0D%0ASet-Cookie:x=1',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '/@evil.example',
    '/.evil.example',
    '/x%23//evil.example',
    '/%E2%88%95evil',
    '／／evil.example',
    `/${'a'.repeat(300)}`,
    '',
  ])('next=%s leads to the top page', async (next) => {
    expect(await landing(next)).toBe('/');
  });
  test.each(['/inbox', '/applications/01ARZ3NDEKTSV4RRFFQ69G5FAV/decision', '/permits/x_y-z'])(
    'next=%s leads there',
    async (next) => {
      expect(await landing(next)).toBe(next);
    },
  );
});
