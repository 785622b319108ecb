import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openrc, systemd } from '../../source/distributions/services.ts';
import { CHANGES } from '../../source/paths.ts';
import { icsFileName, icsFor } from '../../source/renewal/ics.ts';
import {
  orderToWrite,
  type RenewalOrder,
  readOrderText,
  renewalOrder,
} from '../../source/renewal/order.ts';
import { runScript } from '../../source/renewal/run-script.ts';
import { sealedText } from '../../source/renewal/sealed.ts';
import { takeUpCommand, takeUpScript } from '../../source/renewal/take-up.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { goal } from '../core/example-goal.ts';

const IMAGE = `node@sha256:${'a'.repeat(64)}`;
const job = {
  name: 'setup-server-renewal',
  does: 'Renew certificates',
  script: '/etc/x/run',
  often: 'hourly' as const,
};

describe('the script on the server', () => {
  it.each([['dash'], ['bash'], ['busybox', 'sh']])('can be read by %s', (...shell) => {
    const [program = '', ...words] = shell;
    const { status, stderr, error } = spawnSync(program, [...words, '-n'], {
      input: runScript(IMAGE),
      encoding: 'utf8',
    });
    // Not every machine has every shell.
    if (error) return expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('gives the container no right, and nothing to write but what it must', () => {
    const script = runScript(IMAGE);
    for (const word of ['--read-only', '--cap-drop ALL', '--security-opt no-new-privileges']) {
      expect(script).toContain(word);
    }
    const writable = [
      ...script.matchAll(/--mount "?type=bind,source=[^,]+,target=([^,"\s]+)"?(.*)/g),
    ]
      .filter(([line]) => !line.includes('readonly'))
      .map(([, target]) => target);
    expect(writable).toEqual([
      '/etc/setup-server/front/certificates',
      '/etc/setup-server/accounts',
      '/var/lib/setup-server/challenges',
      '$state',
    ]);
    expect(script).toContain(`image=${IMAGE}\n`);
    expect(script).not.toContain('docker.sock');
  });
});

describe('what starts it', () => {
  it('is a timer of systemd, that makes up for what was missed', () => {
    const { files, start } = systemd.repeat(job);
    expect(files.map(({ path }) => path)).toEqual([
      '/etc/systemd/system/setup-server-renewal.service',
      '/etc/systemd/system/setup-server-renewal.timer',
    ]);
    expect(files[0]?.text).toContain('ExecStart=/bin/sh /etc/x/run\n');
    expect(files[1]?.text).toMatch(
      /^OnCalendar=hourly\nRandomizedDelaySec=30min\nPersistent=true$/m,
    );
    expect(start.text).toBe(
      'systemctl daemon-reload && systemctl enable --now setup-server-renewal.timer',
    );
  });

  it("is cron where there is no systemd: a file that BusyBox's run-parts takes", () => {
    const { files, start } = openrc.repeat(job);
    expect(files).toEqual([]);
    expect(start.text).toContain('each=/etc/periodic/hourly/setup-server-renewal\n');
    expect(start.text).toContain('rc-update add crond default');
  });
});

describe('the order that lies on the server', () => {
  const certificate = {
    names: ['study.example.org'] as const,
    directory: 'https://acme.example.org/directory',
    rehearsal: 'https://rehearsal.example.org/directory',
    email: '',
    accounts: '/accounts',
    challenges: '/challenges',
    folder: '/certificates/study',
    externalAccount: { keyId: 'id', hmacKey: new Secret('used once') },
  };
  const dns = { provider: 'desec', answers: { 'dns.desec.token': new Secret('t0ken') } };
  const text = (order: RenewalOrder, found?: Parameters<typeof orderToWrite>[1]) =>
    sealedText(orderToWrite(order, found)).reveal();

  it('leaves out what only the first one needed', () => {
    const order = renewalOrder('study', certificate, { served: [] });
    expect(text(order)).not.toContain('used once');
    expect(readOrderText(text(order))).toMatchObject({
      install: 'study',
      certificate: { names: ['study.example.org'], rehearsal: null },
    });
  });

  it('keeps the account for the DNS where nobody knows it now', () => {
    const proved = { ...certificate, proof: 'dns-01' as const };
    const whole = orderToWrite(renewalOrder('study', proved, { served: [], dns }), undefined);
    expect(text(renewalOrder('study', proved, { served: [] }), whole)).toContain('"t0ken"');
    expect(text(renewalOrder('study', certificate, { served: [] }), whole)).not.toContain('t0ken');
  });

  it.each(['', '{}', '[]', '{"install": "study"}'])('is none of ours: %s', (damaged) => {
    expect(readOrderText(damaged)).toBeNull();
  });
});

it('another web server in front reads the new certificate, too', () => {
  const behind = (owner: string) =>
    takeUpCommand({ ...goal, front: { http: 8080, https: 8443, behind: true, owner } }).text;
  expect(behind('nginx')).toMatch(/-s reload.* &&\nnginx -t -q && nginx -s reload$/s);
  expect(behind('apache2')).toContain('apachectl graceful');
  expect(behind('caddy')).toBe(takeUpCommand(goal).text);
});

it.each([
  ['nothing is under way with it', null, true],
  ['an upgrade can still be undone', { state: 'done', kind: 'upgrade' }, true],
  ['its data are being put back', { state: 'begun', kind: 'restore' }, false],
  ['it went to another server', { state: 'done', move: { role: 'left', peer: 'b' } }, false],
])(
  'an app that serves its certificate itself is started for it where %s: %o',
  (_how, change, restarts) => {
    const root = mkdtempSync(join(tmpdir(), 'take-up-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    mkdirSync(join(root, CHANGES), { recursive: true });
    if (change) writeFileSync(join(root, CHANGES, `${goal.install}.json`), JSON.stringify(change));
    const script = takeUpScript({ ...goal, certificate: { ...goal.certificate, servedBy: 'app' } });
    const { stdout } = spawnSync(
      'sh',
      ['-c', `docker() { echo "$@"; }\n${script.replaceAll(CHANGES, join(root, CHANGES))}`],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout.includes(`start ${goal.install}`)).toBe(restarts);
  },
);

describe('the date for a calendar', () => {
  const name = `${'long-'.repeat(10)}name.study.example.org`;
  const text = icsFor(
    { name, until: '2027-02-19T11:00:00.000Z' },
    new Date('2026-11-21T12:00:00Z'),
  );

  it('is an event at the end, with an alarm a week before (RFC 5545)', () => {
    expect(text).toContain('DTSTART:20270219T110000Z\r\n');
    expect(text).toContain('TRIGGER:-P7D\r\n');
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    expect(text).toMatch(/END:VEVENT\r\nEND:VCALENDAR\r\n$/);
  });

  it('has no line of more than 75 octets, and none is lost', () => {
    const lines = text.split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(75);
    const unfolded = text.replaceAll('\r\n ', '');
    expect(unfolded).toContain(
      `SUMMARY:The certificate of ${name} ends\\, if it was not renewed\r\n`,
    );
  });

  it('reminds earlier of the end than a short life lasts', () => {
    const short = icsFor({ name, until: '2026-11-27T12:00:00Z' }, new Date('2026-11-21T12:00:00Z'));
    expect(short).toContain('TRIGGER:-P1D\r\n');
    expect(icsFileName({ name: '*.example.org' })).toBe('example.org-certificate.ics');
  });
});
