import type { Send } from '../../source/edges/dns/http.ts';

const TOKEN = 'dop_v1_0123456789abcdef0123456789abcdef';

interface Droplet {
  readonly id: number;
  readonly name: string;
  tags: readonly string[];
  readonly user_data?: string;
  readonly region?: string;
  readonly size?: string;
  readonly vpc_uuid?: string;
  /** The last number of its private address. */
  readonly last?: number;
  readonly ip?: string;
  status: string;
}

interface Firewall {
  readonly id: string;
  name: string;
  droplet_ids: number[];
  inbound_rules: readonly Rule[];
}

interface Balancer {
  readonly id: string;
  readonly name: string;
  droplet_ids: number[];
  status: string;
  ip: string;
}

interface Rule {
  readonly protocol: string;
  readonly ports?: string;
  readonly sources: { readonly addresses?: readonly string[]; readonly droplet_ids?: number[] };
}

/** DigitalOcean's API as its reference has it (docs.digitalocean.com/reference/api), for what is used of it. */
export class PretendDigitalOcean {
  readonly keys: { id: number; name: string; public_key: string }[] = [];
  readonly machines: Droplet[] = [];
  readonly addresses: readonly unknown[] = [];
  readonly undocumented: string[] = [];
  readonly firewalls: Firewall[] = [];
  readonly balancers: Balancer[] = [];
  readonly asked: string[] = [];
  /** The addresses that it gives first. */
  readonly free: string[] = [];
  /** What a new droplet does at its first start. */
  born: (ip: string, userData: string) => Promise<void> = async () => {};
  /** They stay when what they were given to goes. */
  readonly tags = new Set<string>();
  /** What the next call that changes something is answered instead. */
  instead: { status: number; code: string } | null = null;
  #count = 100;
  #made = 0;

  static readonly token = TOKEN;

  readonly send: Send = async ({ url, method = 'GET', headers, body }) => {
    const path = url.pathname.replace('/v2', '');
    this.asked.push(`${method} ${path}`);
    const answer = (status: number, value?: unknown) => ({
      ...{ status, headers: {} },
      body: value === undefined ? '' : JSON.stringify(value),
    });
    if (headers?.authorization !== `Bearer ${TOKEN}`)
      return answer(401, { id: 'Unauthorized', message: 'Unable to authenticate you' });
    if (method !== 'GET' && this.instead) {
      const { status, code } = this.instead;
      this.instead = null;
      return answer(status, { id: code, message: code });
    }
    const json = body === undefined ? {} : JSON.parse(body);
    const [, kind = '', id = ''] =
      /^\/(account\/keys|droplets|tags|(?:firewalls|load_balancers)(?=\/[^/]+$|\/[^/]+\/droplets$))\/([^/]+)/.exec(
        path,
      ) ?? [];
    const last = path.split('/')[3] ?? '';
    const rest = ['droplets', 'resources'].includes(last) ? ` ${last}` : '';
    const there = this.firewalls.find((each) => each.id === id);
    switch (`${method} ${id === '' ? path : kind}${rest}`) {
      case 'GET /account':
        return answer(200, { account: { email: 'anna@example.org', status: 'active' } });
      case 'GET /regions':
        return answer(200, {
          regions: [
            { slug: 'fra1', name: 'Frankfurt 1', available: true },
            { slug: 'nyc2', name: 'New York 2', available: false },
          ],
          links: {},
        });
      case 'GET /sizes':
        return answer(200, { sizes: SIZES, links: {} });
      case 'GET /account/keys':
        return answer(200, { ssh_keys: this.keys, links: {} });
      case 'POST /account/keys': {
        if (this.keys.some(({ public_key }) => public_key === json.public_key))
          return answer(422, {
            ...{ id: 'unprocessable_entity', message: 'SSH Key is already in use on your account' },
          });
        const key = { id: this.#next(), ...json };
        this.keys.push(key);
        return answer(201, { ssh_key: key });
      }
      case 'GET /droplets': {
        const tag = url.searchParams.get('tag_name') ?? '';
        const found = this.machines.filter(({ tags }) => tag === '' || tags.includes(tag));
        return answer(200, { droplets: found.map(asTold), links: {} });
      }
      case 'GET droplets': {
        const droplet = this.machines.find((each) => String(each.id) === id);
        return droplet
          ? answer(200, { droplet: asTold(droplet) })
          : answer(404, { id: 'not_found', message: 'no such droplet' });
      }
      case 'POST /tags': {
        if (!isTag(json.name)) return answer(422, { id: 'unprocessable_entity', message: 'tag' });
        this.tags.add(json.name);
        return answer(201, { tag: { name: json.name } });
      }
      case 'POST tags resources': {
        if (!this.tags.has(id)) return answer(404, { id: 'not_found', message: 'no such tag' });
        for (const { resource_id, resource_type } of json.resources)
          for (const droplet of this.machines)
            if (resource_type === 'droplet' && String(droplet.id) === resource_id)
              droplet.tags = [...new Set([...droplet.tags, id])];
        return answer(204);
      }
      case 'DELETE tags': {
        for (const droplet of this.machines)
          droplet.tags = droplet.tags.filter((each) => each !== id);
        return answer(this.tags.delete(id) ? 204 : 404);
      }
      case 'POST /droplets': {
        if (!json.tags.every(isTag))
          return answer(422, { id: 'unprocessable_entity', message: 'tag' });
        for (const tag of json.tags) this.tags.add(tag);
        if (!this.keys.some((key) => String(key.id) === json.ssh_keys[0]))
          return answer(422, { id: 'unprocessable_entity', message: 'invalid key identifiers' });
        const last = 50 + this.#made;
        const ip = this.free.shift() ?? `203.0.113.${last}`;
        const droplet = { ...json, id: this.#next(), status: 'new', last, ip };
        this.#made += 1;
        this.machines.push(droplet);
        await this.born(ip, json.user_data);
        return answer(202, { droplet: asTold(droplet) });
      }
      case 'GET /firewalls':
        return answer(200, { firewalls: this.firewalls, links: {} });
      case 'POST /firewalls': {
        if (this.firewalls.some((each) => each.name === json.name))
          return answer(409, { id: 'conflict', message: 'duplicate name' });
        if (this.#strangers(json)) return answer(422, STRANGER);
        const made = { ...json, id: `fw-${this.#next()}` };
        this.firewalls.push(made);
        return answer(202, { firewall: made });
      }
      case 'PUT firewalls': {
        if (this.#strangers(json)) return answer(422, STRANGER);
        return there
          ? answer(200, { firewall: Object.assign(there, json) })
          : answer(404, { id: 'not_found', message: 'no such firewall' });
      }
      case 'POST firewalls droplets':
        if (this.#strangers(json)) return answer(422, STRANGER);
        if (there) there.droplet_ids = [...new Set([...there.droplet_ids, ...json.droplet_ids])];
        return answer(there ? 204 : 404);
      case 'DELETE firewalls droplets':
        if (there)
          there.droplet_ids = there.droplet_ids.filter((each) => !json.droplet_ids.includes(each));
        return answer(there ? 204 : 404);
      case 'GET /load_balancers':
        return answer(200, { load_balancers: this.balancers, links: {} });
      case 'POST /load_balancers': {
        if (this.#strangers(json) || !isPassedOn(json)) return answer(422, STRANGER);
        const balancer = { ...json, id: `lb-${this.#next()}`, status: 'new', ip: '' };
        this.balancers.push(balancer);
        return answer(202, { load_balancer: balancer });
      }
      case 'POST load_balancers droplets':
      case 'DELETE load_balancers droplets': {
        const balancer = this.balancers.find((each) => each.id === id);
        if (!balancer) return answer(404);
        if (this.#strangers(json)) return answer(422, STRANGER);
        const rest = balancer.droplet_ids.filter((each) => !json.droplet_ids.includes(each));
        balancer.droplet_ids = method === 'POST' ? [...rest, ...json.droplet_ids] : rest;
        return answer(204);
      }
      case 'DELETE load_balancers':
        return answer(remove(this.balancers, id) ? 204 : 404);
      case 'DELETE droplets':
        for (const balancer of this.balancers)
          balancer.droplet_ids = balancer.droplet_ids.filter((each) => String(each) !== id);
        for (const firewall of this.firewalls)
          firewall.droplet_ids = firewall.droplet_ids.filter((each) => String(each) !== id);
        return answer(remove(this.machines, id) ? 204 : 404);
      case 'DELETE firewalls':
        return answer(remove(this.firewalls, id) ? 204 : 404);
      case 'DELETE account/keys':
        return answer(remove(this.keys, id) ? 204 : 404);
      default:
        this.undocumented.push(`${method} ${path}`);
        return answer(404, { id: 'not_found', message: `${method} ${path} is not known here.` });
    }
  };

  /** What was new runs now. */
  boot(): void {
    for (const droplet of this.machines) if (droplet.status === 'new') droplet.status = 'active';
    for (const balancer of this.balancers)
      Object.assign(balancer, { status: 'active', ip: '198.51.100.20' });
  }

  /** Whether something is said of droplets that are not there; at most ten stand behind one by their ids. */
  #strangers({ droplet_ids = [], inbound_rules = [] }: Partial<Firewall>): boolean {
    const from = inbound_rules.flatMap(({ sources }) => sources.droplet_ids ?? []);
    const known = this.machines.map(({ id }) => id);
    return droplet_ids.length > 10 || [...droplet_ids, ...from].some((id) => !known.includes(id));
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}

function remove(list: { readonly id: number | string }[], id: string): boolean {
  const at = list.findIndex((each) => String(each.id) === id);
  if (at !== -1) list.splice(at, 1);
  return at !== -1;
}

/** As https://docs.digitalocean.com/reference/api/reference/tags/ says. */
function isTag(name: string): boolean {
  return /^[\w:-]{1,255}$/.test(name);
}

/** TCP as it comes, at ports of their own, by a node or more. */
function isPassedOn({
  forwarding_rules,
  size_unit,
  region,
  health_check,
}: Record<string, unknown>) {
  const rules = forwarding_rules as Readonly<Record<string, unknown>>[];
  const good = rules.every(
    ({ entry_protocol, entry_port, target_protocol, target_port }) =>
      entry_protocol === 'tcp' && target_protocol === 'tcp' && entry_port === target_port,
  );
  const { protocol, port } = health_check as Record<string, unknown>;
  return good && protocol === 'tcp' && port === 443 && size_unit === 1 && region !== undefined;
}

const STRANGER = { id: 'unprocessable_entity', message: 'droplets not found' };

function asTold({ last = 50, ip, region, size, user_data: _, ...droplet }: Droplet) {
  const v4 = [
    { ip_address: `10.114.0.${last}`, type: 'private' },
    { ip_address: ip ?? `203.0.113.${last}`, type: 'public' },
  ];
  return {
    ...{ ...droplet, region: { slug: region }, size_slug: size },
    networks: { v4: droplet.status === 'new' ? [] : v4, v6: [] },
  };
}

const SIZES = [
  ['s-2vcpu-4gb', 4096, 80, 24, true],
  ['s-1vcpu-1gb', 1024, 25, 6, true],
  ['s-1vcpu-2gb', 2048, 50, 12, true],
  ['s-1vcpu-2gb-intel', 2048, 70, 16, true],
  ['c-2', 4096, 25, 42, true],
  ['s-8vcpu-16gb', 16_384, 320, 96, false],
].map(([slug, memory, disk, price_monthly, available]) => ({
  ...{ slug, memory, disk, price_monthly, available, vcpus: 1, regions: ['fra1'] },
}));
