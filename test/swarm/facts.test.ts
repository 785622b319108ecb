import { describe, expect, it } from 'vitest';
import { abilitiesProbe } from '../../source/facts/docker/abilities.ts';
import { swarmNodesProbe, swarmProbe } from '../../source/facts/docker/swarm.ts';
import { swarmServicesProbe } from '../../source/facts/docker/swarm-services.ts';
import { copyLogProbe } from '../../source/facts/installs/copy-log.ts';
import { marksProbe } from '../../source/facts/installs/marks.ts';

const asked = { before: 0, after: 0 };
const said = (stdout: string, code = 0) => ({ code, stdout });

/** As Docker 26.1 on Debian 13 said it, shortened. */
const MANAGER =
  '{"swarm":{"NodeID":"al56","NodeAddr":"198.51.100.129","LocalNodeState":"active","ControlAvailable":true,"Error":"","RemoteManagers":[{"NodeID":"al56","Addr":"198.51.100.129:2377"}],"Nodes":3,"Managers":3,"Cluster":{"ID":"h1id","Spec":{"Name":"default","Labels":{"setup-server.rotated-for":"abc"},"EncryptionConfig":{"AutoLockManagers":true}}}}}';
const WORKER =
  '{"swarm":{"NodeID":"ml7a","NodeAddr":"198.51.100.132","LocalNodeState":"active","ControlAvailable":false,"Error":"","RemoteManagers":[{"NodeID":"al56","Addr":"198.51.100.129:2377"}]}}';
const ALONE =
  '{"swarm":{"NodeID":"","NodeAddr":"","LocalNodeState":"inactive","ControlAvailable":false,"Error":"","RemoteManagers":null}}';

describe('what a server knows of its cluster', () => {
  const parse = (stdout: string, code = 0) => swarmProbe.parse(said(stdout, code), '', asked);

  it('is read from a manager, a worker, and one that is in none', () => {
    expect(parse(MANAGER)).toEqual({
      ...{ state: 'active', node: 'al56', address: '198.51.100.129', manager: true },
      ...{ rotatedFor: 'abc', autolock: true, error: '' },
    });
    expect(parse(WORKER)).toMatchObject({ state: 'active', manager: false, rotatedFor: null });
    expect(parse(ALONE)).toMatchObject({ state: 'inactive', node: '', rotatedFor: null });
  });

  it('is nothing where no Docker runs, and an error where Docker says something else', () => {
    expect(parse('', 90)).toBeNull();
    expect(
      parse('Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 1),
    ).toBeNull();
    expect(() => parse('template: :1: unexpected', 1)).toThrow(/the cluster that it is in/);
  });
});

describe('the servers of a cluster', () => {
  const parse = (stdout: string) => swarmNodesProbe.parse(said(stdout), '', asked);

  it('are read from a manager', () => {
    const leader =
      '{"ID":"al56","Spec":{"Labels":{"setup-server.first":"yes"},"Role":"manager","Availability":"active"},"Description":{"Hostname":"web1","Engine":{"EngineVersion":"26.1.5"}},"Status":{"State":"ready","Addr":"198.51.100.129"},"ManagerStatus":{"Leader":true,"Reachability":"reachable","Addr":"198.51.100.129:2377"}}';
    const gone =
      '{"ID":"ml7a","Spec":{"Labels":{},"Role":"worker","Availability":"drain"},"Description":{"Hostname":"web2","Engine":{"EngineVersion":"28.0.1"}},"Status":{"State":"down","Addr":"198.51.100.132"}}';
    expect(parse(`${leader}\n${gone}\n`)).toEqual([
      {
        ...{ id: 'al56', hostname: 'web1', address: '198.51.100.129', role: 'manager' },
        ...{ leader: true, ready: true, availability: 'active', reachable: true },
        ...{ labels: { 'setup-server.first': 'yes' }, engine: '26.1.5' },
      },
      {
        ...{ id: 'ml7a', hostname: 'web2', address: '198.51.100.132', role: 'worker' },
        ...{ leader: false, ready: false, availability: 'drain', reachable: false },
        ...{ labels: {}, engine: '28.0.1' },
      },
    ]);
  });

  it('are none that decide where a cluster that was begun anew only remembers them', () => {
    const lost =
      '{"ID":"ml7a","Spec":{"Role":"manager","Availability":"active"},"Description":{"Hostname":"web2"},"Status":{"State":"down","Addr":"198.51.100.132"}}';
    expect(parse(lost)).toMatchObject([{ id: 'ml7a', role: 'worker', address: '198.51.100.132' }]);
  });

  it('are unknown to a server that does not decide', () => {
    const text =
      'cannot connect to a manager: Error response from daemon: This node is not a swarm manager.';
    expect(parse(text)).toBeNull();
  });
});

describe('what runs on a cluster', () => {
  const parse = (stdout: string) => swarmServicesProbe.parse(said(stdout), 'study', asked);
  const service = (id: string, name: string, mode: object, state?: string) =>
    JSON.stringify({
      service: {
        ...{
          ID: id,
          Spec: { Name: `study_${name}`, Labels: { 'setup-server.spec': 's2' }, Mode: mode },
        },
        ...(state && { UpdateStatus: { State: state } }),
      },
    });
  const task = (
    of: string,
    state: string,
    spec: string,
    error = '',
    wanted = 'running',
    more: object = {},
  ) =>
    JSON.stringify({
      task: {
        ...{ ServiceID: of, NodeID: 'al56', Status: { State: state, Err: error, ...more } },
        DesiredState: wanted,
        Spec: { ContainerSpec: { Labels: { 'setup-server.spec': spec } } },
      },
    });

  it('is read with every copy, and what it was made from', () => {
    const text = [
      service('a', 'app', { Replicated: { Replicas: 2 } }, 'updating'),
      service('f', 'front', { Global: {} }),
      task('a', 'running', 's1'),
      task('a', 'starting', 's2', 'no such image'),
      task('a', 'running', 's0', '', 'shutdown'),
      task('a', 'shutdown', 's0', '', 'shutdown'),
      task('f', 'running', 's2'),
    ].join('\n');
    expect(parse(text)).toEqual([
      {
        ...{ name: 'app', labels: { 'setup-server.spec': 's2' }, replicas: 2, update: 'updating' },
        tasks: [
          { node: 'al56', running: true, leaving: false, spec: 's1', error: '' },
          { node: 'al56', running: false, leaving: false, spec: 's2', error: 'no such image' },
          { node: 'al56', running: false, leaving: true, spec: 's0', error: '' },
        ],
        failures: [],
      },
      {
        ...{ name: 'front', labels: { 'setup-server.spec': 's2' }, replicas: null, update: '' },
        tasks: [{ node: 'al56', running: true, leaving: false, spec: 's2', error: '' }],
        failures: [],
      },
    ]);
  });

  it('is read with what became of copies that ended, the last one first', () => {
    const ended = (Timestamp: string, ExitCode: number) => {
      return { Timestamp, ContainerStatus: { ExitCode } };
    };
    const exit = 'task: non-zero exit (1)';
    const text = [
      service('a', 'app', { Replicated: { Replicas: 1 } }, 'rollback_completed'),
      task('a', 'failed', 's1', exit, 'shutdown', ended('2026-11-29T10:39:22.796999312Z', 1)),
      task('a', 'complete', 's2', '', 'shutdown', ended('2026-11-29T10:40:00Z', 0)),
      task('a', 'rejected', 's3', 'No such image: example/study:9', 'shutdown'),
      task('a', 'shutdown', 's0', '', 'shutdown'),
    ].join('\n');
    expect(parse(text)?.[0]?.failures).toEqual([
      { spec: 's2', error: '', exitCode: 0 },
      { spec: 's1', error: exit, exitCode: 1 },
      { spec: 's3', error: 'No such image: example/study:9', exitCode: 0 },
    ]);
  });

  it('is nothing where the app is on no cluster', () => {
    expect(parse('no such object')).toBeNull();
  });
});

describe('what the copy wrote that failed last', () => {
  const parse = (stdout: string, code = 0) =>
    copyLogProbe.parse({ code, stdout }, 'study_app', asked);

  it('is its last lines, or nothing where none failed', () => {
    expect(parse('Starting\n\u001b[31mNo database\u001b[0m\n')).toEqual([
      'Starting',
      'No database',
    ]);
    expect(parse('no such object', 1)).toBeNull();
    expect(parse('', 90)).toBeNull();
  });
});

describe('what a kernel can do', () => {
  it.each([
    ['OPEN_FILES\nCONFIG_INET_ESP=m\n', { encrypts: true, shutIn: false, openFiles: true }],
    ['DROPLET\nCONFIG_INET_ESP=m\n', { encrypts: true, shutIn: true, openFiles: false }],
    ['# CONFIG_INET_ESP is not set\n', { encrypts: false, shutIn: false, openFiles: false }],
    ['', { encrypts: null, shutIn: false, openFiles: false }],
  ])('is read from %j', (stdout, wanted) => {
    expect(abilitiesProbe.parse(said(stdout), '', asked)).toEqual(wanted);
  });
});

describe('what settings are known by', () => {
  const parse = (stdout: string, code = 0) => marksProbe.parse({ code, stdout }, 'study', asked);

  it('is read by their paths, without any of their content', () => {
    const [mark, other] = ['0'.repeat(16), 'a'.repeat(16)];
    expect(parse(`${mark} /etc/a/env.list\n${other} /etc/a/files/my own.conf\n`)).toEqual({
      '/etc/a/env.list': mark,
      '/etc/a/files/my own.conf': other,
    });
  });

  it('is nothing where there is no key, and an error where that could not be told', () => {
    expect(parse('', 90)).toBeNull();
    expect(() => parse('', 127)).toThrow(/whether settings are the same/);
  });
});
