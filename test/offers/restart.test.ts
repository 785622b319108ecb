import { describe, expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import type { DockerFact, RestartFact } from '../../source/facts/machine.ts';
import { LOCAL } from '../../source/hosts/local.ts';
import { restart } from '../../source/offers/restart.ts';
import { asks, commandsOf, seen, stepOf, stepsOf } from './given.ts';

const wanted: RestartFact = {
  needed: true,
  packages: ['linux-image-6.1.0-31-amd64'],
  modulesGone: false,
  boot: 'first',
};
const gone = { ...wanted, modulesGone: true };
const docker: DockerFact = {
  ...{ version: '28.5.0', apiVersion: '1.51', origin: 'docker' },
  ...{ running: true, enabled: true, root: '/var/lib/docker' },
};

describe('a restart', () => {
  it('is offered where one is wanted and no Docker is there yet; nobody takes it unasked', () => {
    expect(asks(restart, seen({ restart: wanted }))).toMatchObject([
      { id: 'server.restart', suggestion: false },
    ]);
  });

  it('must be decided where Docker cannot work without', () => {
    const [asked] = asks(restart, seen({ restart: gone, docker }));
    expect(asked).toMatchObject({ id: 'server.restart', suggestion: undefined });
    expect(asked?.hint).toContain('Docker cannot work before a restart');
  });

  it.each([
    ['none is wanted', {}],
    ['Docker runs there, perhaps for others', { restart: wanted, docker }],
  ])('is not offered where %s', (_where, changed) => {
    expect(asks(restart, seen(changed))).toEqual([]);
    expect(stepsOf(restart, seen(changed), { 'server.restart': true })).toEqual([]);
  });

  it('is never offered for the machine that this program runs on', () => {
    const facts = new Facts([
      { query: query('restart', LOCAL), value: gone },
      { query: query('docker', LOCAL), value: null },
    ]);
    expect(asks(restart, facts, { 'host.kind': 'local' })).toEqual([]);
    expect(stepsOf(restart, facts, { 'host.kind': 'local', 'server.restart': true })).toEqual([]);
  });

  it('is done when the host was started anew', () => {
    const facts = seen({ restart: wanted });
    expect(stepsOf(restart, facts, { 'server.restart': false })).toEqual([]);
    const step = stepOf(restart, facts, { 'server.restart': true });
    expect(step.check(facts).holds).toBe(false);
    expect(step.check(seen({ restart: { ...wanted, boot: 'second' } })).holds).toBe(true);
    expect(commandsOf(step, facts)).toEqual([expect.stringContaining('reboot'), 'await']);
  });
});
