import type { Given, Source } from '../source/answers/given.ts';
import type { RememberedHost } from '../source/facts/installs/remembered.ts';
import { withHost } from './way-in.ts';

/**
 * The servers that are meant by a word on the command line; without one, and without an answer that
 * names one, all that are remembered. One source of answers for each.
 */
export function placesFor(
  source: Source,
  word: string | undefined,
  hosts: readonly RememberedHost[],
): Source[] {
  const { given } = source;
  const named = ['server', 'host.kind', 'ssh.config'].some((id) => given.has(id));
  if (word !== undefined || named || hosts.length < 2) return [withHost(source, word, hosts)];
  return hosts.map(({ address }) => {
    // What opens one server, a password above all, is not shown to the others.
    const rest = [...given].filter(([id]) => !/^(ssh|sudo)\./.test(id));
    const origin = { from: 'flag', where: 'HOST' } as const;
    const kind: Given = { value: address, origin };
    return { ...source, given: new Map([...rest, ['host.kind', kind]]) };
  });
}
