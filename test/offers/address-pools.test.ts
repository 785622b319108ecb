import { describe, expect, it } from 'vitest';
import { ExpectedError } from '../../source/expected-error.ts';
import type { DaemonConfigFact, RoutesFact } from '../../source/facts/machine.ts';
import { addressPools, poolsBeside, withPools } from '../../source/offers/address-pools.ts';
import { asks, commandsOf, seen, stepOf, stepsOf } from './given.ts';

const routes = (...networks: string[]): { routes: RoutesFact } => ({
  routes: { v4: true, v6: false, networks },
});
const campus = routes('10.1.2.0/24', '172.16.0.0/12');
const yes = { 'server.docker-networks': true };
const pools = [{ base: '192.0.2.0/24', size: 28 }];
const file = (text: string): DaemonConfigFact => ({ text, value: JSON.parse(text) });

describe("Docker's networks", () => {
  it("are offered others where Docker's own lead elsewhere", () => {
    expect(asks(addressPools, seen(campus))).toMatchObject([
      { id: 'server.docker-networks', suggestion: true },
    ]);
  });

  it.each([
    ['nothing is in the way', {}],
    ['only ranges that Docker takes last are (Amazon)', routes('172.31.0.0/20')],
    ['a network at home is', routes('192.168.0.0/24')],
    ['somebody has chosen', { ...campus, daemonConfig: file('{"bip":"10.9.0.1/24"}') }],
    ['somebody has chosen all', { ...campus, daemonConfig: file('{"default-address-pools":[]}') }],
    ['the file cannot be read', { ...campus, daemonConfig: { text: '{', value: null, line: 1 } }],
  ])('are left alone where %s', (_where, changed) => {
    expect(asks(addressPools, seen(changed))).toEqual([]);
    expect(stepsOf(addressPools, seen(changed), yes)).toEqual([]);
  });

  it('are taken where nothing else is', () => {
    expect(poolsBeside([])).toEqual([
      { base: '172.31.0.0/16', size: 24 },
      { base: '172.30.0.0/16', size: 24 },
    ]);
    expect(poolsBeside(['172.16.0.0/12'])).toEqual([
      { base: '10.210.0.0/16', size: 24 },
      { base: '10.211.0.0/16', size: 24 },
    ]);
    expect(poolsBeside(['172.16.0.0/12', '10.0.0.0/8'])).toEqual([]);
  });

  it('are written before Docker comes, beside a copy of what was there', () => {
    const facts = seen({ ...campus, daemonConfig: file('{"live-restore":true}') });
    const step = stepOf(addressPools, facts, yes);
    expect(step.title).toBe('Let Docker take its networks from 10.210.0.0/16 and 10.211.0.0/16');
    const [copy, write, ...more] = commandsOf(step, facts);
    expect(copy).toBe(
      'cp -p /etc/docker/daemon.json /etc/docker/daemon.json.2026-11-21T12:00:00.000Z',
    );
    expect(write).toContain('write /etc/docker/daemon.json\n{\n  "live-restore": true,\n');
    expect(more).toEqual([]);
    expect(step.check(facts).holds).toBe(false);
    expect(stepsOf(addressPools, facts, { 'server.docker-networks': false })).toEqual([]);
  });

  it('make a Docker that runs stop first, unless containers run', () => {
    const docker = {
      ...{ version: '28.5.0', apiVersion: '1.51', origin: 'docker' as const },
      ...{ running: true, enabled: true, root: '/var/lib/docker' },
    };
    const facts = seen({ ...campus, docker });
    const [stop] = commandsOf(stepOf(addressPools, facts, yes), facts);
    expect(stop).toMatch(
      /^if \[ "\$\(docker ps -q\)" \]; then echo .*; else systemctl stop docker/,
    );
  });
});

describe('daemon.json with other pools', () => {
  it('is made where there is none', () => {
    expect(JSON.parse(withPools(null, pools))).toEqual({ 'default-address-pools': pools });
  });

  it('keeps what it does not know, its order and its indentation', () => {
    const text = '{\n\t"zebra": {"a": [1, null]},\n\t"live-restore": true\n}\n';
    const merged = withPools(file(text), pools);
    expect(Object.entries(JSON.parse(merged))).toEqual([
      ['zebra', { a: [1, null] }],
      ['live-restore', true],
      ['default-address-pools', pools],
    ]);
    expect(merged).toMatch(/^\{\n\t"zebra"/);
    expect(merged.endsWith('}\n')).toBe(true);
  });

  it('takes an empty file as dockerd does', () => {
    const merged = withPools({ text: '', value: {} }, pools);
    expect(JSON.parse(merged)).toEqual({ 'default-address-pools': pools });
  });

  it('is not made from what cannot be read, and names the line', () => {
    const broken = () => withPools({ text: '{\n"a": tru\n}', value: null, line: 2 }, pools);
    expect(broken).toThrow(ExpectedError);
    expect(broken).toThrow('line 2');
  });
});
