import { describe, expect, it } from 'vitest';
import { addressIn, sourcesFor } from '../../source/address/sources.ts';
import { learnAddress } from '../../source/edges/address/learn.ts';
import type { HttpRequest } from '../../source/edges/outside/http-request.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const NEVER = new AbortController().signal;

/** What the pages say, one after another; an error's code for one that does not answer. */
async function learn(said: readonly string[], known?: string, family: 'v4' | 'v6' = 'v4') {
  const asked: HttpRequest[] = [];
  const exchange = async (wanted: HttpRequest) => {
    const body = said[asked.length] ?? '';
    asked.push(wanted);
    if (/^E[A-Z]+$/.test(body)) throw Object.assign(new Error(body), { code: body });
    return { status: body === '' ? 503 : 200, headers: {}, body };
  };
  const address = await learnAddress(family, known, NOW, NEVER, exchange).catch((error) => error);
  return { address, asked };
}

describe('the public address', () => {
  it('is what it was where one says so', async () => {
    const { address, asked } = await learn(['203.0.113.7\n'], '203.0.113.7');
    expect([address, asked.length]).toEqual(['203.0.113.7', 1]);
    expect(asked[0]).toMatchObject({ family: 4 });
    expect(asked[0]?.url.protocol).toBe('https:');
  });

  it('has changed where two say so, whoever does not answer', async () => {
    const { address, asked } = await learn(
      ['198.51.100.9', 'ETIMEDOUT', '198.51.100.9'],
      '203.0.113.7',
    );
    expect([address, asked.length]).toEqual(['198.51.100.9', 3]);
  });

  it('is not believed where only one says so, nor where none tells an address', async () => {
    const one = await learn(['198.51.100.9', '', 'ECONNREFUSED', '<html>'], '203.0.113.7');
    expect(one.address).toMatchObject({
      code: 'address.unknown',
      trouble: { why: 'It was told 198.51.100.9, but no two say the same.' },
    });
    const none = await learn(['ENOTFOUND', 'ENOTFOUND', 'ENOTFOUND', 'ENOTFOUND']);
    expect(none.address.trouble).toMatchObject({
      what: 'The server could not learn its public address (IPv4).',
      why: expect.stringMatching(/^Nobody told: \S+: ENOTFOUND, /),
      passing: true,
    });
    expect(new Set(none.asked.map(({ url }) => url.hostname)).size).toBe(4);
  });

  it('is asked for by its own kind', async () => {
    const { address, asked } = await learn(['2001:DB8::7', '2001:db8:0::7'], undefined, 'v6');
    expect(address).toBe('2001:db8::7');
    expect(asked.map(({ family }) => family)).toEqual([6, 6]);
  });

  it.each([
    ['203.0.113.7\n', 'v4', '203.0.113.7'],
    ['2001:db8::7', 'v4', undefined],
    ['203.0.113.7', 'v6', undefined],
    ['192.168.1.20', 'v4', undefined],
    ['100.64.0.9', 'v4', undefined],
    ['<html>203.0.113.7</html>', 'v4', undefined],
    ['', 'v4', undefined],
  ] as const)('in %j for %s: %s', (body, family, address) => {
    expect(addressIn(body, family)).toBe(address);
  });

  it('is asked of another one first every few minutes', () => {
    const firsts = [0, 5, 10, 15].map(
      (minutes) => sourcesFor('v4', new Date(NOW.getTime() + minutes * 60_000))[0],
    );
    expect(new Set(firsts).size).toBe(4);
  });
});
