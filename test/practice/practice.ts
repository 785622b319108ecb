import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeUpPassword } from '../../source/questions/made-up.ts';
import { inCache } from '../range/places.ts';
import {
  dns,
  type Host,
  host,
  hostNamed,
  operatorCommand,
  operatorHome,
  rangePurge,
  rangeUp,
} from '../range/range.ts';

const HOSTNAME = 'study.range.test';
const SERVER = 'practice';
/** Where the practice person's home is noted. */
const HOME = 'practice-home';

const USAGE = `npm run practice [-- OPTION]
  (none)        a practice server, and the wizard with answers suggested
  --yes         the same without asking; prints the page that it fetched
  --fresh       a new practice server in place of the one from last time
  --container   run the wizard in a container, as on other systems than Linux
  --down        remove every trace of it`;

const { values: options } = parseArgs({
  options: {
    yes: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    container: { type: 'boolean', default: false },
    down: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => console.error(line);

process.exitCode = await practice().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  return 1;
});

async function practice(): Promise<number> {
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if (options.down) {
    await rangePurge();
    say('The practice server and everything that came with it is gone.');
    return 0;
  }
  say('Preparing the practice server. The first time takes some minutes.');
  await orFail('npm', ['run', '--silent', 'build']);
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos', 'hello'] }, say);
  const { server, home } = await practiceServer();
  await dns.set(HOSTNAME, server.address);
  say(`The practice server is ${server.address}; its name is ${HOSTNAME}.`);
  // Set up by screens, it has a password that was typed there.
  const isTyped = (await isSetUp(server)) && !existsSync(passwordFile(home));
  const password = options.yes && !isTyped ? await passwordOf(home) : '';
  const code = await asOperator(
    home,
    [
      'dist/setup-server.js',
      ...['--answers', 'test/practice/answers.yaml', '--set', `server=${server.address}`],
      ...(options.yes
        ? ['--yes', '--set', `ssh.fingerprint=${await fingerprintOf(server)}`]
        : ['--ask']),
    ],
    password === '' ? {} : { SETUP_SERVER_JATOS_ADMIN_PASSWORD: password },
  );
  if (code !== 0) return code;
  if (options.yes)
    say(`\nSign in to JATOS as admin, with the password ${isTyped ? 'that you chose' : password}`);
  say(`\nThe page at https://${HOSTNAME}, fetched over verified TLS:\n`);
  return await asOperator(home, ['test/practice/print-page.js', `https://${HOSTNAME}/`]);
}

/** The one from last time, so that a second run finds nothing to do; else a new one, met for the first time. */
async function practiceServer(): Promise<{ server: Host; home: string }> {
  const server = options.fresh ? undefined : await hostNamed(SERVER).catch(() => undefined);
  const home = server && (await readFile(inCache(HOME), 'utf8').catch(() => undefined));
  if (server && home) return { server, home };
  const first = {
    server: await host(SERVER, { suite: 'trixie', say }),
    home: await operatorHome(),
  };
  await writeFile(inCache(HOME), first.home);
  return first;
}

function isSetUp(server: Host): Promise<boolean> {
  return server.succeeds('test -e /etc/setup-server/jatos/install.json');
}

function passwordFile(home: string): string {
  return join(home, 'practice-password');
}

/** Made up for the practice server, and the same every time. */
async function passwordOf(home: string): Promise<string> {
  const path = passwordFile(home);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const password = makeUpPassword();
  await writeFile(path, password, { mode: 0o600 });
  return password;
}

async function fingerprintOf(server: Host): Promise<string> {
  const line = await server.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  return line.split(' ')[1] ?? '';
}

/** Runs a Node program as a person's laptop would: the practice DNS and CA around it, no more. */
async function asOperator(
  home: string,
  argv: string[],
  env: Record<string, string> = {},
): Promise<number> {
  const container = options.container || process.platform !== 'linux' || process.getuid?.() !== 0;
  const node = container ? 'node' : process.execPath;
  const tty = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const command = await operatorCommand([node, ...argv], { home, container, tty, env });
  return await run(command.file, command.args, { ...process.env, ...command.env });
}

async function orFail(file: string, args: string[]): Promise<void> {
  if ((await run(file, args, process.env)) !== 0)
    throw new Error(`${file} ${args.join(' ')} failed.`);
}

/** Ctrl-C is for the program that runs, not for us. */
async function run(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const child = spawn(file, args, { stdio: 'inherit', env });
  const [code] = await once(child, 'close');
  process.off('SIGINT', ignore);
  return code ?? 130;
}
