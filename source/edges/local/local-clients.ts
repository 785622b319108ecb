import { execa } from 'execa';
import type { ShellCommand } from '../../shell.ts';
import type { Client } from '../ssh/client.ts';
import { LAUNCHER } from '../ssh/launcher.ts';
import { onExit } from './on-exit.ts';

/** What a command here gets of our environment: not Docker's variables, and no answers. */
export function commandEnvironment(
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(own).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(DOCKER_|SETUP_SERVER_|LC_|LANGUAGE$)/i.test(entry[0]),
    ),
  );
}

/** Shells on this machine that take a script, as SSH sessions do. They end with this program. */
export class LocalClients {
  readonly #running = new Set<() => void>();
  readonly #stay = onExit(() => this.killAll());

  start(): Client {
    const child = execa('/bin/sh', ['-c', LAUNCHER], {
      ...{ stdin: 'pipe', buffer: false, encoding: 'buffer', reject: false, extendEnv: false },
      // A session of its own: Ctrl-C at the terminal is ours to handle.
      detached: true,
      env: commandEnvironment(process.env),
    });
    // What is written to a command that ended already is of no interest.
    child.stdin.on('error', () => {});
    const kill = () => endGroup(child.pid);
    this.#running.add(kill);
    const ended = child.then(({ exitCode }) => {
      this.#running.delete(kill);
      return exitCode ?? null;
    });
    const { stdin, stdout, stderr } = child;
    return { stdin, stdout, stderr, ended, kill };
  }

  /** Runs a command in the person's own terminal, to its end. Gives its exit status. */
  async attach({ text }: ShellCommand): Promise<number> {
    const { exitCode } = await execa('/bin/sh', ['-c', text], {
      ...{ stdio: 'inherit', reject: false, extendEnv: false },
      env: commandEnvironment(process.env),
    });
    return exitCode ?? 255;
  }

  killAll(): void {
    this.#stay();
    for (const kill of this.#running) kill();
  }
}

/** Ends a shell with all that it started. What sudo made root's is not ours to end. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGTERM');
  } catch {
    // It ended by itself.
  }
}
