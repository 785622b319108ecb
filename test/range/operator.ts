import { createHash, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { engineEnvironment } from './engine.ts';
import { operatorKey } from './keys.ts';
import { isThere } from './needs.ts';
import { addresses, inCache, network } from './places.ts';
import { operatorImage } from './recipes.ts';
import { besidesFile, bundleFile } from './trust.ts';

export type OperatorCommand = { file: string; args: string[]; env: Record<string, string> };

export type OperatorOptions = {
  /** A home of its own, so that known hosts and settings are not shared; see `operatorHome`. */
  home?: string;
  /** In a container, also where a namespace would do. */
  container?: boolean;
  /** Whether the container gets a terminal. */
  tty?: boolean;
  env?: Record<string, string>;
  cwd?: string;
  /** In place of /etc/hosts; see `elsewhereLines`. */
  hosts?: string;
};

/** A new home for an operator, with or without the range's key as ~/.ssh/id_ed25519. */
export async function operatorHome({ key = true } = {}): Promise<string> {
  await mkdir(inCache('operator', 'homes'), { recursive: true });
  const home = await mkdtemp(inCache('operator', 'homes', 'home-'));
  await furnish(home, key);
  return home;
}

async function furnish(home: string, withKey: boolean): Promise<void> {
  await mkdir(join(home, '.ssh'), { recursive: true });
  await chmod(join(home, '.ssh'), 0o700);
  if (!withKey) return;
  const key = await operatorKey();
  await copyFile(key.file, join(home, '.ssh', 'id_ed25519'));
  await copyFile(`${key.file}.pub`, join(home, '.ssh', 'id_ed25519.pub'));
}

async function sharedHome(): Promise<string> {
  const home = inCache('operator', 'home');
  await furnish(home, true);
  return home;
}

/** How to run a program that sees the range as a person's laptop sees the internet. */
export async function operatorCommand(
  argv: string[],
  options: OperatorOptions = {},
): Promise<OperatorCommand> {
  const home = options.home ?? (await sharedHome());
  const canUnshare =
    process.platform === 'linux' && process.getuid?.() === 0 && (await isThere('unshare'));
  return canUnshare && !options.container
    ? inNamespace(argv, home, options)
    : inContainer(argv, home, options);
}

const trust = { NODE_EXTRA_CA_CERTS: besidesFile };

async function hostsFile(lines: string): Promise<string> {
  const text = `127.0.0.1 localhost\n${lines}`;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return await placed(inCache('operator', `hosts-${name}`), text);
}

/** Others may be reading it at this very moment: what is there already stays, and nothing is there in part. */
async function placed(file: string, text: string): Promise<string> {
  if ((await readFile(file, 'utf8').catch(() => null)) === text) return file;
  const aside = `${file}.${randomUUID()}`;
  await writeFile(aside, text);
  await rename(aside, file);
  return file;
}

/** A private view of four files, which ends with the process. Nothing outside it changes. */
async function inNamespace(
  argv: string[],
  home: string,
  options: OperatorOptions,
): Promise<OperatorCommand> {
  const resolver = await placed(
    inCache('operator', 'resolv.conf'),
    `nameserver ${addresses.dns}\noptions timeout:3 attempts:3\n`,
  );
  const script = [
    'mount --bind "$1" /etc/resolv.conf',
    'mount --bind "$2" /etc/ssl/certs/ca-certificates.crt',
    'mount --bind "$3" /etc/passwd',
    'mount --bind "$4" /etc/hosts',
    'cd "$5" && shift 5 && exec "$@"',
  ].join(' && ');
  const hosts = options.hosts === undefined ? '/etc/hosts' : await hostsFile(options.hosts);
  const views = [resolver, bundleFile, await accountsWith(home), hosts];
  const where = options.cwd ?? process.cwd();
  const inside = ['bash', '-c', script, 'operator', ...views, where, ...argv];
  return {
    file: 'unshare',
    args: ['-m', '--propagation', 'private', ...inside],
    env: { ...trust, HOME: home, ...options.env },
  };
}

/** OpenSSH asks /etc/passwd for the home, not $HOME. */
async function accountsWith(home: string): Promise<string> {
  const { username } = userInfo();
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'))
    .map((fields) => (fields[0] === username ? fields.with(5, home) : fields))
    .map((fields) => fields.join(':'))
    .join('\n');
  const name = createHash('sha256').update(home).digest('hex').slice(0, 12);
  return await placed(inCache('operator', `passwd-${name}`), accounts);
}

async function inContainer(
  argv: string[],
  home: string,
  options: OperatorOptions,
): Promise<OperatorCommand> {
  const image = await operatorImage(() => {});
  const repository = resolve(import.meta.dirname, '..', '..');
  const env = { ...trust, HOME: '/root' };
  // Their values are for the environment only: a command line can be seen by others.
  const { env: own = {} } = options;
  const mounts = [
    `${repository}:${repository}`,
    `${inCache('operator')}:${inCache('operator')}`,
    `${home}:/root`,
    `${bundleFile}:/etc/ssl/certs/ca-certificates.crt:ro`,
    ...(options.hosts === undefined ? [] : [`${await hostsFile(options.hosts)}:/etc/hosts:ro`]),
  ];
  return {
    file: 'docker',
    args: [
      ...['run', '--rm', '-i', ...(options.tty ? ['-t'] : []), '--init'],
      ...['--network', network.name, '--dns', addresses.dns, '--label', 'range=operator'],
      ...['-w', options.cwd ?? repository],
      ...mounts.flatMap((mount) => ['-v', mount]),
      ...Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      ...Object.keys(own).flatMap((key) => ['-e', key]),
      image,
      ...argv,
    ],
    env: { ...own, ...(await engineEnvironment()) },
  };
}
