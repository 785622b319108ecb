import type { Authorization, Order } from 'acme-client';
import type { Conversation } from './conversation.ts';
import { pause, untilDecided } from './patience.ts';

export async function authorizationAt(
  url: string,
  order: Order,
  { ask }: Conversation,
): Promise<Authorization> {
  const only = { ...order, authorizations: [url] };
  const [found] = await ask((client) => client.getAuthorizations(only));
  if (found === undefined) throw new Error(`No authorization at ${url}.`);
  return found;
}

/**
 * Waits until the CA has decided about every one of an order's authorizations that are given by
 * their URLs. Throws `acme.slow` where it never does.
 */
export async function decidedAuthorizations(
  urls: readonly string[],
  order: Order,
  authority: string,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<Authorization[]> {
  const { askAgainAt } = conversation;
  const ends = new Map<string, Authorization>();
  const latest = () => urls.flatMap((url) => askAgainAt(url) ?? []).sort((a, b) => +b - +a)[0];
  const waiting = { authority, what: 'look at the name', askAgainAt: latest };
  const round = async () => {
    const open = urls.filter((url) => !ends.has(url));
    const found = await Promise.all(open.map((url) => authorizationAt(url, order, conversation)));
    for (const end of found) if (end.status !== 'pending') ends.set(end.url, end);
    return ends.size === urls.length ? urls.flatMap((url) => ends.get(url) ?? []) : undefined;
  };
  // No CA has decided by the time it has answered.
  await pause(100, signal);
  return await untilDecided(waiting, round, signal);
}
