import type { AliasAction } from '../../dns/dns-action.ts';
import { providerOf } from '../../dns/providers/chosen.ts';
import type { DnsEdges } from '../../dns/providers/edges.ts';
import { dnsEdges } from './open-edges.ts';

const TTL = 300;

/** Makes a name an alias of another, by the account that the action names. Throws the ExpectedErrors of `DnsAccount`. */
export async function setAlias(
  { provider, answers, name, target }: AliasAction,
  signal: AbortSignal,
  edges: DnsEdges = dnsEdges,
): Promise<void> {
  await providerOf(provider).open(answers, edges).setAlias(name, target, TTL, signal);
}
