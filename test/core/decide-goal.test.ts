import { describe, expect, it } from 'vitest';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secrets/secret.ts';

const wanted = { app: 'image', hostname: 'study.example.org', 'certificate.terms': true };

it('remembers what is wanted, but not how this person gets in, and what the moment asked for', () => {
  const goal = decideGoal(
    {
      ...wanted,
      'image.reference': 'example/hello:1',
      'image.folders': '',
      'image.env': new Secret('TOKEN=hush'),
      'hostname.from': 'own',
      'dns.provider': 'by-hand',
      'host.kind': 'ssh',
      server: '203.0.113.7',
      'ssh.user': 'anna',
      'ssh.key': '/home/anna/.ssh/key',
      'ssh.fingerprint': 'SHA256:x',
      'ssh.passphrase': new Secret('hush'),
    },
    new Facts([]),
  );
  // Emptied, where something would be suggested, is an answer.
  expect(goal.answers).toEqual({
    ...{ ...wanted, 'image.reference': 'example/hello:1' },
    'image.folders': '',
  });
});

describe('the account that sets records', () => {
  const there = { ...wanted, server: '203.0.113.7', 'ssh.user': 'root' };
  const account = {
    'dns.provider': 'rfc2136',
    'dns.rfc2136.server': 'ns1.example.org',
    'dns.rfc2136.key': 'study',
    'dns.rfc2136.algorithm': 'hmac-sha512',
    'dns.rfc2136.secret': new Secret('hush-hush'),
  };
  const { 'dns.rfc2136.secret': _, ...remembered } = account;
  const { 'dns.provider': __, ...own } = account;
  const record = (answers: Record<string, string | boolean>, host: string) =>
    new Facts([
      {
        query: query('record', host, 'image'),
        value: { ...RECORD, answers: { ...wanted, ...answers } },
      },
    ]);
  const { host } = decideGoal(there, new Facts());

  it('is part of the goal with its secret, and remembered without', () => {
    const goal = decideGoal({ ...there, ...account }, new Facts());
    expect(goal.dns).toEqual({
      provider: 'rfc2136',
      answers: { hostname: 'study.example.org', ...own },
    });
    expect(goal.answers).toEqual({ ...wanted, ...remembered });
    expect(JSON.stringify(goal)).not.toContain('hush-hush');
  });

  it('is none where nothing opens it', () => {
    expect(decideGoal({ ...there, ...remembered }, new Facts()).dns).toBeUndefined();
    expect(decideGoal({ ...there, 'dns.provider': 'by-hand' }, new Facts()).dns).toBeUndefined();
  });

  it('stays remembered where nobody had to be asked, so that a second run changes nothing', () => {
    const seen = record(remembered, host);
    expect(decideGoal(there, seen).answers).toEqual({ ...wanted, ...remembered });
    const { 'dns.rfc2136.algorithm': ___, ...given } = account;
    expect(decideGoal({ ...there, ...given }, seen).answers).toEqual({ ...wanted, ...remembered });
  });

  it('is forgotten where a person takes over, and replaced by another one', () => {
    const seen = record(remembered, host);
    expect(decideGoal({ ...there, 'dns.provider': 'by-hand' }, seen).answers).toEqual(wanted);
    const other = { 'dns.provider': 'cloudflare', 'dns.cloudflare.token': new Secret('hush') };
    expect(decideGoal({ ...there, ...other }, seen).answers).toEqual({
      ...wanted,
      'dns.provider': 'cloudflare',
    });
  });

  it('does without a look where the names are trusted', () => {
    expect(decideGoal({ ...there, 'dns.provider': 'trust' }, new Facts()).trustNames).toBe(true);
    expect(decideGoal(there, new Facts()).trustNames).toBe(false);
  });
});

const RECORD = {
  format: 1,
  app: 'image',
  image: 'example/hello:1',
  digest: null,
  by: 'anna@laptop',
  at: '2026-11-21T12:00:00.000Z',
  version: '0.1.0',
};
