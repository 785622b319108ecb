import { HETZNER_BALANCER, HETZNER_LABEL } from '../../clouds/hetzner.ts';
import {
  LOOKS,
  PASSED_ON,
  type ProviderBalancer,
  type ProviderBalancerCall,
} from '../../clouds/provider/balancer-call.ts';
import { type Http, orMissing } from '../../dns/providers/edges.ts';
import { listAt, textAt } from '../../dns/providers/reading.ts';

/** What the smallest costs a month, by place (https://docs.hetzner.cloud/reference/cloud#pricing). */
export function balancerPrices(pricing: unknown): Readonly<Record<string, number>> {
  const type = listAt(pricing, 'load_balancer_types').find(
    (each) => textAt(each, 'name') === HETZNER_BALANCER,
  );
  return Object.fromEntries(
    listAt(type, 'prices').map((each) => [
      textAt(each, 'location'),
      Number(textAt(each, 'price_monthly', 'gross')),
    ]),
  );
}

/** What its API tells of one. */
export function balancerAsTold(balancer: unknown): ProviderBalancer {
  const ip = textAt(balancer, 'public_net', 'ipv4', 'ip');
  return {
    ...{ id: textAt(balancer, 'id'), name: textAt(balancer, 'labels', HETZNER_LABEL) },
    ...{ ip: ip === '' ? null : ip, ready: ip !== '' },
    targets: listAt(balancer, 'targets').flatMap((each) => textAt(each, 'server', 'id') || []),
  };
}

/** The request that the call is. */
export function balancerRequest(what: ProviderBalancerCall): Parameters<Http>[0] {
  const target = (id: string) => ({ type: 'server', server: { id: Number(id) } });
  switch (what.call) {
    case 'balancer': {
      const { name, region, targets } = what;
      return {
        ...{ method: 'POST', path: '/load_balancers' },
        json: {
          ...{ name, location: region, load_balancer_type: HETZNER_BALANCER },
          ...{ algorithm: { type: 'round_robin' }, labels: { [HETZNER_LABEL]: name } },
          ...{ services: PASSED_ON.map(serviceAt), targets: targets.map(target) },
        },
      };
    }
    case 'add-target':
      return {
        ...{ method: 'POST', path: `/load_balancers/${what.balancer}/actions/add_target` },
        json: target(what.machine),
        // Nobody may have heard of the first call.
        accepts: (_, body) => textAt(body, 'error', 'code') === 'target_already_defined',
      };
    case 'drop-target':
      return {
        ...{ method: 'POST', path: `/load_balancers/${what.balancer}/actions/remove_target` },
        ...{ json: target(what.machine), accepts: orMissing },
      };
    case 'drop-balancer':
      return {
        ...{ method: 'DELETE', path: `/load_balancers/${what.balancer}`, accepts: orMissing },
      };
  }
}

/** Passed on as it comes; whoever does not let it in at that port gets nobody. */
function serviceAt(port: number) {
  return {
    ...{ protocol: 'tcp', listen_port: port, destination_port: port, proxyprotocol: false },
    health_check: {
      ...{ protocol: 'tcp', port, interval: LOOKS.every, timeout: LOOKS.patience },
      retries: LOOKS.misses,
    },
  };
}
