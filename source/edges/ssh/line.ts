import { join } from 'node:path';
import type { ConnectionFact } from '../../facts/network/connection.ts';
import type { SshTarget } from '../../hosts/ssh-target.ts';
import type { ShellCommand } from '../../shell.ts';
import type { Abilities } from './abilities.ts';
import type { Client, Clients } from './client.ts';
import {
  attachedArguments,
  controlArguments,
  ridingArguments,
  singleArguments,
  terminalArguments,
} from './client-arguments.ts';
import { LAUNCHER } from './launcher.ts';
import type { Login, LoginName } from './login.ts';
import { logInWithRepairs } from './login-with-repairs.ts';
import { asRootInTerminal, becoming, type Privilege } from './privilege.ts';
import type { Prompter } from './prompter.ts';
import type { Settings } from './settings.ts';
import { passing, refusedAnew } from './trouble.ts';

export interface LineParts {
  readonly target: SshTarget;
  readonly settings: Settings;
  readonly clients: Clients;
  readonly prompter: Prompter;
  readonly directory: string;
  readonly abilities: Abilities;
}

/** An open login, and the socket through which more sessions ride on it; null where none can. */
export type OpenLine = Login & { readonly controlPath: string | null };

/** The one login that all sessions share: opened when it is needed, and anew when it was lost. */
export class Line {
  readonly #parts: LineParts;
  #open: Promise<OpenLine> | null = null;
  #as: LoginName;
  #count = 0;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#as = { target: parts.target };
  }

  /** The first login; a refusal is a result. */
  async first(signal?: AbortSignal): Promise<ConnectionFact> {
    const login = await this.#logIn(signal);
    if (!('client' in login)) return login;
    this.#keep(Promise.resolve(login));
    return login.fact;
  }

  /** The login that is open, or a new one. */
  get(): Promise<OpenLine> {
    return this.#open ?? this.#keep(this.#again());
  }

  /** Starts a session that takes a script, with this privilege. */
  session(open: OpenLine, privilege: Privilege): Client {
    const { settings, clients, abilities } = this.#parts;
    const { target } = open.as;
    const args = open.controlPath
      ? ridingArguments(target, open.controlPath)
      : singleArguments(target, settings, abilities);
    return becoming(clients.start([...args, LAUNCHER]), privilege);
  }

  /** Runs a command in the person's own terminal, to its end. */
  async attach(open: OpenLine, privilege: Privilege, command: ShellCommand): Promise<number> {
    const { settings, clients, abilities } = this.#parts;
    const { target } = open.as;
    const args = open.controlPath
      ? attachedArguments(target, open.controlPath)
      : terminalArguments(target, settings, abilities);
    return await clients.attach([...args, asRootInTerminal(privilege, command).text]);
  }

  /** Whether the login still holds. Without a shared one each session has its own, and lost its own. */
  async holds({ controlPath }: OpenLine): Promise<boolean> {
    if (controlPath === null) return false;
    const { clients, target } = this.#parts;
    return (await clients.ask(controlArguments(target, controlPath, 'check'))).code === 0;
  }

  /** Makes `local` a socket here that is the server's socket `remote`; null, or why it can't be. */
  async forward(controlPath: string, local: string, remote: string): Promise<string | null> {
    const { clients, target } = this.#parts;
    const args = controlArguments(target, controlPath, 'forward', { local, remote });
    const { code, stderr } = await clients.ask(args);
    return code === 0 ? null : stderr.trim();
  }

  async hangUp(): Promise<void> {
    const opening = this.#open;
    this.#open = null;
    const open = await opening?.catch(() => null);
    if (!open) return;
    const { clients, target } = this.#parts;
    if (open.controlPath) await clients.ask(controlArguments(target, open.controlPath, 'exit'));
    open.client.stdin.end();
    open.client.kill();
    await open.client.ended;
  }

  #keep(opening: Promise<OpenLine>): Promise<OpenLine> {
    this.#open = opening;
    const forget = () => {
      if (this.#open === opening) this.#open = null;
    };
    opening.then(({ client, controlPath }) => {
      if (controlPath !== null) void client.ended.then(forget);
    }, forget);
    return opening;
  }

  async #again(): Promise<OpenLine> {
    const login = await this.#logIn().catch((error) => {
      throw passing(error);
    });
    if ('client' in login) return login;
    throw refusedAnew(this.#parts.target.host, login);
  }

  async #logIn(signal?: AbortSignal) {
    const { directory, abilities } = this.#parts;
    this.#count += 1;
    const controlPath = abilities.multiplex ? join(directory, `c${this.#count}`) : null;
    const login = await logInWithRepairs({ ...this.#parts, ...this.#as, controlPath, signal });
    if (!('client' in login)) return login;
    this.#as = login.as;
    if (controlPath === null) login.client.stdin.end();
    return { ...login, controlPath };
  }
}
