import type { Authorization, Order } from 'acme-client';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import type { Secret } from '../../secret.ts';
import { checkedChain, newKey } from './certificate-check.ts';
import type { Conversation } from './conversation.ts';
import { pause, untilDecided } from './patience.ts';
import { addressUsed, lookBefore, type Proof, proofFor } from './proof.ts';
import { Refusal, readProblem } from './refusal.ts';
import { troubleOfName } from './refused-name.ts';
import { type Stage, stage } from './stages.ts';
import type { CertificateWorld } from './world.ts';

/** One order at one CA. */
export interface Placing {
  readonly authority: string;
  readonly names: readonly string[];
  /** Folder on the host that is served as `/.well-known/acme-challenge/`. */
  readonly challenges: string;
  readonly rehearsal: boolean;
  /** Nothing has proved yet that the names show our files: look before the CA does. */
  readonly lookFirst: boolean;
}

export interface Ordered {
  readonly chain: string;
  readonly key: Secret;
}

/**
 * An order from its beginning to the certificate (RFC 8555, 7.4): all proofs are in place before
 * the CA is asked to look at the first, and removed again whatever comes.
 */
export async function* placeOrder(
  placing: Placing,
  conversation: Conversation,
  world: CertificateWorld,
  signal: AbortSignal,
): AsyncGenerator<Telling, Ordered> {
  const { authority, names, challenges, rehearsal } = placing;
  const { ask, askAgainAt } = conversation;
  const at = (which: Stage, some = names) => stage(which, authority, some, rehearsal);

  yield at('ordering');
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const order = await ask((client) => client.createOrder({ identifiers }));
  const all = await Promise.all(order.authorizations.map(authorization));
  const open = all.filter(({ status }) => status !== 'valid');
  if (open.length > 0) yield* prove(open);

  yield at('issuing');
  const key = newKey();
  const made = await finalized(await requestFor(names, key));
  const chain = await ask((client) => client.getCertificate(made));
  return { chain: checkedChain(chain, key, names), key };

  async function* prove(asked: readonly Authorization[]): AsyncGenerator<Telling, void> {
    const proofs = await Promise.all(
      asked.map((each) => proofFor(each, challenges, authority, conversation)),
    );
    const shown = proofs.map(({ name }) => name);
    try {
      yield at('proving');
      const files = proofs.map(({ path, content }) => ({ path, mode: '644' as const, content }));
      await world.write(files, signal);
      if (placing.lookFirst) {
        yield at('checking', shown);
        await Promise.all(proofs.map((proof) => lookBefore(proof, authority, world, signal)));
      }
      yield at('validating', shown);
      await Promise.all(proofs.map(({ challenge }) => ask((c) => c.completeChallenge(challenge))));
      await validated(proofs);
    } finally {
      // On a signal of its own, so that Ctrl-C leaves nothing behind. A file that stays does no harm.
      const paths = proofs.map(({ path }) => path);
      await world.remove(paths, AbortSignal.timeout(15_000)).catch(() => {});
    }
  }

  /** Waits until the CA has decided about every name. */
  async function validated(proofs: readonly Proof[]): Promise<void> {
    // Meanwhile this machine looks too, as a witness in case that the CA sees something wrong.
    const witness = new AbortController();
    const looks = proofs.map(({ url }) =>
      world.lookAtChallenge(url, witness.signal).catch(() => null),
    );
    try {
      const failed = (await decided(proofs))
        .map((end, index) => ({ end, index }))
        .filter(({ end }) => end.status !== 'valid');
      const first = failed[0];
      if (first === undefined) return;
      const challenge = first.end.challenges.find(({ type }) => type === 'http-01');
      throw new ExpectedError(
        troubleOfName({
          authority,
          name: first.end.identifier.value,
          problem: readProblem(challenge?.error),
          address: addressUsed(challenge),
          expected: proofs[first.index]?.content ?? '',
          looks: (await looks[first.index]) ?? [],
          others: failed.slice(1).map(({ end }) => end.identifier.value),
        }),
      );
    } finally {
      witness.abort();
    }
  }

  async function decided(proofs: readonly Proof[]): Promise<Authorization[]> {
    const urls = proofs.map((proof) => proof.authorization);
    const ends = new Map<string, Authorization>();
    const latest = () => urls.flatMap((url) => askAgainAt(url) ?? []).sort((a, b) => +b - +a)[0];
    const waiting = { authority, what: 'look at the name', askAgainAt: latest };
    const round = async () => {
      const found = await Promise.all(urls.filter((url) => !ends.has(url)).map(authorization));
      for (const end of found) if (end.status !== 'pending') ends.set(end.url, end);
      return ends.size === urls.length ? urls.flatMap((url) => ends.get(url) ?? []) : undefined;
    };
    // No CA has decided by the time it has answered.
    await pause(100, signal);
    return await untilDecided(waiting, round, signal);
  }

  async function finalized(csr: Buffer): Promise<Order> {
    const waiting = {
      authority,
      what: 'make the certificate',
      askAgainAt: () => askAgainAt(order.url),
    };
    let now = await untilDecided(waiting, () => finalize(csr), signal);
    const isDecided = ({ status }: Order) => status === 'valid' || status === 'invalid';
    if (!isDecided(now)) {
      const look = async () => {
        now = await ask((client) => client.getOrder(order));
        return isDecided(now) ? now : undefined;
      };
      now = await untilDecided(waiting, look, signal);
    }
    if (now.status !== 'valid') throw new Refusal(readProblem(now.error), order.url);
    return now;
  }

  async function finalize(csr: Buffer): Promise<Order | undefined> {
    try {
      return await ask((client) => client.finalizeOrder(order, csr));
    } catch (error) {
      // The order may learn a moment later than its authorizations that all are valid.
      if (error instanceof Refusal && error.problem.type === 'orderNotReady') return undefined;
      throw error;
    }
  }

  async function authorization(url: string): Promise<Authorization> {
    const only = { ...order, authorizations: [url] };
    const [found] = await ask((client) => client.getAuthorizations(only));
    if (found === undefined) throw new Error(`No authorization at ${url}.`);
    return found;
  }
}

/** A CSR with the names as subject alternative names only. */
async function requestFor(names: readonly string[], key: Secret): Promise<Buffer> {
  const { default: acme } = await import('acme-client');
  const [, csr] = await acme.crypto.createCsr({ altNames: [...names] }, key.reveal());
  return csr;
}
