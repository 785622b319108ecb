import { byHand } from './by-hand.ts';
import { cloudflare } from './cloudflare.ts';
import { desec } from './desec.ts';
import { digitalOcean } from './digitalocean.ts';
import { duckDns } from './duckdns.ts';
import { dynu } from './dynu.ts';
import { gandi } from './gandi.ts';
import { hetzner } from './hetzner.ts';
import type { DnsProvider } from './provider.ts';
import { rfc2136 } from './rfc2136.ts';
import { route53 } from './route53.ts';

/** Every DNS provider, in the order of the list on the screen. */
export const dnsProviders: readonly DnsProvider[] = [
  byHand,
  desec,
  dynu,
  duckDns,
  cloudflare,
  digitalOcean,
  hetzner,
  gandi,
  route53,
  rfc2136,
];
