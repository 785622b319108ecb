import type { Distribution, DockerSource } from '../distributions/distribution.ts';
import { reachQueries } from '../distributions/distribution.ts';
import { troubleOf } from '../facts/docker/trouble.ts';
import { type Facts, query } from '../facts/facts.ts';
import { takes } from '../facts/installs/suits-app.ts';
import type { SystemFact } from '../facts/machine.ts';
import type { Goal } from '../goal.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** `engineAlone`: where nobody builds or composes anything, as on a further server of a cluster. */
export function dockerInstall(
  { host, app }: Goal,
  distribution: Distribution,
  system: SystemFact,
  { engineAlone = false } = {},
): Step {
  const docker = query('docker', host);
  const all = distribution.docker(system);
  const sources = all.filter((each) => takes(app, each));
  const reached = (facts: Facts, source: DockerSource): boolean =>
    reachQueries([source], host).every((each) => facts.get(each)?.reachable ?? false);
  /** The best that is within reach. Where none is, the first tells best what is wrong. */
  const chosen = (facts: Facts): DockerSource =>
    sources.find((each) => reached(facts, each)) ?? sources[0] ?? all[0];
  return {
    id: 'docker.install',
    title: (facts) =>
      facts.get(docker)
        ? 'Install Docker'
        : chosen(facts).from === 'docker'
          ? "Install Docker from Docker's own repository"
          : `Install Docker from ${distribution.label}'s packages`,
    because: (facts) => {
      const source = chosen(facts);
      const { repository } = sources[0] ?? all[0];
      return source === sources[0] || repository === undefined
        ? source.because
        : `The server cannot reach Docker's own repository (${new URL(repository).host}); ${distribution.label}'s Docker works as well.`;
    },
    needs: ['server.ready'],
    sees: [docker],
    weighs: reachQueries(sources, host),
    check: (facts): Check =>
      facts.get(docker) ? HOLDS : lacks('Docker is not installed on the server.'),
    actions: (facts) => {
      const source = chosen(facts);
      return (engineAlone && source.engineAlone) || source.actions;
    },
    remedies: ['Try again: package mirrors are sometimes busy.'],
  };
}

/** Docker runs, and will after a reboot. */
export function dockerStart({ host }: Goal, { services }: Distribution): Step {
  const docker = query('docker', host);
  return {
    id: 'docker.start',
    title: 'Start Docker, now and whenever the server starts',
    needs: ['docker.install'],
    sees: [docker],
    check: (facts): Check => {
      const found = facts.get(docker);
      if (found && !found.running && found.trouble !== undefined) {
        return lacks(`Docker is installed, but it does not start: ${troubleOf(found.trouble)}.`);
      }
      if (!found?.running) return lacks('Docker is installed, but it does not answer.');
      return found.enabled ? HOLDS : lacks('Docker does not start by itself with the server.');
    },
    actions: () => [{ do: 'run', command: services.startDocker, patienceSeconds: 120 }],
    remedies: [`On the server, \`${services.dockerLog}\` tells why Docker does not start.`],
  };
}

/** For a login that is not root. Membership counts from the next login on, so we log in anew. */
export function dockerGroup({ host }: Goal, { accounts }: Distribution, user: string): Step {
  const login = query('login', host);
  return {
    id: 'docker.group',
    title: `Let ${user} use Docker`,
    because: () => 'Whoever may use Docker can do everything on the server, as root can.',
    // Not beside the start: logging in anew would cut that off.
    needs: ['docker.start'],
    sees: [login],
    check: (facts): Check =>
      facts.get(login)?.groups.includes('docker')
        ? HOLDS
        : lacks(`${user} may not use Docker yet.`),
    actions: () => [
      { do: 'run', command: accounts.addToGroup(user, 'docker'), patienceSeconds: 30 },
      { do: 'reconnect' },
    ],
  };
}
