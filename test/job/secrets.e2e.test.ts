import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { draftPath } from '../../source/answers/draft.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { CONTAINERS } from './state.ts';
import { openTerminal } from './terminal.ts';

const HOSTNAME = 'secrets.range.test';
/** Where nothing of this test but the samples of processes lies. */
const SAMPLES = '/run/samples';

/** Where something might lie for a moment only. */
const MOMENTARY = '/tmp /var/tmp /dev/shm /home /root /etc/setup-server /var/lib/setup-server';

/** With what shells, JSON and patterns take for their own. */
function made(what: string): string {
  return `${what}-${randomBytes(12).toString('hex')}-it's "so" $HOME`;
}

describe('what is secret', () => {
  const passphrase = made('passphrase');
  const password = made('password');
  const sudoPassword = made('sudo');
  /** As an authority gives out for external account binding (RFC 8555, 7.3.4). */
  const bindingKey = randomBytes(32).toString('base64url');
  const token = made('token');
  const later = made('later');
  let server: Host;
  let operator: Operator;
  let own: string;
  let answers: Record<string, unknown>;
  let keyFile: string;
  const outputs: string[] = [];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'] });
    const options = { suite: 'trixie', variant: 'user-password', disk: 'tmpfs' } as const;
    server = await host('secrets', options);
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator({ key: false });
    own = join(operator.home, 'tmp');
    await mkdir(own);
    keyFile = join(operator.home, '.ssh', 'locked');
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', keyFile]);
    const { stdout } = await execa('cat', [`${keyFile}.pub`]);
    const { user } = server;
    await server.exec(`install -d -m 700 -o ${user} /home/${user}/.ssh`);
    await server.exec(`echo '${stdout}' > /home/${user}/.ssh/authorized_keys`);
    // sudo asks for another password than the login (sudoers(5), targetpw).
    await server.exec(`echo 'Defaults targetpw' > /etc/sudoers.d/target`);
    await server.exec(`chpasswd <<'END'\n${user}:${password}\nroot:${sudoPassword}\nEND`);
    answers = {
      app: 'image',
      install: 'greeting',
      'image.reference': 'example/hello:1',
      'image.port': 8080,
      'image.folders': '/data',
      ...(await answersFor(server, HOSTNAME)),
    };
    return () => server.remove();
  });

  /** Runs with the processes of both machines written down all the time. */
  const run = async (changes: Record<string, unknown>, env: Record<string, string>) => {
    const file = await operator.answers({ ...answers, ...changes });
    const words = ['--answers', file, '--yes', '--json'];
    const stop = await sampling();
    const ran = await operator.run(words, { env: { TMPDIR: own, ...env } });
    await stop();
    outputs.push(ran.stdout, ran.stderr);
    return ran;
  };

  /**
   * The command lines and environments of all processes, on the server and here, and the files in
   * which a secret lies for a moment. What runs in a container of its own has its settings.
   */
  const sampling = async () => {
    const endless = (list: string) =>
      `mkdir -p ${SAMPLES}; while [ ! -e ${SAMPLES}/stop ]; do ${list}; done`;
    const planted = [passphrase, password, sudoPassword, token, later, bindingKey].join('\n');
    await mkdir(join(operator.home, 'samples'), { recursive: true });
    await writeFile(join(operator.home, 'samples', 'planted'), `${planted}\n`);
    await server.exec(`mkdir -p ${SAMPLES}; cat > ${SAMPLES}/planted <<'END'\n${planted}\nEND`);
    const here = join(operator.home, 'samples');
    // All at once: a program for each process would take longer than most of them live.
    const ours = [
      `set --; for each in $(grep -lzFs HOME=${operator.home} /proc/[0-9]*/environ); do set -- "$@" $each \${each%environ}cmdline; done`,
      `cat /dev/null "$@" 2>/dev/null | tr '\\0' '\\n' >> ${here}/ps`,
      `grep -rlFs -f ${here}/planted ${here}/planted ${own} ${operator.home}/.ssh ${operator.home}/.local ${operator.home}/.cache >> ${here}/files`,
      'sleep 0.1',
    ].join('; ');
    const theirs = [
      `ps axww -o args >> ${SAMPLES}/ps`,
      `set --; for each in /proc/[0-9]*; do [ $each/ns/mnt -ef /proc/1/ns/mnt ] && set -- "$@" $each/environ; done`,
      `cat "$@" 2>/dev/null | tr '\\0' '\\n' >> ${SAMPLES}/ps`,
      `grep -rlFs -f ${SAMPLES}/planted ${MOMENTARY} >> ${SAMPLES}/files`,
      'sleep 0.1',
    ].join('; ');
    const local = execa('sh', ['-c', endless(ours).replaceAll(SAMPLES, here)]);
    const remote = server.exec(endless(theirs));
    return async () => {
      await writeFile(join(here, 'stop'), '');
      await server.exec(`touch ${SAMPLES}/stop`);
      await Promise.all([local, remote]);
      await execa('rm', [join(here, 'stop')]);
      await server.exec(`rm ${SAMPLES}/stop`);
    };
  };

  /** The middle of a private key: its head and end are the same for all. */
  const bodyOf = async (path: string) => (await server.exec(`sed -n 2p ${path}`)).trim();

  const secrets = async () => [
    ...[passphrase, password, sudoPassword, token, later].flatMap((secret) => [
      secret,
      secret.slice(0, 24),
    ]),
    bindingKey,
    await bodyOf('/etc/setup-server/front/certificates/greeting/key.pem'),
    ...(await Promise.all(
      (await server.exec('cd /etc/setup-server/accounts && ls *.pem')).split('\n').map((name) => {
        return bodyOf(`/etc/setup-server/accounts/${name}`);
      }),
    )),
  ];

  const expectComplete = (ran: Ran) => {
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  };

  it('comes from a file and from files that variables name', async () => {
    const settings = join(operator.home, 'settings');
    const lines = `API_TOKEN=${token}\nEAB_HMAC_KEY=${bindingKey}\n`;
    await writeFile(settings, lines, { mode: 0o600 });
    const first = await run(
      { 'ssh.key': keyFile, 'ssh.passphrase': passphrase, 'sudo.password': sudoPassword },
      { SETUP_SERVER_IMAGE_ENV_FILE: settings },
    );
    expectComplete(first);
    expect(await server.exec('docker exec greeting printenv API_TOKEN')).toBe(token);
    const one = join(operator.home, 'password');
    const other = join(operator.home, 'sudo-password');
    await writeFile(one, password, { mode: 0o600 });
    await writeFile(other, sudoPassword, { mode: 0o600 });
    const second = await run(
      { 'image.env': `API_TOKEN=${later}\nEAB_HMAC_KEY=${bindingKey}` },
      { SETUP_SERVER_SSH_PASSWORD_FILE: one, SETUP_SERVER_SUDO_PASSWORD_FILE: other },
    );
    expectComplete(second);
    expect(await server.exec('docker exec greeting printenv API_TOKEN')).toBe(later);
  });

  it('stays hidden where the app itself prints it and stops', async () => {
    const ran = await run(
      {
        'ssh.password': password,
        'sudo.password': sudoPassword,
        'image.command': "sh -c 'echo it is $API_TOKEN; exit 3'",
      },
      {},
    );
    expect(ran.code).toBe(1);
    const failed = ran.events.find(({ type }) => type === 'failed');
    const { trouble } = failed as { trouble: { detail: string } };
    expect(trouble.detail).toContain('it is [secret]');
  });

  it('is neither on the screen nor in the draft of a person who types it, and leaves', async () => {
    const file = await operator.answers(answers);
    const stop = await sampling();
    const size = { columns: 80, rows: 24 };
    const terminal = await openTerminal(operator, [operator.entry, '--answers', file], size);
    const type = async (screen: RegExp, secret: string) => {
      await terminal.until(screen);
      await terminal.type(secret);
      await terminal.until('••••');
      await terminal.press('Enter');
    };
    try {
      await type(/The password of \S+ on/, password);
      await type(/for sudo on/, sudoPassword);
      // Whether what was found is shown first depends on whether there is a warning in it.
      await terminal.until(/r look again|Where shall we tell you/);
      await terminal.press('C-c');
      await terminal.until('exit code');
      outputs.push(await terminal.everything());
    } finally {
      await terminal.close();
      await stop();
    }
    const draft = draftPath({}, 'linux', operator.home);
    expect(await readFile(draft, 'utf8')).toContain('example/hello:1');
  });

  it('was never in a command line or an environment, on either machine', async () => {
    const there = await server.read(`${SAMPLES}/ps`);
    const here = (await execa('cat', [join(operator.home, 'samples', 'ps')])).stdout;
    // The samples did see what ran.
    expect(there).toMatch(/^sudo -k -S -H /m);
    expect(there).toMatch(/^LC_ALL=C$/m);
    expect(there).toMatch(/^apt-get .* install /m);
    expect(here).toContain(operator.entry);
    expect(here).toContain('SSH_ASKPASS=');
    for (const secret of await secrets()) {
      expect(there).not.toContain(secret);
      expect(here).not.toContain(secret);
    }
  });

  it('lay nowhere for a moment but in env.list', async () => {
    const there = (await server.read(`${SAMPLES}/files`)).split('\n').filter(Boolean);
    const env = /^\/etc\/setup-server\/greeting\/env\.list(\.new)?$/;
    expect(new Set(there.filter((path) => !env.test(path)))).toEqual(new Set());
    expect(there.length).toBeGreaterThan(0);
    const planted = join(operator.home, 'samples', 'planted');
    const here = await readFile(join(operator.home, 'samples', 'files'), 'utf8');
    expect(new Set(here.split('\n').filter(Boolean))).toEqual(new Set([planted]));
  });

  it('was not printed', async () => {
    for (const secret of await secrets()) {
      for (const output of outputs) expect(output).not.toContain(secret);
      expect(outputs.join('\n')).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });

  it("lies nowhere on the person's computer but where they put it", async () => {
    for (const secret of await secrets()) {
      const { stdout } = await execa(
        'grep',
        ['-rlF', '-e', secret, operator.home, operator.folder],
        { reject: false },
      );
      const found = stdout.split('\n').filter(Boolean);
      const theirs = ['settings', 'password', 'sudo-password', 'samples/planted'].map((name) =>
        join(operator.home, name),
      );
      expect(found.filter((path) => !theirs.includes(path) && !/answers-\d/.test(path))).toEqual(
        [],
      );
    }
    expect((await execa('ls', ['-A', own])).stdout).toBe('');
  });

  it('lies on the server only in env.list and the files of keys', async () => {
    const places = '/etc /home /opt /root /run /srv /tmp /usr/local /var/cache /var/lib /var/log';
    const docker = '--exclude-dir=docker --exclude-dir=containerd';
    const seen: string[] = [];
    for (const secret of await secrets()) {
      await server.exec(`cat > /dev/shm/secret <<'END'\n${secret}\nEND`);
      const found = await server.exec(
        `grep -rlF ${docker} --exclude-dir=samples -f /dev/shm/secret ${places} 2>/dev/null; rm /dev/shm/secret`,
      );
      const allowed =
        /^\/etc\/setup-server\/(greeting\/env\.list|accounts\/.*\.pem|front\/certificates\/greeting\/key\.pem)$/;
      const paths = found.split('\n').filter(Boolean);
      expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
      seen.push(...paths);
    }
    // The search does find what is there.
    expect(new Set(seen).size).toBe(3);
  });

  it('is not in labels, command or history of a container, and not in the journal', async () => {
    const inspected = JSON.parse(await server.exec(`docker inspect $(${CONTAINERS})`));
    for (const container of inspected) container.Config.Env = [];
    const texts = [
      JSON.stringify(inspected),
      await server.exec('docker events --since 1h --until 0s --format "{{json .}}"'),
      await server.exec('journalctl --no-pager -o cat'),
      await server.exec('docker history --no-trunc example/hello:1'),
    ];
    for (const secret of await secrets()) {
      for (const text of texts) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
      }
    }
    expect(texts[2]).toMatch(/COMMAND=/);
  });
});
