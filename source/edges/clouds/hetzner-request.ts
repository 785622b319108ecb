import { HETZNER_LABEL, hetznerBetween, hetznerRules } from '../../clouds/hetzner.ts';
import { type Http, orMissing } from '../../dns/providers/edges.ts';
import { textAt } from '../../dns/providers/reading.ts';
import { balancerRequest } from './hetzner-balancer.ts';
import type { SingleCall } from './provider-edge.ts';

/** A call to Hetzner's API that is one request. */
export function hetznerRequest(what: SingleCall): Parameters<Http>[0] {
  const labels = (name: string) => ({ labels: { [HETZNER_LABEL]: name } });
  const server = (id: string) => ({ type: 'server', server: { id: Number(id) } });
  switch (what.call) {
    case 'add-key': {
      const { name, publicKey } = what;
      const json = { name, public_key: publicKey, ...labels(name) };
      return { method: 'POST', path: '/ssh_keys', json };
    }
    case 'reserve-address': {
      const { name, region } = what;
      const kind = { type: 'ipv4', assignee_type: 'server', location: region, auto_delete: false };
      return { method: 'POST', path: '/primary_ips', json: { name, ...kind, ...labels(name) } };
    }
    case 'firewall': {
      const { name, sshFrom } = what;
      const json = { name, rules: hetznerRules(sshFrom), ...labels(name) };
      return { method: 'POST', path: '/firewalls', json };
    }
    case 'rules':
      return {
        ...{ method: 'POST', path: `/firewalls/${what.firewall}/actions/set_rules` },
        json: { rules: hetznerRules(what.sshFrom) },
      };
    case 'between': {
      const { name, guards } = what;
      const json = { name, rules: hetznerBetween(what.rules), apply_to: guards.map(server) };
      return { method: 'POST', path: '/firewalls', json: { ...json, ...labels(name) } };
    }
    case 'between-rules':
      return {
        ...{ method: 'POST', path: `/firewalls/${what.firewall}/actions/set_rules` },
        json: { rules: hetznerBetween(what.rules) },
      };
    case 'guard':
      return {
        ...{ method: 'POST', path: `/firewalls/${what.firewall}/actions/apply_to_resources` },
        json: { apply_to: [server(what.machine)] },
        accepts: isSoAlready,
      };
    case 'unguard': {
      const path = `/firewalls/${what.firewall}/actions/remove_from_resources`;
      return {
        ...{ method: 'POST', path },
        accepts: (status, body) => orMissing(status) || isSoAlready(status, body),
        json: { remove_from: [server(what.machine)] },
      };
    }
    case 'balancer':
    case 'add-target':
    case 'drop-target':
    case 'drop-balancer':
      return balancerRequest(what);
    case 'power-on':
      return { method: 'POST', path: `/servers/${what.machine}/actions/poweron` };
    case 'destroy':
      return { method: 'DELETE', path: `/servers/${what.machine}`, accepts: orMissing };
    case 'drop-firewall':
      return { method: 'DELETE', path: `/firewalls/${what.firewall}`, accepts: orMissing };
    case 'drop-address':
      return { method: 'DELETE', path: `/primary_ips/${what.address}`, accepts: orMissing };
    case 'drop-key':
      return { method: 'DELETE', path: `/ssh_keys/${what.key}`, accepts: orMissing };
  }
}

/** A call that was made twice, since nobody heard of the first one. */
function isSoAlready(_: number, body: unknown): boolean {
  const code = textAt(body, 'error', 'code');
  return ['firewall_already_applied', 'firewall_already_removed'].includes(code);
}
