import { COMMON, monthlyDollars } from './ec2/sizes.ts';
import { smallestFor } from './machine.ts';

/** What an app wants of its server. */
export interface Needs {
  readonly memoryMB: number;
  readonly diskMB: number;
}

/** Room for the app, for one copy of its data, and for the next version. In GB. */
export function diskFor({ diskMB }: Pick<Needs, 'diskMB'>): number {
  return Math.max(30, Math.ceil(diskMB / 1024));
}

/** By the table of prices that we know; Amazon says those of now once its account is open. */
export function ec2Price(needs: Needs): string {
  const type = smallestFor(COMMON, needs.memoryMB || 2048)?.type ?? '';
  return `about $${monthlyDollars(type, diskFor(needs), null)} a month`;
}

/** Memory in MB, and dollars a month, of the plainest droplets (digitalocean.com/pricing/droplets, Basic, Regular). */
const DROPLETS: readonly (readonly [number, number])[] = [
  [1024, 6],
  [2048, 12],
  [4096, 24],
  [8192, 48],
  [16_384, 96],
];

/** DigitalOcean says its prices once its account is open. */
export function dropletPrice({ memoryMB }: Needs): string {
  const [, dollars] = DROPLETS.find(([memory]) => memory >= memoryMB) ?? [0, 96];
  return `from $${dollars} a month`;
}
