import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ProviderId } from '../../source/clouds/provider/provider.ts';
import { placeholderPair } from '../../source/edges/clouds/placeholder-pair.ts';
import { newOperator, type Operator } from '../job/operator.ts';
import { network } from '../range/places.ts';
import type { Host } from '../range/range.ts';
import { bundleFile } from '../range/trust.ts';
import { overHttps } from './over-https.ts';
import { PretendDigitalOcean } from './pretend-digitalocean.ts';
import { PretendHetzner } from './pretend-hetzner.ts';

const COMPANIES = {
  digitalocean: { make: () => new PretendDigitalOcean(), api: 'api.digitalocean.com' },
  hetzner: { make: () => new PretendHetzner(), api: 'api.hetzner.cloud' },
};
const TOKENS = { digitalocean: PretendDigitalOcean.token, hetzner: PretendHetzner.token };

export interface AtProvider {
  readonly company: PretendDigitalOcean | PretendHetzner;
  readonly token: string;
  readonly operator: Operator;
  /** By which the person's programs trust it, and get into the account. */
  readonly env: Readonly<Record<string, string>>;
  /** What the new servers were made with, the first one first. */
  readonly given: readonly string[];
  readonly stop: () => Promise<unknown>;
}

/** A person to whom the provider's API is one that pretends, and gives these hosts as new servers. */
export async function atProvider(id: ProviderId, hosts: readonly Host[]): Promise<AtProvider> {
  const { make, api } = COMPANIES[id];
  const [company, given] = [make(), [] as string[]];
  company.free.push(...hosts.map(({ address }) => address));
  company.born = async (ip, userData) => {
    given.push(userData);
    await firstStart(
      hosts.find(({ address }) => address === ip),
      userData,
    );
  };
  const { chain, key } = placeholderPair(api);
  const server = await overHttps(
    {
      send: async (wanted, signal) => {
        const answer = await company.send(wanted, signal);
        company.boot();
        return answer;
      },
    },
    { address: network.gateway, port: 443, pair: { key: key.reveal(), cert: chain } },
  );
  const trusted = join(await mkdtemp(join(tmpdir(), `${id}-`)), 'trusted.pem');
  await writeFile(trusted, `${await readFile(bundleFile, 'utf8')}\n${chain}`);
  const token = TOKENS[id];
  return {
    ...{ company, token, given },
    operator: await newOperator({ hosts: `${network.gateway} ${api}\n` }),
    env: {
      NODE_EXTRA_CA_CERTS: trusted,
      [`SETUP_SERVER_${id.toUpperCase()}_TOKEN`]: token,
    },
    stop: server.stop,
  };
}

/** What cloud-init does with `ssh_keys` (its module "SSH"). */
async function firstStart(host: Host | undefined, userData: string): Promise<void> {
  const { ssh_keys: keys } = parse(userData);
  const write = (text: string, name: string, mode: string) =>
    `echo ${Buffer.from(text).toString('base64')} | base64 -d | install -m ${mode} /dev/stdin /etc/ssh/${name}`;
  await host?.exec(
    [
      'rm -f /etc/ssh/ssh_host_*key*',
      write(keys.ed25519_private, 'ssh_host_ed25519_key', '600'),
      write(keys.ed25519_public, 'ssh_host_ed25519_key.pub', '644'),
      // A host that has just come up may not hear of it yet.
      'until systemctl restart ssh; do sleep 0.2; done',
    ].join(' && '),
  );
}
