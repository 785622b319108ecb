import type { PublicAddresses } from '../dns/judge-name.ts';
import type { WitnessFact, WitnessLook } from '../facts/outside.ts';
import { CHALLENGES } from '../paths.ts';
import { sha256 } from '../text/sha256.ts';

const NAME = 'setup-server';

/** A token that only this server has. Seen from elsewhere, it proves that the way leads here. */
export const WITNESS_FILE = `${CHALLENGES}/${NAME}`;
/** Where the front shows it, by any name and by address. */
export const WITNESS_PATH = `/.well-known/acme-challenge/${NAME}`;

/** What was seen at a name, or at one of the host's addresses. */
export interface Seen {
  readonly subject: string;
  readonly looks: WitnessFact;
}

/**
 * What keeps the world from port 80 of this server, in a sentence or two; undefined where nothing
 * does, as far as this computer can see. Names count first: what visitors type is what must work.
 */
export function whatIsInTheWay(
  token: string,
  names: readonly Seen[],
  addresses: readonly Seen[],
  host: PublicAddresses,
): string | undefined {
  const known = names.filter(({ looks }) => looks.length > 0);
  if (known.length < names.length || known.length === 0) return atAddresses(token, addresses);
  for (const { subject, looks } of known) {
    const wrong = looks.find((look) => judge(token, look) === 'wrong');
    if (wrong === undefined) continue;
    const own = [...host.v4, ...host.v6].includes(wrong.address);
    if (own) return closed(wrong, atAddresses(token, addresses) === undefined);
    return elsewhere(subject, wrong, looks.length > 1);
  }
  return undefined;
}

function atAddresses(token: string, addresses: readonly Seen[]): string | undefined {
  for (const { looks } of addresses) {
    const wrong = looks.find((look) => judge(token, look) === 'wrong');
    if (wrong) return closed(wrong, false);
  }
  return undefined;
}

/** Whether what is asked for at a name reaches this server's front. */
export function arrives(token: string, looks: WitnessFact): boolean {
  return looks.some((look) => judge(token, look) === 'served');
}

type Judgement = 'served' | 'wrong' | 'unknown';

function judge(token: string, look: WitnessLook): Judgement {
  if ('code' in look) return CLOSED.has(look.code) ? 'wrong' : 'unknown';
  if (look.status === 200 && sha256(look.body) === token) return 'served';
  return NOT_THE_SERVER.has(look.status) ? 'unknown' : 'wrong';
}

/** The others (ENETUNREACH …) say that this computer has no way there, which is no fault of the server. */
const CLOSED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'ECONNRESET']);
/** Proxy authentication, and a login page before the internet (RFC 9110, 15.5.8; RFC 6585, 6). */
const NOT_THE_SERVER: ReadonlySet<number> = new Set([407, 511]);

/** At an address of the server's own. */
function closed(look: WitnessLook, otherwiseOpen: boolean): string {
  const { address } = look;
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  if (!('code' in look)) {
    return `Another web server answers at ${address}, port 80${named(look)}: a router or a balancer in front of this server.`;
  }
  if (look.code === 'ETIMEDOUT') {
    return `Port 80 of ${address} gives this computer no answer over ${family}, while the server itself listens. A firewall in between is closed, most often the provider's own (its console calls it firewall or security group).`;
  }
  if (address.includes(':') && otherwiseOpen) {
    return `Over IPv6 this server refuses connections to port 80. Docker may not publish over IPv6 here; remove the AAAA record of the name, or visitors with IPv6 wait.`;
  }
  return `Port 80 of ${address} refuses this computer over ${family}: a firewall on the server or in front of it says no.`;
}

/** At an address that is not the server's, as far as we know them. */
function elsewhere(name: string, look: WitnessLook, amongOthers: boolean): string {
  const { address } = look;
  if (address.includes(':') && amongOthers) {
    return `${name} has an AAAA record (IPv6) that leads to ${address}, which is not this server. Browsers and the certificate authority try IPv6 first: remove that record, or set it right.`;
  }
  if ('server' in look && /cloudflare/i.test(look.server ?? '')) {
    return `Cloudflare stands in front of ${name} and does not get through to this server. Switch its proxy off ("DNS only", the grey cloud) until the certificate is there, then choose "Full (strict)".`;
  }
  if ('code' in look) {
    return `${name} leads to ${address}, where nobody answers on port 80. That is not an address of this server, as far as it knows.`;
  }
  return `${name} leads to ${address}, where another web server answers${named(look)}.`;
}

function named(look: WitnessLook): string {
  if ('code' in look || look.server === undefined) return '';
  const words = look.server.replace(/[^\x20-\x7e]/g, '').slice(0, 30);
  return words === '' ? '' : ` (${words})`;
}
