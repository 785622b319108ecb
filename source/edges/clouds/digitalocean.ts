import { besideDroplet, dropletTag, nameIn } from '../../clouds/digitalocean.ts';
import { type HostKeys, isNote, keysNoted, notesOf } from '../../clouds/host-keys.ts';
import type { ProviderMachine } from '../../clouds/provider/provider.ts';
import { bearer, type Http, orMissing } from '../../dns/providers/edges.ts';
import { at, everyPage, listAt, textAt } from '../../dns/providers/reading.ts';
import { BALANCER_DOLLARS, balancerAsTold, balancerRequest } from './digitalocean-balancer.ts';
import {
  betweenIn,
  betweenOf,
  firewallIn,
  firewallOf,
  guardsIn,
} from './digitalocean-firewalls.ts';
import type { ProviderEdge, SingleCall } from './provider-edge.ts';

/** What every region has; the API lists hundreds. */
const IMAGES = [
  { image: 'debian-13-x64', label: 'Debian 13' },
  { image: 'debian-12-x64', label: 'Debian 12' },
  { image: 'ubuntu-24-04-x64', label: 'Ubuntu 24.04 LTS' },
];

/** https://docs.digitalocean.com/reference/api/digitalocean/ */
export const digitalOceanEdge: ProviderEdge = {
  api: (token) => ({
    company: 'DigitalOcean',
    subject: 'digitalocean',
    base: 'https://api.digitalocean.com/v2',
    sign: bearer(token),
    credential: {
      called: 'token',
      where:
        'cloud.digitalocean.com, API: it needs the scopes account, droplet, firewall, ssh_key, tag, region and size',
    },
    advice: 'Look into your account there: what it says above is most often the reason.',
    says: (body) => textAt(body, 'message'),
    knows: (status, body) =>
      status === 422 && /droplet limit/i.test(textAt(body, 'message'))
        ? {
            code: 'digitalocean.quota',
            what: 'Your account at DigitalOcean may not have more servers.',
            next: ['Ask for more: cloud.digitalocean.com, Settings, Team, Droplet limit.'],
          }
        : undefined,
  }),

  async account(http, signal) {
    const [account, regions, sizes] = await Promise.all([
      http({ path: '/account' }, signal),
      pages(http, '/regions', 'regions', signal),
      pages(http, '/sizes', 'sizes', signal),
    ]);
    return {
      ...{ open: true, owner: textAt(at(account.body, 'account'), 'email'), currency: 'USD' },
      regions: regions
        .filter((each) => at(each, 'available') === true)
        .map((each) => ({ region: textAt(each, 'slug'), name: textAt(each, 'name') })),
      sizes: sizes
        .filter((each) => at(each, 'available') === true && /^s-/.test(textAt(each, 'slug')))
        .map((each) => ({
          size: textAt(each, 'slug'),
          memoryMB: Number(at(each, 'memory')),
          diskGB: Number(at(each, 'disk')),
          processor: 'x86_64',
          prices: Object.fromEntries(
            listAt(each, 'regions').map((region) => [region, Number(at(each, 'price_monthly'))]),
          ),
        })),
      balancers: Object.fromEntries(
        regions.map((each) => [textAt(each, 'slug'), BALANCER_DOLLARS]),
      ),
      images: IMAGES,
    };
  },

  async machine(http, name, signal) {
    const [keys, droplets, firewalls] = await Promise.all([
      pages(http, '/account/keys', 'ssh_keys', signal),
      pages(http, '/droplets', 'droplets', signal, { tag_name: dropletTag(name) }),
      pages(http, '/firewalls', 'firewalls', signal),
    ]);
    const named = (each: unknown) => textAt(each, 'name') === besideDroplet(name);
    const [droplet, firewall] = [droplets[0], firewalls.find(named)];
    return {
      keys: keys.map((key) => ({
        ...{ id: textAt(key, 'id'), publicKey: textAt(key, 'public_key'), ours: named(key) },
      })),
      machine: droplet === undefined ? null : machineIn(droplet),
      firewall: firewall === undefined ? null : firewallIn(firewall),
      address: null,
    };
  },

  async host(http, addresses, signal) {
    const [droplets, firewalls] = await Promise.all([
      pages(http, '/droplets', 'droplets', signal),
      pages(http, '/firewalls', 'firewalls', signal),
    ]);
    const of = (type: string) =>
      droplets.find((each) => addresses.includes(addressOf(each, type) ?? ''));
    const droplet = of('public') ?? of('private');
    if (droplet === undefined) return null;
    const name = listAt(droplet, 'tags').flatMap((tag) => nameIn(String(tag)) ?? [])[0];
    const own = firewalls.find((each) => textAt(each, 'name') === besideDroplet(name ?? ''));
    const id = textAt(droplet, 'id');
    return {
      ...{ id, region: textAt(droplet, 'region', 'slug'), size: textAt(droplet, 'size_slug') },
      ...{ network: textAt(droplet, 'vpc_uuid'), ip: addressOf(droplet, 'public') ?? '' },
      guarded: name !== undefined && guardsIn(own).includes(id),
    };
  },

  async between(http, name, signal) {
    const firewalls = await pages(http, '/firewalls', 'firewalls', signal);
    const found = firewalls.find((each) => textAt(each, 'name') === besideDroplet(name));
    if (found === undefined) return null;
    return betweenIn(found);
  },

  async balancers(http, signal) {
    return (await pages(http, '/load_balancers', 'load_balancers', signal)).flatMap(balancerAsTold);
  },

  request: requestFor,

  create({ goal, key }, { publicKey, userData }) {
    const { name, region, size, image, network } = goal;
    const tags = [dropletTag(name), ...keyTags({ first: publicKey, own: null })];
    const rest = {
      ...{ ssh_keys: [key], tags, ipv6: true, monitoring: true, user_data: userData },
      ...(network !== '' && { vpc_uuid: network }),
    };
    return { method: 'POST', path: '/droplets', json: { name, region, size, image, ...rest } };
  },

  async noteKeys(http, machine, keys, signal) {
    const { body } = await http({ path: `/droplets/${machine}` }, signal);
    const there = listAt(body, 'droplet', 'tags').map(String);
    const wanted = keyTags(keys);
    const droplet = { resource_id: machine, resource_type: 'droplet' };
    for (const name of wanted.filter((each) => !there.includes(each))) {
      // One that is there already is as good.
      const isThere = (status: number) => status === 409 || status === 422;
      await http({ method: 'POST', path: '/tags', json: { name }, accepts: isThere }, signal);
      const path = `/tags/${name}/resources`;
      await http({ method: 'POST', path, json: { resources: [droplet] } }, signal);
    }
    for (const name of there.filter((each) => isNote(partsOf(each)[0]) && !wanted.includes(each)))
      await http({ method: 'DELETE', path: `/tags/${name}`, accepts: orMissing }, signal);
  },
};

const STATES = { active: 'running', off: 'off', archive: 'ended' } as const;

function machineIn(droplet: unknown): ProviderMachine['machine'] {
  const says = textAt(droplet, 'status');
  return {
    ...{ id: textAt(droplet, 'id'), says, open: false },
    state: says in STATES ? STATES[says as keyof typeof STATES] : 'coming',
    ip: addressOf(droplet, 'public'),
    hostKeys: keysNoted(new Map(listAt(droplet, 'tags').map((tag) => partsOf(String(tag))))),
  };
}

/** Host keys as tags: `setup-server-own:ed25519_…`. */
function keyTags(keys: HostKeys): readonly string[] {
  return notesOf(keys).map((parts) => parts.join(':'));
}

function partsOf(tag: string): readonly [string, string] {
  const [name = '', ...value] = tag.split(':');
  return [name, value.join(':')];
}

function addressOf(droplet: unknown, type: string): string | null {
  const its = listAt(droplet, 'networks', 'v4').find((each) => textAt(each, 'type') === type);
  return its === undefined ? null : textAt(its, 'ip_address');
}

function requestFor(what: SingleCall): Parameters<Http>[0] {
  switch (what.call) {
    case 'add-key': {
      const { name, publicKey } = what;
      return {
        method: 'POST',
        path: '/account/keys',
        json: { name: besideDroplet(name), public_key: publicKey },
      };
    }
    case 'firewall':
      return { method: 'POST', path: '/firewalls', json: firewallOf(what, []) };
    case 'rules': {
      const json = firewallOf(what, what.guards);
      return { method: 'PUT', path: `/firewalls/${what.firewall}`, json };
    }
    case 'between':
      return { method: 'POST', path: '/firewalls', json: betweenOf(what) };
    case 'between-rules':
      return { method: 'PUT', path: `/firewalls/${what.firewall}`, json: betweenOf(what) };
    case 'guard':
      return {
        ...{ method: 'POST', path: `/firewalls/${what.firewall}/droplets` },
        json: { droplet_ids: [Number(what.machine)] },
      };
    case 'unguard':
      return {
        ...{ method: 'DELETE', path: `/firewalls/${what.firewall}/droplets`, accepts: orMissing },
        json: { droplet_ids: [Number(what.machine)] },
      };
    case 'balancer':
    case 'add-target':
    case 'drop-target':
    case 'drop-balancer':
      return balancerRequest(what);
    case 'power-on':
      return {
        ...{ method: 'POST', path: `/droplets/${what.machine}/actions` },
        json: { type: 'power_on' },
      };
    case 'destroy':
      return { method: 'DELETE', path: `/droplets/${what.machine}`, accepts: orMissing };
    case 'drop-firewall':
      return { method: 'DELETE', path: `/firewalls/${what.firewall}`, accepts: orMissing };
    case 'drop-key':
      return { method: 'DELETE', path: `/account/keys/${what.key}`, accepts: orMissing };
    case 'reserve-address':
    case 'drop-address':
      throw new Error('A droplet has its own address.');
  }
}

async function pages(
  http: Http,
  path: string,
  key: string,
  signal: AbortSignal,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly unknown[]> {
  return await everyPage(async (page) => {
    const { body } = await http({ path, query: { ...query, per_page: 200, page } }, signal);
    const more = textAt(at(at(body, 'links'), 'pages'), 'next') !== '';
    return { items: listAt(body, key), more };
  });
}
