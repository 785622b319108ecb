import type { Distribution } from '../distributions/distribution.ts';
import { repositoryQuery } from '../distributions/distribution.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { SystemFact } from '../facts/machine.ts';
import type { Goal } from '../goal.ts';
import { sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

export function dockerInstall(
  { host }: Goal,
  distribution: Distribution,
  system: SystemFact,
): Step {
  const docker = query('docker', host);
  const repository = repositoryQuery(distribution, host);
  const reachable = (facts: Facts): boolean => facts.get(repository)?.reachable ?? false;
  return {
    id: 'docker.install',
    title: (facts) =>
      reachable(facts)
        ? "Install Docker from Docker's own repository"
        : `Install Docker from ${distribution.label}'s packages`,
    because: (facts) =>
      reachable(facts)
        ? undefined
        : `The server cannot reach Docker's own repository (${new URL(distribution.repository).host}); ${distribution.label}'s Docker works as well.`,
    needs: ['server.ready'],
    sees: [docker, repository],
    check: (facts): Check =>
      facts.get(docker) ? HOLDS : lacks('Docker is not installed on the server.'),
    actions: (facts) =>
      reachable(facts)
        ? distribution.installFromDocker(system)
        : distribution.installFromDistribution(system),
    remedies: ['Try again: package mirrors are sometimes busy.'],
  };
}

export function dockerStart({ host }: Goal): Step {
  const docker = query('docker', host);
  return {
    id: 'docker.start',
    title: 'Start Docker, now and whenever the server starts',
    needs: ['docker.install'],
    sees: [docker],
    check: (facts): Check => {
      const found = facts.get(docker);
      if (!found?.running) return lacks('Docker is installed, but it does not answer.');
      return found.enabled ? HOLDS : lacks('Docker does not start by itself with the server.');
    },
    actions: () => [
      {
        do: 'run',
        command: sh`systemctl enable --now docker && docker version >/dev/null`,
        patienceSeconds: 120,
      },
    ],
    remedies: ['On the server, `journalctl -u docker -n 50` tells why Docker does not start.'],
  };
}

/** For a login that is not root. Membership counts from the next login on, so we log in anew. */
export function dockerGroup({ host }: Goal, user: string): Step {
  const login = query('login', host);
  return {
    id: 'docker.group',
    title: `Let ${user} use Docker`,
    because: () => 'Whoever may use Docker can do everything on the server, as root can.',
    needs: ['docker.install'],
    sees: [login],
    check: (facts): Check =>
      facts.get(login)?.groups.includes('docker')
        ? HOLDS
        : lacks(`${user} may not use Docker yet.`),
    actions: () => [
      {
        do: 'run',
        command: sh`getent group docker >/dev/null || groupadd --system docker; usermod -aG docker ${user}`,
        patienceSeconds: 30,
      },
      { do: 'reconnect' },
    ],
  };
}
