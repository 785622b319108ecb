import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { type FactName, Facts, type Query, query } from '../../source/facts/facts.ts';
import { lookOnHost } from '../../source/facts/look-on-host.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { type Host, type HostOptions, host, rangeUp } from '../range/range.ts';

/**
 * For a test file: makes fresh servers of the range, and ways to look at them over the product's own
 * SSH. All go when the file ends.
 */
export function freshServers() {
  const made: Host[] = [];
  const open: Connection[] = [];
  let folder: string;

  beforeAll(async () => {
    await rangeUp({ apps: ['nginx'] }, console.log);
    folder = await mkdtemp(join(tmpdir(), 'setup-server-facts-'));
  });

  afterAll(async () => {
    await Promise.all(open.map((connection) => connection.close()));
    await Promise.all(made.map((server) => server.remove()));
    await rm(folder, { recursive: true, force: true });
  });

  return async (name: string, options: HostOptions) => {
    const server = await host(`facts-${name}`, options);
    made.push(server);
    const configFile = join(folder, name);
    await writeFile(configFile, 'UserKnownHostsFile /dev/null\nStrictHostKeyChecking no\n');
    const { address, user, keyFile } = server;
    const target = { host: address, user, port: '22', keyFile, configFile };
    const connection = await openSsh(target, async () => 'yes');
    open.push(connection);
    const look = async (...wanted: readonly (FactName | readonly [FactName, string])[]) => {
      const queries: Query[] = wanted.map((each) =>
        typeof each === 'string' ? query(each, '') : query(each[0], '', each[1]),
      );
      let facts = new Facts();
      for await (const sighting of lookOnHost(connection, queries, AbortSignal.timeout(300_000))) {
        facts = facts.with([sighting]);
      }
      return <Name extends FactName>(fact: Name, subject = '') =>
        facts.get(query(fact, '', subject));
    };
    return { server, look };
  };
}
