/** A load balancer in front of servers, as its provider sees it. It passes on what comes, and reads none of it. */
export interface ProviderBalancer {
  readonly id: string;
  /** As setup-server called it. */
  readonly name: string;
  /** Null for its first moments. */
  readonly ip: string | null;
  readonly ready: boolean;
  /** Ids of the machines that it sends visitors to. */
  readonly targets: readonly string[];
}

/** One call about it. */
export type ProviderBalancerCall =
  | {
      readonly call: 'balancer';
      readonly name: string;
      readonly region: string;
      /** The private network of its targets; '' where they have none. */
      readonly network: string;
      readonly targets: readonly string[];
    }
  | {
      readonly call: 'add-target' | 'drop-target';
      readonly balancer: string;
      readonly machine: string;
    }
  | { readonly call: 'drop-balancer'; readonly balancer: string };

/** The ports that it passes on, each to the same port of a server. */
export const PASSED_ON: readonly number[] = [80, 443];

/** How often it looks whether a server answers, and after how many looks in vain it sends nobody there; in seconds. */
export const LOOKS = { every: 5, patience: 3, misses: 3 } as const;
