import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { clientIpOf, networkOf } from './client-ip';

describe('[S16] the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:49152', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['[2001:db8:1:2::3]', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2:3:4:5:6]:8080', '2001:db8:1:2::/64'],
    ['"[2001:db8:1:2::3]:8080"', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [' 192.0.2.1 ', '192.0.2.1'],
  ])('of %s is %s', (text, network) => {
    expect(networkOf(text)).toBe(network);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '192.0.2.256',
    '192.0.2',
    '2001:db8::1::2',
    '[192.0.2.1',
    '[]:80',
    '%',
    'x:1',
  ])('is null for %j', (text) => {
    expect(networkOf(text)).toBeNull();
  });

  test('is the same for all addresses of a /64 in any spelling, and differs for the next /64', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }),
        fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 4 }),
        (groups, host) => {
          fc.pre(groups.slice(0, 4).some((group) => group !== 0));
          const long = groups.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
          const short = new URL(`http://[${long}]`).hostname;
          const neighbour = [...groups.slice(0, 4), ...host].map((group) => group.toString(16)).join(':');
          const next = [...groups.slice(0, 3), (groups[3] as number) ^ 1, ...host]
            .map((group) => group.toString(16))
            .join(':');
          expect(networkOf(`${short}:443`)).toBe(networkOf(long));
          expect(networkOf(neighbour)).toBe(networkOf(long));
          expect(networkOf(next)).not.toBe(networkOf(long));
        },
      ),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789abcf:.[]%" ') }),
        (text) => void networkOf(text),
      ),
    );
  });
});

describe('[S16] the IP address of a client', () => {
  const from = (remoteAddress: string | undefined, forwarded?: string) =>
    ({
      headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
      socket: { remoteAddress },
    }) as unknown as IncomingMessage;

  it.each([
    [false, '203.0.113.9', '192.0.2.1'],
    [true, '203.0.113.9', '203.0.113.9'],
    [true, '192.0.2.7, 203.0.113.9:5000', '203.0.113.9'],
    [true, '192.0.2.7, unknown', '192.0.2.1'],
    [true, '', '192.0.2.1'],
    [true, undefined, '192.0.2.1'],
  ])('with a proxy %s that says %j is %s', (trustProxy, forwarded, clientIp) => {
    expect(clientIpOf(from('::ffff:192.0.2.1', forwarded), { trustProxy })).toBe(clientIp);
  });

  it('of a closed connection is unknown', () => {
    expect(clientIpOf(from(undefined), { trustProxy: false })).toBe('unknown');
  });
});
