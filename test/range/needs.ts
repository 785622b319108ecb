import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { engineAnswers, forgetEngine, ownSocket, socketAnswers } from './engine.ts';
import { inCache, type Say } from './places.ts';

const forTheRange = ['docker.io', 'mmdebstrap', 'iproute2', 'iptables', 'openssh-client', 'tmux'];

/** Makes sure that a Docker engine answers: on Debian as root by installing and starting one. */
export async function installNeeds(say: Say): Promise<void> {
  const debian =
    process.platform === 'linux' && process.getuid?.() === 0 && (await isThere('dpkg'));
  if (debian) await installPackages(forTheRange, say);
  if (await engineAnswers()) return;
  if (!debian) {
    throw new Error(
      'This needs a running Docker engine that this user may use. On Debian, root can do without: it is installed then.',
    );
  }
  if ((await isThere('systemctl')) && (await systemdStartsDocker())) return;
  await startOwnEngine(say);
}

/** Installs those Debian packages that are missing. Needs root. */
export async function installPackages(names: readonly string[], say: Say): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const isInstalled = async (name: string) => {
    const { stdout } = await execa('dpkg', ['-s', name], { reject: false });
    return /^Status: install ok installed$/m.test(stdout);
  };
  const there = await Promise.all(names.map(isInstalled));
  const missing = names.filter((_, index) => !there[index]);
  if (missing.length === 0) return;
  say(`Installing ${missing.join(', ')}`);
  // A service that a package brings must not start by itself on the tester's machine.
  const quiet = '#!/bin/sh\nexit 101\n';
  await writeFile('/usr/sbin/policy-rc.d', quiet, { mode: 0o755, flag: 'wx' }).catch(() => {});
  try {
    await execa('apt-get', ['update', '-qq'], { env });
    const client = await execa('apt-cache', ['show', 'docker-cli'], { reject: false });
    // Debian 13 split the client off.
    const wanted = missing.flatMap((name) =>
      name === 'docker.io' && client.exitCode === 0 ? [name, 'docker-cli'] : [name],
    );
    await execa('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], { env });
  } finally {
    if ((await readFile('/usr/sbin/policy-rc.d', 'utf8').catch(() => '')) === quiet) {
      await rm('/usr/sbin/policy-rc.d', { force: true });
    }
  }
}

async function systemdStartsDocker(): Promise<boolean> {
  await execa('systemctl', ['start', 'docker'], { reject: false });
  return engineAnswers();
}

async function startOwnEngine(say: Say): Promise<void> {
  say('Starting a Docker engine for the range');
  await mkdir(inCache('engine'), { recursive: true });
  await rm(inCache('engine', 'docker.pid'), { force: true });
  const log = await open(inCache('engine', 'dockerd.log'), 'a');
  const engine = spawn(
    'dockerd',
    [
      `--host=unix://${ownSocket}`,
      `--data-root=${inCache('engine', 'data')}`,
      `--exec-root=${inCache('engine', 'exec')}`,
      `--pidfile=${inCache('engine', 'docker.pid')}`,
      '--bridge=none',
    ],
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  engine.unref();
  await log.close();
  for (let tries = 0; tries < 300; tries++) {
    if (await socketAnswers(ownSocket)) return forgetEngine();
    if (engine.exitCode !== null) break;
    await sleep(100);
  }
  throw new Error(
    `The range's Docker engine did not start; its log is ${inCache('engine', 'dockerd.log')}.`,
  );
}

/** Stops the engine if the range started it, and lets go of what it had mounted. */
export async function stopOwnEngine(): Promise<void> {
  const pid = Number(await readFile(inCache('engine', 'docker.pid'), 'utf8').catch(() => ''));
  if (!pid || !(await socketAnswers(ownSocket))) return;
  process.kill(pid, 'SIGTERM');
  for (let tries = 0; tries < 300 && (await isAlive(pid)); tries++) await sleep(100);
  const mounts = (await readFile('/proc/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(inCache('engine')));
  for (const path of mounts.reverse()) await execa('umount', [path], { reject: false });
  forgetEngine();
}

/** A zombie is not alive; some virtual machines reap them late. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z ');
  return !state.includes(') Z ') && state !== ' Z ';
}

export async function isThere(program: string): Promise<boolean> {
  const { exitCode } = await execa('sh', ['-c', `command -v ${program}`], { reject: false });
  return exitCode === 0;
}
