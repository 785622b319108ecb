import { digitalOcean } from './digitalocean.ts';
import { hetzner } from './hetzner.ts';
import type { Provider, ProviderId } from './provider/provider.ts';

/** Every provider whose machines are alike. */
export const providers: Readonly<Record<ProviderId, Provider>> = {
  digitalocean: digitalOcean,
  hetzner,
};
