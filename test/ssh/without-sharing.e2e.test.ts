import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import type { Prompt } from '../../source/hosts/host.ts';
import { sh } from '../../source/shell.ts';
import { PASSPHRASE, startSshd, type TestServer } from './sshd.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startSshd();
});
afterAll(() => server.stop());

it('works where sessions cannot share a login, and still asks everything once', async () => {
  const prompts: Prompt[] = [];
  const target = server.target({ keyFile: server.keyFile('locked') });
  const connection = await openSsh(
    target,
    async (prompt) => {
      prompts.push(prompt);
      return prompt.ask === 'host-key' ? 'yes' : PASSPHRASE;
    },
    { abilities: { multiplex: false, askpass: true } },
  );
  expect(connection.fact).toEqual({
    open: true,
    user: 'root',
    fingerprint: await server.fingerprint(),
  });
  const replies = await Promise.all([
    connection.run(sh`echo one; echo err >&2; exit 3`),
    connection.run(sh`cat`, { stdin: 'two' }),
  ]);
  expect(replies).toEqual([
    { code: 3, stdout: 'one\n', stderr: 'err\n' },
    { code: 0, stdout: 'two', stderr: '' },
  ]);
  expect(prompts.map(({ ask }) => ask)).toEqual(['host-key', 'passphrase']);
  await connection.close();
});

it('says that a new host must be confirmed by hand where it can not be asked about', async () => {
  await server.forgetHost();
  const abilities = { multiplex: false, askpass: false };
  const opening = openSsh(server.target(), async () => 'yes', { abilities });
  await expect(opening).rejects.toMatchObject({
    code: 'ssh.host-key-unknown',
    trouble: {
      next: [
        'Log in once by hand, and compare the fingerprint: ssh -o StrictHostKeyChecking=ask 127.0.0.1',
      ],
    },
  });
});
