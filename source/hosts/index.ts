import { type Answers, textAnswer } from '../answers/answers.ts';
import type { Asker, Connection, HostKind } from './host.ts';
import { LOCAL, localHost } from './local.ts';
import { sshHost } from './ssh.ts';
import { asSshAddress } from './ssh-address.ts';
import { parseSshAddress } from './ssh-target.ts';

/** Every kind of host, in the order of the list on the screen. */
export const hostKinds: readonly HostKind[] = [sshHost, localHost];

/**
 * The kind that was chosen, by its id or by the address of a host of that kind; a server, where
 * nothing was said.
 */
export function hostKindOf(answers: Answers): HostKind {
  const chosen = textAnswer(answers, 'host.kind').replace(/:.*$/s, '');
  const kind = hostKinds.find(({ id }) => id === chosen) ?? sshHost;
  return kind;
}

/** Whether a text is the address of a host: what can be chosen although nobody remembers it. */
export function isHostAddress(text: string): boolean {
  return text === LOCAL || asSshAddress(text) !== null;
}

/** The name, alias or address by which a host is reached. */
export function reachedAt(host: string): string {
  return host === LOCAL ? 'localhost' : parseSshAddress(host).host;
}

/** Opens a way into a host. What another answer can mend is a refusal in its `fact`; the rest is an ExpectedError. The signal gives up the login. */
export async function connect(
  host: string,
  asker: Asker,
  signal: AbortSignal,
): Promise<Connection> {
  const scheme = /^([a-z]+):/.exec(host)?.[1];
  switch (scheme) {
    case 'ssh': {
      const { openSsh } = await import('../edges/ssh/open-ssh.ts');
      return await openSsh(parseSshAddress(host), asker, { signal });
    }
    case 'local': {
      const { openLocal } = await import('../edges/local/open-local.ts');
      return await openLocal(asker);
    }
    default:
      throw new TypeError(`There is no way to a host like ${host}.`);
  }
}
