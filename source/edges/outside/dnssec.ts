import { randomInt } from 'node:crypto';
import { getServers } from 'node:dns';
import type { DnssecFact } from '../../facts/names/dnssec.ts';
import { CLASS, decodeMessage, encodeMessage, OPCODE, TYPE } from '../dns/message.ts';
import { askOverTcp } from '../dns/over-tcp.ts';

const LIMIT_SECONDS = 2;
/** A public resolver that checks signatures; the system's own often does not. */
const CHECKING = '1.1.1.1';
/** Recursion desired (RFC 1035, 4.1.1), checking disabled (RFC 4035, 3.2.2). */
const RD = 0x0100;
const CD = 0x0010;

export interface Resolver {
  readonly host: string;
  readonly port: number;
}

/**
 * Whether resolvers that check a zone's signatures accept them. Asks for the zone itself, which is
 * there: a question for a name that is not would be remembered.
 */
export async function lookAtDnssec(
  zone: string,
  signal: AbortSignal,
  resolvers: readonly Resolver[] = ownResolvers(),
): Promise<DnssecFact> {
  const verdicts = await Promise.all(resolvers.map((each) => verdictOf(each, zone, signal)));
  if (verdicts.includes('broken')) return 'broken';
  return verdicts.includes('fine') ? 'fine' : 'unknown';
}

async function verdictOf(at: Resolver, zone: string, signal: AbortSignal): Promise<DnssecFact> {
  const code = await ask(at, zone, RD, signal);
  if (code === 0) return 'fine';
  const unchecked = code === 2 ? await ask(at, zone, RD | CD, signal) : undefined;
  return unchecked === 0 ? 'broken' : 'unknown';
}

/** The response code; undefined where there is no answer. */
async function ask(
  at: Resolver,
  zone: string,
  flags: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const message = encodeMessage({
    id: randomInt(65536),
    opcode: OPCODE.query,
    rcode: 0,
    isReply: false,
    isAuthoritative: false,
    questions: [{ name: zone, type: TYPE.SOA, class: CLASS.IN }],
    answers: [],
    authorities: [],
    additionals: [],
  });
  message.writeUInt16BE(message.readUInt16BE(2) | flags, 2);
  try {
    return decodeMessage(await askOverTcp(at, message, LIMIT_SECONDS, signal)).rcode;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** The system's resolvers, as `[2001:db8::53]:5353` or without a port, and the one that checks. */
function ownResolvers(): Resolver[] {
  const own = getServers().map((text) => {
    const [, host = text, port = '53'] =
      /^\[(.+)\](?::(\d+))?$/.exec(text) ?? /^([^:]+):(\d+)$/.exec(text) ?? [];
    return { host, port: Number(port) };
  });
  return [...own.slice(0, 2), { host: CHECKING, port: 53 }];
}
