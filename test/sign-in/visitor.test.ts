import { expect, test } from 'vitest';
import { browserName } from '../../core/sign-in/sign-in.ts';
import { networkOf } from '../../core/values/ip-range.ts';

const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test.each([
  [WINDOWS, 'Chrome（Windows）'],
  [`${WINDOWS} Edg/140.0.0.0`, 'Edge（Windows）'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox（Mac）'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari（iPhone）',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Chrome（Android）',
  ],
  ['curl/8.5.0', 'その他のプログラム'],
  ['<script>alert(1)</script>', 'その他のプログラム'],
  [`<script>${WINDOWS}`, 'Chrome（Windows）'],
  ['', 'その他のプログラム'],
])('%s → %s: 送られた文字は、何も残らない', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['::1', '::/64'],
  ['', 'unknown'],
  ['not an address', 'unknown'],
])('%s は %s として数える', (source, network) => {
  expect(networkOf(source)).toBe(network);
});
