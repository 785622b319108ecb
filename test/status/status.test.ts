import { describe, expect, it } from 'vitest';
import { wrapped } from '../../bin/command-line/help.ts';
import { type FollowedNames, freshNames } from '../../source/address/state.ts';
import { CHANGE_FORMAT } from '../../source/changes/change.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, type FactTypes, type Look, type Query } from '../../source/facts/facts.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import type { ContainerFact } from '../../source/facts/objects.ts';
import { unreadable } from '../../source/facts/probe.ts';
import { statusLines } from '../../source/output/status-lines.ts';
import { freshState, type InstallState } from '../../source/renewal/state.ts';
import {
  type HostStatus,
  unreached,
  verdictOn,
  visitHost,
} from '../../source/status/host-status.ts';
import { system } from '../core/example-goal.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

const CONTAINER = {
  id: 'x',
  image: 'example/hello:1',
  state: 'running',
  health: null,
  startedAt: '2026-10-01T10:00:00Z',
  restarts: 0,
  restart: 'always',
  labels: {},
  predecessor: false,
  successor: false,
} as ContainerFact;
const RECORD: FactTypes['record'] = {
  ...{ format: 1, app: 'image', image: 'example/hello:1', digest: null },
  ...{ by: 'anna@laptop', at: '2026-10-01T00:00:00Z', version: '0.1.0' },
  answers: {
    app: 'image',
    install: 'hello',
    'image.reference': 'example/hello:1',
    'image.port': '8080',
    hostname: 'hello.example.org',
    'certificate.terms': true,
  },
};
const CERTIFICATE = {
  names: ['hello.example.org'],
  from: '2026-10-10T00:00:00.000Z',
  until: '2027-01-08T00:00:00.000Z',
  issuer: "Let's Encrypt R10",
  keyFits: true,
};
const DISK = { path: '/var/lib/docker', totalMB: 40_000, freeMB: 30_000, freeInodes: null };
const WEBSITE = { reached: true, status: 200, body: '', location: null } as const;

type Replies = { readonly [Name in keyof FactTypes]?: FactTypes[Name] };

const WELL: Replies = {
  system,
  login: { user: 'root', root: 'already', groups: ['root'] },
  addresses: { v4: ['203.0.113.7'], v6: [] },
  installs: ['hello'],
  record: RECORD,
  disk: DISK,
  renewal: null,
  container: CONTAINER,
  certificate: CERTIFICATE,
  image: { id: 'x', digest: `example/hello@sha256:${'1'.repeat(64)}`, sizeBytes: 1 },
  website: WEBSITE,
};

async function seen(
  changes: Replies = {},
  looked: Query[] = [],
  server = 'root@203.0.113.7',
): Promise<HostStatus> {
  const replies = { ...WELL, ...changes };
  const look: Look = async function* (queries) {
    looked.push(...queries);
    for (const query of queries) {
      if (replies[query.fact] === undefined)
        throw unreadable(query.fact as never, query.subject, { code: 1, stdout: '' });
      yield { query, value: replies[query.fact] } as never;
    }
  };
  const author = { by: 'bea@work', version: '0.1.0', at: NOW, renewalProgram: 'the program' };
  const way = { server };
  const signal = new AbortController().signal;
  const host = `ssh://${server}`;
  const visit = { look, host, way, author, purpose: 'status', signal } as const;
  return (await visitHost(visit, new Facts())).status;
}

const renewing = (changes: Partial<InstallState>): Replies => ({
  renewal: {
    ...{ lookedAt: NOW.toISOString(), timer: 'active', tested: null, seenAt: NOW.toISOString() },
    installs: { hello: { ...freshState('hello.example.org'), ...changes } },
  },
});

const linesOf = (...hosts: HostStatus[]) => statusLines(hosts, [], wrapped).join('\n');

const following = (changes: Partial<FollowedNames>): Replies => ({
  addressUpdates: {
    ...{ lookedAt: NOW.toISOString(), timer: 'active', seenAt: NOW.toISOString() },
    installs: { hello: { ...freshNames(['hello.example.org']), ...changes } },
  },
});

describe('a name that follows the server', () => {
  const at = '2026-11-20T10:00:00.000Z';
  const set = { v4: ['203.0.113.7'], v6: [], since: at, checkedAt: at };
  const trouble = { code: 'dns.refused', says: 'The token was refused.', at };

  it('is told of, and is all well', async () => {
    const status = await seen(following({ set }));
    expect(status.installs[0]?.follows).toEqual({ to: ['203.0.113.7'], since: at, says: null });
    expect(verdictOn([status])).toBe('good');
    expect(linesOf(status).replaceAll(/\s+/g, ' ')).toContain(
      'Its address may change, and the name follows it: 203.0.113.7 since 20 Nov 2026',
    );
  });

  it('is not taken for broken by a computer behind the same router', async () => {
    const answers = { ...RECORD?.answers, 'address.kind': 'changing' };
    const record = { ...RECORD, answers } as RecordFact;
    const website = { reached: false, code: 'ECONNREFUSED', says: 'Nothing answers.' } as const;
    const from = (server: string) => seen({ ...following({ set }), record, website }, [], server);
    expect((await from('root@192.168.1.20')).installs[0]?.complaints).toMatchObject([
      { status: 'warning', advice: expect.stringContaining('a phone without Wi-Fi') },
    ]);
    expect((await from('root@203.0.113.7')).installs[0]?.complaints).toMatchObject([
      { status: 'stops' },
    ]);
  });

  it('is complained of where it does not follow any more', async () => {
    const status = await seen(following({ set, trouble, failures: 2 }));
    expect(verdictOn([status])).toBe('warning');
    expect(status.complaints).toMatchObject([
      {
        status: 'warning',
        text: "hello.example.org could not be set to the server's address (The token was refused)",
      },
    ]);
  });
});

describe('how a server is', () => {
  it('is told with all that matters', async () => {
    const status = await seen();
    expect(status.installs).toMatchObject([
      {
        install: 'hello',
        names: ['hello.example.org'],
        address: 'https://hello.example.org',
        image: 'example/hello:1',
        state: 'up',
        since: CONTAINER.startedAt,
        answers: true,
        certificate: { daysLeft: 47, issuer: "Let's Encrypt R10" },
        renewal: { unattended: false, due: { by: 'lifetime' }, lastTry: null },
        complaints: [],
      },
    ]);
    expect(verdictOn([status])).toBe('good');
    expect(linesOf(status)).toMatch(
      new RegExp(
        [
          '^hello.example.org',
          ' +example/hello:1 +example/hello:1 \\(sha256:1{12}\\)',
          ' +Running +up since 1 Oct 2026 \\(7 weeks ago\\)',
          ' +Website +https://hello.example.org answers',
          " +Certificate +47 days left \\(until 8 Jan 2027\\), by Let's Encrypt R10",
          ' +Renewal +by npx setup-server renew, next on \\d+ Dec 2026',
          '',
          '203.0.113.7: 29 GB of 39 GB disk free \\(75 %\\).',
          '',
          'All is well.$',
        ].join('\n'),
      ),
    );
  });

  it('says that it renews by itself before that has been tried for the first time', async () => {
    const fresh = (timer: 'active' | 'inactive') =>
      ({ renewal: { ...renewing({}).renewal, installs: {}, timer } }) as Replies;
    const { installs } = await seen(fresh('active'));
    expect(installs[0]?.renewal.unattended).toBe(true);
    expect((await seen(fresh('inactive'))).installs[0]?.renewal.unattended).toBe(false);
  });

  it.each([
    ['upgrade', 'begun', 1, 'An upgrade of example/hello:1 was begun on 20 Nov 2026'],
    ['restore', 'begun', 1, 'Putting back a copy of the data of example/hello:1 was begun'],
    ['upgrade', 'done', 0, ''],
  ] as const)('complains of what is not at its end: %s, %s', async (kind, state, count, text) => {
    const change = {
      ...{ format: 2, kind, state, from: [], to: {}, restored: null, backup: null },
      ...{ restoring: null, at: '2026-11-20T00:00:00Z', by: 'anna@laptop' },
    } as FactTypes['change'];
    const [install] = (await seen({ backups: [], manifest: null, change })).installs;
    expect(install?.complaints.length).toBe(count);
    expect(install?.complaints[0]?.text ?? '').toContain(text);
    const arriving = { ...change, arriving: true } as FactTypes['change'];
    const [brought] = (await seen({ backups: [], manifest: null, change: arriving })).installs;
    const advice = (each = install) => each?.complaints.map((complaint) => complaint.advice).join();
    expect(advice()).toMatch(
      count > 0 ? /^npx setup-server upgrade 203\.0\.113\.7 finishes/ : /^$/,
    );
    expect(advice(brought)).toMatch(count > 0 ? /^npx setup-server restore .* --file FILE/ : /^$/);
  });

  it.each<[string, Replies, string, 'warning' | 'stops']>([
    ['the container is gone', { container: null }, 'is not there any more', 'stops'],
    ['it does not run', { container: { ...CONTAINER, state: 'exited' } }, 'does not run', 'stops'],
    [
      'it stops all the time',
      { container: { ...CONTAINER, state: 'restarting', restarts: 9 } },
      'stops again and again',
      'stops',
    ],
    [
      'it stopped lately',
      { container: { ...CONTAINER, restarts: 2, startedAt: '2026-11-21T03:00:00Z' } },
      'stopped by itself, 2 times so far',
      'warning',
    ],
    [
      'it is not well',
      { container: { ...CONTAINER, health: 'unhealthy' } },
      'says of itself that it is not well',
      'warning',
    ],
    [
      'the website cannot be reached',
      { website: { reached: false, code: 'ETIMEDOUT', says: 'no answer' } },
      'cannot be reached from this computer: no answer',
      'stops',
    ],
    [
      'the website says something else',
      { website: { ...WEBSITE, status: 502 } },
      'answers with status 502',
      'stops',
    ],
    ['there is no certificate', { certificate: null }, 'There is no certificate', 'stops'],
    [
      'the certificate has ended',
      { certificate: { ...CERTIFICATE, until: '2026-11-21T11:00:00Z' } },
      'The certificate has ended (21 Nov 2026)',
      'stops',
    ],
    [
      'the key is another one',
      { certificate: { ...CERTIFICATE, keyFits: false } },
      'do not belong together',
      'stops',
    ],
    [
      'nobody renews it',
      {
        certificate: {
          ...CERTIFICATE,
          from: '2026-09-01T00:00:00Z',
          until: '2026-11-30T00:00:00Z',
        },
      },
      'is due to be renewed; it ends on 30 Nov 2026',
      'warning',
    ],
    [
      'the server cannot renew it',
      renewing({
        certificate: { serial: '1', until: CERTIFICATE.until },
        failures: 3,
        lastTry: {
          ...{ at: '2026-11-20T00:00:00Z', outcome: 'failed', code: 'acme.connection' },
          says: 'The authority could not reach port 80.',
        },
      }),
      'could not be renewed so far, and ends on 8 Jan 2027: The authority could not reach port 80',
      'warning',
    ],
    [
      'its record is damaged',
      { record: { ...RECORD, damage: 'It is not valid JSON.' } },
      'remembers of hello is of no use',
      'warning',
    ],
    ['the disk is nearly full', { disk: { ...DISK, freeMB: 1500 } }, 'nearly full', 'warning'],
    ['the disk is full', { disk: { ...DISK, freeMB: 3 } }, 'The disk is full', 'stops'],
  ])('is not good where %s', async (_, changes, text, verdict) => {
    const status = await seen(changes);
    const all = [...status.complaints, ...status.installs.flatMap((each) => each.complaints)];
    expect(all.map((each) => each.text).join('\n')).toContain(text);
    expect(verdictOn([status])).toBe(verdict);
    const lines = linesOf(status);
    expect(lines.replace(/\s+/g, ' ')).toContain(text);
    expect(lines).toMatch(verdict === 'stops' ? /Does not work: / : /Warning: /);
    for (const line of lines.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is good where its owner stopped it, and not where it runs all the same', async () => {
    const since = '2026-11-20T00:00:00.000Z';
    const asked = {
      record: { ...RECORD, answers: { ...RECORD?.answers, [STOPPED]: since } } as typeof RECORD,
      website: { ...WEBSITE, status: 503 },
    };
    const rests = await seen({ ...asked, container: { ...CONTAINER, state: 'exited' } });
    expect(rests.installs[0]).toMatchObject({ stoppedSince: since, complaints: [] });
    expect(linesOf(rests)).toMatch(/Running +stopped by its owner on 20 Nov 2026/);
    const runs = await seen(asked);
    expect(runs.installs[0]?.complaints).toMatchObject([{ status: 'warning' }]);
  });

  describe('of what was moved to another server', () => {
    const since = '2026-11-20T00:00:00.000Z';
    const moved = (role: 'left' | 'returned' | 'taken'): Replies => ({
      backups: [],
      change: {
        ...{ format: CHANGE_FORMAT, kind: 'move', state: 'done', backup: null, restoring: null },
        ...{ from: [], to: {}, move: { role, peer: '203.0.113.8' }, at: since, by: 'anna@laptop' },
        restored: null,
      },
      record: { ...RECORD, answers: { ...RECORD?.answers, [STOPPED]: since } } as typeof RECORD,
      container: { ...CONTAINER, state: 'exited' } as ContainerFact,
    });

    it.each(['left', 'returned'] as const)(
      'says where it is, and not that it could be started (%s)',
      async (role) => {
        const status = await seen(moved(role));
        expect(status.installs[0]).toMatchObject({ movedTo: '203.0.113.8', complaints: [] });
        const lines = linesOf(status);
        expect(lines).toMatch(
          /Running +moved to 203\.0\.113\.8; it rests here, and is not started/,
        );
        expect(lines).toMatch(/Website +https:\/\/hello\.example\.org answers, and not from here/);
        expect(lines).not.toContain('setup-server start');
      },
    );

    it('asks for the name where nobody is answered', async () => {
      const lines = linesOf(await seen({ ...moved('left'), website: { ...WEBSITE, status: 503 } }));
      expect(lines.replace(/\s+/g, ' ')).toContain('Does its name lead to 203.0.113.8?');
    });

    it('is good though its certificate there has ended, and not where it runs at both', async () => {
      const ended = { ...CERTIFICATE, until: '2026-11-01T00:00:00.000Z' };
      const rests = await seen({ ...moved('left'), certificate: ended });
      expect(verdictOn([rests])).toBe('good');
      const both = await seen({ ...moved('left'), container: CONTAINER });
      expect(both.installs[0]?.complaints).toMatchObject([
        { status: 'stops', text: expect.stringContaining('runs here as well') },
      ]);
    });

    it('is on the server that it came to as of any other', async () => {
      const { record: _, container: __, ...came } = moved('taken');
      const status = await seen(came);
      expect(status.installs[0]).toMatchObject({ movedTo: null, state: 'up', complaints: [] });
    });
  });

  it('is that of what its owner stopped on several servers, unless a part runs all the same', async () => {
    const answers = {
      ...{ ...RECORD?.answers, [STOPPED]: '2026-11-20T00:00:00.000Z' },
      ...{ 'swarm.hosts': 'root@203.0.113.8', 'swarm.stateless': false },
    };
    const node = (id: string) => ({
      ...{ id, hostname: id, address: id, role: 'manager', leader: id === 'a', ready: true },
      ...{ availability: 'active', reachable: true, labels: {}, engine: '28.5.0' },
    });
    const app = { name: 'app', labels: {}, replicas: 1, update: '', tasks: [], failures: [] };
    const task = { node: 'a', running: true, leaving: false, spec: '', error: '' };
    const asked = {
      record: { ...RECORD, answers } as typeof RECORD,
      website: { ...WEBSITE, status: 503 },
      container: { ...CONTAINER, state: 'exited' } as ContainerFact,
      swarm: null,
      swarmNodes: [node('a'), node('b')] as unknown as FactTypes['swarmNodes'],
    };
    const rests = await seen({ ...asked, swarmServices: [app] });
    expect(rests.installs[0]).toMatchObject({ state: 'stopped', complaints: [] });
    const runs = await seen({ ...asked, swarmServices: [{ ...app, tasks: [task] }] });
    expect(runs.installs[0]?.complaints).toMatchObject([
      { status: 'warning', text: expect.stringMatching(/was stopped by its owner, and runs$/) },
    ]);
  });

  it('is good where the server renews what is due by itself', async () => {
    const old = { from: '2026-09-01T00:00:00Z', until: '2026-11-30T00:00:00Z' };
    const status = await seen({
      ...renewing({
        certificate: { serial: '1', until: old.until },
        due: { at: '2026-11-21T11:00:00Z', by: 'authority' },
      }),
      certificate: { ...CERTIFICATE, ...old },
    });
    expect(status.installs[0]).toMatchObject({
      renewal: { unattended: true, due: { by: 'authority' } },
      complaints: [],
    });
    expect(linesOf(status)).toMatch(/Renewal +by itself, next on 21 Nov 2026/);
  });

  it('looks in three rounds, each thing once', async () => {
    const looked: Query[] = [];
    await seen({}, looked);
    const keys = looked.map(({ fact, subject }) => `${fact} ${subject}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has no copy without a size, however small it is', async () => {
    const copy = {
      ...{ format: 1, install: 'hello', app: 'image', at: NOW.toISOString(), by: 'anna@laptop' },
      ...{ version: '0.1.0', why: 'wish' as const, images: [], sources: [], record: RECORD },
      ...{ stamp: '2026-11-21T12-00-00Z', sizeKB: 12 },
    } as const;
    expect(linesOf(await seen({ backups: [copy] }))).toContain('of its data, today: 1 MB');
  });

  it('is told of a server on which nothing was set up', async () => {
    const status = await seen({ installs: [] });
    expect(verdictOn([status])).toBe('good');
    expect(linesOf(status)).toContain('203.0.113.7: nothing was set up here.');
    const home = {
      ...{ address: 'ssh://root@198.51.100.9', lastUsed: NOW.toISOString() },
      installs: [{ install: 'a', app: 'A', names: ['a.example.org'], others: ['203.0.113.7'] }],
    };
    expect(statusLines([status], [home], wrapped)).toContain(
      '203.0.113.7: one of the servers of a.example.org.',
    );
  });

  it('is not known of one that cannot be reached, and the others are told all the same', async () => {
    const error = new ExpectedError({ code: 'ssh.unreachable', what: 'It does not answer.' });
    const gone = unreached('ssh://root@198.51.100.9', NOW, error.trouble);
    const all = [await seen(), gone];
    expect(verdictOn(all)).toBe('stops');
    const lines = linesOf(...all);
    expect(lines).toContain('It does not answer.');
    expect(lines).toContain('hello.example.org');
    expect(lines).toMatch(/Something does not work: 198\.51\.100\.9\.$/);
  });
});
