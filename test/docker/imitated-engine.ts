import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

type Answer = (response: ServerResponse, request: Request) => unknown;

/**
 * Answers on a Unix socket as Docker's Engine API does (docs.docker.com/reference/api/engine), for
 * what a real engine can't be made to do at will: refusals of registries, answers cut in the
 * middle. A request that is not foreseen is refused with 501.
 */
export class ImitatedEngine {
  readonly socketPath: string;
  readonly requests: Request[] = [];
  readonly #answers: [RegExp, Answer][] = [];
  readonly #close: () => Promise<void>;

  private constructor(socketPath: string, close: () => Promise<void>) {
    this.socketPath = socketPath;
    this.#close = close;
  }

  static async start(): Promise<ImitatedEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'engine-'));
    const server = createServer((request, response) => void engine.#receive(request, response));
    const engine = new ImitatedEngine(join(folder, 'docker.sock'), async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    });
    await new Promise<void>((resolve) => server.listen(engine.socketPath, resolve));
    engine.on(
      'GET /version',
      json({ Version: '28.2.2', ApiVersion: '1.50', MinAPIVersion: '1.24', Arch: 'amd64' }),
    );
    return engine;
  }

  /** `call` is a method and the path without the version. The one that was added last counts. */
  on(call: string, answer: Answer): this {
    const [method, path] = call.split(' ');
    this.#answers.unshift([new RegExp(`^${method} (/v[0-9.]+)?${path}(\\?.*)?$`), answer]);
    return this;
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of message) body += chunk;
    const request = { method: message.method ?? '', url: message.url ?? '', body };
    this.requests.push(request);
    const call = `${request.method} ${request.url}`;
    const answer = this.#answers.find(([pattern]) => pattern.test(call))?.[1];
    await (answer ?? refuse(501, `not foreseen: ${call}`))(response, request);
  }
}

export function json(value: unknown, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

export function refuse(status: number, message: string): Answer {
  return json({ message }, status);
}

/** A pull's stream, its messages in one piece. */
export function stream(...messages: unknown[]): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(messages.map((each) => `${JSON.stringify(each)}\r\n`).join(''));
  };
}
