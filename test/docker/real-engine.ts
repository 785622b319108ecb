import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { oneAtATime } from '../range/lock.ts';

const TOOLS = [
  'sh',
  'sleep',
  'env',
  'cat',
  'echo',
  'touch',
  'ls',
  'kill',
  'printf',
  'rm',
  'head',
  'httpd',
];

/**
 * A Docker daemon of its own for one test file: own data, own bridge (in 10.213.0.0/16, beside the
 * range's), nothing shared with another one on this machine, and gone afterwards. Needs root, and
 * Debian's docker.io and busybox.
 */
export class RealEngine {
  readonly socketPath: string;
  readonly #folder: string;
  readonly #stop: () => Promise<void>;

  private constructor(folder: string, stop: () => Promise<void>) {
    this.#folder = folder;
    this.socketPath = join(folder, 'docker.sock');
    this.#stop = stop;
  }

  static async start(): Promise<RealEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'dockerd-'));
    const { bridge, networks } = await ownBridge();
    const daemon = spawn(
      'dockerd',
      [
        ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
        ...['--pidfile', join(folder, 'pid'), '--host', `unix://${join(folder, 'docker.sock')}`],
        ...['--bridge', bridge, '--iptables=false', '--ip6tables=false', '--ip-forward=false'],
        ...['--default-address-pool', `base=${networks},size=24`],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let log = '';
    daemon.stderr.on('data', (chunk) => {
      log += chunk;
    });
    const ended = once(daemon, 'exit');
    const engine = new RealEngine(folder, async () => {
      daemon.kill('SIGTERM');
      await ended;
      await execa('ip', ['link', 'delete', bridge], { reject: false });
      await rm(folder, { recursive: true, force: true });
    });
    for (let tries = 0; ; tries += 1) {
      const { exitCode } = await engine.docker(['version'], false);
      if (exitCode === 0) break;
      if (tries === 150 || daemon.exitCode !== null)
        throw new Error(`dockerd did not start:\n${log}`);
      await pause(200);
    }
    return engine;
  }

  /** The docker command, towards this engine. */
  docker(words: readonly string[], reject = true) {
    return execa('docker', ['--host', `unix://${this.socketPath}`, ...words], {
      reject,
      env: { LC_ALL: 'C' },
    });
  }

  /** An image of busybox and what it is linked to. `changes` are Dockerfile instructions. */
  async importImage(name: string, changes: readonly string[] = []): Promise<void> {
    const root = join(this.#folder, 'rootfs');
    await rm(root, { recursive: true, force: true });
    await mkdir(join(root, 'bin'), { recursive: true });
    await mkdir(join(root, 'tmp'));
    const { stdout: busybox } = await execa('which', ['busybox']);
    await cp(busybox, join(root, 'bin/busybox'), { dereference: true });
    for (const tool of TOOLS) await symlink('busybox', join(root, 'bin', tool));
    const { stdout: linked } = await execa('ldd', [busybox], { reject: false });
    for (const [library] of linked.matchAll(/\/\S+/g)) {
      await mkdir(join(root, dirname(library)), { recursive: true });
      await cp(library, join(root, library), { dereference: true });
    }
    const tar = execa('tar', ['-C', root, '-c', '.'], { encoding: 'buffer', buffer: false });
    const words = [
      '--host',
      `unix://${this.socketPath}`,
      'import',
      ...changes.flatMap((each) => ['--change', each]),
      '-',
      name,
    ];
    await tar.pipe('docker', words);
  }

  async stop(): Promise<void> {
    const { stdout } = await this.docker(['ps', '--all', '--quiet'], false);
    if (stdout !== '')
      await this.docker(['rm', '--force', '--volumes', ...stdout.split('\n')], false);
    await this.#stop();
  }
}

/** A bridge that no other engine has, and what it may take for other networks. */
async function ownBridge(): Promise<{ bridge: string; networks: string }> {
  return await oneAtATime('bridges', async () => {
    const taken = (await execa('ip', ['-o', 'link'])).stdout;
    const number = Array.from({ length: 16 }, (_, index) => index).find(
      (each) => !taken.includes(`: edge-test${each}:`),
    );
    if (number === undefined) throw new Error('All bridges for tests are taken.');
    const bridge = `edge-test${number}`;
    const third = 16 * number;
    await execa('ip', ['link', 'add', bridge, 'type', 'bridge']);
    await execa('ip', ['address', 'add', `10.213.${third}.1/24`, 'dev', bridge]);
    await execa('ip', ['link', 'set', bridge, 'up']);
    return { bridge, networks: `10.213.${third + 8}.0/21` };
  });
}
