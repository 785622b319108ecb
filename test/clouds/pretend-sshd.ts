import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Connection } from '../../source/hosts/host.ts';
import type { Session } from '../../source/session/session.ts';

/** What runs there may be cut off by a power failure, at any of these. */
const PROGRAMS = ['grep', 'rm', 'ssh-keygen', 'mv', 'cat', 'sync', 'systemctl', 'ssh-keyscan'];

/** A new machine: real commands on a folder of its own, and an sshd that shows what it read last. */
export class PretendSshd {
  readonly #root = mkdtempSync(join(tmpdir(), 'pretend-sshd-'));
  readonly #keys = join(this.#root, 'ssh');
  readonly #programs = join(this.#root, 'programs');
  /** Every command that was sent there. */
  readonly commands: string[] = [];
  /** It loses its power before this one of its programs; null for none. */
  failing: number | null = null;

  constructor() {
    mkdirSync(this.#keys);
    mkdirSync(this.#programs);
    writeFileSync(join(this.#root, 'count'), '0\n');
    for (const name of PROGRAMS) this.#program(name);
  }

  /** What cloud-init does with `ssh_keys`, and sshd when it starts. */
  boot(userData: string): void {
    const { ssh_keys: keys } = parse(userData);
    writeFileSync(this.#file('ssh_host_ed25519_key'), keys.ed25519_private, { mode: 0o600 });
    writeFileSync(this.#file('ssh_host_ed25519_key.pub'), keys.ed25519_public);
    this.#serve();
  }

  /** The key that whoever comes is shown. */
  get shown(): string {
    const text = readFileSync(join(this.#root, 'served'), 'utf8');
    return text.split(' ')[1]?.trim() ?? '';
  }

  /** How many programs ran there. */
  get count(): number {
    return Number(readFileSync(join(this.#root, 'count'), 'utf8'));
  }

  /** All that lies in its folder, as one text. */
  get files(): string {
    return spawnSync('sh', ['-c', 'cat -- *'], { cwd: this.#keys, encoding: 'utf8' }).stdout;
  }

  readonly enter: Session['enter'] = async (target, hostKeys) => {
    if (!hostKeys.includes(this.shown))
      throw new ExpectedError({ code: 'ssh.host-key-changed', what: 'It is another one.' });
    const connection: Partial<Connection> = {
      fact: { open: true, user: target.user, fingerprint: null },
      run: async ({ text }) => this.#run(text),
      close: async () => {},
    };
    return connection as Connection;
  };

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #run(text: string) {
    this.commands.push(text);
    const command = text.replaceAll('/etc/ssh', this.#keys).replace('sleep 0.1', ':');
    const { failing } = this;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      encoding: 'utf8',
      env: {
        PATH: `${this.#programs}:${process.env.PATH}`,
        FAIL_AT: String(failing),
      },
    });
    if (status === null)
      throw new ExpectedError({ code: 'ssh.connection-lost', what: 'Lost.', passing: true });
    return { code: status, stdout, stderr };
  }

  #program(name: string): void {
    const count = join(this.#root, 'count');
    const lines = [
      '#!/bin/sh',
      `read number < ${count}; number=$((number + 1)); echo $number > ${count}`,
      '[ "$FAIL_AT" != $number ] || kill -9 $PPID',
      this.#stands(name),
    ];
    writeFileSync(join(this.#programs, name), lines.join('\n'));
    chmodSync(join(this.#programs, name), 0o755);
  }

  #stands(name: string): string {
    const served = join(this.#root, 'served');
    const key = this.#file('ssh_host_ed25519_key');
    const usual = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    if (name === 'systemctl')
      return `case "$*" in *is-active*) exit 3 ;; esac; ${usual} ssh-keygen -y -f ${key} > ${served}`;
    if (name === 'ssh-keyscan') return `${usual} cat ${served}`;
    return `${usual} ${name} "$@"`;
  }

  #serve(): void {
    spawnSync(join(this.#programs, 'systemctl'), [], { env: { PATH: process.env.PATH } });
  }

  #file(name: string): string {
    return join(this.#keys, name);
  }
}
