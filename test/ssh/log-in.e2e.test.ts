import { readdir, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Connection, Prompt } from '../../source/hosts/host.ts';
import type { SshTarget } from '../../source/hosts/ssh-target.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { PASSPHRASE, startSshd, type TestServer } from './sshd.ts';

let server: TestServer;
const open: Connection[] = [];

beforeAll(async () => {
  server = await startSshd();
});
afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close();
});
afterAll(() => server.stop());

describe('first contact', () => {
  it('shows the fingerprint, and lets OpenSSH remember a key that was confirmed', async () => {
    await server.forgetHost();
    const first = await enter(server.target(), () => 'yes');
    const fingerprint = await server.fingerprint();
    const host = `[127.0.0.1]:${server.port}`;
    expect(first.prompts).toEqual([{ ask: 'host-key', host, keyType: 'ED25519', fingerprint }]);
    expect(first.connection.fact).toEqual({ open: true, user: 'root', fingerprint });
    expect(await server.knownHosts()).toContain('ssh-ed25519 AAAA');

    const second = await enter(server.target(), () => null);
    expect(second.prompts).toEqual([]);
    expect(second.connection.fact).toEqual({ open: true, user: 'root', fingerprint });
  });

  it('sends nothing when the key is not confirmed, and says how to confirm it unattended', async () => {
    await server.forgetHost();
    const logins = await server.logged('Accepted publickey');
    const trouble = await troubleOf(enter(server.target(), () => null));
    expect(trouble.code).toBe('ssh.host-key-declined');
    expect(trouble.next?.at(-1)).toBe(
      `Where nobody can be asked, put this into the answers file: ssh.fingerprint: ${await server.fingerprint()} (swarm.fingerprints where it is a further server)`,
    );
    expect(await server.knownHosts()).toBe('');
    expect(await server.logged('Accepted publickey')).toEqual(logins);
  });

  it('takes only yes for a yes', async () => {
    await server.forgetHost();
    expect(await troubleOf(enter(server.target(), () => 'no'))).toMatchObject({
      code: 'ssh.host-key-declined',
    });
    expect(await server.knownHosts()).toBe('');
  });
});

describe('the key', () => {
  it('is opened by its passphrase', async () => {
    await known();
    const { connection, prompts } = await enter(locked(), () => new Secret(PASSPHRASE));
    const keyFile = server.keyFile('locked');
    expect(prompts).toEqual([{ ask: 'passphrase', keyFile, again: false }]);
    expect(connection.fact.open).toBe(true);
  });

  it('is asked for again after a wrong passphrase, and that is said', async () => {
    await known();
    const { connection, prompts } = await enter(locked(), (prompt) =>
      'again' in prompt && prompt.again ? PASSPHRASE : 'wrong',
    );
    expect(prompts.map((prompt) => 'again' in prompt && prompt.again)).toEqual([false, true]);
    expect(connection.fact.open).toBe(true);
  });

  it('asks for a passphrase once, however often the connection is opened', async () => {
    await known();
    const { connection, prompts } = await enter(locked(), () => PASSPHRASE);
    await connection.reconnect();
    await connection.reconnect();
    expect((await connection.run(sh`echo here`)).stdout).toBe('here\n');
    expect(prompts).toHaveLength(1);
  });

  it('asks once where nobody answers, and says where to put the passphrase', async () => {
    await known();
    const prompts: Prompt[] = [];
    const trouble = await troubleOf(enter(locked(), () => null, prompts));
    expect(prompts).toHaveLength(1);
    expect(trouble.code).toBe('ssh.passphrase-missing');
    expect(trouble.next?.at(-1)).toContain('SETUP_SERVER_SSH_PASSPHRASE');
  });

  it('leaves the passphrase out of arguments, variables and files', async () => {
    await known();
    const seen: string[] = [];
    await enter(locked(), async () => {
      const processes = await everyProcess();
      seen.push(...processes.filter((each) => each.includes(PASSPHRASE)));
      return new Secret(PASSPHRASE);
    });
    seen.push(...(await everyProcess()).filter((each) => each.includes(PASSPHRASE)));
    expect(seen).toEqual([]);
  });

  it('that the server does not know is a fact, as another one may do', async () => {
    await known();
    const target = server.target({ keyFile: server.keyFile('stranger') });
    const { connection } = await enter(target, () => null);
    expect(connection.fact).toEqual({
      open: false,
      refusal: 'key-refused',
      says: 'root@127.0.0.1: Permission denied (publickey).',
    });
    await expect(connection.run(sh`true`)).rejects.toMatchObject({ code: 'ssh.refused-anew' });
  });

  it('that is not there is said to be missing', async () => {
    await known();
    const trouble = await troubleOf(enter(server.target({ keyFile: '/nowhere/key' }), () => null));
    expect(trouble.code).toBe('ssh.key-missing');
    expect(trouble.what).toContain('/nowhere/key');
  });
});

describe('the configuration of OpenSSH', () => {
  it('is honoured: an alias knows the address, the port and the key', async () => {
    await known();
    const target = server.target({ host: 'nickname', port: '', keyFile: '' });
    const { connection } = await enter(target, () => 'yes');
    expect(connection.fact).toMatchObject({ open: true, user: 'root' });
  });
});

describe('a server that can not be reached', () => {
  it('because the name does not exist', async () => {
    const trouble = await troubleOf(enter(server.target({ host: 'no.such.invalid' }), () => null));
    expect(trouble.code).toBe('ssh.name-not-found');
  });

  it('because nothing listens', async () => {
    const trouble = await troubleOf(enter(server.target({ port: '1' }), () => null));
    expect(trouble.code).toBe('ssh.refused');
    expect(trouble.what).toBe('127.0.0.1, port 1: nothing there takes logins.');
    expect(trouble.passing).toBeUndefined();
  });
});

it('gives up a login when the person does', async () => {
  await server.forgetHost();
  const given = new AbortController();
  const login = openSsh(
    server.target(),
    async (_, signal) => {
      given.abort(new Error('left'));
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return null;
    },
    { signal: given.signal },
  );
  await expect(login).rejects.toThrow('left');
});

async function enter(
  target: SshTarget,
  answer: (prompt: Prompt) => string | Secret | null | Promise<string | Secret | null>,
  prompts: Prompt[] = [],
) {
  const connection = await openSsh(target, async (prompt) => {
    prompts.push(prompt);
    return await answer(prompt);
  });
  open.push(connection);
  return { connection, prompts };
}

async function troubleOf(failing: Promise<unknown>) {
  const error = await failing.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

function locked(): SshTarget {
  return server.target({ keyFile: server.keyFile('locked') });
}

async function known(): Promise<void> {
  if ((await server.knownHosts()).includes(await hostKeyText())) return;
  await server.forgetHost();
  await (await enter(server.target(), () => 'yes')).connection.close();
}

async function hostKeyText(): Promise<string> {
  const text = await readFile(`${server.folder}/host_key.pub`, 'utf8');
  return text.split(' ')[1] ?? '';
}

/** Arguments and variables of all processes that we may look into, our own left out. */
async function everyProcess(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((id) => /^\d+$/.test(id) && id !== `${process.pid}`);
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  return await Promise.all(
    ids.map(
      async (id) => (await read(`/proc/${id}/cmdline`)) + (await read(`/proc/${id}/environ`)),
    ),
  );
}
