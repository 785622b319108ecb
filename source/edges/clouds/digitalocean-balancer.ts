import { besideDroplet, nameBeside } from '../../clouds/digitalocean.ts';
import {
  LOOKS,
  PASSED_ON,
  type ProviderBalancer,
  type ProviderBalancerCall,
} from '../../clouds/provider/balancer-call.ts';
import { type Http, orMissing } from '../../dns/providers/edges.ts';
import { listAt, textAt } from '../../dns/providers/reading.ts';

/** US dollars a month for one node since July 2022; its API tells no price. */
export const BALANCER_DOLLARS = 12;

/** What its API tells of one; of those that are not ours, nothing. */
export function balancerAsTold(balancer: unknown): readonly ProviderBalancer[] {
  const ip = textAt(balancer, 'ip');
  const name = nameBeside(textAt(balancer, 'name'));
  if (name === undefined) return [];
  const its = {
    ...{ id: textAt(balancer, 'id'), name, ip: ip === '' ? null : ip },
    ready: textAt(balancer, 'status') === 'active',
    targets: listAt(balancer, 'droplet_ids').map(String),
  };
  return [its];
}

/** The request that the call is. */
export function balancerRequest(what: ProviderBalancerCall): Parameters<Http>[0] {
  switch (what.call) {
    case 'balancer': {
      const { name, region, network, targets } = what;
      return {
        ...{ method: 'POST', path: '/load_balancers' },
        json: {
          ...{ name: besideDroplet(name), region, size_unit: 1 },
          ...(network !== '' && { vpc_uuid: network }),
          ...{ droplet_ids: targets.map(Number), health_check: HEALTH },
          forwarding_rules: PASSED_ON.map((port) => ({
            ...{ entry_protocol: 'tcp', entry_port: port },
            ...{ target_protocol: 'tcp', target_port: port },
          })),
        },
      };
    }
    case 'add-target':
      return { ...droplets(what), method: 'POST' };
    case 'drop-target':
      return { ...droplets(what), method: 'DELETE', accepts: orMissing };
    case 'drop-balancer':
      return {
        ...{ method: 'DELETE', path: `/load_balancers/${what.balancer}`, accepts: orMissing },
      };
  }
}

function droplets({
  balancer,
  machine,
}: Pick<Extract<ProviderBalancerCall, { machine: string }>, 'balancer' | 'machine'>) {
  const json = { droplet_ids: [Number(machine)] };
  return { path: `/load_balancers/${balancer}/droplets`, json };
}

/** One for all ports: where nobody answers by HTTPS, nobody is sent. */
const HEALTH = {
  ...{ protocol: 'tcp', port: 443, check_interval_seconds: LOOKS.every },
  ...{ response_timeout_seconds: LOOKS.patience, unhealthy_threshold: LOOKS.misses },
  healthy_threshold: 2,
};
