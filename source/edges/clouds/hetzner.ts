import { ruleFrom } from '../../clouds/firewall-rules.ts';
import { HETZNER_LABEL } from '../../clouds/hetzner.ts';
import { isNote, keysNoted, notesOf } from '../../clouds/host-keys.ts';
import type { ProviderMachine, ProviderSize } from '../../clouds/provider/provider.ts';
import { bearer, type Http } from '../../dns/providers/edges.ts';
import { at, everyPage, listAt, textAt } from '../../dns/providers/reading.ts';
import { balancerAsTold, balancerPrices } from './hetzner-balancer.ts';
import { hetznerRequest } from './hetzner-request.ts';
import { hetznerTrouble } from './hetzner-trouble.ts';
import type { ProviderEdge } from './provider-edge.ts';

/** https://docs.hetzner.cloud/reference/cloud */
export const hetznerEdge: ProviderEdge = {
  api: (token) => ({
    company: 'Hetzner',
    subject: 'hetzner',
    base: 'https://api.hetzner.cloud/v1',
    sign: bearer(token),
    credential: {
      called: 'API token',
      where: 'console.hetzner.com, in the project, Security, API tokens: "Read & Write"',
    },
    advice: 'Look into your project there: what it says above is most often the reason.',
    says: (body) => textAt(body, 'error', 'message'),
    knows: hetznerTrouble,
  }),

  async account(http, signal) {
    const [pricing, locations, types, images] = await Promise.all([
      http({ path: '/pricing' }, signal),
      pages(http, 'locations', signal),
      pages(http, 'server_types', signal),
      pages(http, 'images', signal, { type: 'system', status: 'available', architecture: 'x86' }),
    ]);
    const prices = at(pricing.body, 'pricing');
    const sizes = types.map((type) => sizeOf(type, prices));
    return {
      ...{ open: true, owner: '', currency: textAt(prices, 'currency'), sizes },
      balancers: balancerPrices(prices),
      regions: locations
        .map((each) => ({
          region: textAt(each, 'name'),
          name: `${textAt(each, 'city')}, ${textAt(each, 'country')}`,
        }))
        .filter(({ region }) => sizes.some((each) => each.prices[region] !== undefined)),
      images: images
        .filter((each) => at(each, 'deprecated') === null && isKnown(textAt(each, 'name')))
        .map((each) => ({ image: textAt(each, 'name'), label: labelOf(textAt(each, 'name')) }))
        .sort((one, other) => rank(one.image) - rank(other.image)),
    };
  },

  async machine(http, name, signal) {
    const ours = oursOf(name);
    const [keys, servers, firewalls, addresses] = await Promise.all([
      pages(http, 'ssh_keys', signal),
      pages(http, 'servers', signal, ours),
      pages(http, 'firewalls', signal, ours),
      pages(http, 'primary_ips', signal, ours),
    ]);
    const [server, firewall, address] = [servers[0], firewalls[0], addresses[0]];
    return {
      keys: keys.map((key) => ({
        ...{ id: textAt(key, 'id'), publicKey: textAt(key, 'public_key') },
        ours: textAt(key, 'labels', HETZNER_LABEL) === name,
      })),
      machine: server === undefined ? null : machineIn(server),
      firewall: firewall === undefined ? null : firewallIn(firewall),
      address:
        address === undefined ? null : { id: textAt(address, 'id'), ip: textAt(address, 'ip') },
    };
  },

  async host(http, addresses, signal) {
    const servers = await pages(http, 'servers', signal);
    const server = servers.find((each) =>
      addresses.includes(textAt(each, 'public_net', 'ipv4', 'ip')),
    );
    if (server === undefined) return null;
    const [id, name] = [textAt(server, 'id'), textAt(server, 'labels', HETZNER_LABEL)];
    const own = name === '' ? [] : await pages(http, 'firewalls', signal, oursOf(name));
    return {
      ...{ id, region: textAt(server, 'location', 'name') },
      ...{ size: textAt(server, 'server_type', 'name'), network: '' },
      ip: textAt(server, 'public_net', 'ipv4', 'ip'),
      guarded: own.some((each) => guardsIn(each).includes(id)),
    };
  },

  async between(http, name, signal) {
    const [found] = await pages(http, 'firewalls', signal, oursOf(name));
    if (found === undefined) return null;
    const rules = listAt(found, 'rules').flatMap((rule) => {
      const parts = { port: textAt(rule, 'port'), protocol: textAt(rule, 'protocol') };
      return listAt(rule, 'source_ips').map((from) => ruleFrom(parts, String(from)));
    });
    return { id: textAt(found, 'id'), guards: guardsIn(found), rules };
  },

  request: hetznerRequest,

  create({ goal, key, firewall, address }, { publicKey, userData }) {
    const { name, region, size, image } = goal;
    const notes = Object.fromEntries(notesOf({ first: publicKey, own: null }));
    return {
      ...{ method: 'POST', path: '/servers' },
      json: {
        ...{ name, location: region, server_type: size, image, ssh_keys: [key] },
        firewalls: [{ firewall: Number(firewall) }],
        public_net: { enable_ipv4: true, enable_ipv6: true, ipv4: Number(address) },
        ...{ labels: { [HETZNER_LABEL]: name, ...notes }, user_data: userData },
      },
    };
  },

  async noteKeys(http, machine, keys, signal) {
    const { body } = await http({ path: `/servers/${machine}` }, signal);
    // All of them are replaced.
    const others = Object.entries(at(body, 'server', 'labels') ?? {}).filter(
      ([name]) => !isNote(name),
    );
    const labels = Object.fromEntries([...others, ...notesOf(keys)]);
    await http({ method: 'PUT', path: `/servers/${machine}`, json: { labels } }, signal);
  },

  async balancers(http, signal) {
    const ours = { label_selector: HETZNER_LABEL };
    return (await pages(http, 'load_balancers', signal, ours)).map(balancerAsTold);
  },
};

function oursOf(name: string) {
  return { label_selector: `${HETZNER_LABEL}=${name}` };
}

function guardsIn(firewall: unknown): readonly string[] {
  return listAt(firewall, 'applied_to').flatMap((each) => textAt(each, 'server', 'id') || []);
}

/** With the price of an address, since none is contained. Only where it can be had now, and is not about to go. */
function sizeOf(type: unknown, pricing: unknown): ProviderSize {
  const addresses = listAt(pricing, 'primary_ips').find((each) => textAt(each, 'type') === 'ipv4');
  const there = listAt(type, 'locations')
    .filter((each) => at(each, 'available') === true && at(each, 'deprecation') === null)
    .map((each) => textAt(each, 'name'));
  const priceOf = (list: readonly unknown[], region: string) => {
    const found = list.find((each) => textAt(each, 'location') === region);
    return Number(textAt(found, 'price_monthly', 'gross'));
  };
  return {
    size: textAt(type, 'name'),
    memoryMB: Number(at(type, 'memory')) * 1024,
    diskGB: Number(at(type, 'disk')),
    processor: textAt(type, 'architecture') === 'arm' ? 'arm64' : 'x86_64',
    prices: Object.fromEntries(
      there.map((region) => [
        region,
        priceOf(listAt(type, 'prices'), region) + priceOf(listAt(addresses, 'prices'), region),
      ]),
    ),
  };
}

/** Debian as it is kept up, and Ubuntu with long support. */
const KNOWN = ['debian-13', 'debian-12', 'ubuntu-26.04', 'ubuntu-24.04'];
const rank = (image: string) => KNOWN.indexOf(image);
const isKnown = (image: string) => rank(image) !== -1;

function labelOf(image: string): string {
  const [name = '', version = ''] = image.split('-');
  return name === 'ubuntu' ? `Ubuntu ${version} LTS` : `Debian ${version}`;
}

const STATES = { running: 'running', off: 'off' } as const;

function machineIn(server: unknown): ProviderMachine['machine'] {
  const says = textAt(server, 'status');
  const ip = textAt(server, 'public_net', 'ipv4', 'ip');
  return {
    ...{ id: textAt(server, 'id'), says, open: false, ip: ip === '' ? null : ip },
    state: says in STATES ? STATES[says as keyof typeof STATES] : 'coming',
    hostKeys: keysNoted(new Map(Object.entries(at(server, 'labels') ?? {}))),
  };
}

function firewallIn(firewall: unknown): ProviderMachine['firewall'] {
  return {
    id: textAt(firewall, 'id'),
    guards: guardsIn(firewall),
    sshFrom: listAt(firewall, 'rules')
      .filter((rule) => textAt(rule, 'direction') === 'in' && textAt(rule, 'port') === '22')
      .flatMap((rule) => listAt(rule, 'source_ips').map(String)),
  };
}

/** Fifty a page are as many as it gives. */
async function pages(
  http: Http,
  key: string,
  signal: AbortSignal,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly unknown[]> {
  return await everyPage(async (page) => {
    const asked = { path: `/${key}`, query: { ...query, per_page: 50, page } };
    const { body } = await http(asked, signal);
    const next = at(body, 'meta', 'pagination', 'next_page');
    return { items: listAt(body, key), more: typeof next === 'number' };
  });
}
