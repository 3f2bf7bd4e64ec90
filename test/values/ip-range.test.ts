import { BlockList, isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAddress, isWithin } from '../../core/values/ip-range.ts';

describe('addresses', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    [' １９２．０．２．１ ', '192.0.2.1'],
    ['192.0.2.1:50123', '192.0.2.1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:0:0:2::3', '1:0:0:2::3'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('%j is %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  test.each([
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    '192.0.2.1.1',
    'fw01.example.jp',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    '12345::',
    '::ffff:192.0.2.999',
    '192.0.2.0/24',
    `${'0'.repeat(1000)}::1`,
  ])('%j is none', (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
    expect(isWithin(text, ['0.0.0.0/0', '::/0'])).toBe(false);
  });

  test('one address has one spelling, the one that the URL standard writes', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const mapped = /^::ffff:|^(?:0+:){5}ffff:/i.test(text);
        fc.pre(isIPv6(text) && !mapped);
        expect(`[${canonicalAddress(text)}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('ranges', () => {
  test.each([
    ['192.0.2.10', ['192.0.2.10'], true],
    ['192.0.2.11', ['192.0.2.10'], false],
    ['192.0.2.15', ['192.0.2.0/28'], true],
    ['192.0.2.16', ['192.0.2.0/28'], false],
    ['192.0.2.200', ['198.51.100.0/24', '192.0.2.0/24'], true],
    ['203.0.113.1', ['0.0.0.0/0'], true],
    ['203.0.113.1', ['::/0'], false],
    ['2001:db8::ffff', ['2001:db8::/112'], true],
    ['2001:db8::1:0', ['2001:db8::/112'], false],
    ['::ffff:192.0.2.10', ['192.0.2.0/28'], true],
    ['192.0.2.10', ['::ffff:192.0.2.0/124'], true],
    ['192.0.2.10', ['192.0.2.0/33', '192.0.2.0/', '192.0.2.0/x', '', 'any'], false],
    ['192.0.2.10', [], false],
  ] as const)('%s in %j: %s', (address, ranges, expected) => {
    expect(isWithin(address, [...ranges])).toBe(expected);
  });

  test('as the BlockList of Node says', () => {
    const v4 = fc.ipV4();
    const v6 = fc.ipV6().filter((text) => isIPv6(text) && canonicalAddress(text)?.includes(':') === true);
    const near = <T extends string>(base: fc.Arbitrary<T>, width: number, family: 'ipv4' | 'ipv6') =>
      fc.record({
        network: base,
        other: base,
        same: fc.boolean(),
        prefix: fc.integer({ min: 0, max: width }),
        family: fc.constant(family),
      });
    fc.assert(
      fc.property(fc.oneof(near(v4, 32, 'ipv4'), near(v6, 128, 'ipv6')), (sample) => {
        const { network, other, same, prefix, family } = sample;
        const address = same ? network : other;
        const list = new BlockList();
        list.addSubnet(new SocketAddress({ address: network, family }), prefix);
        expect(isWithin(address, [`${network}/${prefix}`])).toBe(list.check(address, family));
      }),
      { numRuns: 1000 },
    );
  });
});
