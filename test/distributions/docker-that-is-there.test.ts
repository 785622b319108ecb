import { describe, expect, it } from 'vitest';
import { debian } from '../../source/distributions/debian.ts';
import { distributionOf } from '../../source/distributions/index.ts';
import { refuseDocker, refuseWithoutSource } from '../../source/distributions/refuse-docker.ts';
import { dockerFinding } from '../../source/facts/docker/docker.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { DockerFact } from '../../source/facts/machine.ts';
import { plan } from '../../source/plan.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from '../core/example-goal.ts';
import { type Sample, systemOf } from './os-release.ts';

const engine: DockerFact = {
  version: '29.0.1',
  apiVersion: '1.52',
  origin: 'docker',
  package: 'docker-ce',
  running: true,
  enabled: true,
  root: '/var/lib/docker',
};
const ubuntus: DockerFact = { ...engine, origin: 'distribution', package: 'docker.io' };
const amazons: DockerFact = { ...engine, origin: 'distribution', package: 'docker' };
const stopped: DockerFact = { ...engine, version: null, apiVersion: null, running: false };

const any = { app: 'JATOS', memoryMB: 1, diskMB: 1 };
const choosy = { app: 'docassemble', memoryMB: 1, diskMB: 1, dockerFrom: 'docker' } as const;

/** The code of what is thrown, if anything is. */
function refused(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
}

describe('the Docker that is there', () => {
  const appAny = { id: 'jatos', label: 'JATOS' };
  const appChoosy = { id: 'docassemble', label: 'docassemble', dockerFrom: 'docker' } as const;

  it.each<[string, DockerFact, string]>([
    ["is Docker's own", engine, "good: Docker 29.0.1 | Docker's own package"],
    ["is the distribution's", ubuntus, "good: Docker 29.0.1 | the distribution's own package"],
    [
      'speaks the oldest version that does',
      { ...engine, version: '19.03.15', apiVersion: '1.40' },
      "good: Docker 19.03.15 | Docker's own package",
    ],
    [
      'lets no container read what is not labelled for it',
      { ...engine, selinux: true },
      'good: Docker 29.0.1, guarded by SELinux | a folder of yours that an app is to use must carry the label container_file_t',
    ],
    ['does not run', stopped, 'warning: Docker is there, but does not run | we start it'],
    [
      'does not start for a mistake in its settings',
      {
        ...stopped,
        trouble:
          "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}'",
      },
      `warning: Docker is there, but does not start | there is a mistake in its settings file, /etc/docker/daemon.json ("unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}'")`,
    ],
    [
      'does not start since the kernel was updated',
      { ...stopped, trouble: 'failed to start daemon: iptables: Table does not exist' },
      'warning: Docker is there, but does not start | it cannot use the server\'s firewall; after an update of the kernel a restart of the server helps ("failed to start daemon: iptables: Table does not exist")',
    ],
    [
      'does not start for a reason that we do not know',
      { ...stopped, trouble: 'failed to start daemon: odd' },
      'warning: Docker is there, but does not start | "failed to start daemon: odd"',
    ],
  ])('is taken where it %s', (_, fact, said) => {
    const { status, text, note } = dockerFinding(fact, any);
    expect(`${status}: ${text} | ${note}`).toBe(said);
    expect(refused(() => refuseDocker(fact, appAny))).toBeUndefined();
  });

  it.each<[string, DockerFact, string, string]>([
    [
      'is too old',
      { ...engine, version: '18.09.1', apiVersion: '1.39' },
      'docker.too-old',
      'Docker 18.09.1 is too old | we need 19.03 or newer; update it on the server',
    ],
    [
      'belongs to a user without rights',
      { ...engine, rootless: true },
      'docker.rootless',
      "Its Docker runs without root's rights | it may not use ports 80 and 443; set up Docker as root, or take another server",
    ],
    [
      'is a snap',
      { ...engine, origin: 'snap' },
      'docker.snap',
      'Docker comes from a snap package | it cannot see the folders we need; remove the snap, or take another server',
    ],
    [
      'is Podman',
      { ...engine, origin: 'podman' },
      'docker.podman',
      'Its docker command is Podman | that only looks like Docker; remove podman-docker, or take another server',
    ],
  ])('is refused where it %s', (_, fact, code, said) => {
    const { status, text, note } = dockerFinding(fact, any);
    expect([status, `${text} | ${note}`]).toEqual(['stops', said]);
    expect(refused(() => refuseDocker(fact, appAny))).toBe(code);
  });

  it('is refused as docker.io for an app that it harms, and for no other', () => {
    expect(dockerFinding(ubuntus, choosy)).toMatchObject({
      status: 'stops',
      text: 'Docker comes from the package docker.io',
      note: "docassemble needs Docker's own package",
    });
    expect(refused(() => refuseDocker(ubuntus, appChoosy))).toBe('docker.harmful-package');
    for (const fact of [engine, amazons]) {
      expect(dockerFinding(fact, choosy).status).toBe('good');
      expect(refused(() => refuseDocker(fact, appChoosy))).toBeUndefined();
    }
  });
});

describe('an app that docker.io harms', () => {
  const app = { id: 'docassemble', label: 'docassemble', dockerFrom: 'docker' } as const;
  const check = (sample: Sample) => {
    const system = systemOf(sample);
    const judged = distributionOf(system);
    if (!judged.works) throw new Error(judged.why);
    return refused(() => refuseWithoutSource(system, judged.distribution, app));
  };

  it('goes wherever other packages are to be had', () => {
    const fine: Sample[] = ['debian 13', 'ubuntu 26.04', 'amazon 2023', 'rocky 10', 'alpine 3.23'];
    expect(fine.map(check)).toEqual(fine.map(() => undefined));
  });

  it('is refused where docker.io is the only one', () => {
    expect(check('debian 11')).toBe('docker.no-source');
    expect(check('ubuntu 20.04')).toBe('docker.no-source');
  });

  it("never gets docker.io, also where Docker's own repository is out of reach", () => {
    const steps = plan(
      stepsFor({ ...goal, app }, { ...ground, distribution: debian }),
      new Facts(),
    );
    const install = steps.find(({ step }) => step.id === 'docker.install');
    expect(install?.title).toBe("Install Docker from Docker's own repository");
    expect(install?.because).toBeUndefined();
  });
});

describe('starting Docker', () => {
  const why = (docker: DockerFact) => {
    const facts = new Facts([{ query: query('docker', HOST), value: docker }]);
    const step = stepsFor(goal, ground).find(({ id }) => id === 'docker.start');
    const check = step?.check(facts);
    return check?.holds ? 'holds' : check?.why;
  };

  it('is done when it answers now and starts with the server', () => {
    expect(why(engine)).toBe('holds');
    expect(why({ ...engine, enabled: false })).toBe(
      'Docker does not start by itself with the server.',
    );
  });

  it('fails with the cause that its log names', () => {
    expect(why(stopped)).toBe('Docker is installed, but it does not answer.');
    expect(why({ ...stopped, trouble: 'failed to start daemon: no space left on device' })).toBe(
      `Docker is installed, but it does not start: the server's disk is full ("failed to start daemon: no space left on device").`,
    );
  });
});
