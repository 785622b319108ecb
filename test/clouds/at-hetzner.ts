import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeholderPair } from '../../source/edges/clouds/placeholder-pair.ts';
import { newOperator, type Operator } from '../job/operator.ts';
import { network } from '../range/places.ts';
import { bundleFile } from '../range/trust.ts';
import { overHttps } from './over-https.ts';
import { PretendHetzner } from './pretend-hetzner.ts';

const NAME = 'api.hetzner.cloud';

export interface AtHetzner {
  readonly company: PretendHetzner;
  readonly operator: Operator;
  /** By which the person's programs trust it, and get into the project. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<unknown>;
}

/** A person to whom Hetzner's API is one that pretends, which gives these addresses to new servers. */
export async function atHetzner(...addresses: readonly string[]): Promise<AtHetzner> {
  const company = new PretendHetzner();
  company.free.push(...addresses);
  const { chain, key } = placeholderPair(NAME);
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
  const trusted = join(await mkdtemp(join(tmpdir(), 'hetzner-')), 'trusted.pem');
  await writeFile(trusted, `${await readFile(bundleFile, 'utf8')}\n${chain}`);
  return {
    company,
    operator: await newOperator({ hosts: `${network.gateway} ${NAME}\n` }),
    env: {
      NODE_EXTRA_CA_CERTS: trusted,
      SETUP_SERVER_HETZNER_TOKEN: PretendHetzner.token,
    },
    stop: server.stop,
  };
}
