import { createServer, type Server } from 'node:http';
import { filesLeftFile } from '../../../source/edges/acme/files-left.ts';
import { lookAtAddress } from '../../../source/edges/acme/look-at-challenge.ts';
import type { CertificateWorld, HostFile } from '../../../source/edges/acme/world.ts';
import { Secret } from '../../../source/secrets/secret.ts';
import { listening } from './listening.ts';

/** A host whose files are a map, and whose front web server really serves the challenges. */
export interface PretendHost {
  readonly port: number;
  readonly files: Map<string, { readonly mode: string; readonly content: string | Secret }>;
  /** Every write and removal: "write key.pem fullchain.pem". */
  readonly done: string[];
  /** What is served instead of the files. */
  instead: { status: number; body: string } | undefined;
  readonly world: CertificateWorld;
  /** The web server's end: the port is closed from then on. */
  readonly stop: () => Promise<void>;
}

export const CHALLENGES = '/var/lib/setup-server/challenges';

export async function startHost(): Promise<PretendHost> {
  const files: PretendHost['files'] = new Map();
  const done: string[] = [];
  const server = createServer((asked, reply) => {
    const token = asked.url?.replace('/.well-known/acme-challenge/', '');
    const { content } = files.get(`${CHALLENGES}/${token}`) ?? {};
    if (host.instead) reply.writeHead(host.instead.status).end(host.instead.body);
    else if (typeof content === 'string') reply.end(content);
    else reply.writeHead(404).end('<html>not here</html>');
  });
  const port = await listening(server);
  const short = (path: string) =>
    path.endsWith(filesLeftFile('')) ? 'note' : path.startsWith(CHALLENGES) ? 'challenge' : path;
  const shortened = (paths: readonly string[]) => paths.map(short).join(' ');
  const host: PretendHost = {
    port,
    files,
    done,
    instead: undefined,
    world: {
      read: async (path) => {
        const { content } = files.get(path) ?? {};
        return content === undefined ? null : new Secret(plain(content));
      },
      write: async (list: readonly HostFile[], signal) => {
        signal.throwIfAborted();
        done.push(`write ${shortened(list.map(({ path }) => path))}`);
        for (const { path, mode, content } of list) files.set(path, { mode, content });
      },
      remove: async (paths, signal) => {
        signal.throwIfAborted();
        done.push(`remove ${shortened(paths)}`);
        for (const path of paths) files.delete(path);
      },
      lookAtChallenge: async (url, signal) => [await lookAtAddress(url, '127.0.0.1', signal, port)],
    },
    stop: () => closed(server),
  };
  return host;
}

export function plain(content: string | Secret): string {
  return typeof content === 'string' ? content : content.reveal();
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
