import { ExpectedError } from '../../expected-error.ts';
import type { ConnectionFact } from '../../facts/network/connection.ts';

/** The connection went away while something was done, or to be done. */
export function lost(host: string, detail = ''): ExpectedError {
  return new ExpectedError({
    code: 'ssh.connection-lost',
    what: `The connection to ${host} was lost.`,
    why: 'Your network or that of the server was interrupted, or the server is restarting. What was begun there may go on.',
    next: ['Run setup-server again: it goes on where it stopped.'],
    passing: true,
    ...(detail === '' ? {} : { detail }),
  });
}

/** The connection is there, and the server gives us no more sessions on it. */
export function noSessions(host: string, detail: string): ExpectedError {
  return new ExpectedError({
    code: 'ssh.no-sessions',
    what: `${host} does not start another command now.`,
    why: 'It is out of memory or processes, or allows only few sessions at once (MaxSessions in sshd_config).',
    next: ['Wait a little, then try again.'],
    passing: true,
    detail,
  });
}

/** The server let us in before, and does not any more. */
export function refusedAnew(
  host: string,
  { says }: Extract<ConnectionFact, { open: false }>,
): ExpectedError {
  return new ExpectedError({
    code: 'ssh.refused-anew',
    what: `${host} does not let us in.`,
    why: says,
    next: ['Check the user and the key, then run setup-server again.'],
  });
}

/** A network failure while opening anew is part of the same interruption. */
export function passing(error: unknown): unknown {
  const network = ['ssh.refused', 'ssh.timed-out', 'ssh.unreachable', 'ssh.hung-up'];
  return error instanceof ExpectedError && network.includes(error.code)
    ? new ExpectedError({ ...error.trouble, passing: true })
    : error;
}
