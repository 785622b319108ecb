import { type Answers, yesAnswer } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import { DOCKERS_POOLS, freePools } from '../facts/docker/address-pools.ts';
import { DAEMON_CONFIG } from '../facts/docker/daemon-config.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { DaemonConfigFact } from '../facts/machine.ts';
import { hostKindOf } from '../hosts/index.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { OFFERED, type Offer, type OfferGround } from './offer.ts';

const KEY = 'default-address-pools';

/** Docker's own networks, where the ones it would take lead elsewhere from this server. */
export const addressPools: Offer = {
  id: 'docker-networks',
  looks: (host) => [query('routes', host), query('daemonConfig', host)],
  before: 'docker.install',
  questions: [
    {
      id: 'server.docker-networks',
      ...OFFERED,
      kind: 'confirm',
      title: 'Give Docker other network addresses?',
      hint: "From this server, Docker's usual addresses (172.17…) lead into a network around it. Docker would cut that off.",
      help: [
        'Docker makes small networks inside the server and takes addresses',
        'that begin with 172.17, 172.18 and so on for them. Here, a network of',
        'your organisation or provider uses the same ones. What is there could',
        'not be reached from this server any more.',
        '',
        'With yes, Docker is told (in /etc/docker/daemon.json) to take others.',
        'What stands in that file stays, and a copy of it is kept beside it.',
      ].join('\n'),
      when: (answers, facts) => clash(answers, facts) !== undefined,
      suggestion: () => true,
      yes: 'Yes, use others',
      no: 'No',
    },
  ],
  steps: (answers, facts, ground) => {
    const pools = clash(answers, facts);
    const wanted = pools && yesAnswer(answers, 'server.docker-networks');
    return wanted ? [poolsStep(pools, ground)] : [];
  },
};

/** How many networks Docker takes at first: its own, ours, and some of others. */
const FIRST = 4;

/** Undefined where Docker's own choice does no harm, or somebody has chosen already. */
function clash(answers: Answers, facts: Facts): readonly AddressPool[] | undefined {
  const host = hostKindOf(answers).address(answers);
  const routes = facts.get(query('routes', host));
  const config = facts.get(query('daemonConfig', host));
  if (!routes || config === undefined) return undefined;
  // What Docker can't read it does not start with; that is told elsewhere.
  if (config && (config.value === null || KEY in config.value || 'bip' in config.value)) {
    return undefined;
  }
  if (freePools(routes.networks, DOCKERS_POOLS.slice(0, FIRST)).length === FIRST) return undefined;
  const pools = poolsBeside(routes.networks);
  return pools.length > 0 ? pools : undefined;
}

/** As daemon.json has them: networks of `size` bits out of `base`. */
export interface AddressPool {
  readonly base: string;
  readonly size: number;
}

/** Ranges few people use, where all of Docker's own are taken. */
const OTHERS = Array.from({ length: 16 }, (_, index) => `10.${210 + index}.0.0/16`);

/** Two ranges, with room for some five hundred networks, that lead nowhere from the host. */
export function poolsBeside(networks: readonly string[]): AddressPool[] {
  const own = freePools(networks).filter((pool) => pool.endsWith('/16'));
  return [...own.reverse(), ...freePools(networks, OTHERS)]
    .slice(0, 2)
    .map((base) => ({ base, size: 24 }));
}

/**
 * daemon.json with these pools; all else in it stays, in its order and indented as it was. Throws
 * the ExpectedError `docker.settings` where it is no JSON object, with the line.
 */
export function withPools(config: DaemonConfigFact | null, pools: readonly AddressPool[]): string {
  if (config?.value === null) {
    throw new ExpectedError({
      code: 'docker.settings',
      what: `There is a mistake in Docker's settings on the server, in line ${config.line ?? 1}.`,
      why: `They stand in ${DAEMON_CONFIG}, which we did not write. What cannot be read is not written over.`,
      next: ['Repair the file, or move it away, then try again.'],
    });
  }
  const [, indent = '  '] = /^\{\s*\n([ \t]+)/.exec(config?.text.trimStart() ?? '') ?? [];
  return `${JSON.stringify({ ...config?.value, [KEY]: pools }, null, indent)}\n`;
}

function poolsStep(
  pools: readonly AddressPool[],
  { host, distribution, author }: OfferGround,
): Step {
  const config = query('daemonConfig', host);
  const docker = query('docker', host);
  const copy = `${DAEMON_CONFIG}.${author.at.toISOString()}`;
  const bases = pools.map(({ base }) => base).join(' and ');
  return {
    id: 'docker.networks',
    title: `Let Docker take its networks from ${bases}`,
    because: () => 'Its usual ones lead elsewhere from this server.',
    needs: ['server.ready'],
    sees: [config, docker],
    check: (facts) =>
      KEY in (facts.get(config)?.value ?? {})
        ? HOLDS
        : lacks('Docker would take networks that lead elsewhere.'),
    actions: (facts) => {
      const found = facts.get(config) ?? null;
      return [
        ...(found
          ? [
              {
                do: 'run',
                command: sh`cp -p ${DAEMON_CONFIG} ${copy}`,
                patienceSeconds: 30,
              } as const,
            ]
          : []),
        // Stopped before, so that it is started with them also after a run that was cut off. Its
        // own bridge would keep its address.
        ...(facts.get(docker)?.running
          ? [
              {
                do: 'run',
                command: sh`if [ "$(docker ps -q)" ]; then echo ${LATER}; else ${distribution.services.stopDocker} && { ip link delete docker0 2>/dev/null || :; }; fi`,
                patienceSeconds: 120,
              } as const,
            ]
          : []),
        { do: 'write', path: DAEMON_CONFIG, mode: '644', content: [withPools(found, pools)] },
      ];
    },
  };
}

const LATER = 'Containers run, so Docker takes the new networks up when it is next restarted.';
