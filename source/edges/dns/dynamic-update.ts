import { randomInt } from 'node:crypto';
import type { DynamicUpdate, UpdateChange, UpdateServer } from '../../dns/providers/edges.ts';
import { ExpectedError } from '../../expected-error.ts';
import { inPlainWords } from '../outside/plain-words.ts';
import { unreachable } from './http.ts';
import {
  CLASS,
  type DnsMessage,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  OPCODE,
  RCODES,
  TYPE,
} from './message.ts';
import { askOverTcp } from './over-tcp.ts';
import { readData, writeData } from './record-data.ts';
import { sign, type Verdict, verify } from './tsig.ts';

const LIMIT_SECONDS = 10;
/** REFUSED and NOTAUTH to a question: this server does not speak for that name. */
const NOT_HERE = [5, 9];

/** A name server that takes dynamic updates. Every message is signed, and every reply checked. */
export function dynamicUpdateOf(server: UpdateServer, now = () => new Date()): DynamicUpdate {
  const ask = (message: Partial<DnsMessage>, signal: AbortSignal) =>
    exchange(server, { ...EMPTY, ...message }, now, signal);
  const query = (name: string, type: number, signal: AbortSignal) =>
    ask({ questions: [{ name, type, class: CLASS.IN }] }, signal);
  return {
    zoneOf: async (name, signal) => {
      const reply = await query(name, TYPE.SOA, signal);
      const { rcode, answers, authorities, isAuthoritative } = reply;
      // A server that looks things up for others knows of zones that are not its own.
      if (NOT_HERE.includes(rcode) || !isAuthoritative) return null;
      if (rcode !== 0 && rcode !== 3) throw failed(server, rcode);
      // Of the name itself, or where there is no such record, beside the answer (RFC 2308, 2).
      const soa = [...answers, ...authorities].find(({ type }) => type === TYPE.SOA);
      return soa?.name ?? null;
    },
    read: async (name, type, signal) => {
      const { rcode, answers } = await query(name, TYPE[type], signal);
      if (rcode !== 0 && rcode !== 3) throw failed(server, rcode);
      return answers
        .filter((record) => record.type === TYPE[type] && record.name === name.toLowerCase())
        .map(({ data }) => readData(type, data));
    },
    update: async (zone, changes, signal) => {
      const { rcode } = await ask(
        {
          opcode: OPCODE.update,
          questions: [{ name: zone, type: TYPE.SOA, class: CLASS.IN }],
          authorities: changes.map(recordOf),
        },
        signal,
      );
      if (rcode !== 0) throw failed(server, rcode);
    },
  };
}

const EMPTY: DnsMessage = {
  id: 0,
  opcode: OPCODE.query,
  rcode: 0,
  isReply: false,
  isAuthoritative: false,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

/** RFC 2136, 2.5. */
function recordOf(change: UpdateChange): DnsRecord {
  const { name } = change;
  const type = TYPE[change.type];
  switch (change.do) {
    case 'add':
      return {
        name,
        type,
        class: CLASS.IN,
        ttl: change.ttl,
        data: writeData(change.type, change.value),
      };
    case 'remove':
      return { name, type, class: CLASS.NONE, ttl: 0, data: writeData(change.type, change.value) };
    case 'remove-all':
      return { name, type, class: CLASS.ANY, ttl: 0, data: Buffer.alloc(0) };
  }
}

async function exchange(
  server: UpdateServer,
  message: DnsMessage,
  now: () => Date,
  signal: AbortSignal,
): Promise<DnsMessage> {
  const id = randomInt(65536);
  const signed = sign(encodeMessage({ ...message, id }), server.key, now());
  const bytes = await askOverTcp(server, signed.message, LIMIT_SECONDS, signal).catch((error) => {
    signal.throwIfAborted();
    const host = server.host.includes(':') ? `[${server.host}]` : server.host;
    const url = new URL(`dns://${host}:${server.port}`);
    throw unreachable(server.host, inPlainWords(error, url, LIMIT_SECONDS).says);
  });
  const { reply, verdict } = understood(bytes, server, signed.mac);
  if (verdict.is === 'error') throw keyRefused(server, verdict, now());
  // A server that does not know the question at all may answer it without a signature.
  if (verdict.is === 'unsigned' && reply.rcode !== 0) return reply;
  if (verdict.is !== 'good' || reply.id !== id) throw notByKey(server);
  return reply;
}

function understood(bytes: Buffer, server: UpdateServer, mac: Buffer) {
  try {
    return { reply: decodeMessage(bytes), verdict: verify(bytes, server.key, mac) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unreachable(server.host, `What answers on port ${server.port} there does not speak DNS.`);
  }
}

function keyRefused(
  { host, key }: UpdateServer,
  verdict: Extract<Verdict, { is: 'error' }>,
  now: Date,
): ExpectedError {
  const name = RCODES[verdict.error] ?? `error ${verdict.error}`;
  const apart = verdict.theirs && Math.round((verdict.theirs.getTime() - now.getTime()) / 1000);
  const byClock = verdict.error === 18;
  return new ExpectedError({
    code: byClock ? 'dns.clock' : 'dns.refused',
    what: byClock
      ? `${host} did not accept the key, since its clock and this computer's differ.`
      : `${host} did not accept the key ${key.name}.`,
    why: byClock
      ? `They differ by ${apart === undefined ? 'more than five minutes' : `${Math.abs(apart)} seconds`}; five minutes are allowed (${name}).`
      : verdict.error === 17
        ? `It has no key of this name with ${key.algorithm} (${name}).`
        : `The secret is not the one that it has (${name}).`,
    next: byClock
      ? ['Set the clock of this computer, or have that of the name server set.']
      : ["Compare the name, the algorithm and the secret with the name server's configuration."],
  });
}

function notByKey({ host, key }: UpdateServer): ExpectedError {
  return new ExpectedError({
    code: 'dns.unexpected',
    what: `The answer of ${host} was not signed with the key ${key.name}.`,
    why: 'Somebody on the way may have changed it, or the name server does not support signatures.',
    next: ['Check that the address is that of the name server itself.'],
  });
}

function failed({ host, key }: UpdateServer, rcode: number): ExpectedError {
  const name = RCODES[rcode] ?? `error ${rcode}`;
  if (rcode === 5 || rcode === 9) {
    return new ExpectedError({
      code: 'dns.refused',
      what: `${host} did not let the key ${key.name} do this (${name}).`,
      why: 'The key is known, but what it may change does not include this name.',
      next: ["Have the zone's update-policy or allow-update extended."],
    });
  }
  return new ExpectedError({
    code: 'dns.unexpected',
    what: `${host} answered with an error (${name}).`,
    next: ["Look at the name server's log: it says why."],
    passing: rcode === 2,
  });
}
