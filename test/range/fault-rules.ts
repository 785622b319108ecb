import { withTheHand } from './containers.ts';

/** The comment of rules against a host, by which they are found again. */
export const mark = (name: string) => `range-fault-${name}`;

/** What comes from or for a host is refused, in one of the machine's chains. */
export async function refuse(
  name: string,
  chain: string,
  match: string[],
  answer = ['DROP'],
): Promise<void> {
  // The mark ends in a space-separated word, so that healing `web1` leaves `web10` alone.
  const comment = ['-m', 'comment', '--comment', mark(name)];
  await withTheHand('iptables', '-I', chain, '1', ...match, ...comment, '-j', ...answer);
}

/** Nothing is refused to a host any more. */
export async function forgive(name: string): Promise<void> {
  await withTheHand('sh', '-c', forgetting(name, 'filter', 'FORWARD INPUT OUTPUT'));
}

/** A script that removes the rules with the host's mark. */
export function forgetting(name: string, table: string, chains: string): string {
  return [
    `for chain in ${chains}; do`,
    `iptables -t ${table} -S $chain | grep -- '${mark(name)} ' | sed 's/^-A/-D/' | while read -r rule; do eval iptables -t ${table} "$rule"; done`,
    'done',
  ].join('\n');
}
