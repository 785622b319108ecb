import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { orderToWrite, readAddressOrderText } from '../../source/address/order.ts';
import { addressScript } from '../../source/address/run-script.ts';
import { addressStateText, type FollowedNames, freshNames } from '../../source/address/state.ts';
import { openrc, systemd } from '../../source/distributions/services.ts';
import {
  addressUpdatesFinding,
  addressUpdatesProbe,
} from '../../source/facts/network/address-updates.ts';
import { readSealed, sealedText } from '../../source/renewal/sealed.ts';
import { Secret } from '../../source/secrets/secret.ts';

const IMAGE = `node@sha256:${'a'.repeat(64)}`;
const job = {
  ...{ name: 'setup-server-address', does: 'Keep names right', script: '/etc/x/run' },
  often: 'every-few-minutes' as const,
};

describe('the script on the server', () => {
  it.each([['dash'], ['bash'], ['busybox', 'sh']])('can be read by %s', (...shell) => {
    const [program = '', ...words] = shell;
    const { status, stderr, error } = spawnSync(program, [...words, '-n'], {
      input: addressScript(IMAGE),
      encoding: 'utf8',
    });
    // Not every machine has every shell.
    if (error) return expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
    expect([status, stderr]).toEqual([0, '']);
  });

  it('gives the container no right, and nothing to write but its own state', () => {
    const script = addressScript(IMAGE);
    for (const word of ['--read-only', '--cap-drop ALL', '--security-opt no-new-privileges'])
      expect(script).toContain(word);
    const mounts = [...script.matchAll(/--mount "type=bind,source=[^,]+,target=([^"]+)"/g)];
    expect(mounts.map(([, target]) => target)).toEqual([
      '$here,readonly',
      '/etc/setup-server/renewal,readonly',
      '$state',
      '/roots.crt,readonly',
    ]);
    expect(script).toContain(`image=${IMAGE}\n`);
    expect(script).not.toContain('docker.sock');
  });

  it('is started every few minutes, also by cron where there is no systemd', () => {
    expect(systemd.repeat(job).files[1]?.text).toMatch(
      /^OnBootSec=30s\nOnCalendar=\*:0\/5\nRandomizedDelaySec=1min$/m,
    );
    expect(openrc.repeat(job).start.text).toContain(
      'each=/etc/periodic/15min/setup-server-address\n',
    );
  });
});

describe('the order that lies on the server', () => {
  const dns = { provider: 'duckdns', answers: { 'dns.duckdns.token': new Secret('t0ken') } };
  const order = { install: 'study', names: ['study.duckdns.org'], families: 'ipv4' } as const;
  const text = (...[wanted, found]: Parameters<typeof orderToWrite>) =>
    sealedText(orderToWrite(wanted, found)).reveal();

  it('keeps the account where nobody knows it now, and takes another one', () => {
    const there = readSealed(text({ ...order, dns }, undefined));
    expect(text(order, there)).toContain('"t0ken"');
    const other = { ...dns, answers: { 'dns.duckdns.token': new Secret('an0ther') } };
    expect(text({ ...order, dns: other }, there)).toContain('"an0ther"');
    expect(readAddressOrderText(text(order, there))).toMatchObject({ names: order.names });
  });

  it.each(['', '{}', '[]', '{"install": "study", "names": []}'])(
    'is none of ours: %s',
    (damaged) => {
      expect(readAddressOrderText(damaged)).toBeNull();
    },
  );
});

describe('what is seen of it', () => {
  const NOW = new Date('2026-11-21T12:00:00Z');
  const asked = { before: NOW.getTime() / 1000, after: NOW.getTime() / 1000 };
  const seen = (changes: Partial<FollowedNames>, timer = 'active enabled', lookedAt = NOW) => {
    const installs = { study: { ...freshNames(['study.example.org']), ...changes } };
    const state = addressStateText({ lookedAt: lookedAt.toISOString(), installs });
    const stdout = `timer ${timer}\n--state\n${state}`;
    return addressUpdatesProbe.parse({ code: 0, stdout }, '', asked);
  };
  const trouble = { code: 'dns.refused', says: 'DuckDNS says no.', at: NOW.toISOString() };

  it('is good while it works, and worth no line', () => {
    const found = addressUpdatesFinding(seen({ failures: 1, trouble }));
    expect(found).toMatchObject({ status: 'good', quiet: true });
    expect(addressUpdatesProbe.parse({ code: 90, stdout: '' }, '', asked)).toBeNull();
    expect(addressUpdatesFinding(null)).toBeUndefined();
  });

  it.each([
    [
      'failing',
      seen({ failures: 2, trouble }),
      "study.example.org could not be set to the server's address",
      'DuckDNS says no.',
    ],
    [
      'off',
      seen({}, 'inactive disabled'),
      "Nothing keeps study.example.org at the server's address",
      'its timer is off',
    ],
    [
      'silent',
      seen({}, 'active enabled', new Date(NOW.getTime() - 2 * 3600 * 1000)),
      "Nothing keeps study.example.org at the server's address",
      'it last looked at 2026-11-21T10:00:00.000Z',
    ],
  ])('is a warning where it is %s', (_, fact, text, note) => {
    expect(addressUpdatesFinding(fact)).toMatchObject({ status: 'warning', text, note });
  });
});
