import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSshd, type TestServer, until } from './sshd.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startSshd();
  await enter('process.exit(0)', 'yes');
});
afterAll(() => server.stop());

it('ends the connection, and leaves no folder, when the program exits without closing', async () => {
  const before = await folders();
  const ended = await disconnections();
  await enter('process.exit(7)');
  await until(async () => (await disconnections()) > ended);
  expect((await folders()).filter((name) => !before.includes(name))).toEqual([]);
});

it('ends the connection when the program is killed', async () => {
  const ended = await disconnections();
  await enter("process.kill(process.pid, 'SIGKILL')");
  await until(async () => (await disconnections()) > ended);
  expect(await disconnections()).toBe(ended + 1);
});

/** Opens a connection in a program of its own, which then ends like that. */
async function enter(ending: string, answer = ''): Promise<void> {
  const edge = fileURLToPath(new URL('../../source/edges/ssh/open-ssh.ts', import.meta.url));
  const program = `
    import { openSsh } from ${JSON.stringify(edge)};
    const { fact } = await openSsh(${JSON.stringify(server.target())}, async () => ${JSON.stringify(answer)});
    if (!fact.open) throw new Error('not let in');
    ${ending};`;
  await execa('node', ['--import', 'tsx', '--input-type=module', '-e', program], {
    reject: false,
    env: { XDG_RUNTIME_DIR: server.folder },
  });
}

async function disconnections(): Promise<number> {
  const lines = await Promise.all(
    ['Disconnected from user', 'Connection closed by'].map(server.logged),
  );
  return lines.flat().length;
}

async function folders(): Promise<string[]> {
  return (await readdir(server.folder)).filter((name) => name.startsWith('setup-server-'));
}
