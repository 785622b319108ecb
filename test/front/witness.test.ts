import { describe, expect, it } from 'vitest';
import type { WitnessLook } from '../../source/facts/outside.ts';
import { whatIsInTheWay } from '../../source/front/witness.ts';
import { sha256 } from '../../source/text/sha256.ts';

const TOKEN = 'f3Kd91';
const V4 = '203.0.113.7';
const V6 = '2001:db8::7';
const host = { v4: [V4], v6: [V6] };
const served = (address: string): WitnessLook => ({ address, status: 200, body: TOKEN });
const silent = (address: string): WitnessLook => ({ address, code: 'ETIMEDOUT' });
const other = (address: string, server?: string): WitnessLook => ({
  address,
  status: 404,
  body: 'Not here',
  ...(server === undefined ? {} : { server }),
});

function said(byName: readonly WitnessLook[], byAddress: readonly WitnessLook[]) {
  return whatIsInTheWay(
    sha256(TOKEN),
    [{ subject: 'study.example.org', looks: byName }],
    byAddress.map((look) => ({ subject: look.address, looks: [look] })),
    host,
  );
}

describe('what is in the way of port 80', () => {
  it('is nothing where the name brings the token over both families', () => {
    expect(said([served(V4), served(V6)], [served(V4), served(V6)])).toBeUndefined();
  });

  it('is nothing where the name works, though its address is not ours: a balancer in front', () => {
    expect(said([served('198.51.100.9')], [silent(V4)])).toBeUndefined();
  });

  it('is nothing to speak of where this computer has no way there', () => {
    expect(said([served(V4), { address: V6, code: 'ENETUNREACH' }], [])).toBeUndefined();
    expect(said([], [{ address: V6, code: 'EHOSTUNREACH' }])).toBeUndefined();
  });

  it("is nothing we know of behind a hotel's login page", () => {
    expect(said([{ address: V4, status: 511, body: 'Log in' }], [])).toBeUndefined();
  });

  it.each<[string, WitnessLook[], WitnessLook[], RegExp]>([
    ['a closed firewall, no name yet', [], [silent(V4)], /203\.0\.113\.7 gives .* IPv4.*firewall/],
    ['a closed firewall, by name', [silent(V4)], [silent(V4)], /provider's own/],
    ['a rule that refuses', [], [{ address: V4, code: 'ECONNREFUSED' }], /refuses this computer/],
    ['another server at our address', [], [other(V4, 'Apache')], /Another web server.*Apache/],
    [
      'a name that leads elsewhere',
      [other('192.0.2.4', 'nginx')],
      [],
      /leads to 192\.0\.2\.4.*nginx/,
    ],
    [
      'a name that leads nowhere',
      [silent('192.0.2.4')],
      [],
      /leads to 192\.0\.2\.4.*nobody answers/,
    ],
    ['a stale AAAA', [other('2001:db8::bad'), served(V4)], [], /AAAA.*2001:db8::bad.*remove/],
    ['a silent stale AAAA', [silent('2001:db8::bad'), served(V4)], [], /AAAA.*2001:db8::bad/],
    ['Cloudflare', [other('104.16.0.1', 'cloudflare')], [], /Cloudflare.*grey cloud/],
    [
      'no IPv6 published',
      [{ address: V6, code: 'ECONNREFUSED' }, served(V4)],
      [served(V4)],
      /IPv6/,
    ],
  ])('%s', (_what, byName, byAddress, words) => {
    expect(said(byName, byAddress)).toMatch(words);
  });

  it('lets no escape sequence of a server through', () => {
    expect(said([other('192.0.2.4', 'x\x1b]0;owned\x07\u202e')], [])).not.toMatch(
      /[\x07\x1b\u202e]/,
    );
  });
});
