import { cloudflare } from './cloudflare.ts';
import { desec } from './desec.ts';
import { digitalOcean } from './digitalocean.ts';
import { duckDns } from './duckdns.ts';
import { dynu } from './dynu.ts';
import { gandi } from './gandi.ts';
import { hetzner } from './hetzner.ts';
import type { Vendor } from './vendor.ts';

/** Every company with an HTTP API of its own. */
export const vendors: readonly Vendor[] = [
  desec,
  dynu,
  duckDns,
  cloudflare,
  digitalOcean,
  hetzner(),
  gandi,
];
