import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askHere, onlyTools } from './ask-here.ts';
import { read, refusalOf, seenOn } from './captured.ts';

describe('listeners', () => {
  it('are named on a real server, with the container behind a docker-proxy', () => {
    const listeners = seenOn('debian-12-in-use', 'listeners');
    const front = { program: 'docker-proxy', container: 'setup-server-front' };
    expect(listeners.filter(({ port }) => port < 1024)).toEqual([
      { port: 80, address: '0.0.0.0', ...front, inside: 80 },
      { port: 22, address: '0.0.0.0', program: 'sshd' },
      { port: 443, address: '0.0.0.0', ...front, inside: 443 },
      { port: 22, address: '::', program: 'sshd' },
    ]);
  });

  it('are read with interfaces, every-address stars and without names', () => {
    const stdout = [
      'State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process',
      'LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:* users:(("systemd-resolve",pid=1,fd=14))',
      'LISTEN 0 511 *:80 *:* users:(("apache2",pid=9,fd=4),("apache2",pid=8,fd=4))',
      'LISTEN 0 511 [::1]:631 [::]:*',
      '--containers',
    ].join('\n');
    expect(read('listeners', { stdout })).toEqual([
      { port: 53, address: '127.0.0.53', program: 'systemd-resolve' },
      { port: 80, address: '::', program: 'apache2' },
      { port: 631, address: '::1', program: null },
    ]);
  });

  it('include ports that Docker published without a program that listens', () => {
    const stdout =
      'State Recv-Q\n--containers\nweb 9000/tcp, 0.0.0.0:8000-8001->8000-8001/tcp, [::]:53->53/udp\n';
    expect(read('listeners', { stdout })).toEqual([
      { port: 8000, address: '0.0.0.0', program: null, container: 'web', inside: 8000 },
      { port: 8001, address: '0.0.0.0', program: null, container: 'web', inside: 8001 },
    ]);
  });

  it('may be none', () => {
    expect(read('listeners', { stdout: 'State Recv-Q Send-Q\n--containers\n' })).toEqual([]);
  });

  it('are not told by a reply without a table', () => {
    expect(refusalOf('listeners', { stdout: '--containers\n' })).toBe('look.listeners');
  });
});

describe('listeners without ss', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const listen = (host: string) =>
    new Promise<number>((resolve) => {
      const server = createServer();
      servers.push(server);
      server.listen(0, host, () => resolve((server.address() as { port: number }).port));
    });

  it("are found in the kernel's tables, with their programs", async () => {
    const v4 = await listen('127.0.0.1');
    const v6 = await listen('::1');
    const reply = askHere('listeners', '', onlyTools('cat', 'ls', 'grep'));
    const ownName = readFileSync('/proc/self/comm', 'utf8').trim();
    const own = read('listeners', reply).filter(
      ({ port, address }) =>
        (port === v4 && address === '127.0.0.1') || (port === v6 && address === '::1'),
    );
    expect(own.map(({ port }) => port)).toEqual([v4, v6]);
    expect(own.map(({ program }) => program)).toEqual([ownName, ownName]);
  });
});
