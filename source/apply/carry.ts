import type { CarryAction } from '../action.ts';
import {
  arrivedCommand,
  arrivedWholeCommand,
  PIECE_BYTES,
  piecesCommand,
  readPieceCommand,
  writePieceCommand,
} from '../backup/carry.ts';
import { type Piece, piecesIn } from '../edges/local/own-copy.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection, Reply } from '../hosts/host.ts';
import type { Telling } from '../run.ts';
import { Secret } from '../secrets/secret.ts';
import type { ShellCommand } from '../shell.ts';

/**
 * A copy of an install goes to a host, piece by piece by way of this computer: from another host, or
 * from a file. What arrived before a connection was lost does not go twice.
 */
export async function* carry(
  from: Connection | Extract<CarryAction['from'], { file: string }>,
  to: Connection,
  action: Pick<CarryAction, 'install' | 'stamp' | 'patienceSeconds'>,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const { install, stamp, patienceSeconds } = action;
  const on = onHosts(patienceSeconds, signal);
  const arrived = new Map(sizesIn(await on(to, arrivedCommand(install, stamp))));
  const pieces =
    'file' in from ? piecesIn(from.file, from.identity) : piecesOn(from, install, stamp, on);
  let done = 0;
  for await (const { file, bytes, piece, text } of pieces) {
    // One that was cut off is written anew.
    const there = arrived.get(file) ?? 0;
    const whole = there === bytes || there >= (piece + 1) * PIECE_BYTES;
    if (!whole || bytes === 0)
      await on(to, writePieceCommand(install, stamp, file, piece), new Secret(await text()));
    done += Math.min(PIECE_BYTES, bytes - piece * PIECE_BYTES);
    yield { text: `Carrying the copy over: ${Math.ceil(done / 1024 / 1024)} MB`, fraction: null };
  }
  await on(to, arrivedWholeCommand(install, stamp));
}

type On = ReturnType<typeof onHosts>;

function onHosts(timeoutSeconds: number, signal: AbortSignal) {
  return async (host: Connection, command: ShellCommand, stdin?: Secret) =>
    good(await host.run(command, { root: true, signal, timeoutSeconds, ...(stdin && { stdin }) }));
}

async function* piecesOn(
  host: Connection,
  install: string,
  stamp: string,
  on: On,
): AsyncGenerator<Piece> {
  for (const [file, bytes] of sizesIn(await on(host, piecesCommand(install, stamp)))) {
    const count = Math.max(1, Math.ceil(bytes / PIECE_BYTES));
    for (let piece = 0; piece < count; piece += 1)
      yield {
        ...{ file, bytes, piece },
        text: async () => await on(host, readPieceCommand(install, stamp, file, piece)),
      };
  }
}

/** What comes from a server goes into paths: archives have plain names. */
function sizesIn(text: string): readonly (readonly [string, number])[] {
  return [...text.matchAll(/^\s*(\d+) ([\w.-]+)$/gm)].map(
    ([, bytes, file = '']) => [file, Number(bytes)] as const,
  );
}

function good({ code, stdout, stderr }: Reply): string {
  if (code === 0) return stdout;
  throw new ExpectedError({
    code: 'carry.failed',
    what: 'The copy could not be carried over to the other server.',
    why: stderr.trim().split('\n').at(-1) || 'One of the servers gave no reason.',
    next: [
      'Run the same once more: what has arrived does not go twice.',
      'Look whether the disk of the new server is full: df -h /var/lib',
    ],
    passing: true,
  });
}
