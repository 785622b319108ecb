import type { CaaRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT' | 'CAA';

export type DnsAnswer =
  /**
   * The values; of an SOA record its minimum, in seconds (RFC 2308, 4), of a TXT record its strings
   * in one, of a CAA record flags, tag and value: `0 issue letsencrypt.org` (RFC 8659, 4.1).
   */
  | { readonly is: 'found'; readonly values: readonly string[] }
  /** The name is there, with no record of this type; or it was delegated to other servers. */
  | { readonly is: 'nothing' }
  /** NXDOMAIN: there is no such name. */
  | { readonly is: 'no-such-name' }
  /** c-ares' code: `ETIMEOUT`, `ESERVFAIL`, `EREFUSED`. */
  | { readonly is: 'failed'; readonly code: string };

/** Asks one name server by its address, or the system's resolvers where it is null. */
export type Ask = (server: string | null, name: string, type: RecordType) => Promise<DnsAnswer>;

/** Each question goes out anew: nothing is remembered between two of them. */
export function askingNameServers(signal: AbortSignal): Ask {
  return async (server, name, type) => {
    signal.throwIfAborted();
    const resolver = new Resolver({ timeout: 1500, tries: 2 });
    if (server !== null) resolver.setServers([isIPv6(server) ? `[${server}]` : server]);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const values = await resolve(resolver, name, type);
      // Behind an alias there may be no record of this type, and c-ares has an empty list.
      return values.length === 0 ? { is: 'nothing' } : { is: 'found', values };
    } catch (error) {
      signal.throwIfAborted();
      return asAnswer(error, type);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

async function resolve(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case 'A':
      return await resolver.resolve4(name);
    case 'AAAA':
      return await resolver.resolve6(name);
    case 'CNAME':
      return await resolver.resolveCname(name);
    case 'NS':
      return await resolver.resolveNs(name);
    case 'SOA':
      return [String((await resolver.resolveSoa(name)).minttl)];
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((strings) => strings.join(''));
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(caaText);
  }
}

/** Node gives the tag as a key beside `critical`. */
function caaText({ critical, ...property }: CaaRecord): string {
  const [[tag, value] = ['', '']] = Object.entries(property).filter(([key]) => key !== 'type');
  return `${critical} ${tag} ${value}`;
}

function asAnswer(error: unknown, type: RecordType): DnsAnswer {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') throw error;
  if (code === 'ENODATA') return { is: 'nothing' };
  // An alias has no SOA: c-ares can't make anything of an answer that holds only the alias.
  if (code === 'EBADRESP' && type === 'SOA') return { is: 'nothing' };
  if (code === 'ENOTFOUND') return { is: 'no-such-name' };
  return { is: 'failed', code };
}
