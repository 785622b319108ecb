import { query } from '../facts/facts.ts';
import { quote } from '../shell.ts';

/** Id of the question for the token, which the edge reads, too. */
export const DO_TOKEN = 'digitalocean.token';

/** A droplet as it is wanted, in full. */
export interface DropletGoal {
  /** Also its tag and that of its firewall: by it everything is found again. */
  readonly name: string;
  readonly region: string;
  /** `s-1vcpu-2gb`. */
  readonly size: string;
  /** A line of authorized_keys; '' where it is made first. */
  readonly publicKey: string;
  /** The private half's file, where it is made on this computer. */
  readonly makeKey: string | null;
  /** `203.0.113.9/32`, or everybody. */
  readonly sshFrom: string;
}

/** What there is of a droplet at DigitalOcean. */
export interface DropletFact {
  readonly key: { readonly id: string } | null;
  readonly droplet: {
    readonly id: string;
    readonly status: 'new' | 'active' | 'off' | 'archive';
    readonly ip: string | null;
    /** Somebody answers at its port 22. */
    readonly open: boolean;
  } | null;
  readonly firewall: { readonly id: string; readonly sshFrom: readonly string[] } | null;
}

export const NO_DROPLET: DropletFact = { key: null, droplet: null, firewall: null };

export interface DropletSize {
  readonly size: string;
  readonly memoryMB: number;
  readonly diskGB: number;
  readonly dollars: number;
  readonly regions: readonly string[];
}

/** An account at DigitalOcean, as far as the token shows it. */
export type DigitalOceanFact =
  | {
      readonly open: true;
      readonly email: string;
      readonly regions: readonly { readonly region: string; readonly name: string }[];
      /** The cheapest first. */
      readonly sizes: readonly DropletSize[];
    }
  | { readonly open: false; readonly says: string };

export type DropletCall =
  | { readonly call: 'add-key'; readonly name: string; readonly publicKey: string }
  | { readonly call: 'create'; readonly goal: DropletGoal; readonly key: string }
  | { readonly call: 'power-on'; readonly droplet: string }
  | {
      readonly call: 'firewall';
      readonly name: string;
      readonly droplet: string;
      readonly sshFrom: string;
    }
  | { readonly call: 'destroy'; readonly droplet: string }
  | { readonly call: 'drop-firewall'; readonly firewall: string }
  | { readonly call: 'drop-key'; readonly key: string };

export interface DropletAction {
  readonly do: 'droplet';
  readonly what: DropletCall;
}

export const DROPLET_IMAGE = 'debian-13-x64';

export function dropletQuery(name: string) {
  return query('droplet', '', name);
}

export function digitalOceanQuery() {
  return query('digitalOcean', '');
}

/** The same for DigitalOcean's command-line client, as one line. */
export function dropletLine({ what }: DropletAction): string {
  return ['doctl compute', ...words(what)].join(' ');
}

function words(what: DropletCall): readonly string[] {
  switch (what.call) {
    case 'add-key':
      return ['ssh-key create', quote(what.name), '--public-key', quote(what.publicKey)];
    case 'create': {
      const { name, region, size } = what.goal;
      return [
        ...['droplet create', quote(name), '--region', quote(region), '--size', quote(size)],
        ...['--image', DROPLET_IMAGE, '--ssh-keys', quote(what.key), '--tag-name', quote(name)],
      ];
    }
    case 'power-on':
      return ['droplet-action power-on', quote(what.droplet)];
    case 'firewall':
      return [
        ...['firewall create --name', quote(what.name), '--droplet-ids', quote(what.droplet)],
        `--inbound-rules ${quote(`protocol:tcp,ports:22,address:${what.sshFrom} protocol:tcp,ports:80,address:0.0.0.0/0 protocol:tcp,ports:443,address:0.0.0.0/0`)}`,
      ];
    case 'destroy':
      return ['droplet delete', quote(what.droplet)];
    case 'drop-firewall':
      return ['firewall delete', quote(what.firewall)];
    case 'drop-key':
      return ['ssh-key delete', quote(what.key)];
  }
}
