import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { visitor } from './visitor.ts';

/** People who visit a page one after another on four ways. */
export function startVisits(address: string, page: URL) {
  const { visit } = visitor(address);
  const failures: string[] = [];
  let [requests, ending] = [0, false];
  const way = async () => {
    while (!ending) {
      const got = await visit(page.href).catch(String);
      requests += 1;
      if (typeof got === 'string' || got.status !== 200) failures.push(JSON.stringify(got));
      await pause(80);
    }
  };
  const ways = Promise.all([way(), way(), way(), way()]);
  return {
    async stop() {
      ending = true;
      await ways;
      return { requests, failures };
    },
  };
}

/** The same, and one who stays, by a WebSocket that echoes. */
export async function startLoad(address: string, page: URL, socketPath: string) {
  const socket = await opened(visitor(address).connect(page.hostname), page.hostname, socketPath);
  const visits = startVisits(address, page);
  return {
    async stop() {
      const visited = await visits.stop();
      const stayed = (await echoed(socket, 'still here')) === 'still here';
      socket.destroy();
      return { ...visited, stayed };
    },
  };
}

async function opened(socket: TLSSocket, name: string, path: string): Promise<TLSSocket> {
  await once(socket, 'secureConnect');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${name}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  const answer = String((await once(socket, 'data'))[0]);
  if (!answer.includes(' 101 ')) throw new Error(`No WebSocket: ${answer}`);
  return socket;
}

/** One text frame there and back, masked with zeros (RFC 6455, 5.2). */
async function echoed(socket: TLSSocket, text: string): Promise<string> {
  const data = Buffer.from(text);
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | data.length, 0, 0, 0, 0]), data]));
  const [frame] = (await once(socket, 'data')) as [Buffer];
  return frame.subarray(2).toString();
}
