import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ExpectedError } from '../../expected-error.ts';
import type { ConnectionFact } from '../../facts/network/connection.ts';
import type { Connection, Reply, Rooted, RunOptions } from '../../hosts/host.ts';
import { noRootTrouble } from '../../hosts/no-root.ts';
import type { ShellCommand } from '../../shell.ts';
import { commandOutput } from './command-output.ts';
import { dialStdio } from './dial-stdio.ts';
import { connectTo, DockerSocket, type DockerWay } from './docker-socket.ts';
import { type Ended, execute } from './execute.ts';
import { endProcess } from './launcher.ts';
import { Limit } from './limit.ts';
import type { Line, LineParts, OpenLine } from './line.ts';
import type { Privilege } from './privilege.ts';
import { accountTrouble } from './refusal-account.ts';
import { lost, noSessions, refusedAnew } from './trouble.ts';
import { WayToRoot } from './way-to-root.ts';

/** sshd's default for MaxSessions is 10: one holds the connection, one is spare for ending others. */
const SESSIONS = 8;
const DOCKER = '/var/run/docker.sock';

export class SshConnection implements Connection {
  readonly #parts: LineParts;
  readonly #line: Line;
  readonly #limit = new Limit(SESSIONS);
  readonly #docker: DockerSocket;
  readonly #root: WayToRoot;
  readonly #cleanUp: () => void;
  #fact: ConnectionFact;
  #closed = false;

  /** `cleanUp` takes away everything on this machine. */
  constructor(parts: LineParts, line: Line, fact: ConnectionFact, cleanUp: () => void) {
    this.#parts = parts;
    this.#line = line;
    this.#fact = fact;
    this.#cleanUp = cleanUp;
    const { prompter, target, settings } = parts;
    const user = fact.open ? fact.user : '';
    this.#root = new WayToRoot({
      run: (command, stdin) => this.run(command, { timeoutSeconds: 60, ...(stdin && { stdin }) }),
      ask: (prompt) => prompter.ask(prompt),
      loginPassword: () => prompter.passwordOf(user, [settings.hostname, target.host]),
      ...{ user, host: target.host },
    });
    this.#docker = new DockerSocket(parts.directory, () => this.#dockerWays());
  }

  get fact(): ConnectionFact {
    return this.#fact;
  }

  run = async (command: ShellCommand, options: RunOptions = {}): Promise<Reply> => {
    options.signal?.throwIfAborted();
    // Before the row: finding it out runs commands, too.
    const privilege = options.root ? await unlessAborted(this.#asRoot(), options.signal) : 'none';
    const leave = await this.#limit.enter();
    try {
      const open = await unlessAborted(this.#open(), options.signal);
      const client = this.#line.session(open, privilege);
      const end = (id: number) => this.#end(open, privilege, id);
      const ended = await execute({ client, end }, command, options);
      return await this.#judge(ended, open, privilege);
    } finally {
      leave();
    }
  };

  becomeRoot = async (signal?: AbortSignal): Promise<Rooted> => {
    const { uid } = await unlessAborted(this.#open(), signal);
    return uid === 0 ? { root: 'already' } : await unlessAborted(this.#root.anew(), signal);
  };

  output = async (command: ShellCommand, signal?: AbortSignal): Promise<Readable> => {
    signal?.throwIfAborted();
    const privilege = await unlessAborted(this.#asRoot(), signal);
    const open = await this.#open();
    const leave = await this.#limit.enter();
    return commandOutput(this.#line.session(open, privilege), command, leave);
  };

  dockerSocket = async (signal?: AbortSignal): Promise<string> => {
    signal?.throwIfAborted();
    return await this.#docker.path();
  };

  attach = async (command: ShellCommand): Promise<number> => {
    const privilege = await this.#asRoot();
    return await this.#line.attach(await this.#open(), privilege, command);
  };

  reconnect = async (): Promise<void> => {
    await this.#line.hangUp();
    await this.#open();
  };

  close = async (): Promise<void> => {
    if (this.#closed) return;
    this.#closed = true;
    this.#docker.close();
    await this.#line.hangUp();
    this.#cleanUp();
  };

  async #open(): Promise<OpenLine> {
    if (this.#closed) throw new Error('The connection was closed by us.');
    if (!this.#fact.open) throw refusedAnew(this.#parts.target.host, this.#fact);
    const open = await this.#line.get();
    this.#fact = open.fact;
    return open;
  }

  async #asRoot(): Promise<Privilege> {
    const { uid } = await this.#open();
    return uid === 0 ? 'none' : await this.#root.becoming();
  }

  async #judge(ended: Ended, open: OpenLine, privilege: Privilege): Promise<Reply> {
    const { host } = this.#parts.target;
    const { status, stdout, stderr, around } = ended;
    if (ended.begun && status !== null) return { code: status, stdout, stderr };
    if (ended.clientStatus === 255 || ended.clientStatus === null) {
      if (!(await this.#line.holds(open))) throw lost(host, around);
      if (!ended.begun) throw noSessions(host, around);
      // Its shell was killed, and with it the word how.
      return { code: 255, stdout, stderr };
    }
    if (privilege !== 'none') {
      this.#root.forget();
      const trouble = noRootTrouble(open.fact.user, undefined);
      throw new ExpectedError({ code: 'ssh.no-root', ...trouble, detail: around });
    }
    throw new ExpectedError(accountTrouble({ ...this.#parts, says: around }));
  }

  async #end(open: OpenLine, privilege: Privilege, id: number): Promise<void> {
    if (open.controlPath === null) return;
    const client = this.#line.session(open, privilege);
    const end = async () => {};
    await execute({ client, end }, endProcess(id), { timeoutSeconds: 5 }).catch(() => {});
  }

  /** The socket itself, for root and the group docker; else Docker's client there, at last as root. */
  async #dockerWays() {
    const open = await this.#open();
    const ways = [async () => this.#dial(open, 'none')];
    if (open.uid !== 0) ways.push(async () => this.#dial(open, await this.#root.becoming()));
    if (open.controlPath !== null) ways.unshift(() => this.#forward(open));
    return { login: open, ways };
  }

  async #forward({ controlPath }: OpenLine): Promise<DockerWay> {
    const local = join(this.#parts.directory, `d${controlPath?.split('/').at(-1)}`);
    rmSync(local, { force: true });
    const problem = await this.#line.forward(controlPath ?? '', local, DOCKER);
    if (problem !== null) throw new Error(problem);
    return { open: () => connectTo(local) };
  }

  #dial(open: OpenLine, privilege: Privilege): DockerWay {
    return {
      open: async () => {
        const leave = await this.#limit.enter();
        return dialStdio(this.#line.session(open, privilege), leave);
      },
    };
  }
}

/** Stops waiting for something that others may need, too. */
async function unlessAborted<T>(waited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await waited;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([waited, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
