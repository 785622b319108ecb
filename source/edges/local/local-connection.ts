import type { Readable } from 'node:stream';
import { ExpectedError } from '../../expected-error.ts';
import type { ConnectionFact } from '../../facts/network/connection.ts';
import type { Asker, Connection, Reply, Rooted, RunOptions } from '../../hosts/host.ts';
import { noRootTrouble } from '../../hosts/no-root.ts';
import type { ShellCommand } from '../../shell.ts';
import { commandOutput } from '../ssh/command-output.ts';
import { dialStdio } from '../ssh/dial-stdio.ts';
import { connectTo, DockerSocket } from '../ssh/docker-socket.ts';
import { execute } from '../ssh/execute.ts';
import { endProcess } from '../ssh/launcher.ts';
import { asRootInTerminal, becoming, type Privilege } from '../ssh/privilege.ts';
import { WayToRoot } from '../ssh/way-to-root.ts';
import { LocalClients } from './local-clients.ts';

const DOCKER = '/var/run/docker.sock';

export interface Person {
  readonly user: string;
  readonly uid: number;
  /** The name of this machine, for prompts. */
  readonly machine: string;
}

/** This machine, as a host: the same commands, in a shell here. */
export class LocalConnection implements Connection {
  readonly fact: ConnectionFact;
  readonly #uid: number;
  readonly #clients = new LocalClients();
  readonly #root: WayToRoot;
  readonly #docker: DockerSocket;
  readonly #login = {};
  readonly #cleanUp: () => void;

  /** `directory` is ours alone. */
  constructor(
    { user, uid, machine }: Person,
    asker: Asker,
    directory: string,
    cleanUp: () => void,
  ) {
    this.fact = { open: true, user, fingerprint: null };
    this.#uid = uid;
    this.#cleanUp = cleanUp;
    this.#root = new WayToRoot({
      run: (command, stdin) => this.run(command, { timeoutSeconds: 60, ...(stdin && { stdin }) }),
      ask: (prompt) => asker(prompt, new AbortController().signal),
      loginPassword: () => null,
      ...{ user, host: machine },
    });
    this.#docker = new DockerSocket(directory, async () => ({
      login: this.#login,
      ways: [async () => ({ open: () => connectTo(DOCKER) }), () => this.#dockerAsRoot()],
    }));
  }

  run = async (command: ShellCommand, options: RunOptions = {}): Promise<Reply> => {
    options.signal?.throwIfAborted();
    const privilege = options.root ? await this.#asRoot() : 'none';
    const client = this.#start(privilege);
    const end = (id: number) => this.#end(privilege, id);
    const { begun, status, stdout, stderr, around } = await execute(
      { client, end },
      command,
      options,
    );
    // Its shell was killed, and with it the word how.
    if (begun) return { code: status ?? 255, stdout, stderr };
    if (privilege === 'none') throw new Error(`There is no shell here: ${around}`);
    this.#root.forget();
    const { user } = this.fact as { user: string };
    throw new ExpectedError({
      code: 'local.no-root',
      ...noRootTrouble(user, undefined),
      detail: around,
    });
  };

  becomeRoot = async (): Promise<Rooted> =>
    this.#uid === 0 ? { root: 'already' } : await this.#root.anew();

  output = async (command: ShellCommand, signal?: AbortSignal): Promise<Readable> => {
    signal?.throwIfAborted();
    return commandOutput(this.#start(await this.#asRoot()), command, () => {});
  };

  dockerSocket = async (signal?: AbortSignal): Promise<string> => {
    signal?.throwIfAborted();
    return await this.#docker.path();
  };

  attach = async (command: ShellCommand): Promise<number> =>
    await this.#clients.attach(asRootInTerminal(await this.#asRoot(), command));

  reconnect = async (): Promise<void> => {};

  close = async (): Promise<void> => {
    this.#docker.close();
    this.#clients.killAll();
    this.#cleanUp();
  };

  #start(privilege: Privilege) {
    return becoming(this.#clients.start(), privilege);
  }

  async #asRoot(): Promise<Privilege> {
    return this.#uid === 0 ? 'none' : await this.#root.becoming();
  }

  async #dockerAsRoot() {
    const privilege = await this.#asRoot();
    return { open: async () => dialStdio(this.#start(privilege), () => {}) };
  }

  async #end(privilege: Privilege, id: number): Promise<void> {
    const end = async () => {};
    const client = this.#start(privilege);
    await execute({ client, end }, endProcess(id), { timeoutSeconds: 5 }).catch(() => {});
  }
}
