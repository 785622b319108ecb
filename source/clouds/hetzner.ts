import { quote } from '../shell.ts';
import { CLUSTER_PORTS, encryptedRules, rulesByPort } from './firewall-rules.ts';
import { GIVEN_KEY, notesOf } from './host-keys.ts';
import { EVERYBODY } from './machine-questions.ts';
import { PASSED_ON } from './provider/balancer-call.ts';
import { type Provider, type ProviderCall, tokenOf } from './provider/provider.ts';

/** The label by which everything is found again that was made for a machine. */
export const HETZNER_LABEL = 'setup-server';

/** The smallest one, for 25 servers. */
export const HETZNER_BALANCER = 'lb11';

export const hetzner: Provider = {
  id: 'hetzner',
  label: 'Hetzner',
  keepsAddress: true,
  prices: 'What it costs a month with its address and your VAT, as Hetzner says now.',
  resize: 'It can be made larger later, in the console: its page, Rescale.',
  balancers: 'console.hetzner.com, the project, Load Balancers',
  identity:
    'Hetzner does not tell the fingerprint of its host key. To compare it, look at its own screen, the console (>_) at console.hetzner.com: it is printed there at the first start.',
  token: {
    id: tokenOf('hetzner'),
    section: 'Server',
    kind: 'secret',
    title: 'What is the API token of your Hetzner project?',
    hint: 'With it the server is made for you in this project; it is not kept.',
    help: [
      'At console.hetzner.com, open a project, or make one: New project. There,',
      'choose Security, API tokens, Generate API token, with "Read & Write".',
      '',
      'Such a token may do everything in its project. Best have a project for',
      'this server alone, and delete the token again when all is made.',
      '',
      'The token is shown once. Copy it and paste it here.',
    ].join('\n'),
    example: 'jEheVytlAoFl7F8M…',
    problem: (value) =>
      /^[A-Za-z0-9]{32,}$/.test(value.reveal()) ? undefined : 'A token is 64 letters and digits.',
  },
  ports: CLUSTER_PORTS,
  between: ({ ip }) => encryptedRules(`${ip}/32`),
  lines,
};

/** The same for a firewall between servers. */
export function hetznerBetween(rules: readonly string[]) {
  return rulesByPort(rules).map(({ port, protocol, from }) => ({
    ...{ direction: 'in', protocol, ...(port !== '' && { port }), source_ips: from },
  }));
}

/** What a firewall lets in, as the API and its client take it. What goes out is free where nothing is said. */
export function hetznerRules(sshFrom: string) {
  const everywhere = ['0.0.0.0/0', '::/0'];
  const open = (port: string, source_ips: readonly string[]) => {
    return { direction: 'in', protocol: 'tcp', port, source_ips };
  };
  return [
    open('22', sshFrom === EVERYBODY ? everywhere : [sshFrom]),
    open('80', everywhere),
    open('443', everywhere),
  ];
}

function lines(what: ProviderCall): readonly string[] {
  const labelled = (name: string) => `--label ${quote(`${HETZNER_LABEL}=${name}`)}`;
  const fromRules = (rules: unknown, rest: string) => [
    `echo ${quote(JSON.stringify(rules))} |`,
    `  hcloud firewall ${rest} --rules-file -`,
  ];
  const guard = (how: string, firewall: string, machine: string) =>
    `hcloud firewall ${how} ${quote(firewall)} --type server --server ${quote(machine)}`;
  switch (what.call) {
    case 'add-key': {
      const { name, publicKey } = what;
      return [
        `hcloud ssh-key create --name ${quote(name)} --public-key ${quote(publicKey)} ${labelled(name)}`,
      ];
    }
    case 'reserve-address': {
      const { name, region } = what;
      return [
        `hcloud primary-ip create --name ${quote(name)} --type ipv4 --location ${quote(region)} ${labelled(name)}`,
      ];
    }
    case 'firewall':
      return fromRules(
        hetznerRules(what.sshFrom),
        `create --name ${quote(what.name)} ${labelled(what.name)}`,
      );
    case 'rules':
      return fromRules(hetznerRules(what.sshFrom), `replace-rules ${quote(what.firewall)}`);
    case 'between': {
      const { name, guards, rules } = what;
      return [
        ...fromRules(hetznerBetween(rules), `create --name ${quote(name)} ${labelled(name)}`),
        ...guards.map((each) => guard('apply-to-resource', name, each)),
      ];
    }
    case 'between-rules':
      return fromRules(hetznerBetween(what.rules), `replace-rules ${quote(what.firewall)}`);
    case 'create': {
      const { name, region, size, image } = what.goal;
      const machine = [
        ...['--name', quote(name), '--location', quote(region), '--type', quote(size)],
        ...['--image', quote(image), '--ssh-key', quote(what.key)],
        ...['--firewall', quote(what.firewall), '--primary-ipv4', quote(what.address ?? '')],
      ];
      return [
        GIVEN_KEY,
        ['hcloud server create', ...machine, labelled(name), '--user-data-from-file -'].join(' '),
      ];
    }
    case 'note-keys':
      return notesOf(what.keys).map(
        (parts) =>
          `hcloud server add-label --overwrite ${quote(what.machine)} ${quote(parts.join('='))}`,
      );
    case 'guard':
      return [guard('apply-to-resource', what.firewall, what.machine)];
    case 'unguard':
      return [guard('remove-from-resource', what.firewall, what.machine)];
    case 'balancer': {
      const { name, region, targets } = what;
      const of = quote(name);
      return [
        `hcloud load-balancer create --name ${of} --type ${HETZNER_BALANCER} --location ${quote(region)} ${labelled(name)}`,
        ...PASSED_ON.map(
          (port) =>
            `hcloud load-balancer add-service ${of} --protocol tcp --listen-port ${port} --destination-port ${port}`,
        ),
        ...targets.map((each) => `hcloud load-balancer add-target ${of} --server ${quote(each)}`),
      ];
    }
    case 'add-target':
      return [
        `hcloud load-balancer add-target ${quote(what.balancer)} --server ${quote(what.machine)}`,
      ];
    case 'drop-target':
      return [
        `hcloud load-balancer remove-target ${quote(what.balancer)} --server ${quote(what.machine)}`,
      ];
    case 'drop-balancer':
      return [`hcloud load-balancer delete ${quote(what.balancer)}`];
    case 'power-on':
      return [`hcloud server poweron ${quote(what.machine)}`];
    case 'destroy':
      return [`hcloud server delete ${quote(what.machine)}`];
    case 'drop-firewall':
      return [`hcloud firewall delete ${quote(what.firewall)}`];
    case 'drop-address':
      return [`hcloud primary-ip delete ${quote(what.address)}`];
    case 'drop-key':
      return [`hcloud ssh-key delete ${quote(what.key)}`];
  }
}
