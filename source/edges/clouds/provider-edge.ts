import type {
  ProviderAccount,
  ProviderBetween,
  ProviderCall,
  ProviderHost,
  ProviderMachine,
} from '../../clouds/provider.ts';
import type { Api, Http } from '../../dns/providers/edges.ts';
import type { Secret } from '../../secret.ts';

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
  /** The request that the call is. */
  readonly request: (what: ProviderCall) => Parameters<Http>[0];
}
