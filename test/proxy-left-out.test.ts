import { describe, expect, it } from 'vitest';
import { accountQuery } from '../source/clouds/provider/provider.ts';
import { ExpectedError } from '../source/expected-error.ts';
import type { Sighting } from '../source/facts/facts.ts';
import { accountWithProxyTold, withProxyTold } from '../source/proxy-left-out.ts';

const WITH = { HTTPS_PROXY: 'http://anna:secret@proxy.example.org:3128' };
const away = (code: string) => new ExpectedError({ code, what: 'It is away.', next: ['Try.'] });
const nextOf = (error: unknown) => (error instanceof ExpectedError ? error.trouble.next : error);

describe('a computer that is told to go by a proxy', () => {
  it('hears that this is not done, where somebody on the internet can not be reached', () => {
    const [first = '', second] = nextOf(withProxyTold(away('dns.unreachable'), WITH)) as string[];
    expect(first).toMatch(/^HTTPS_PROXY is set/);
    expect(first).not.toContain('secret');
    expect(second).toBe('Try.');
    expect(nextOf(withProxyTold(away('ec2.unreachable'), { https_proxy: 'x' }))).toHaveLength(2);
  });

  it.each([
    [away('ssh.unreachable'), WITH],
    [away('dns.refused'), WITH],
    [away('dns.unreachable'), {}],
    [away('dns.unreachable'), { HTTPS_PROXY: '' }],
    [new Error('a fault'), WITH],
  ])('hears nothing of it where it is about something else', (error, environment) => {
    expect(withProxyTold(error, environment)).toBe(error);
  });

  it('hears it of an account that could not be looked at, and of no other', () => {
    const seen = (value: object) => ({ query: accountQuery('hetzner'), value }) as Sighting;
    const closed = { open: false, why: 'unreachable', says: 'No answer.', next: [] };
    const told = accountWithProxyTold(seen(closed), WITH);
    expect(told.value).toMatchObject({ says: expect.stringMatching(/^No answer. HTTPS_PROXY is/) });
    const refused = seen({ open: false, says: 'Wrong.', next: [] });
    expect(accountWithProxyTold(refused, WITH)).toBe(refused);
    expect(accountWithProxyTold(seen(closed), {})).toEqual(seen(closed));
  });
});
