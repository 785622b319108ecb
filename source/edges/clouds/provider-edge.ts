import type { HostKeys } from '../../clouds/host-keys.ts';
import type { ProviderBalancer } from '../../clouds/provider/balancer-call.ts';
import type {
  ProviderAccount,
  ProviderBetween,
  ProviderCall,
  ProviderHost,
  ProviderMachine,
} from '../../clouds/provider/provider.ts';
import type { Api, Http } from '../../dns/providers/edges.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { NewHostKey } from './new-host-key.ts';

/** Makes a machine. */
export type CreateCall = Extract<ProviderCall, { readonly call: 'create' }>;
/** What is one request, and holds all that is in it. */
export type SingleCall = Exclude<ProviderCall, { readonly call: 'create' | 'note-keys' }>;

/** How a provider's API is talked to. Each throws an ExpectedError. */
export interface ProviderEdge {
  readonly api: (token: Secret) => Api;
  /** Whose account it is, and what may be chosen there. Changes nothing. */
  readonly account: (http: Http, signal: AbortSignal) => Promise<ProviderAccount>;
  /** What there is of a machine; whether somebody answers at its port 22 is not for this to say. */
  readonly machine: (http: Http, name: string, signal: AbortSignal) => Promise<ProviderMachine>;
  /** A server that has one of these addresses; one that the internet knows before all others. */
  readonly host: (
    http: Http,
    addresses: readonly string[],
    signal: AbortSignal,
  ) => Promise<ProviderHost | null>;
  /** A firewall between servers, by its name. */
  readonly between: (
    http: Http,
    name: string,
    signal: AbortSignal,
  ) => Promise<ProviderBetween | null>;
  /** Every load balancer that setup-server made there. */
  readonly balancers: (http: Http, signal: AbortSignal) => Promise<readonly ProviderBalancer[]>;
  /** The request that the call is. */
  readonly request: (what: SingleCall) => Parameters<Http>[0];
  /** The one that makes a machine with this key. */
  readonly create: (what: CreateCall, hostKey: NewHostKey) => Parameters<Http>[0];
  /** Notes beside a machine which keys it may show, and nothing that others noted is touched. */
  readonly noteKeys: (
    http: Http,
    machine: string,
    keys: HostKeys,
    signal: AbortSignal,
  ) => Promise<void>;
}
