import { afterNotSetting, afterSetting, decideAddress, newsOf } from '../../address/decide.ts';
import { addressMessage } from '../../address/message.ts';
import type { AddressOrder } from '../../address/order.ts';
import { FAMILIES, type Family } from '../../address/sources.ts';
import {
  type AddressState,
  addressStateText,
  type FollowedNames,
  freshNames,
  readAddressState,
} from '../../address/state.ts';
import { setRecords } from '../../apply/records.ts';
import type { PublicAddresses } from '../../dns/judge-name.ts';
import type { DnsEdges } from '../../dns/providers/edges.ts';
import { ttlFor } from '../../dns/providers/provider.ts';
import { ExpectedError, type Trouble } from '../../expected-error.ts';
import { textOf, writeFilesAnyhow } from '../renewal/files.ts';
import { tellPerson } from '../renewal/tell.ts';
import { type Exchange, learnAddress } from './learn.ts';

/** What a round works with. */
export interface AddressRound {
  readonly orders: readonly AddressOrder[];
  /** Holds `state.json`. */
  readonly folder: string;
  /** Says who is told. */
  readonly notifyFile: string;
  readonly now: () => Date;
  readonly say: (line: string) => void;
  /** Ask the provider in any case. */
  readonly forced: boolean;
  readonly signal: AbortSignal;
  /** The ways out of this machine; the usual ones where absent. */
  readonly out?: { readonly dns: DnsEdges; readonly exchange: Exchange };
}

/** Sets every name to where the world reaches this machine, if it changed. False where a try failed just now. */
export async function followAddress(round: AddressRound): Promise<boolean> {
  const { orders, folder, now } = round;
  const file = `${folder}/state.json`;
  let state = readAddressState((await textOf(file)) ?? '');
  const learnt = new Learnt(state, round);
  const kept = orders.map(({ install, names }) => {
    return [install, state.installs[install] ?? freshNames(names)] as const;
  });
  state = { lookedAt: now().toISOString(), installs: Object.fromEntries(kept) };
  let failed = false;
  for (const order of orders) {
    const before = state.installs[order.install] ?? freshNames(order.names);
    const after = await told(order, await followed(order, before, learnt, round), round);
    failed ||= after.failures > before.failures;
    state = { ...state, installs: { ...state.installs, [order.install]: after } };
    await writeFilesAnyhow([{ path: file, mode: '600', text: addressStateText(state) }]);
  }
  return !failed;
}

async function followed(
  { install, names, families, dns }: AddressOrder,
  state: FollowedNames,
  learnt: Learnt,
  { now, say, forced, signal, out }: AddressRound,
): Promise<FollowedNames> {
  let asked = false;
  try {
    const found = await learnt.addresses(FAMILIES[families]);
    const decision = decideAddress(state, names, found, now(), forced);
    say(`${install}: ${decision.why}`);
    if (decision.do === 'wait') return state;
    if (!dns) throw nobodySets(names);
    asked = true;
    const ttl = ttlFor('changing');
    for (const name of names) {
      const action = { do: 'records', ...dns, name, addresses: found, ttl } as const;
      for await (const said of setRecords(action, signal, out?.dns))
        if ('line' in said) say(said.line);
    }
    return afterSetting(state, names, found, now());
  } catch (error) {
    signal.throwIfAborted();
    const trouble = troubleOf(error);
    say(`${install}: ${trouble.what} ${trouble.why ?? ''}`.trimEnd());
    return afterNotSetting(state, trouble, now(), asked);
  }
}

async function told(
  { install }: AddressOrder,
  state: FollowedNames,
  { notifyFile, say, signal }: AddressRound,
): Promise<FollowedNames> {
  const news = newsOf(state);
  if (news === null) return state;
  const taken = await tellPerson(notifyFile, addressMessage(install, news, state), say, signal);
  return taken ? { ...state, told: news === 'failing' } : state;
}

/** Each address is learnt once a round, however many names follow it. */
class Learnt {
  readonly #known: readonly string[];
  readonly #round: AddressRound;
  readonly #asked = new Map<Family, Promise<string>>();

  constructor({ installs }: AddressState, round: AddressRound) {
    this.#known = Object.values(installs).flatMap(({ set }) => (set ? [...set.v4, ...set.v6] : []));
    this.#round = round;
  }

  async addresses(families: readonly Family[]): Promise<PublicAddresses> {
    const learn = async (family: Family) =>
      families.includes(family) ? [await this.#one(family)] : [];
    return { v4: await learn('v4'), v6: await learn('v6') };
  }

  #one(family: Family): Promise<string> {
    const known = this.#known.find((each) => each.includes(':') === (family === 'v6'));
    const { now, signal, out } = this.#round;
    const found =
      this.#asked.get(family) ?? learnAddress(family, known, now(), signal, out?.exchange);
    this.#asked.set(family, found);
    return found;
  }
}

function nobodySets(names: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'address.no-account',
    what: `The server has no account by which it could set ${names.join(' and ')}.`,
    next: ['Run setup-server again.'],
  });
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof ExpectedError) return error.trouble;
  const why = error instanceof Error ? error.message : String(error);
  return { code: 'address.bug', what: 'The program made a mistake.', why };
}
