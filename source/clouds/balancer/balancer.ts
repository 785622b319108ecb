import type { AccountGoal } from '../../dns/providers/chosen.ts';
import { query } from '../../facts/facts.ts';
import type { Secret } from '../../secrets/secret.ts';
import { sha256 } from '../../text/sha256.ts';
import { subjectOf } from '../ec2/queries.ts';

/** A load balancer in front of a machine, which has the website's certificate; as it is wanted. */
export interface BalancerGoal {
  /** The machine's name: everything that is made for it has it as a tag. */
  readonly name: string;
  readonly region: string;
  /** The website's name, which leads to it. */
  readonly hostname: string;
  /** The certificate that it shows is not of Amazon's making. */
  readonly certificate?: BalancerCertificate;
  /** The account that sets its records, where they are not in Route 53 of the same account; absent for a person. */
  readonly dns?: AccountGoal;
}

/** One that is imported: the server's own, which it hands over and renews; or the person's, PEM. */
export type BalancerCertificate =
  | { readonly by: 'server' }
  | { readonly by: 'files'; readonly chain: string; readonly key: Secret };

/** What there is of it at Amazon. */
export interface BalancerFact {
  /** The network (VPC) that the machine's own firewall is in. */
  readonly network: string | null;
  /** Its own firewall: made first and gone last, so without one there is nothing at all. */
  readonly group: {
    readonly id: string;
    readonly rules: readonly string[];
    /** Amazon still has something in it. */
    readonly used: boolean;
    /** The website's name for which all of it was made. */
    readonly hostname: string;
  } | null;
  /** One in each zone of the network, the machine's own first. */
  readonly subnets: readonly string[];
  readonly certificate: CertificateThere | null;
  /** One that was not made by Amazon: a person's own, or one in the place of which the server puts its own. */
  readonly imported: {
    readonly id: string;
    readonly used: boolean;
    readonly serial: string;
  } | null;
  /** Those that never came to be, or are of no use any more. */
  readonly dead: readonly {
    readonly id: string;
    /** Amazon's word for it, `CAA_ERROR`; null where it gives none. */
    readonly why: string | null;
  }[];
  /** Where it sends visitors to. */
  readonly targets: {
    readonly id: string;
    /** It brings one visitor to the same server again. */
    readonly sticky: boolean;
    readonly instances: readonly string[];
  } | null;
  readonly balancer: {
    readonly id: string;
    /** Its own name, to which the website's leads. */
    readonly host: string;
    /** The zone of that name at Route 53. */
    readonly zone: string;
    readonly state: string;
    /** For how long a connection may be silent. */
    readonly silentSeconds: number;
  } | null;
  readonly listeners: readonly {
    readonly id: string;
    readonly port: number;
    readonly certificate: string | null;
  }[];
  /** The zone at Route 53, in the same account, that holds the website's name. */
  readonly zone: {
    readonly id: string;
    readonly name: string;
    /** The record that proves the name stands there. */
    readonly proven: boolean;
    /** The website's name is an alias of the balancer. */
    readonly alias: boolean;
  } | null;
  /** As everybody sees it, the name leads there; only looked at where it is not in that zone. */
  readonly leads: boolean;
}

export interface CertificateThere {
  readonly id: string;
  readonly issued: boolean;
  readonly used: boolean;
  /** What Amazon wants to see in the DNS; null for its first seconds. */
  readonly record: { readonly name: string; readonly value: string } | null;
}

export const NO_BALANCER: BalancerFact = {
  ...{
    network: null,
    group: null,
    subnets: [],
    certificate: null,
    imported: null,
    dead: [],
    targets: null,
  },
  ...{ balancer: null, listeners: [], zone: null, leads: false },
};

/** US dollars a month, in us-east-1: 730 hours, and an address in each of two zones. */
export const BALANCER_DOLLARS = 24;

/** The silence that Amazon allows at most, in seconds. */
export const SILENCE_SECONDS = 4000;

/** TLS 1.2 and 1.3, as Amazon advises (docs.aws.amazon.com, "Security policies for your Application Load Balancer"). */
export const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

/** The tag of its own firewall: no machine can be called so. */
export function balancerTag(name: string): string {
  return `${name}/balancer`;
}

/** Balancers and their targets have at most 32 letters, none of them a hyphen at the end. */
export function balancerName(name: string): string {
  const fits = /^[a-z0-9-]{0,31}[a-z0-9]$/.test(name) && !name.startsWith('internal-');
  return fits ? name : `setup-server-${sha256(name).slice(0, 16)}`;
}

export function balancerQuery(region: string, name: string) {
  return query('ec2Balancer', '', subjectOf(region, name));
}
