import type { DatabaseGoal } from './ec2/database.ts';

/** A machine at a provider as it is wanted, in full. */
export interface MachineGoal {
  /** By which it is found again: everything that is made for it has it as a tag. */
  readonly name: string;
  readonly region: string;
  /** The provider's name of its size: `t3.small`. */
  readonly type: string;
  readonly image: MachineImage;
  readonly diskGB: number;
  /** What that costs, in words: `about $21 a month, as of 2025-06`. */
  readonly cost: string;
  /** Who may reach port 22: `203.0.113.9/32`, or everybody. */
  readonly sshFrom: string;
  readonly key: MachineKey;
  /** Where it is put; null for the standard network, in whichever zone has room. */
  readonly place: { readonly network: string; readonly subnet: string } | null;
  /** A bucket for it, which it may use. */
  readonly bucket: string | null;
  /** A database apart from it, which only it reaches. */
  readonly database: DatabaseGoal | null;
  /** The firewall of a load balancer that is there, from which alone visitors come; absent where they come from anywhere. */
  readonly behind?: string;
  /** It can't be deleted before that is taken away. */
  readonly protect: boolean;
}

export interface MachineImage {
  readonly id: string;
  /** `debian-13-amd64-20261101-2300`. */
  readonly name: string;
  /** Who is let in: `admin` with Debian. */
  readonly user: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly rootDevice: string;
}

/** The key that opens it: its public half goes to the provider, the private one stays here. */
export interface MachineKey {
  /** A line of authorized_keys. */
  readonly publicKey: string;
  /** The private half's file; '' where OpenSSH finds it by itself. */
  readonly file: string;
  /** It is not there yet, and is made on this computer. */
  readonly make: boolean;
}

/** What there is at the provider under a name. */
export interface MachineFact {
  readonly key: { readonly name: string; readonly publicKey: string | null } | null;
  readonly group: {
    readonly id: string;
    /** `22 203.0.113.9/32` or `4789/udp sg-…`, one for each rule for what comes in. */
    readonly rules: readonly string[];
  } | null;
  readonly instance: {
    readonly id: string;
    readonly state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down';
    readonly type: string;
    readonly publicAddress: string | null;
    /** By which it gets a role, as the provider names it. */
    readonly profile: string | null;
    /** Ids of the firewalls that it stands behind. */
    readonly groups: readonly string[];
  } | null;
  /** A fixed address, and whose it is now. */
  readonly address: {
    readonly id: string;
    readonly ip: string;
    readonly instance: string | null;
  } | null;
}

export const NOTHING_THERE: MachineFact = { key: null, group: null, instance: null, address: null };

/** A server that is there already, as its provider sees it. */
export interface HostFact {
  readonly instance: string;
  /** What it is called, where setup-server made it. */
  readonly name: string | null;
  readonly type: string;
  readonly network: string;
  readonly subnet: string;
  /** Its address in that network. */
  readonly address: string;
  /** Ids of the firewalls that it stands behind. */
  readonly groups: readonly string[];
}

/** Every size that is offered, the smallest first; prices as told by the provider at that day. */
export interface MachineSize {
  readonly type: string;
  readonly memoryMB: number;
  readonly processors: number;
  readonly architecture: MachineImage['architecture'];
  /** US dollars a month, in the cheapest regions. */
  readonly dollars: number;
}

/** The smallest that an app has enough memory in; the largest where none has. */
export function smallestFor(
  sizes: readonly MachineSize[],
  memoryMB: number,
): MachineSize | undefined {
  const fitting = sizes.filter((each) => each.memoryMB >= memoryMB);
  return (fitting.length > 0 ? fitting : sizes.slice(-1))[0];
}

/** Whether a new machine can be entered yet. */
export interface EntranceFact {
  /** Somebody answers at port 22 of its address. */
  readonly open: boolean;
  /** `SHA256:…` of its host keys, as it printed them on its console; empty before. */
  readonly fingerprints: readonly string[];
}

/** In US dollars, in the region that was looked at. */
export interface CloudPrices {
  /** By type. */
  readonly hourly: Readonly<Record<string, number>>;
  /** Of disk, a month. */
  readonly perGB: number;
  /** Of databases (RDS): by kind and size; empty where they are not known. */
  readonly databases: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A network of the person's own at a provider (VPC). */
export interface CloudNetwork {
  readonly id: string;
  /** As they named it; '' where they did not. */
  readonly name: string;
  /** `10.0.0.0/16`. */
  readonly range: string;
  /** The one that every account has at first. */
  readonly standard: boolean;
  readonly subnets: readonly CloudSubnet[];
}

/** A part of such a network, in one zone. */
export interface CloudSubnet {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  /** What is in it can have an address that the internet reaches. */
  readonly open: boolean;
}

/** An account at a provider, as far as the credentials show it. */
export type CloudAccountFact =
  | {
      readonly open: true;
      /** The account's number. */
      readonly account: string;
      readonly region: string;
      readonly regions: readonly string[];
      /** The newest images, one for each kind of processor. */
      readonly images: readonly MachineImage[];
      /** Those to put a machine in, the standard one first. */
      readonly networks: readonly CloudNetwork[];
      /** As the provider says now; null where it does not. */
      readonly prices: CloudPrices | null;
    }
  | {
      readonly open: false;
      /** None were found, or they are refused, or may not do this; or nobody answers. */
      readonly why: 'no-credentials' | 'refused' | 'not-allowed' | 'unreachable';
      readonly says: string;
    };
