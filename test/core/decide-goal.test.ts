import { expect, it } from 'vitest';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secret.ts';

const wanted = { app: 'image', hostname: 'study.example.org', 'certificate.terms': true };

it('remembers what is wanted, but not how this person gets in, and what the moment asked for', () => {
  const goal = decideGoal(
    {
      ...wanted,
      'image.reference': 'example/hello:1',
      'image.folders': '',
      'image.env': new Secret('TOKEN=hush'),
      'hostname.record': 'wait',
      'host.kind': 'ssh',
      server: '203.0.113.7',
      'ssh.user': 'anna',
      'ssh.key': '/home/anna/.ssh/key',
      'ssh.fingerprint': 'SHA256:x',
      'ssh.passphrase': new Secret('hush'),
    },
    new Facts([]),
  );
  expect(goal.answers).toEqual({ ...wanted, 'image.reference': 'example/hello:1' });
});
