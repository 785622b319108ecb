import type { RecordsAction } from '../dns/dns-action.ts';
import { freeNameIn, providerOf } from '../dns/providers/chosen.ts';
import type { DnsEdges } from '../dns/providers/edges.ts';
import { dnsEdges } from '../edges/dns/open-edges.ts';
import type { Telling } from '../run.ts';

/** Makes a name lead to its addresses. Throws the ExpectedErrors of `DnsAccount`. */
export async function* setRecords(
  { provider: id, answers, name, addresses, besides, ttl }: RecordsAction,
  signal: AbortSignal,
  edges: DnsEdges = dnsEdges,
): AsyncGenerator<Telling> {
  const provider = providerOf(id);
  const account = provider.open(answers, edges);
  const free = freeNameIn(provider, name);
  if (free !== undefined && account.takeName && (await account.zoneOf(name, signal)) === null) {
    yield { line: `Taking ${free} at ${provider.label}` };
    await account.takeName(free, signal);
  }
  for (const value of [...addresses.v4, ...addresses.v6])
    yield { line: `${name} is set to ${value} at ${provider.label}` };
  const there = besides ? await account.addresses(name, signal) : { v4: [], v6: [] };
  const stay = (all: readonly string[]) => all.filter((each) => !besides?.without.includes(each));
  const wanted = {
    v4: [...new Set([...stay(there.v4), ...addresses.v4])],
    v6: [...new Set([...stay(there.v6), ...addresses.v6])],
  };
  await account.setAddresses(name, wanted, Math.max(ttl, provider.leastTtl), signal);
}
