import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { connectionLost, connectionTrouble, EngineRefusal, noAnswer } from './engine-refusal.ts';
import { silenceDebugging } from './silence.ts';

export type Use<T> = (docker: Docker) => Promise<T>;
export type OpenDocker = (agent: Agent) => Docker;

/** dockerode, loaded when it is first needed: it is most of what starting this program would cost. */
export async function loadDockerode(socketPath: string, version?: string): Promise<OpenDocker> {
  const { default: Dockerode } = await import('dockerode');
  await silenceDebugging();
  return (agent) =>
    withoutDockerVariables(
      () => new Dockerode({ socketPath, agent, version } as Docker.DockerOptions),
    );
}

/**
 * docker-modem fills in what it finds in the person's `DOCKER_*` variables, over what it is given
 * (DOCKER_HOST wins over `socketPath`), and reads the files of DOCKER_CERT_PATH. It does so in its
 * constructor only.
 */
function withoutDockerVariables<T>(build: () => T): T {
  const kept = Object.entries(process.env).filter(([name]) => name.startsWith('DOCKER_'));
  for (const [name] of kept) delete process.env[name];
  try {
    return build();
  } finally {
    for (const [name, value] of kept) process.env[name] = value;
  }
}

/**
 * One call, brought to an end in every case. docker-modem never settles a call whose answer is cut
 * after its headers, so each call has a socket of its own, and the socket's end ends the call.
 */
export async function settle<T>(
  open: OpenDocker,
  use: Use<T>,
  limitSeconds: number | null,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  const agent = new OneCallAgent();
  const abort = () => agent.end(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const limit =
    limitSeconds === null
      ? undefined
      : setTimeout(() => agent.end(noAnswer(limitSeconds)), limitSeconds * 1000);
  try {
    const result = await Promise.race([use(open(agent)), agent.ended]);
    if (limitSeconds !== null) signal?.removeEventListener('abort', abort);
    return result;
  } catch (error) {
    signal?.removeEventListener('abort', abort);
    throw signal?.aborted ? signal.reason : translated(error);
  } finally {
    clearTimeout(limit);
  }
}

/** Its `ended` rejects when its socket was closed, or was made to. */
class OneCallAgent extends Agent {
  readonly ended: Promise<never>;
  #reject: (reason: unknown) => void = () => {};

  constructor() {
    super({ keepAlive: false });
    this.ended = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.ended.catch(() => {});
  }

  end(reason: unknown): void {
    this.#reject(reason);
    this.destroy();
  }

  // Documented by Node as the place through which every socket comes.
  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    // An answer that was complete has been handed on by then.
    const lost = () => this.#reject(connectionLost(new Error('The socket was closed.')));
    socket?.once('close', () => setTimeout(lost, 100).unref());
    return socket;
  }
}

function translated(error: unknown): Error {
  const { statusCode, message, json } = error as {
    statusCode?: unknown;
    message?: unknown;
    json?: { message?: unknown } | null;
  };
  if (typeof statusCode !== 'number') return connectionTrouble(error);
  const wrapped = String(message)
    .replace(/^\(HTTP code \d+\) .*? - /, '')
    .trim();
  const says = typeof json?.message === 'string' ? json.message : wrapped;
  return new EngineRefusal(statusCode, says);
}
