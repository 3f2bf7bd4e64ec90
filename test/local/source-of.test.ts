import { describe, expect, test } from 'vitest';
import { isAddressOrRange, sourceOf } from '../../local/source-of.ts';

const via = (...forwarded: string[]) => ({ 'x-forwarded-for': forwarded.join(', ') });

describe('who sent a request', () => {
  test.each([
    // Without a proxy of ours the header is a stranger's word.
    { socket: '203.0.113.9', headers: via('10.0.0.1'), trusted: [], is: '203.0.113.9' },
    { socket: '203.0.113.9', headers: via('10.0.0.1'), trusted: ['127.0.0.1'], is: '203.0.113.9' },
    { socket: '127.0.0.1', headers: via('203.0.113.9'), trusted: [], is: '127.0.0.1' },
    { socket: '127.0.0.1', headers: {}, trusted: ['127.0.0.1'], is: '127.0.0.1' },
    // The proxy appends whom it heard; what stands before is the sender's own.
    { socket: '127.0.0.1', headers: via('203.0.113.9'), trusted: ['127.0.0.1'], is: '203.0.113.9' },
    {
      socket: '127.0.0.1',
      headers: via('198.51.100.1', '203.0.113.9'),
      trusted: ['127.0.0.1'],
      is: '203.0.113.9',
    },
    {
      socket: '127.0.0.1',
      headers: via('127.0.0.1', '203.0.113.9'),
      trusted: ['127.0.0.1'],
      is: '203.0.113.9',
    },
    // Two proxies of ours, one behind the other; and everybody ours.
    {
      socket: '127.0.0.1',
      headers: via('203.0.113.9', '10.1.2.3'),
      trusted: ['127.0.0.0/8', '10.0.0.0/8'],
      is: '203.0.113.9',
    },
    { socket: '10.1.2.3', headers: via('10.9.9.9', '10.8.8.8'), trusted: ['10.0.0.0/8'], is: '10.9.9.9' },
    // Spellings.
    {
      socket: '::ffff:127.0.0.1',
      headers: via('::ffff:203.0.113.9'),
      trusted: ['127.0.0.1'],
      is: '203.0.113.9',
    },
    { socket: '::1', headers: via('[2001:DB8:0::7]:4711'), trusted: ['::1'], is: '2001:db8::7' },
    { socket: 'fe80::1%eth0', headers: via('203.0.113.9:4711'), trusted: ['fe80::/10'], is: '203.0.113.9' },
    { socket: '2001:db8::1', headers: via('203.0.113.9'), trusted: ['127.0.0.1'], is: '2001:db8::1' },
    // What is no address ends the line: the last one that a proxy of ours answers for.
    { socket: '127.0.0.1', headers: via('203.0.113.9', 'unknown'), trusted: ['127.0.0.1'], is: '127.0.0.1' },
    { socket: '127.0.0.1', headers: via('203.0.113.9', ''), trusted: ['127.0.0.1'], is: '127.0.0.1' },
    { socket: '127.0.0.1', headers: via('_hidden'), trusted: ['127.0.0.1'], is: '127.0.0.1' },
    { socket: '127.0.0.1', headers: via('203.0.113.999'), trusted: ['127.0.0.1'], is: '127.0.0.1' },
    { socket: undefined, headers: via('203.0.113.9'), trusted: ['127.0.0.1'], is: '' },
  ])('$socket, $headers, trusting $trusted: $is', ({ socket, headers, trusted, is }) => {
    expect(sourceOf(socket, headers, trusted)).toBe(is);
  });

  test('two headers are one list, in their order', () => {
    const headers = { 'x-forwarded-for': ['198.51.100.1', '203.0.113.9, 10.0.0.2'] };
    expect(sourceOf('127.0.0.1', headers, ['127.0.0.1', '10.0.0.2'])).toBe('203.0.113.9');
  });

  test('other headers say nothing', () => {
    const headers = { forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' };
    expect(sourceOf('127.0.0.1', headers, ['127.0.0.1'])).toBe('127.0.0.1');
  });

  test('what TRUSTED_PROXY may name', () => {
    for (const good of ['127.0.0.1', '::1', '10.0.0.0/8', '2001:db8::/32', '::ffff:10.0.0.0/104'])
      expect(isAddressOrRange(good), good).toBe(true);
    for (const bad of [
      '',
      'localhost',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/x',
      '10.0.0.0/8/8',
      '256.0.0.1',
      '*',
    ])
      expect(isAddressOrRange(bad), bad).toBe(false);
  });
});
