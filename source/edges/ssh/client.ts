import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { ExpectedError } from '../../expected-error.ts';
import type { SshTarget } from '../../hosts/ssh-target.ts';
import { onExit } from '../local/on-exit.ts';
import { programPath } from '../local/program-path.ts';
import { ASKPASS, ASKPASS_PRELOAD } from './askpass-program.ts';
import { targetArguments } from './client-arguments.ts';
import { configurationTrouble, noClient } from './refusal-network.ts';
import { parseSettings, type Settings } from './settings.ts';
import { askpassVariables } from './windows.ts';

/** One `ssh` that runs. */
export interface Client {
  readonly stdin: Writable;
  /** Raw bytes. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its exit status; 255 is its own failure. Null where a signal ended it. Never rejects. */
  readonly ended: Promise<number | null>;
  readonly kill: () => void;
}

/** OpenSSH clients of one connection. They end with this program. */
export class Clients {
  readonly #env: Record<string, string>;
  readonly #running = new Set<() => void>();
  readonly #stay: () => void;

  constructor(directory: string, platform = process.platform) {
    this.#env = clientEnvironment(process.env, askpassFor(directory, platform));
    this.#stay = onExit(() => this.killAll());
  }

  /** Starts `ssh`; its output is read as raw bytes from its streams. */
  start(args: readonly string[]): Client {
    // A session of its own: Ctrl-C at the terminal is ours to handle, and before OpenSSH 8.4
    // prompts come to askpass only without a terminal.
    const detached = process.platform !== 'win32';
    const child = execa(programPath('ssh'), args, {
      stdin: 'pipe',
      buffer: false,
      encoding: 'buffer',
      reject: false,
      extendEnv: false,
      windowsHide: true,
      detached,
      env: this.#env,
    });
    // What is written to a client that ended already is of no interest; its end is seen elsewhere.
    child.stdin.on('error', () => {});
    const kill = () => void child.kill();
    this.#running.add(kill);
    const ended = child.then(({ exitCode }) => {
      this.#running.delete(kill);
      return exitCode ?? null;
    });
    const { stdin, stdout, stderr } = child;
    return { stdin, stdout, stderr, ended, kill };
  }

  /** Runs `ssh` to its end, for short requests. */
  async ask(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const { exitCode, stdout, stderr, code } = await execa(programPath('ssh'), args, {
      stdin: 'ignore',
      reject: false,
      extendEnv: false,
      windowsHide: true,
      env: this.#env,
    });
    if (code === 'ENOENT') throw new ExpectedError(noClient(process.platform));
    return { code: exitCode ?? 255, stdout, stderr };
  }

  /** Runs `ssh` in the person's own terminal, to its end; what is typed is its alone meanwhile. Gives its exit status. */
  async attach(args: readonly string[]): Promise<number> {
    const { exitCode } = await execa(programPath('ssh'), args, {
      stdio: 'inherit',
      reject: false,
      extendEnv: false,
      env: this.#env,
    });
    return exitCode ?? 255;
  }

  /** What OpenSSH makes of the target with the person's configuration. */
  async settings(target: SshTarget): Promise<Settings> {
    const { code, stdout, stderr } = await this.ask([
      ...targetArguments(target),
      '-G',
      '--',
      target.host,
    ]);
    if (code !== 0) throw new ExpectedError(configurationTrouble(stderr.trim()));
    return parseSettings(stdout);
  }

  /** What `ssh -V` says. */
  async version(): Promise<string> {
    return (await this.ask(['-V'])).stderr;
  }

  killAll(): void {
    this.#stay();
    for (const kill of this.#running) kill();
  }
}

/** The variables by which OpenSSH finds the program that carries its prompts to us. */
function askpassFor(directory: string, platform: NodeJS.Platform): Record<string, string> {
  return platform === 'win32'
    ? askpassVariables(process.execPath, join(directory, ASKPASS_PRELOAD))
    : { SSH_ASKPASS: join(directory, ASKPASS) };
}

/**
 * What a client gets of our environment. Not Docker's variables, and not the answers, which may
 * hold secrets.
 */
export function clientEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  askpass: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !/^(DOCKER_|SETUP_SERVER_|LC_|LANGUAGE$|SSH_ASKPASS)/i.test(entry[0]),
  );
  return {
    // Before OpenSSH 8.4 askpass is used only where this is set to something.
    DISPLAY: ':',
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    ...askpass,
    SSH_ASKPASS_REQUIRE: 'force',
  };
}
