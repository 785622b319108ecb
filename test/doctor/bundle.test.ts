import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { type BundleOptions, bundleOf, bundleText } from '../../source/doctor/bundle.ts';
import type { Examined } from '../../source/doctor/examine.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { REMEMBERED } from '../../source/hosts/remembered.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { goal, HOST } from '../core/example-goal.ts';

const ENV = '/etc/setup-server/study/env.list';
const settings = (entries: Record<string, string>) => ({
  query: query('envFile', HOST, ENV),
  value: {
    entries: new Map(Object.entries(entries).map(([name, text]) => [name, new Secret(text)])),
    sha256: 'x',
    mode: '600',
  },
});
const log = (...lines: string[]) => ({ query: query('log', HOST, 'study 200'), value: lines });

function bundled(
  sightings: ConstructorParameters<typeof Facts>[0],
  options: Partial<BundleOptions> = {},
): string {
  const examined: Examined = {
    host: HOST,
    facts: new Facts(sightings),
    unseen: [],
    installs: [{ name: 'study', goal, planned: [] }],
  };
  const teller = {
    by: 'anna@laptop',
    home: '/home/anna',
    made: new Date('2026-11-21T12:00:00Z'),
    versions: ['setup-server 0.1.0'],
  };
  const more = { keepAddresses: false, typed: [], way: {}, describe: describeAction, ...options };
  const { bundle, isClean } = bundleOf(examined, [], teller, more);
  const text = bundleText(bundle);
  expect(isClean(text)).toBe(true);
  return text;
}

describe('a support bundle', () => {
  it('hides every setting but those that the app asks for openly', () => {
    const text = bundled([
      settings({ TITLE: 'A study', MAIL_PASSWORD: 'correct horse', OWN: 'by hand' }),
      log('A study mails with correct horse', 'OWN is by hand'),
    ]);
    expect(text).toContain('A study mails with [secret]');
    expect(text).toContain('OWN is [secret]');
  });

  it('hides a setting that is not any more what the app was given openly', () => {
    const text = bundled([settings({ TITLE: 'Changed by hand' }), log('now Changed by hand')]);
    expect(text).toContain('now [secret]');
  });

  it('hides what was typed on the way in', () => {
    const options = { typed: [new Secret('my sudo pass')], way: { 'ssh.key': '/home/anna/k.pem' } };
    const text = bundled([settings({}), log('sudo: my sudo pass', 'by anna@laptop')], options);
    expect(text).toContain('sudo: [secret]');
    expect(text).toContain('by person-1');
  });

  it('leaves logs out where the settings could not be read: nobody knows what is secret in them', () => {
    const text = bundled([log('it is correct horse')]);
    expect(text).toContain('== log of study ==\n\nLeft out: the settings could not be read.');
    expect(text).not.toContain('correct horse');
  });

  it("does not tell of the person's other servers", () => {
    const other = { address: 'ssh://root@other.example.org', installs: [], lastUsed: '2026-11-01' };
    const remembered = { query: REMEMBERED, value: { hosts: [other], at: '2026-11-21' } };
    expect(bundled([settings({}), remembered])).not.toContain('other.example.org');
  });

  it('fits a screen of 80 columns where it speaks to people', () => {
    const [head = ''] = bundled([settings({})]).split('== Server ==');
    for (const line of head.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
