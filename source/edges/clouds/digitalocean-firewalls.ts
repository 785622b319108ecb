import { besideDroplet } from '../../clouds/digitalocean.ts';
import { ruleFrom, rulesByPort } from '../../clouds/firewall-rules.ts';
import { EVERYBODY } from '../../clouds/machine-questions.ts';
import type {
  ProviderBetween,
  ProviderCall,
  ProviderMachine,
} from '../../clouds/provider/provider.ts';
import { at, listAt, textAt } from '../../dns/providers/reading.ts';

const EVERYWHERE = ['0.0.0.0/0', '::/0'];
const outbound = (protocol: string, ports?: string) => {
  return { protocol, ...(ports && { ports }), destinations: { addresses: EVERYWHERE } };
};
const OUTBOUND = [outbound('tcp', 'all'), outbound('udp', 'all'), outbound('icmp')];
/** All that the sources of a rule may be. */
const SOURCES = ['addresses', 'droplet_ids', 'load_balancer_uids', 'kubernetes_ids', 'tags'];

/** Ids of the droplets that stand behind a firewall. */
export function guardsIn(firewall: unknown): readonly string[] {
  return listAt(firewall, 'droplet_ids').map(String);
}

/** What the firewall of one droplet is. */
export function firewallIn(firewall: unknown): ProviderMachine['firewall'] {
  return {
    id: textAt(firewall, 'id'),
    guards: guardsIn(firewall),
    sshFrom: listAt(firewall, 'inbound_rules')
      .filter((rule) => textAt(rule, 'ports') === '22')
      .flatMap((rule) => listAt(at(rule, 'sources'), 'addresses').map(String)),
  };
}

/** What a firewall between droplets is. */
export function betweenIn(firewall: unknown): ProviderBetween {
  const rules = listAt(firewall, 'inbound_rules').flatMap((rule) => {
    const [port, protocol] = [textAt(rule, 'ports'), textAt(rule, 'protocol')];
    const from = SOURCES.flatMap((kind) => listAt(rule, 'sources', kind).map(String));
    return from.map((each) => ruleFrom({ port, protocol }, each));
  });
  return { id: textAt(firewall, 'id'), guards: guardsIn(firewall), rules };
}

/** The firewall of one droplet, as the API takes it. */
export function firewallOf(
  { name, sshFrom }: { readonly name: string; readonly sshFrom: string },
  guards: readonly string[],
) {
  const inbound = (ports: string, addresses: readonly string[]) => {
    return { protocol: 'tcp', ports, sources: { addresses } };
  };
  return {
    ...{ name: besideDroplet(name), droplet_ids: guards.map(Number) },
    inbound_rules: [
      inbound('22', sshFrom === EVERYBODY ? EVERYWHERE : [sshFrom]),
      inbound('80', EVERYWHERE),
      inbound('443', EVERYWHERE),
    ],
    outbound_rules: OUTBOUND,
  };
}

/** One between droplets. Without the last, nothing would come out of a machine that has no other firewall. */
export function betweenOf({
  name,
  guards,
  rules,
}: Extract<ProviderCall, { readonly rules: unknown }>) {
  return {
    ...{ name: besideDroplet(name), droplet_ids: guards.map(Number) },
    inbound_rules: rulesByPort(rules).map(({ port, protocol, from }) => {
      return { protocol, ports: port, sources: { droplet_ids: from.map(Number) } };
    }),
    outbound_rules: OUTBOUND,
  };
}
