import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { ExpectedError, type Trouble } from '../../source/expected-error.ts';
import type { Connection, Prompt } from '../../source/hosts/host.ts';
import type { SshTarget } from '../../source/hosts/ssh-target.ts';
import type { Secret } from '../../source/secrets/secret.ts';
import { type Host, type HostOptions, host } from '../range/range.ts';

type Answer = string | Secret | null;

/** Hosts of the range, and connections to them, that a test leaves behind for `tidy`. */
export class RealHosts {
  readonly folder: string;
  readonly #hosts: Host[] = [];
  readonly #open: Connection[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<RealHosts> {
    const folder = await mkdtemp(join(tmpdir(), 'real-host-'));
    await writeFile(
      join(folder, 'config'),
      `Host *\n  UserKnownHostsFile ${folder}/known\n  GlobalKnownHostsFile /dev/null\n  IdentitiesOnly yes\n  IdentityFile none\n`,
    );
    return new RealHosts(folder);
  }

  async born(name: string, options: HostOptions): Promise<Host> {
    const made = await host(name, options);
    this.#hosts.push(made);
    return made;
  }

  target(server: Host, changes: Partial<SshTarget> = {}): SshTarget {
    return {
      ...{ host: server.address, user: server.user, port: '', keyFile: '' },
      ...{ configFile: join(this.folder, 'config'), ...changes },
    };
  }

  /** Logs in; host keys are confirmed, all else is asked and noted. `after`: milliseconds. */
  async enter(
    target: SshTarget,
    answer: (prompt: Prompt) => Answer,
    prompts: Prompt[] = [],
    { after = 0 } = {},
  ) {
    const connection = await openSsh(target, async (prompt) => {
      if (prompt.ask === 'host-key') return 'yes';
      prompts.push(prompt);
      if (after > 0) await setTimeout(after);
      return answer(prompt);
    });
    this.#open.push(connection);
    return { connection, prompts };
  }

  /** Closes what is open, and removes the hosts. */
  async tidy(): Promise<void> {
    for (const connection of this.#open.splice(0)) await connection.close();
    for (const each of this.#hosts.splice(0)) await each.remove();
    await rm(join(this.folder, 'known'), { force: true });
  }

  async leave(): Promise<void> {
    await this.tidy();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function troubleOf(failing: Promise<unknown>): Promise<Trouble> {
  const error = await failing.then(
    () => null,
    (thrown) => thrown,
  );
  if (error instanceof ExpectedError) return error.trouble;
  throw error ?? new Error('Nothing failed.');
}
