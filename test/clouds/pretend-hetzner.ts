import type { Send } from '../../source/edges/dns/http.ts';

const TOKEN = 'jEheVytlAoFl7F8MqUQ7jAo2hOXASztXjEheVytlAoFl7F8MqUQ7jAo2hOXASztX';

interface Thing {
  readonly id: number;
  readonly name: string;
  labels: Readonly<Record<string, string>>;
}

interface Server extends Thing {
  readonly made: Readonly<Record<string, unknown>>;
  readonly ipv4: number;
  status: string;
}

interface Firewall extends Thing {
  rules: unknown;
  applied: number[];
}

interface Balancer extends Thing {
  readonly ip: string;
  readonly made: Readonly<Record<string, unknown>>;
  targets: number[];
}

interface Address extends Thing {
  readonly ip: string;
  readonly autoDelete: boolean;
  assignee: number | null;
}

interface Resource {
  readonly type: string;
  readonly server: { readonly id: number };
}

interface Key extends Thing {
  readonly public_key: string;
}

/**
 * Hetzner's API as its published description has it (docs.hetzner.cloud/cloud.spec.json), for what is
 * used of it: required and known fields, status and code of each refusal. What it does not describe
 * is kept in `undocumented`.
 */
export class PretendHetzner {
  readonly keys: Key[] = [];
  readonly machines: Server[] = [];
  readonly firewalls: Firewall[] = [];
  readonly addresses: Address[] = [];
  readonly balancers: Balancer[] = [];
  readonly asked: string[] = [];
  /** The addresses that it gives first. */
  readonly free: string[] = [];
  readonly undocumented: string[] = [];
  /** What a new server does at its first start. */
  born: (ip: string, userData: string) => Promise<void> = async () => {};
  /** What the next call that changes something is answered instead. */
  instead: { status: number; code: string } | null = null;
  #count = 100;
  #made = 0;

  static readonly token = TOKEN;

  readonly send: Send = async ({ url, method = 'GET', headers, body }) => {
    const path = url.pathname.replace('/v1', '');
    this.asked.push(`${method} ${path}`);
    if (headers?.authorization !== `Bearer ${TOKEN}`)
      return failure(401, 'unauthorized', 'unable to authenticate');
    if (method !== 'GET' && this.instead) {
      const { status, code } = this.instead;
      this.instead = null;
      return failure(status, code, `in its own words: ${code}`);
    }
    const json = body === undefined ? {} : JSON.parse(body);
    const [, kind = '', id = '', action = ''] =
      /^\/(\w+)(?:\/(\d+))?(?:\/actions\/(\w+))?$/.exec(path) ?? [];
    if (method === 'GET' && id === '') return this.#list(kind, url.searchParams);
    const server = this.machines.find((each) => each.id === Number(id) && kind === 'servers');
    if (method === 'GET' && server) return answer(200, { server: this.#serverAsTold(server) });
    if (method === 'PUT' && server) return this.#change(server, json);
    if (method === 'DELETE') return this.#remove(kind, Number(id));
    if (method === 'POST' && id === '') return await this.#create(kind, json);
    if (method === 'POST' && action !== '') return this.#act(`${kind} ${action}`, Number(id), json);
    return this.#unknown(`${method} ${path}`);
  };

  /** What was made goes its way: each look finds it one state further. */
  boot(): void {
    for (const server of this.machines)
      server.status =
        { initializing: 'starting', starting: 'running' }[server.status] ?? server.status;
    const ended = this.machines.filter(({ status }) => status === 'deleting');
    for (const { id } of ended) {
      remove(this.machines, id);
      for (const address of this.addresses) if (address.assignee === id) address.assignee = null;
      for (const balancer of this.balancers)
        balancer.targets = balancer.targets.filter((each) => each !== id);
      for (const firewall of this.firewalls)
        firewall.applied = firewall.applied.filter((each) => each !== id);
    }
  }

  #list(kind: string, search: URLSearchParams) {
    const lists: Readonly<Record<string, readonly unknown[]>> = {
      load_balancers: this.#labelled(this.balancers, search).map(balancerAsTold),
      ...{ locations: LOCATIONS, server_types: TYPES, images: IMAGES },
      ssh_keys: this.keys,
      servers: this.#labelled(this.machines, search).map((each) => this.#serverAsTold(each)),
      firewalls: this.#labelled(this.firewalls, search).map(firewallAsTold),
      primary_ips: this.#labelled(this.addresses, search).map((each) => ({
        ...{ id: each.id, name: each.name, labels: each.labels, ip: each.ip, type: 'ipv4' },
        ...{ assignee_id: each.assignee, assignee_type: 'server', auto_delete: each.autoDelete },
      })),
    };
    if (kind === 'pricing') return answer(200, { pricing: PRICING });
    const all = lists[kind];
    if (!all) return this.#unknown(`GET /${kind}`);
    const [page, size] = [Number(search.get('page') ?? 1), Number(search.get('per_page') ?? 25)];
    if (size > 50) return failure(400, 'invalid_input', 'per_page is at most 50');
    const next_page = page * size < all.length ? page + 1 : null;
    const shown = all.slice((page - 1) * size, page * size);
    return answer(200, { [kind]: shown, meta: { pagination: { page, next_page } } });
  }

  #labelled<Kind extends Thing>(all: readonly Kind[], search: URLSearchParams): readonly Kind[] {
    const [key = '', value] = (search.get('label_selector') ?? '').split('=');
    return all.filter(
      ({ labels }) => key === '' || (value === undefined ? key in labels : labels[key] === value),
    );
  }

  async #create(kind: string, json: Readonly<Record<string, unknown>>) {
    const { needs, takes } = FORMS[kind] ?? { needs: [], takes: [] };
    const strange = Object.keys(json).filter((each) => ![...needs, ...takes].includes(each));
    if (FORMS[kind] === undefined || strange.length > 0)
      return this.#unknown(`POST /${kind} ${strange.join(' ')}`);
    if (!areLabels(json.labels)) return failure(422, 'invalid_input', 'invalid labels');
    const missing = needs.filter((each) => json[each] === undefined);
    if (missing.length > 0) return failure(422, 'invalid_input', `missing: ${missing.join(', ')}`);
    const thing = {
      id: this.#next(),
      name: String(json.name),
      labels: (json.labels ?? {}) as never,
    };
    switch (kind) {
      case 'ssh_keys':
        return this.#createKey({ ...thing, public_key: String(json.public_key) });
      case 'primary_ips': {
        if (isTaken(this.addresses, thing.name)) return taken('name');
        const ip = this.free.shift() ?? `203.0.113.${50 + this.#made}`;
        const address = { ...thing, ip, assignee: null };
        this.#made += 1;
        this.addresses.push({ ...address, autoDelete: json.auto_delete === true });
        return answer(201, { primary_ip: address });
      }
      case 'firewalls': {
        if (isTaken(this.firewalls, thing.name)) return taken('name');
        const applied = (json.apply_to ?? []) as Resource[];
        if (!isFirewall(json.rules) || applied.some((each) => !this.#isServer(each)))
          return failure(422, 'invalid_input', 'invalid input');
        const ids = applied.map(({ server }) => server.id);
        this.firewalls.push({ ...thing, rules: json.rules, applied: ids });
        return answer(201, { firewall: thing, actions: [] });
      }
      case 'load_balancers': {
        if (isTaken(this.balancers, thing.name)) return taken('name');
        const targets = json.targets as Resource[];
        const good = isPassedOn(json.services) && targets.every((each) => this.#isServer(each));
        if (!good || json.load_balancer_type !== 'lb11')
          return failure(422, 'invalid_input', 'invalid input');
        const ids = targets.map(({ server }) => server.id);
        const balancer = { ...thing, made: json, ip: `198.51.100.${thing.id % 200}`, targets: ids };
        this.balancers.push(balancer);
        const action = { id: 3, command: 'create_load_balancer', status: 'running' };
        return answer(201, { load_balancer: balancerAsTold(balancer), action });
      }
      default:
        return await this.#createServer(thing, json);
    }
  }

  #createKey(key: Key) {
    if (isTaken(this.keys, key.name)) return taken('name');
    const material = (line: string) => line.split(' ').slice(0, 2).join(' ');
    if (this.keys.some((each) => material(each.public_key) === material(key.public_key)))
      return failure(409, 'uniqueness_error', 'SSH key with the same fingerprint already exists');
    this.keys.push(key);
    return answer(201, { ssh_key: key });
  }

  async #createServer(thing: Thing, json: Readonly<Record<string, unknown>>) {
    const { location, server_type, image } = json;
    const { ipv4 } = json.public_net as { ipv4: number };
    const address = this.addresses.find(({ id }) => id === ipv4);
    const type = TYPES.find(({ name }) => name === server_type);
    if (!type || !address || !IMAGES.some(({ name }) => name === image))
      return failure(422, 'invalid_input', 'invalid input');
    if (isTaken(this.machines, thing.name)) return taken('server name');
    if (!type.locations.some(({ name, available }) => name === location && available))
      return failure(412, 'resource_unavailable', 'error during placement');
    if (address.assignee !== null) return failure(422, 'primary_ip_assigned', 'IP is assigned');
    for (const key of json.ssh_keys as string[])
      if (!this.keys.some(({ id }) => String(id) === key))
        return failure(404, 'not_found', `SSH key ${key} not found`);
    address.assignee = thing.id;
    for (const { firewall } of json.firewalls as { firewall: number }[])
      this.firewalls.find(({ id }) => id === firewall)?.applied.push(thing.id);
    const server = { ...thing, made: json, ipv4, status: 'initializing' };
    this.machines.push(server);
    await this.born(address.ip, String(json.user_data));
    return answer(201, {
      server: this.#serverAsTold(server),
      action: { id: 1, command: 'create_server', status: 'running', progress: 0 },
    });
  }

  /** All labels are replaced by these. */
  #change(server: Server, json: Readonly<Record<string, unknown>>) {
    if (Object.keys(json).join() !== 'labels') return this.#unknown(`PUT ${Object.keys(json)}`);
    if (!areLabels(json.labels)) return failure(422, 'invalid_input', 'invalid labels');
    server.labels = json.labels as Server['labels'];
    return answer(200, { server: this.#serverAsTold(server) });
  }

  #act(what: string, id: number, json: Readonly<Record<string, unknown>>) {
    const firewall = this.firewalls.find((each) => each.id === id);
    const server = this.machines.find((each) => each.id === id);
    if (what === 'firewalls set_rules' && firewall) {
      if (!isFirewall(json.rules)) return failure(422, 'invalid_input', 'invalid input');
      firewall.rules = json.rules;
    } else if (what === 'firewalls apply_to_resources' && firewall) {
      const [first] = json.apply_to as Resource[];
      if (!first || !this.#isServer(first)) return this.#unknown(what);
      if (firewall.applied.includes(first.server.id))
        return failure(409, 'firewall_already_applied', 'firewall was already applied');
      firewall.applied.push(first.server.id);
    } else if (what === 'firewalls remove_from_resources' && firewall) {
      const [first] = json.remove_from as Resource[];
      if (!first || !firewall.applied.includes(first.server.id))
        return failure(404, 'firewall_resource_not_found', 'resource not found');
      firewall.applied = firewall.applied.filter((each) => each !== first.server.id);
    } else if (what.startsWith('load_balancers ') && this.#isServer(json as never)) {
      return this.#aim(what, id, (json as unknown as Resource).server.id);
    } else if (what === 'servers poweron' && server) {
      server.status = 'starting';
    } else return this.#unknown(what);
    return answer(201, { actions: [] });
  }

  #aim(what: string, id: number, server: number) {
    const balancer = this.balancers.find((each) => each.id === id);
    if (!balancer) return failure(404, 'not_found', 'not found');
    const isThere = balancer.targets.includes(server);
    if (what === 'load_balancers add_target') {
      if (isThere) return failure(422, 'target_already_defined', 'target already defined');
      balancer.targets.push(server);
    } else if (what === 'load_balancers remove_target') {
      if (!isThere) return failure(404, 'not_found', 'target not found');
      balancer.targets = balancer.targets.filter((each) => each !== server);
    } else return this.#unknown(what);
    return answer(201, { action: { id: 4, status: 'running' } });
  }

  #isServer({ type, server }: Resource): boolean {
    return type === 'server' && this.machines.some(({ id }) => id === server.id);
  }

  #remove(kind: string, id: number) {
    const server = this.machines.find((each) => each.id === id);
    if (kind === 'servers' && server) {
      server.status = 'deleting';
      return answer(200, { action: { id: 2, command: 'delete_server', status: 'running' } });
    }
    if (
      kind === 'firewalls' &&
      this.firewalls.some((each) => each.id === id && each.applied.length)
    )
      return failure(409, 'resource_in_use', 'firewall is still in use');
    if (kind === 'primary_ips' && this.addresses.some((each) => each.id === id && each.assignee))
      return failure(422, 'must_be_unassigned', 'is still assigned');
    const lists: Readonly<Record<string, Thing[]>> = {
      ...{ ssh_keys: this.keys, firewalls: this.firewalls, primary_ips: this.addresses },
      load_balancers: this.balancers,
    };
    const gone = remove(lists[kind] ?? [], id);
    return gone ? answer(204) : failure(404, 'not_found', 'not found');
  }

  #serverAsTold({ id, name, labels, status, ipv4, made }: Server) {
    const address = this.addresses.find((each) => each.id === ipv4);
    const firewalls = this.firewalls.filter(({ applied }) => applied.includes(id));
    return {
      ...{ id, name, labels, status, private_net: [] },
      ...{ location: { name: made.location }, server_type: { name: made.server_type } },
      public_net: {
        ipv4: address ? { id: ipv4, ip: address.ip, blocked: false, dns_ptr: '' } : null,
        ipv6: { ip: '2001:db8::/64', blocked: false, dns_ptr: [] },
        floating_ips: [],
        firewalls: firewalls.map((each) => ({ id: each.id, status: 'applied' })),
      },
    };
  }

  #unknown(what: string) {
    this.undocumented.push(what);
    return failure(404, 'not_found', `${what} is not described`);
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}

/** As https://docs.hetzner.cloud/reference/cloud#labels says. */
function areLabels(labels: unknown = {}): boolean {
  return Object.entries(labels as object).every((pair) =>
    pair.every((each) => /^[a-z0-9A-Z]([\w.-]{0,61}[a-z0-9A-Z])?$/.test(String(each))),
  );
}

/** What a body must and may have. */
const FORMS: Readonly<Record<string, { needs: readonly string[]; takes: readonly string[] }>> = {
  ssh_keys: { needs: ['name', 'public_key'], takes: ['labels'] },
  primary_ips: {
    needs: ['name', 'type', 'assignee_type'],
    takes: ['labels', 'location', 'assignee_id', 'auto_delete'],
  },
  load_balancers: {
    needs: ['name', 'load_balancer_type'],
    takes: [
      ...['algorithm', 'labels', 'location', 'network', 'network_zone', 'public_interface'],
      ...['services', 'targets'],
    ],
  },
  firewalls: { needs: ['name'], takes: ['labels', 'rules', 'apply_to'] },
  servers: {
    needs: ['name', 'server_type', 'image'],
    takes: [
      ...['location', 'start_after_create', 'placement_group', 'ssh_keys', 'volumes', 'networks'],
      ...['firewalls', 'user_data', 'labels', 'automount', 'public_net'],
    ],
  },
};

function answer(status: number, value?: unknown) {
  return { status, headers: {}, body: value === undefined ? '' : JSON.stringify(value) };
}

function failure(status: number, code: string, message: string) {
  return answer(status, { error: { code, message, details: null } });
}

function taken(what: string) {
  return failure(409, 'uniqueness_error', `${what} is already used`);
}

function isTaken(all: readonly Thing[], name: string): boolean {
  return all.some((each) => each.name === name);
}

function remove(list: Thing[], id: number): boolean {
  const at = list.findIndex((each) => each.id === id);
  if (at !== -1) list.splice(at, 1);
  return at !== -1;
}

/** A port for what has ports, and only for that; addresses as networks. */
function isFirewall(rules: unknown): boolean {
  return (rules as Readonly<Record<string, unknown>>[]).every(
    ({ direction, protocol, port, source_ips }) =>
      direction === 'in' &&
      (['tcp', 'udp'].includes(String(protocol))
        ? /^\d+$/.test(String(port))
        : protocol === 'esp' && port === undefined) &&
      (source_ips as string[]).every((each) => /^[0-9a-f.:]+\/\d+$/.test(each)),
  );
}

/** TCP as it comes, with a health check in full, each at a port of its own. */
function isPassedOn(services: unknown): boolean {
  const ports = (services as Readonly<Record<string, unknown>>[]).map(
    ({ protocol, listen_port, destination_port, health_check }) => {
      const { protocol: by, interval, timeout, retries } = health_check as Record<string, unknown>;
      const numbers = [destination_port, interval, timeout, retries];
      const good = protocol === 'tcp' && by === 'tcp' && numbers.every(Number.isInteger);
      return good ? listen_port : undefined;
    },
  );
  return new Set(ports).size === ports.length && ports.every(Number.isInteger);
}

function balancerAsTold({ id, name, labels, ip, made, targets }: Balancer) {
  return {
    ...{ id, name, labels, services: made.services, location: { name: made.location } },
    public_net: { enabled: true, ipv4: { ip, dns_ptr: '' }, ipv6: { ip: '2001:db8::1' } },
    targets: targets.map((server) => ({
      ...{ type: 'server', server: { id: server }, use_private_ip: false },
      health_status: [{ listen_port: 443, status: 'unknown' }],
    })),
  };
}

function firewallAsTold({ id, name, labels, rules, applied }: Firewall) {
  const applied_to = applied.map((server) => ({ type: 'server', server: { id: server } }));
  return { id, name, labels, rules, applied_to };
}

const price = (net: string, gross: string) => ({ net, gross });
const LOCATIONS = [
  { id: 1, name: 'fsn1', city: 'Falkenstein', country: 'DE', network_zone: 'eu-central' },
  { id: 4, name: 'ash', city: 'Ashburn, VA', country: 'US', network_zone: 'us-east' },
  { id: 9, name: 'old1', city: 'Oldenburg', country: 'DE', network_zone: 'eu-central' },
];
const GOING = { announced: '2026-06-01T00:00:00Z', unavailable_after: '2026-09-01T00:00:00Z' };
const TYPES = [
  ['cpx32', 8, 160, 'x86', '12.4900', true, null],
  ['cx23', 4, 40, 'x86', '4.1531', true, null],
  ['cx13', 2, 20, 'x86', '3.0000', true, GOING],
  ['cax11', 4, 40, 'arm', '4.0000', true, null],
  ['cpx22', 4, 80, 'x86', '7.7231', true, null],
  ['cx53', 32, 320, 'x86', '20.0000', false, null],
].map(([name, memory, disk, architecture, gross, available, deprecation], id) => ({
  ...{ id, name, memory, disk, architecture, cores: 2, cpu_type: 'shared' },
  prices: ['fsn1', 'ash'].map((location) => ({
    ...{ location, price_monthly: price('1.0000', String(gross)) },
  })),
  locations: [{ id: 1, name: 'fsn1', deprecation, available, recommended: false }],
}));
const PRICING = {
  currency: 'EUR',
  load_balancer_types: [
    {
      id: 2,
      name: 'lb21',
      prices: [{ location: 'fsn1', price_monthly: price('1.0000', '16.4000') }],
    },
    {
      id: 1,
      name: 'lb11',
      prices: [{ location: 'fsn1', price_monthly: price('1.0000', '6.4100') }],
    },
  ],
  primary_ips: [
    { type: 'ipv6', prices: [{ location: 'fsn1', price_monthly: price('0.0000', '0.0000') }] },
    { type: 'ipv4', prices: [{ location: 'fsn1', price_monthly: price('0.5000', '0.5950') }] },
  ],
};
const IMAGES = ['ubuntu-24.04', 'debian-12', 'fedora-42', 'debian-13', 'debian-11'].map(
  (name, id) => ({
    ...{ id, name, type: 'system', status: 'available', architecture: 'x86' },
    deprecated: name === 'debian-11' ? '2026-01-01T00:00:00Z' : null,
  }),
);
