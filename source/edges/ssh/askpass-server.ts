import { createServer, type Socket } from 'node:net';
import type { Secret } from '../../secrets/secret.ts';
import { socketPath } from './abilities.ts';
import { ASKPASS_SOCKET } from './askpass-program.ts';

/** One prompt as the askpass program tells it. */
export interface Call {
  readonly text: string;
  readonly hint: string;
  /** Process id of the client that asks. */
  readonly client: number;
}

export type AnswerCall = (call: Call, signal: AbortSignal) => Promise<Secret | string | null>;

/** Listens for the askpass program; null as an answer declines. Gives what closes it. */
export async function serveAskpass(directory: string, answer: AnswerCall): Promise<() => void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    void serve(socket, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath(directory, ASKPASS_SOCKET, process.platform), resolve);
  });
  // Waiting for a prompt keeps no program alive.
  server.unref();
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

async function serve(socket: Socket, answer: AnswerCall): Promise<void> {
  const gone = new AbortController();
  socket.on('close', () => gone.abort());
  socket.on('error', () => gone.abort());
  const call = await firstLine(socket);
  const given = call === null ? null : await answer(JSON.parse(call), gone.signal);
  if (socket.destroyed) return;
  const reply =
    given === null ? {} : { answer: typeof given === 'string' ? given : given.reveal() };
  socket.end(JSON.stringify(reply));
}

function firstLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    socket.on('close', () => resolve(null));
  });
}
