import { query } from '../../facts/facts.ts';
import type { Question } from '../../questions/question.ts';
import type { HostKeys } from '../host-keys.ts';
import type { ProviderBalancerCall } from './balancer-call.ts';

/** The providers whose machines, doors and keys are alike, and which one token opens. */
export type ProviderId = 'digitalocean' | 'hetzner';

/** What differs from one of them to the next, but for its calls. Pure. */
export interface Provider {
  readonly id: ProviderId;
  readonly label: string;
  readonly token: Question;
  /** It has addresses that are apart from a machine, and stay when that goes. */
  readonly keepsAddress: boolean;
  /** What its prices contain: one line. */
  readonly prices: string;
  /** Where a machine is made larger there. */
  readonly resize: string;
  /** Where a load balancer is seen there. */
  readonly balancers: string;
  /** Where the fingerprint of a machine's host key is seen. */
  readonly identity: string;
  /** What these are, in words. */
  readonly ports: string;
  /** What a firewall lets in by the ports of a cluster from such a machine: `7946/udp 203.0.113.8/32`. */
  readonly between: (from: { readonly id: string; readonly ip: string }) => readonly string[];
  /** The same call for its command-line client, as lines. */
  readonly lines: (what: ProviderCall) => readonly string[];
}

/** Id of the question for the token, which the edge reads, too. */
export function tokenOf(provider: ProviderId): string {
  return `${provider}.token`;
}

/** Id of what is not asked: the network of the machine beside which another one is made. */
export function networkOf(provider: ProviderId): string {
  return `${provider}.network`;
}

/** Whether what an account shows must be looked at anew once this is answered. */
export function opensAccount(question: string): boolean {
  return question === tokenOf('digitalocean') || question === tokenOf('hetzner');
}

/** A machine as it is wanted, in full. */
export interface ProviderGoal {
  /** All that is made for it has this name: by that it is found again. */
  readonly name: string;
  readonly region: string;
  /** The private network that it is put into; '' for the usual one, or none. */
  readonly network: string;
  /** `s-1vcpu-2gb`. */
  readonly size: string;
  /** `debian-13`. */
  readonly image: string;
  /** A line of authorized_keys; '' where it is made first. */
  readonly publicKey: string;
  /** The private half's file, where it is made on this computer. */
  readonly makeKey: string | null;
  /** `203.0.113.9/32`, or everybody. */
  readonly sshFrom: string;
}

/** What there is of a machine at a provider. */
export interface ProviderMachine {
  /** Every public key that the account knows; `ours` is what was given to it for this machine. */
  readonly keys: readonly ProviderKey[];
  readonly machine: {
    readonly id: string;
    readonly state: 'coming' | 'running' | 'off' | 'ended';
    /** The provider's own word for that. */
    readonly says: string;
    readonly ip: string | null;
    /** Somebody answers at its port 22. */
    readonly open: boolean;
    readonly hostKeys: HostKeys;
  } | null;
  readonly firewall: {
    readonly id: string;
    /** Who may reach port 22. */
    readonly sshFrom: readonly string[];
    /** Ids of the machines that stand behind it. */
    readonly guards: readonly string[];
  } | null;
  readonly address: { readonly id: string; readonly ip: string } | null;
}

export interface ProviderKey {
  readonly id: string;
  readonly publicKey: string;
  readonly ours: boolean;
}

/** A server that is there already, as its provider sees it. */
export interface ProviderHost {
  readonly id: string;
  readonly region: string;
  readonly size: string;
  readonly network: string;
  /** The address that the internet knows. */
  readonly ip: string;
  /** It was made by setup-server, and stands behind the firewall that was made for it. */
  readonly guarded: boolean;
}

/** A firewall that lets the servers of a cluster reach each other. */
export interface ProviderBetween {
  readonly id: string;
  /** Ids of the machines that stand behind it. */
  readonly guards: readonly string[];
  /** `7946/udp 203.0.113.8/32`, one for each rule for what comes in, and from where. */
  readonly rules: readonly string[];
}

export const NO_MACHINE: ProviderMachine = {
  ...{ keys: [], machine: null, firewall: null, address: null },
};

export interface ProviderSize {
  readonly size: string;
  readonly memoryMB: number;
  readonly diskGB: number;
  readonly processor: 'x86_64' | 'arm64';
  /** What it costs a month, by region; it can't be had where there is none. */
  readonly prices: Readonly<Record<string, number>>;
}

/** An account, as far as the token shows it. */
export type ProviderAccount =
  | {
      readonly open: true;
      /** Whose it is; '' where the provider does not tell. */
      readonly owner: string;
      /** `USD` (ISO 4217). */
      readonly currency: string;
      readonly regions: readonly { readonly region: string; readonly name: string }[];
      readonly sizes: readonly ProviderSize[];
      /** What the smallest load balancer costs a month, by region; it can't be had where there is none. */
      readonly balancers: Readonly<Record<string, number>>;
      /** What may be on it at first, the usual one first. */
      readonly images: readonly { readonly image: string; readonly label: string }[];
    }
  | {
      readonly open: false;
      /** Nobody answered, so nothing is said of the token. */
      readonly why?: 'unreachable';
      readonly says: string;
      /** What to do now. */
      readonly next: readonly string[];
    };

export type ProviderCall =
  | { readonly call: 'add-key'; readonly name: string; readonly publicKey: string }
  | { readonly call: 'reserve-address'; readonly name: string; readonly region: string }
  | { readonly call: 'firewall'; readonly name: string; readonly sshFrom: string }
  | {
      readonly call: 'rules';
      readonly name: string;
      readonly firewall: string;
      readonly guards: readonly string[];
      readonly sshFrom: string;
    }
  | {
      readonly call: 'create';
      readonly goal: ProviderGoal;
      readonly key: string;
      readonly firewall: string;
      readonly address: string | null;
    }
  | { readonly call: 'note-keys'; readonly machine: string; readonly keys: HostKeys }
  | { readonly call: 'guard'; readonly firewall: string; readonly machine: string }
  | { readonly call: 'unguard'; readonly firewall: string; readonly machine: string }
  | {
      readonly call: 'between';
      readonly name: string;
      readonly guards: readonly string[];
      readonly rules: readonly string[];
    }
  | {
      readonly call: 'between-rules';
      readonly name: string;
      readonly firewall: string;
      readonly guards: readonly string[];
      readonly rules: readonly string[];
    }
  | ProviderBalancerCall
  | { readonly call: 'power-on'; readonly machine: string }
  | { readonly call: 'destroy'; readonly machine: string }
  | { readonly call: 'drop-firewall'; readonly firewall: string }
  | { readonly call: 'drop-address'; readonly address: string }
  | { readonly call: 'drop-key'; readonly key: string };

export interface ProviderAction {
  readonly do: 'provider';
  readonly at: ProviderId;
  readonly what: ProviderCall;
}

export function accountQuery(provider: ProviderId) {
  return query('providerAccount', '', provider);
}

export function machineQuery(provider: ProviderId, name: string) {
  return query('providerMachine', '', `${provider} ${name}`);
}

/** A server there that may have any of these addresses. */
export function hostQuery(provider: ProviderId, addresses: readonly string[]) {
  return query('providerHost', '', `${provider} ${addresses.join(',')}`);
}

/** The firewall between servers, by its name. */
export function betweenQuery(provider: ProviderId, name: string) {
  return query('providerBetween', '', `${provider} ${name}`);
}

/** Whether two lines of authorized_keys are the same key, whatever is remarked behind it. */
export function isSameKey(one: string, other: string): boolean {
  const key = (line: string) => line.trim().split(/\s+/).slice(0, 2).join(' ');
  return key(one) !== '' && key(one) === key(other);
}

/** `$6`, `€4.51`. */
export function money(amount: number, currency: string): string {
  const sign = { USD: '$', EUR: '€', GBP: '£' }[currency] ?? `${currency} `;
  return `${sign}${Number.isInteger(amount) ? amount : amount.toFixed(2)}`;
}

/** What a machine of this size costs a month, in words; undefined where it can't be had there. */
export function costIn(
  account: ProviderAccount | undefined,
  size: string,
  region: string,
): string | undefined {
  if (!account?.open) return undefined;
  const price = account.sizes.find((each) => each.size === size)?.prices[region];
  return price === undefined ? undefined : `${money(price, account.currency)} a month`;
}
