import type { Order } from 'acme-client';
import type { CertificateOrder } from '../../certificates/certificate-action.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import type { Secret } from '../../secrets/secret.ts';
import { authorizationAt } from './authorizations.ts';
import { checkCaa } from './caa-before.ts';
import { checkedChain, newKey } from './certificate-check.ts';
import type { Conversation } from './conversation.ts';
import { untilDecided } from './patience.ts';
import { proveByFiles } from './prove-by-files.ts';
import { proveByRecords } from './prove-by-records.ts';
import { Refusal, readProblem } from './refusal.ts';
import { type Stage, stage } from './stages.ts';
import type { CertificateWorld, TextRecords } from './world.ts';

/** One order at one CA. */
export interface Placing {
  readonly authority: string;
  readonly names: readonly string[];
  /** The CA's directory URL. */
  readonly directory: string;
  readonly wanted: CertificateOrder;
  readonly rehearsal: boolean;
  /** Nothing has proved yet that the names show our files: look before the CA does. */
  readonly lookFirst: boolean;
  /** The `certificateId` of the certificate that this one will replace. */
  readonly predecessor: string | null;
}

export interface Ordered {
  readonly chain: string;
  readonly key: Secret;
  /** The CA took it for the renewal of the predecessor, so that it counts against no limit. */
  readonly renewal: boolean;
}

/** An order from its beginning to the certificate (RFC 8555, 7.4). */
export async function* placeOrder(
  placing: Placing,
  conversation: Conversation,
  world: CertificateWorld,
  signal: AbortSignal,
): AsyncGenerator<Telling, Ordered> {
  const { authority, names, wanted, rehearsal, lookFirst } = placing;
  const { ask, askAgainAt } = conversation;
  const at = (which: Stage, some = names) => stage(which, authority, some, rehearsal);

  yield at('ordering');
  // A rehearsal has looked just before.
  if (rehearsal || lookFirst) await checkCaa(placing, conversation, world, signal);
  const { order, renewal } = await newOrder(placing, conversation);
  const all = await Promise.all(
    order.authorizations.map((url) => authorizationAt(url, order, conversation)),
  );
  // What this account has proved before counts on (RFC 8555, 7.1.4).
  const asked = all.filter(({ status }) => status !== 'valid');
  const proving = { authority, wanted, order, asked, conversation, world, lookFirst, at };
  if (asked.length > 0) {
    if (wanted.proof === 'dns-01') yield* proveByRecords(proving, recordsOf(world), signal);
    else yield* proveByFiles(proving, signal);
  }

  yield at('issuing');
  const key = newKey(wanted.key);
  const made = await finalized(await requestFor(names, key));
  const chain = await ask((client) => client.getCertificate(made, wanted.preferredIssuer));
  return { chain: checkedChain(chain, key, names), key, renewal };

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
}

/**
 * Says which certificate it replaces, as a renewal does not count against limits then (RFC 9773, 5).
 * A CA refuses that where another order said so before, or where the certificate is not its own.
 */
async function newOrder(
  { authority, names, wanted: { profile }, rehearsal, predecessor }: Placing,
  { ask, directory }: Conversation,
): Promise<{ readonly order: Order; readonly renewal: boolean }> {
  const kind = profile === undefined ? undefined : await offered(profile);
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const wish = { identifiers, ...(kind && { profile: kind }) };
  if (predecessor !== null) {
    const replacing = { ...wish, replaces: predecessor };
    try {
      return { order: await ask((client) => client.createOrder(replacing)), renewal: true };
    } catch (error) {
      if (!(error instanceof Refusal) || !REPLACES_NOTHING.includes(error.problem.type)) {
        throw error;
      }
    }
  }
  return { order: await ask((client) => client.createOrder(wish)), renewal: false };

  /** A rehearsal works without the kind of certificate, too. */
  async function offered(wanted: string): Promise<string | undefined> {
    const { profiles } = await directory();
    if (wanted in profiles) return wanted;
    if (rehearsal) return undefined;
    throw noProfile(authority, wanted, Object.keys(profiles));
  }
}

const REPLACES_NOTHING = [
  ...['alreadyReplaced', 'malformed', 'unauthorized', 'conflict'],
  // Pebble stumbles over a certificate that it does not find; one that is down refuses the next, too.
  'serverInternal',
];

/** A CSR with the names as subject alternative names only. */
async function requestFor(names: readonly string[], key: Secret): Promise<Buffer> {
  const { default: acme } = await import('acme-client');
  const [, csr] = await acme.crypto.createCsr({ altNames: [...names] }, key.reveal());
  return csr;
}

function recordsOf({ records }: CertificateWorld): TextRecords {
  if (records) return records;
  throw new Error('An order by dns-01 needs an account where records can be set.');
}

function noProfile(authority: string, wanted: string, all: readonly string[]): ExpectedError {
  const offers = all.length === 0 ? 'It has one kind only.' : `It has ${all.join(', ')}.`;
  return new ExpectedError({
    code: 'acme.no-profile',
    what: `${authority} does not make certificates of the kind “${wanted}”.`,
    why: offers,
    next: ['Choose another kind, or leave the choice to the authority.'],
  });
}
