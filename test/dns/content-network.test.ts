import { expect, it } from 'vitest';
import { inFrontOf } from '../../source/dns/content-network.ts';

it.each<[string, string[], string | null]>([
  ['Cloudflare, over IPv4 and IPv6', ['104.16.132.229', '2606:4700::6810:84e5'], 'Cloudflare'],
  ['the last address of a network', ['104.23.255.255'], 'Cloudflare'],
  ['the first one behind it', ['104.28.0.0'], null],
  ['Fastly', ['151.101.1.6'], 'Fastly'],
  ['CloudFront', ['13.225.4.4', '108.157.1.2'], 'Amazon CloudFront'],
  ['one that is also somewhere else', ['104.16.132.229', '203.0.113.7'], null],
  ['two companies', ['104.16.132.229', '151.101.1.6'], null],
  ['a server of their own', ['203.0.113.7', '2001:db8::7'], null],
  ['no address', [], null],
])('sees what stands in front: %s', (_, addresses, company) => {
  expect(inFrontOf(addresses)).toBe(company);
});
