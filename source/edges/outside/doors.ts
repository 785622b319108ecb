import { connect } from 'node:net';
import type { Door, DoorsFact } from '../../facts/outside.ts';

const LIMIT_SECONDS = 4;

/** Knocks at ports 80 and 443 of an address: opens a connection, and closes it without a word. */
export async function lookAtDoors(address: string, signal: AbortSignal): Promise<DoorsFact> {
  const [http, https] = await Promise.all([
    knock(address, 80, signal),
    knock(address, 443, signal),
  ]);
  return { 80: http, 443: https };
}

/** A refusal is an answer, too: a firewall that drops connections is silent (RFC 9293, 3.5.2). */
export function knock(address: string, port: number, signal: AbortSignal): Promise<Door> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: address, port, signal, timeout: LIMIT_SECONDS * 1000 });
    const answer = (door: Door) => {
      socket.destroy();
      resolve(door);
    };
    socket.on('connect', () => answer('open'));
    socket.on('timeout', () => answer('silent'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason);
      else answer(error.code === 'ECONNREFUSED' ? 'refused' : silentOrUnknown(error.code));
    });
  });
}

function silentOrUnknown(code: string | undefined): Door {
  return code === 'ETIMEDOUT' ? 'silent' : 'unknown';
}
