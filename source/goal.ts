import type { Families } from './address/sources.ts';
import type { Adopted } from './adoption/adopted.ts';
import type { Recipe } from './apps/recipe.ts';
import type { Spread, WhyNot } from './apps/spread.ts';
import type { AwayGoal } from './backup/away.ts';
import type { CertificateOrder } from './certificates/certificate-action.ts';
import type { Revision } from './changes/revision.ts';
import type { AccountGoal } from './dns/providers/chosen.ts';
import { type FrontPorts, PLAIN_PORTS, plainAddress, siteAddress } from './front/ports.ts';
import type { Channel } from './renewal/channel.ts';
import type { Secret } from './secrets/secret.ts';
import type { Timetable } from './timetable/timetable.ts';

/** What is wanted, in full: the steps follow from it, and from what is seen of the host. */
export interface Goal {
  /** The host's id, for queries: `ssh://root@203.0.113.7:22`. */
  readonly host: string;
  /** How we reach the host: a name, an alias or an address. */
  readonly reachedAt: string;
  /** The install's name: folders, containers and volumes are named after it. */
  readonly install: string;
  readonly app: {
    readonly id: string;
    readonly label: string;
    /** See `App.needs`. */
    readonly dockerFrom?: 'docker';
  };
  readonly recipe: Recipe;
  /** It began with a container that somebody else had started. */
  readonly adopted?: Adopted;
  /** That one goes on as it is: nobody agreed to another one in its place. */
  readonly asItWas?: true;
  /** The public names; the first is the main one. */
  readonly names: readonly [string, ...string[]];
  /** Go on although the names do not lead to the host as far as we can see. */
  readonly trustNames: boolean;
  /** Whose account sets the names' records; absent where a person does. */
  readonly dns?: AccountGoal;
  /** The server's address changes, and the names follow it: these kinds of addresses. */
  readonly follows?: Families;
  /** They did until now. */
  readonly followedBefore?: true;
  readonly certificate: CertificateGoal;
  /** When its data are copied without anybody; absent where only by hand. */
  readonly timetable?: Timetable;
  /** They were until now. */
  readonly timetableBefore?: true;
  /** Where copies of them are sent; absent where they stay on the server. */
  readonly away?: AwayGoal;
  readonly awayBefore?: true;
  /** Where a person is told when a renewal fails; absent for nowhere. */
  readonly notify?: Channel;
  /** Where the front stands, if not on ports 80 and 443. */
  readonly front?: FrontGoal;
  /** The app's own container has ports that the front needs now. */
  readonly appInTheWay?: true;
  /** Its owner wants it not to run, since then (ISO 8601). */
  readonly stopped?: string;
  /** It runs on further servers, too: as parts of a cluster of which `host` is the first. */
  readonly cluster?: ClusterGoal;
  /** It went to another server, and its visitors are told. */
  readonly moved?: true;
  /** A key of the person's that shall be let in. */
  readonly loginKey?: LoginKey;
  /** What is to happen to its data on the way; absent where they stay as they are. */
  readonly revision?: Revision;
  /** The answers that may be written down. */
  readonly answers: Readonly<Record<string, string | boolean>>;
}

export interface ClusterGoal {
  /** The others, by their ids. */
  readonly others: readonly string[];
  /** By which each server reaches the others; the first's first. Empty until that is settled. */
  readonly addresses: readonly string[];
  /** The address of the load balancer in front of them, to which alone the names lead. */
  readonly front?: string;
  /** How the app runs there. */
  readonly spread: Spread;
  /** See `Spreading`. */
  readonly whyNot?: WhyNot;
}

/** The ports that the front is to have; undefined for the usual ones. */
export function frontPorts({ front, certificate }: Pick<Goal, 'front' | 'certificate'>) {
  return certificate.servedBy === 'app' ? PLAIN_PORTS : front;
}

export interface FrontGoal extends FrontPorts {
  /** Who has the usual ports: `nginx`, `apache2`. */
  readonly owner: string;
}

export interface LoginKey {
  readonly user: string;
  /** A line of authorized_keys. */
  readonly publicKey: string;
  /** Where it is from, in words. */
  readonly from: string;
}

export interface CertificateGoal {
  /** Where no authority is asked: the person's own files, something in front of the server that has one, or plain HTTP. */
  readonly use?: 'own-files' | 'none' | 'app-client' | 'balancer';
  /** The app's own web server shows it: the front has port 80 alone. */
  readonly servedBy?: 'app';
  /** The certificate at Amazon (its ARN) that this one replaces, whenever it is new: a load balancer shows it, the front does not. */
  readonly handsTo?: string;
  /** The person's own; absent where those on the server stay. PEM. */
  readonly own?: { readonly chain: string; readonly key: Secret };
  /** The CA's directory URL. */
  readonly directory: string;
  readonly rehearsal: string | null;
  /** The CA's name as the person knows it. */
  readonly authority: string;
  readonly email: string;
  /** How it is asked for, where that is not as usual. */
  readonly wishes?: Pick<
    CertificateOrder,
    'proof' | 'root' | 'externalAccount' | 'profile' | 'key'
  >;
}

/** The front speaks plain HTTP only: something else has a certificate, or nobody. */
export function isPlain(certificate: Pick<CertificateGoal, 'use' | 'handsTo'>): boolean {
  return certificate.use === 'none' || isBehindBalancer(certificate);
}

/** Visitors come by HTTPS to something in front of the server. */
export function isBehindBalancer({
  use,
  handsTo,
}: Pick<CertificateGoal, 'use' | 'handsTo'>): boolean {
  return use === 'balancer' || handsTo !== undefined;
}

/** Where visitors find a name, the main one unless another is given: `https://study.example.org`. */
export function addressOf(
  { names, front, certificate }: Pick<Goal, 'names' | 'front' | 'certificate'>,
  name = names[0],
): string {
  if (isBehindBalancer(certificate)) return siteAddress(name);
  return certificate.use === 'none' ? plainAddress(name, front) : siteAddress(name, front);
}
