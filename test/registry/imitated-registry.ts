import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Request {
  readonly call: string;
  readonly headers: IncomingHttpHeaders;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/**
 * A registry and its token service by the OCI distribution-spec and Docker's Token Authentication
 * Specification, for what a real registry can't be made to say at will. What is not foreseen is 404.
 */
export class ImitatedRegistry {
  readonly requests: Request[] = [];
  readonly host: string;
  readonly #answers = new Map<string, Answer>();
  readonly #close: () => Promise<void>;
  /** Where set, everything below /v2/ wants this as its Authorization. */
  wants: { readonly authorization: string; readonly challenge: string } | null = null;

  private constructor(host: string, close: () => Promise<void>) {
    this.host = host;
    this.#close = close;
  }

  static async start(): Promise<ImitatedRegistry> {
    const server = createServer((request, response) => registry.#receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const registry = new ImitatedRegistry(`127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return registry;
  }

  /** `call` is a method and a path with its query. */
  on(call: string, answer: Answer): this {
    this.#answers.set(call, answer);
    return this;
  }

  /** Keeps a manifest under a tag and under its digest, which it gives. */
  manifest(repository: string, tag: string, document: unknown): string {
    const text = JSON.stringify(document);
    const digest = digestOf(text);
    const answer: Answer = (response) => {
      response.setHeader('docker-content-digest', digest);
      response.end(text);
    };
    for (const version of [tag, digest])
      for (const method of ['GET', 'HEAD'])
        this.on(`${method} /v2/${repository}/manifests/${version}`, answer);
    return digest;
  }

  blob(repository: string, document: unknown): string {
    const text = JSON.stringify(document);
    const digest = digestOf(text);
    this.on(`GET /v2/${repository}/blobs/${digest}`, (response) => response.end(text));
    return digest;
  }

  /** An image for one platform, with one layer of `megabytes`. Gives its manifest's digest. */
  image(
    repository: string,
    tag: string,
    { config = {}, megabytes = 100, ...platform }: ImageOptions,
  ): string {
    const digest = this.blob(repository, { os: 'linux', ...platform, config });
    return this.manifest(repository, tag, {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 0 },
      layers: [{ size: megabytes * 1024 * 1024 }],
    });
  }

  calls(): string[] {
    return this.requests.map(({ call }) => call);
  }

  close(): Promise<void> {
    return this.#close();
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const call = `${request.method} ${request.url}`;
    this.requests.push({ call, headers: request.headers });
    const closed = this.wants !== null && request.url?.startsWith('/v2/');
    if (closed && request.headers.authorization !== this.wants?.authorization) {
      response.setHeader('www-authenticate', this.wants?.challenge ?? '');
      errors(401, 'UNAUTHORIZED')(response);
      return;
    }
    (this.#answers.get(call) ?? errors(404, 'MANIFEST_UNKNOWN'))(response, request);
  }
}

interface ImageOptions {
  readonly architecture: string;
  readonly os?: string;
  readonly variant?: string;
  readonly config?: unknown;
  readonly megabytes?: number;
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

export function json(value: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => {
    for (const [name, text] of Object.entries(headers)) response.setHeader(name, text);
    response.end(JSON.stringify(value));
  };
}

export function errors(status: number, code: string, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, headers);
    response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] }));
  };
}
