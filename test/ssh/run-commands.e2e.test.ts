import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { nastyTexts } from './nasty-texts.ts';
import { startSshd, type TestServer, until, writeBashrc } from './sshd.ts';

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

describe('a command', () => {
  it('gives its exit status and both outputs apart', async () => {
    const reply = await connection.run(sh`echo out; echo err >&2; exit 3`);
    expect(reply).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('may end with the status that the client keeps for itself', async () => {
    expect(await connection.run(sh`exit 255`)).toEqual({ code: 255, stdout: '', stderr: '' });
  });

  it('that is not a command fails by itself, and hurts nothing', async () => {
    const reply = await connection.run(sh`if then "`);
    expect(reply.code).toBe(2);
    expect((await connection.run(sh`echo fine`)).stdout).toBe('fine\n');
  });

  it('whose shell is killed is not taken for a lost connection', async () => {
    expect((await connection.run(sh`kill -9 $$`)).code).toBe(255);
  });

  it('speaks English, whatever the person speaks', async () => {
    const { stderr } = await connection.run(sh`echo "$LC_ALL"; ls /nowhere`);
    expect(stderr).toBe("ls: cannot access '/nowhere': No such file or directory\n");
  });

  it('finds the programs of the administrator', async () => {
    const { stdout } = await connection.run(sh`echo "$PATH"`);
    expect(stdout).toContain('/usr/sbin');
  });

  it('sees the end of its input where it was given none', async () => {
    expect(await connection.run(sh`cat`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('carries every text unharmed, in words and on standard input', async () => {
    const echoes = nastyTexts.map(async (text) => {
      const asWord = connection.run(sh`printf %s ${text}`);
      const asInput = connection.run(sh`cat`, { stdin: text });
      return [(await asWord).stdout, (await asInput).stdout];
    });
    expect(await Promise.all(echoes)).toEqual(nastyTexts.map((text) => [text, text]));
  });

  it('may be longer than an argument can be', async () => {
    const long = 'x'.repeat(200_000);
    expect((await connection.run(sh`true ${long}; echo done`)).stdout).toBe('done\n');
  });

  it('runs as root without more ado where we are root', async () => {
    expect((await connection.run(sh`id -u`, { root: true })).stdout).toBe('0\n');
  });
});

describe('standard input', () => {
  it('takes a secret that shows nowhere else', async () => {
    // Others have passwords of their own in command lines at the same time.
    const secret = `correct horse ${process.pid} staple`;
    const command = sh`read -r line; echo begun; until [ -e ${server.home}/go ]; do sleep 0.05; done; printf %s "$line" | wc -c`;
    const seen: string[] = [];
    const { stdout } = await connection.run(command, {
      stdin: new Secret(secret),
      onLine: async (line) => {
        if (line !== 'begun') return;
        for (const text of await everyCommandLine()) if (text.includes(secret)) seen.push(text);
        await connection.run(sh`touch ${server.home}/go`);
      },
    });
    expect(stdout).toBe(`begun\n${secret.length}\n`);
    expect(seen).toEqual([]);
  });

  it('may be large', async () => {
    const content = 'a line of text\n'.repeat(300_000);
    const { stdout } = await connection.run(sh`sha256sum`, { stdin: content });
    expect(stdout.split(' ')[0]).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('may be left unread', async () => {
    const reply = await connection.run(sh`exit 4`, { stdin: 'x'.repeat(5_000_000) });
    expect(reply.code).toBe(4);
  });
});

describe('output', () => {
  it('may be large', async () => {
    const { stdout } = await connection.run(sh`yes 0123456789 | head -c 20000000`);
    expect(stdout.length).toBe(20_000_000);
  });

  it('keeps characters whole that arrive in pieces', async () => {
    const command = sh`printf '\\342'; sleep 0.1; printf '\\202'; sleep 0.1; printf '\\254\\377'`;
    expect((await connection.run(command)).stdout).toBe('€\ufffd');
  });

  it('comes line by line, free of what could act on a terminal', async () => {
    const lines: string[] = [];
    await connection.run(
      sh`printf '\\033]52;c;cGF3bmVk\\007one\\n'; printf '10%%\\r50%%\\r100%%\\n' >&2; printf 'open'`,
      { onLine: (line) => lines.push(line) },
    );
    expect(lines.sort()).toEqual(['100%', 'one', 'open']);
  });

  it('comes as it is written, not at the end', async () => {
    const seen: string[] = [];
    const command = sh`echo first; until [ -e ${server.home}/seen ]; do sleep 0.05; done; echo last`;
    await connection.run(command, {
      onLine: (line) => {
        seen.push(line);
        if (line === 'first') void connection.run(sh`touch ${server.home}/seen`);
      },
    });
    expect(seen).toEqual(['first', 'last']);
  });

  it('is kept apart from a login shell that talks', async () => {
    await writeBashrc(
      server,
      'echo "Welcome back!"; echo "disk 91% full" >&2; printf "no newline"',
    );
    try {
      const reply = await connection.run(sh`echo out; echo err >&2; exit 3`);
      expect(reply).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
      await connection.reconnect();
      expect(connection.fact).toMatchObject({ open: true, user: 'root' });
    } finally {
      await writeBashrc(server, '');
    }
  });
});

describe('giving up', () => {
  it('ends the command on the server, and what it started', async () => {
    const given = new AbortController();
    const command = sh`echo "$$"; sleep 31.4159 & sleep 31.4159`;
    const running = connection.run(command, {
      signal: given.signal,
      onLine: () => given.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    await until(async () => {
      const all = await everyCommandLine();
      return !all.some((line) => line.includes('31.4159'));
    });
    expect((await connection.run(sh`echo still here`)).stdout).toBe('still here\n');
  });

  it('before it began runs nothing', async () => {
    const signal = AbortSignal.abort(new Error('never'));
    const running = connection.run(sh`touch ${server.home}/ran`, { signal });
    await expect(running).rejects.toThrow('never');
    expect(await readdir(server.home)).not.toContain('ran');
  });

  it('comes by itself after the time that was given', async () => {
    const running = connection.run(sh`sleep 27.1828`, { timeoutSeconds: 0.2 });
    await expect(running).rejects.toMatchObject({ code: 'ssh.command-timed-out' });
    await until(async () => {
      const all = await everyCommandLine();
      return !all.some((line) => line.includes('27.1828'));
    });
  });
});

it('runs many commands at once on one login', async () => {
  await connection.run(sh`true`);
  const before = (await server.logged('Accepted publickey')).length;
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, index) => connection.run(sh`sleep 0.02; echo ${index}`)),
  );
  expect(replies.map(({ stdout }) => stdout.trim())).toEqual(
    Array.from({ length: 30 }, (_, index) => String(index)),
  );
  expect((await server.logged('Accepted publickey')).length).toBe(before);
});

async function everyCommandLine(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((id) => /^\d+$/.test(id));
  const read = (id: string) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return (await Promise.all(ids.map(read))).map((line) => line.replaceAll('\0', ' '));
}
