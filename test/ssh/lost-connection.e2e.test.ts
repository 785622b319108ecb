import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { sh } from '../../source/shell.ts';
import { startSshd, type TestServer, until } from './sshd.ts';

let server: TestServer;
let connection: Connection;

beforeAll(async () => {
  server = await startSshd();
  connection = await openSsh(server.target(), async () => 'yes');
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

it('says that it was lost, as something that may pass, and the next command opens a new one', async () => {
  const running = connection.run(sh`echo begun; sleep 60`, {
    onLine: () => void server.cutConnections(),
  });
  await expect(running).rejects.toMatchObject({
    code: 'ssh.connection-lost',
    trouble: { passing: true, what: 'The connection to 127.0.0.1 was lost.' },
  });
  expect((await connection.run(sh`echo again`)).stdout).toBe('again\n');
  expect(await logins()).toBe(2);
});

it('opens one new connection for all who wait for one', async () => {
  const before = await logins();
  const lost = connection.run(sh`sleep 60`).catch(() => {});
  await server.cutConnections();
  await lost;
  const replies = await Promise.all([1, 2, 3, 4].map((each) => connection.run(sh`echo ${each}`)));
  expect(replies.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n', '4\n']);
  expect(await logins()).toBe(before + 1);
});

it('fails as something that may pass while the server is not back', async () => {
  const gone = await startSshd();
  const left = await openSsh(gone.target(), async () => 'yes');
  const lost = left.run(sh`sleep 60`).catch(() => {});
  await gone.end();
  await lost;
  await expect(left.run(sh`true`)).rejects.toMatchObject({
    code: 'ssh.refused',
    trouble: { passing: true },
  });
  await left.close();
  await gone.stop();
});

it('enters anew when told to', async () => {
  const before = await logins();
  await connection.reconnect();
  expect(await logins()).toBe(before + 1);
  expect((await connection.run(sh`echo here`)).stdout).toBe('here\n');
});

it('leaves nothing behind when it is closed', async () => {
  // Others open connections at the same time.
  const place = await mkdtemp(join(tmpdir(), 'runtime-'));
  onTestFinished(() => rm(place, { recursive: true }));
  vi.stubEnv('XDG_RUNTIME_DIR', place);
  onTestFinished(() => void vi.unstubAllEnvs());
  const another = await openSsh(server.target(), async () => 'yes');
  await another.run(sh`true`);
  expect(await readdir(place)).toEqual([expect.stringMatching(/^setup-server-\w{6}$/)]);
  const ended = (await server.logged('Disconnected from user')).length;
  await another.close();
  await another.close();
  expect(await readdir(place)).toEqual([]);
  await until(async () => (await server.logged('Disconnected from user')).length > ended);
  await expect(another.run(sh`true`)).rejects.toThrow('closed by us');
});

async function logins(): Promise<number> {
  return (await server.logged('Accepted publickey')).length;
}
