import { type Answers, secretAnswer } from '../../answers/answers.ts';
import {
  type DigitalOceanFact,
  DO_TOKEN,
  DROPLET_IMAGE,
  type DropletAction,
  type DropletCall,
  type DropletFact,
} from '../../clouds/droplet.ts';
import { bearer, type Http, orMissing } from '../../dns/providers/edges.ts';
import { at, everyPage, listAt, textAt } from '../../dns/providers/reading.ts';
import { ExpectedError } from '../../expected-error.ts';
import { Secret } from '../../secret.ts';
import { httpTo, type Send } from '../dns/http.ts';
import { request } from '../outside/http-request.ts';
import { answersAt } from '../outside/port-answers.ts';

const EVERYBODY = ['0.0.0.0/0', '::/0'];

/** https://docs.digitalocean.com/reference/api/digitalocean/ */
function open(answers: Answers, send: Send): Http {
  return httpTo(
    {
      company: 'DigitalOcean',
      subject: 'digitalocean',
      base: 'https://api.digitalocean.com/v2',
      sign: bearer(secretAnswer(answers, DO_TOKEN) ?? new Secret('')),
      credential: {
        called: 'token',
        where:
          'cloud.digitalocean.com, API: it needs the scopes account, droplet, firewall, ssh_key, tag, region and size',
      },
      advice: 'Look into your account there: what it says above is most often the reason.',
      says: (body) => textAt(body, 'message'),
    },
    send,
  );
}

/** Whose account the token opens, and what may be chosen there. Changes nothing. */
export async function lookAtDigitalOcean(
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<DigitalOceanFact> {
  const http = open(answers, send);
  try {
    const [account, regions, sizes] = await Promise.all([
      http({ path: '/account' }, signal),
      pages(http, '/regions', 'regions', signal),
      pages(http, '/sizes', 'sizes', signal),
    ]);
    return {
      open: true,
      email: textAt(at(account.body, 'account'), 'email'),
      regions: regions
        .filter((each) => at(each, 'available') === true)
        .map((each) => ({ region: textAt(each, 'slug'), name: textAt(each, 'name') })),
      sizes: sizes
        .filter((each) => at(each, 'available') === true && /^s-/.test(textAt(each, 'slug')))
        .map((each) => ({
          size: textAt(each, 'slug'),
          memoryMB: Number(at(each, 'memory')),
          diskGB: Number(at(each, 'disk')),
          dollars: Number(at(each, 'price_monthly')),
          regions: listAt(each, 'regions').map(String),
        }))
        .sort((one, other) => one.dollars - other.dollars),
    };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const { what, why = '' } = error.trouble;
    return { open: false, says: `${what} ${why}`.trim() };
  }
}

/** What there is of a droplet, found by its name, which is its tag, too. */
export async function lookAtDroplet(
  name: string,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
  answersThere: typeof answersAt = answersAt,
): Promise<DropletFact> {
  const http = open(answers, send);
  const [keys, droplets, firewalls] = await Promise.all([
    pages(http, '/account/keys', 'ssh_keys', signal),
    pages(http, '/droplets', 'droplets', signal, { tag_name: name }),
    pages(http, '/firewalls', 'firewalls', signal),
  ]);
  const named = (each: unknown) => textAt(each, 'name') === name;
  const [key, droplet, firewall] = [keys.find(named), droplets[0], firewalls.find(named)];
  const ip = droplet === undefined ? null : publicAddress(droplet);
  return {
    key: key === undefined ? null : { id: textAt(key, 'id') },
    droplet:
      droplet === undefined
        ? null
        : {
            ...{ id: textAt(droplet, 'id'), status: statusIn(textAt(droplet, 'status')), ip },
            open: ip !== null && (await answersThere(ip, 22, signal)),
          },
    firewall:
      firewall === undefined
        ? null
        : {
            id: textAt(firewall, 'id'),
            sshFrom: listAt(firewall, 'inbound_rules')
              .filter((rule) => textAt(rule, 'ports') === '22')
              .flatMap((rule) => listAt(at(rule, 'sources'), 'addresses').map(String)),
          },
  };
}

const STATUSES = ['new', 'active', 'off', 'archive'] as const;

function statusIn(text: string): (typeof STATUSES)[number] {
  return STATUSES.find((each) => each === text) ?? 'new';
}

function publicAddress(droplet: unknown): string | null {
  const all = listAt(at(droplet, 'networks'), 'v4');
  const its = all.find((each) => textAt(each, 'type') === 'public');
  return its === undefined ? null : textAt(its, 'ip_address');
}

/** Makes the call. Throws an ExpectedError. */
export async function callDigitalOcean(
  { what }: DropletAction,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<void> {
  await open(answers, send)(callFor(what), signal);
}

function callFor(what: DropletCall): Parameters<Http>[0] {
  switch (what.call) {
    case 'add-key': {
      const { name, publicKey } = what;
      return { method: 'POST', path: '/account/keys', json: { name, public_key: publicKey } };
    }
    case 'create': {
      const { name, region, size } = what.goal;
      const machine = { name, region, size, image: DROPLET_IMAGE };
      const json = { ...machine, ssh_keys: [what.key], tags: [name], ipv6: true, monitoring: true };
      return { method: 'POST', path: '/droplets', json };
    }
    case 'power-on':
      return {
        ...{ method: 'POST', path: `/droplets/${what.droplet}/actions` },
        json: { type: 'power_on' },
      };
    case 'firewall':
      return { method: 'POST', path: '/firewalls', json: firewall(what) };
    case 'destroy':
      return { method: 'DELETE', path: `/droplets/${what.droplet}`, accepts: orMissing };
    case 'drop-firewall':
      return { method: 'DELETE', path: `/firewalls/${what.firewall}`, accepts: orMissing };
    case 'drop-key':
      return { method: 'DELETE', path: `/account/keys/${what.key}`, accepts: orMissing };
  }
}

function firewall({ name, droplet, sshFrom }: Extract<DropletCall, { call: 'firewall' }>) {
  const inbound = (ports: string, addresses: readonly string[]) => {
    return { protocol: 'tcp', ports, sources: { addresses } };
  };
  const outbound = (protocol: string, ports?: string) => {
    return { protocol, ...(ports && { ports }), destinations: { addresses: EVERYBODY } };
  };
  return {
    ...{ name, droplet_ids: [Number(droplet)] },
    inbound_rules: [
      inbound('22', sshFrom === '0.0.0.0/0' ? EVERYBODY : [sshFrom]),
      inbound('80', EVERYBODY),
      inbound('443', EVERYBODY),
    ],
    outbound_rules: [outbound('tcp', 'all'), outbound('udp', 'all'), outbound('icmp')],
  };
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
