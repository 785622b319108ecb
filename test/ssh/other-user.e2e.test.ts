import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sh } from '../../source/shell.ts';
import { rangeUp } from '../range/range.ts';
import { RealHosts } from './real-host.ts';

let real: RealHosts;

beforeAll(async () => {
  await rangeUp();
  real = await RealHosts.make();
});
afterEach(() => real.tidy());
afterAll(() => real.leave());

describe('a server that wants another user than root', () => {
  it('is entered as that one, again too after the connection was lost', async () => {
    const server = await real.born('w-other', { variant: 'user-nopasswd' });
    const { keyFile } = server;
    const target = real.target(server, { user: 'root', keyFile });
    const { connection, prompts } = await real.enter(target, () => null);
    expect(connection.fact).toMatchObject({ open: true, user: 'ubuntu', insteadOf: 'root' });
    expect((await connection.run(sh`id -un`, { root: true })).stdout).toBe('root\n');
    await connection.reconnect();
    expect((await connection.run(sh`id -un`)).stdout).toBe('ubuntu\n');
    expect(connection.fact).toMatchObject({ open: true, user: 'ubuntu', insteadOf: 'root' });
    expect(prompts).toEqual([]);
  });

  it("is asked for that one's way in, where the key is not let in", async () => {
    const server = await real.born('w-other', { variant: 'user-nopasswd' });
    await server.exec('rm /home/ubuntu/.ssh/authorized_keys');
    const target = real.target(server, { user: 'root', keyFile: server.keyFile });
    const { connection } = await real.enter(target, () => null);
    expect(connection.fact).toMatchObject({ open: false, refusal: 'key-refused' });
  });

  it('is not followed to and fro', async () => {
    const server = await real.born('w-other', { variant: 'user-nopasswd' });
    const says = 'Please login as the user "root" rather than the user "ubuntu".';
    await server.exec(
      `echo '#!/bin/sh\necho '\\''${says}'\\' > /bin/polite; chmod +x /bin/polite; usermod -s /bin/polite ubuntu`,
    );
    const target = real.target(server, { user: 'root', keyFile: server.keyFile });
    const { connection } = await real.enter(target, () => null);
    expect(connection.fact).toMatchObject({ open: false, refusal: 'other-user', user: 'ubuntu' });
  });
});
