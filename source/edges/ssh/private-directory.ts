import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ExpectedError } from '../../expected-error.ts';
import { onExit } from '../local/on-exit.ts';
import { socketPath } from './abilities.ts';
import { ASKPASS, ASKPASS_SOCKET, askpassFiles } from './askpass-program.ts';

/** A folder that only we can enter: sockets lie in it, and the program that carries prompts. */
export interface PrivateDirectory {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * The address of a socket holds 104 bytes on macOS, 108 on Linux, with the NUL at its end
 * (sys/un.h), and OpenSSH binds a control socket under its name and 17 characters more.
 */
const LONGEST = 103 - '/c999'.length - 17;

/** Makes one where programs may run and the path is short enough. Goes when we exit, if not before. */
export async function makePrivateDirectory(
  places: readonly string[] = placesFor(process.env),
): Promise<PrivateDirectory> {
  const reasons: string[] = [];
  for (const place of places) {
    let path: string;
    try {
      path = mkdtempSync(join(place, 'setup-server-'));
    } catch (error) {
      reasons.push(String(error));
      continue;
    }
    const remove = () => {
      stay();
      rmSync(path, { recursive: true, force: true });
    };
    const stay = onExit(remove);
    const problem = await fill(path);
    if (problem === null) return { path, remove };
    reasons.push(problem);
    remove();
  }
  throw new ExpectedError({
    code: 'ssh.no-private-directory',
    what: 'There is no folder on this computer for temporary programs.',
    why: 'One is needed through which SSH asks its questions; the usual ones are full, closed or may not hold programs (noexec).',
    next: ['Name another one: TMPDIR=$HOME/tmp npx setup-server'],
    detail: reasons.join('\n'),
  });
}

async function fill(path: string): Promise<string | null> {
  // Named pipes are not in folders.
  if (process.platform !== 'win32' && Buffer.byteLength(path) > LONGEST)
    return `${path}: too long for a socket`;
  chmodSync(path, 0o700);
  const socket = socketPath(path, ASKPASS_SOCKET, process.platform);
  for (const { name, content, mode } of askpassFiles(process.execPath, socket)) {
    writeFileSync(join(path, name), content, { mode });
  }
  if (process.platform === 'win32') return null;
  const ready = await execa(join(path, ASKPASS), ['--ready'], { reject: false });
  return ready.exitCode === 0 ? null : `${path}: ${ready.message ?? 'programs do not run there'}`;
}

function placesFor(env: NodeJS.ProcessEnv): string[] {
  const places = [env.XDG_RUNTIME_DIR, tmpdir(), '/tmp', '/var/tmp'];
  return [...new Set(places.filter((place): place is string => !!place))];
}
