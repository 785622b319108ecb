import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ExpectedError } from '../../expected-error.ts';
import { socketPath } from './abilities.ts';
import { dockerAnswers } from './docker-ping.ts';

/** One way to the host's Docker engine: each call opens a stream to it. */
export interface DockerWay {
  readonly open: () => Promise<Duplex>;
}

/** The ways that the connection offers at this moment, the best first. A new connection has new ones. */
export type DockerWays = () => Promise<{
  readonly login: object;
  readonly ways: readonly (() => Promise<DockerWay>)[];
}>;

/**
 * A socket on this machine that is the host's Docker engine. It stays the same when the
 * connection is opened anew; the way behind it is chosen by trying.
 */
export class DockerSocket {
  readonly #path: string;
  readonly #ways: DockerWays;
  readonly #sockets = new Set<Socket>();
  #listening: Promise<void> | null = null;
  #chosen: { login: object; way: Promise<DockerWay> } | null = null;
  #server = createServer((socket) => void this.#serve(socket));

  constructor(directory: string, ways: DockerWays) {
    this.#path = socketPath(directory, 'docker.sock', process.platform);
    this.#ways = ways;
  }

  /** Its path, once Docker has answered through it. */
  async path(): Promise<string> {
    this.#listening ??= new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(this.#path, resolve).unref();
    });
    await this.#listening;
    await this.#way();
    return this.#path;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    if (process.platform !== 'win32') rmSync(this.#path, { force: true });
  }

  async #way(): Promise<DockerWay> {
    const { login, ways } = await this.#ways();
    const chosen = this.#chosen;
    if (chosen?.login === login) return await chosen.way;
    const way = firstThatAnswers(ways);
    this.#chosen = { login, way };
    // What failed is tried again: Docker may have been installed, or started, meanwhile.
    way.catch(() => {
      if (this.#chosen?.way === way) this.#chosen = null;
    });
    return await way;
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    try {
      const stream = await (await this.#way()).open();
      if (socket.destroyed) {
        stream.destroy();
        return;
      }
      stream.on('error', () => socket.destroy());
      stream.on('close', () => socket.end());
      socket.on('close', () => stream.destroy());
      socket.pipe(stream).pipe(socket);
    } catch {
      // To the Docker client this is an engine that hangs up; asking for the path tells why.
      socket.destroy();
    }
  }
}

async function firstThatAnswers(ways: readonly (() => Promise<DockerWay>)[]): Promise<DockerWay> {
  const reasons: string[] = [];
  for (const each of ways) {
    try {
      const way = await each();
      const problem = await dockerAnswers(await way.open());
      if (problem === null) return way;
      reasons.push(problem);
    } catch (error) {
      if (error instanceof ExpectedError) throw error;
      reasons.push(String(error));
    }
  }
  throw new ExpectedError({
    code: 'docker.no-answer',
    what: 'Docker, the program that runs applications on the server, does not answer.',
    why: 'It may not be installed, may not run, or this user may not use it.',
    next: ['See how it is, on the server: systemctl status docker'],
    detail: reasons.join('\n'),
  });
}

/** A stream to a socket on this machine. */
export function connectTo(path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}
