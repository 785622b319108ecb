import { quote } from '../shell.ts';
import { clusterRules, rulesByPort } from './firewall-rules.ts';
import { GIVEN_KEY, notesOf } from './host-keys.ts';
import { LOOKS, PASSED_ON } from './provider/balancer-call.ts';
import { type Provider, type ProviderCall, tokenOf } from './provider/provider.ts';

export const digitalOcean: Provider = {
  id: 'digitalocean',
  label: 'DigitalOcean',
  keepsAddress: false,
  prices: 'What it costs a month, as DigitalOcean says now.',
  resize: 'It can be made larger later, in the console: Droplets, Resize.',
  balancers: 'cloud.digitalocean.com, Networking, Load Balancers',
  identity:
    'DigitalOcean does not tell the fingerprint of its host key. To compare it, open Console there and type: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
  token: {
    id: tokenOf('digitalocean'),
    section: 'Server',
    kind: 'secret',
    title: 'What is the personal access token of your DigitalOcean account?',
    hint: 'It begins with dop_v1_. With it the server is made for you; it is not kept.',
    help: [
      'At cloud.digitalocean.com, choose API in the menu, then Generate New',
      'Token. Choose Custom Scopes, and tick: account read; droplet, firewall,',
      'ssh_key and tag with all that is below them; regions and sizes read.',
      'Let it end after some days.',
      '',
      'The token is shown once. Copy it and paste it here.',
    ].join('\n'),
    example: 'dop_v1_…',
    problem: (value) =>
      /^\S{20,}$/.test(value.reveal()) ? undefined : 'A token has many letters and digits.',
  },
  ports: '2377, 7946 and 4789',
  between: ({ id }) => clusterRules(id),
  lines,
};

/** The tag by which a droplet is found again: one of the person's own may have its mere name. */
export function dropletTag(name: string): string {
  return `setup-server:${name}`;
}

/** Whose tag that is; undefined for one that is not ours. */
export function nameIn(tag: string): string | undefined {
  return tag.startsWith('setup-server:') ? tag.slice('setup-server:'.length) : undefined;
}

/** What the key and the firewall for a droplet are called: by that they are known as ours, as neither can be tagged. */
export function besideDroplet(name: string): string {
  return `setup-server-${name}`;
}

/** What it was called after, of what has such a name; undefined for one that is not ours. */
export function nameBeside(name: string): string | undefined {
  const before = besideDroplet('');
  return name.startsWith(before) ? name.slice(before.length) : undefined;
}

function lines(what: ProviderCall): readonly string[] {
  if (what.call === 'note-keys')
    return notesOf(what.keys).map((parts) => {
      const tag = quote(parts.join(':'));
      return `doctl compute droplet tag ${quote(what.machine)} --tag-name ${tag}`;
    });
  const line = ['doctl compute', ...words(what)].join(' ');
  return what.call === 'create' ? [GIVEN_KEY, `${line} --user-data-file -`] : [line];
}

function words(what: Exclude<ProviderCall, { readonly call: 'note-keys' }>): readonly string[] {
  switch (what.call) {
    case 'add-key':
      return [
        'ssh-key create',
        quote(besideDroplet(what.name)),
        '--public-key',
        quote(what.publicKey),
      ];
    case 'firewall':
      return ['firewall create --name', quote(besideDroplet(what.name)), ...rules(what.sshFrom)];
    case 'rules': {
      const { firewall, name, guards, sshFrom } = what;
      return [
        ...[
          'firewall update',
          quote(firewall),
          '--name',
          quote(besideDroplet(name)),
          ...rules(sshFrom),
        ],
        ...behind(guards),
      ];
    }
    case 'between':
      return [
        ...['firewall create --name', quote(besideDroplet(what.name)), ...fromDroplets(what.rules)],
        ...behind(what.guards),
      ];
    case 'between-rules':
      return [
        ...['firewall update', quote(what.firewall), '--name', quote(besideDroplet(what.name))],
        ...[...fromDroplets(what.rules), ...behind(what.guards)],
      ];
    case 'unguard':
      return [
        ...['firewall remove-droplets', quote(what.firewall)],
        ...['--droplet-ids', quote(what.machine)],
      ];
    case 'create': {
      const { name, region, size, image, network } = what.goal;
      return [
        ...['droplet create', quote(name), '--region', quote(region), '--size', quote(size)],
        ...[
          '--image',
          quote(image),
          '--ssh-keys',
          quote(what.key),
          '--tag-name',
          quote(dropletTag(name)),
          ...(network === '' ? [] : ['--vpc-uuid', quote(network)]),
        ],
      ];
    }
    case 'guard':
      return ['firewall add-droplets', quote(what.firewall), '--droplet-ids', quote(what.machine)];
    case 'balancer': {
      const { name, region, network, targets } = what;
      const rules = PASSED_ON.map((port) =>
        ['entry', 'target'].map((side) => `${side}_protocol:tcp,${side}_port:${port}`).join(','),
      );
      return [
        ...['load-balancer create --name', quote(besideDroplet(name)), '--region', quote(region)],
        ...['--size-unit 1 --forwarding-rules', quote(rules.join(' '))],
        ...['--health-check', quote(healthWords()), '--droplet-ids', quote(targets.join(','))],
        ...(network === '' ? [] : ['--vpc-uuid', quote(network)]),
      ];
    }
    case 'add-target':
      return ['load-balancer add-droplets', quote(what.balancer), ...behind([what.machine])];
    case 'drop-target':
      return ['load-balancer remove-droplets', quote(what.balancer), ...behind([what.machine])];
    case 'drop-balancer':
      return ['load-balancer delete', quote(what.balancer)];
    case 'power-on':
      return ['droplet-action power-on', quote(what.machine)];
    case 'destroy':
      return ['droplet delete', quote(what.machine)];
    case 'drop-firewall':
      return ['firewall delete', quote(what.firewall)];
    case 'drop-key':
      return ['ssh-key delete', quote(what.key)];
    case 'reserve-address':
    case 'drop-address':
      throw new Error('A droplet has its own address.');
  }
}

function healthWords(): string {
  const { every, patience, misses } = LOOKS;
  const times = `check_interval_seconds:${every},response_timeout_seconds:${patience}`;
  return `protocol:tcp,port:443,${times},unhealthy_threshold:${misses},healthy_threshold:2`;
}

function behind(guards: readonly string[]): readonly string[] {
  return guards.length > 0 ? ['--droplet-ids', quote(guards.join(','))] : [];
}

function fromDroplets(rules: readonly string[]): readonly string[] {
  const inbound = rulesByPort(rules).map(({ port, protocol, from }) => {
    return [`protocol:${protocol},ports:${port}`, ...from.map((id) => `droplet_id:${id}`)].join(
      ',',
    );
  });
  return ['--inbound-rules', quote(inbound.join(' ')), ...outwards()];
}

const everywhere = 'address:0.0.0.0/0,address:::/0';

function rules(sshFrom: string): readonly string[] {
  const open = (port: number, from: string) => `protocol:tcp,ports:${port},${from}`;
  const inbound = [
    open(22, `address:${sshFrom}`),
    ...[80, 443].map((port) => open(port, everywhere)),
  ];
  return ['--inbound-rules', quote(inbound.join(' ')), ...outwards()];
}

function outwards(): readonly string[] {
  const outbound = ['tcp,ports:all', 'udp,ports:all', 'icmp'].map(
    (what) => `protocol:${what},${everywhere}`,
  );
  return ['--outbound-rules', quote(outbound.join(' '))];
}
