import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { reachQueries } from '../../source/distributions/distribution.ts';
import { distributionOf } from '../../source/distributions/index.ts';
import { Facts, type Sighting } from '../../source/facts/facts.ts';
import type { SystemFact } from '../../source/facts/machine.ts';
import { plan } from '../../source/plan.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST, sudoLogin, system } from './example-goal.ts';

const trixie: SystemFact = { ...system, version: '13', codename: 'trixie' };
const noble: SystemFact = { ...system, id: 'ubuntu', version: '24.04', codename: 'noble' };

function planned(on: SystemFact, reachable: boolean, login = ground.login) {
  const judged = distributionOf(on);
  if (!judged.works) throw new Error(judged.why);
  const { distribution } = judged;
  const seen: Sighting[] = reachQueries(distribution.docker(on), HOST).map((each) => ({
    query: each,
    value: { reachable, says: '' },
  }));
  return plan(stepsFor(goal, { ...ground, distribution, login, system: on }), new Facts(seen));
}

const linesOf = (steps: ReturnType<typeof planned>, id: string) =>
  steps.find(({ step }) => step.id === id)?.actions.flatMap(describeAction);

const APT =
  'DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';

const fromDocker = (url: string, suite: string) => [
  'for list in /etc/apt/sources.list.d/*.list; do',
  `  sources=$(grep '^[[:space:]]*deb' "$list" 2>/dev/null) || continue`,
  `  if echo "$sources" | grep -Fq ${url} && ! echo "$sources" | grep -Fqv ${url}; then`,
  '    aside="$list.$(date +%Y-%m-%dT%H-%M-%S).save"',
  `    mv "$list" "$aside" && echo "Docker's older list of packages was put aside as $aside." || exit`,
  '  fi',
  'done',
  `{ command -v curl || command -v wget; } >/dev/null && [ -e /etc/ssl/certs/ca-certificates.crt ] || { ${APT} update && ${APT} install -y --no-install-recommends ca-certificates curl; }`,
  'install -d -m 0755 /etc/apt/keyrings &&',
  `if command -v curl >/dev/null; then curl -fsSL --retry 3 ${url}/gpg; else wget -qO- ${url}/gpg; fi > /etc/apt/keyrings/docker.asc.new &&`,
  'chmod 0644 /etc/apt/keyrings/docker.asc.new &&',
  'mv /etc/apt/keyrings/docker.asc.new /etc/apt/keyrings/docker.asc',
  "install -D -m 0644 /dev/stdin /etc/apt/sources.list.d/docker.sources <<'END'",
  'Types: deb',
  `URIs: ${url}`,
  `Suites: ${suite}`,
  'Components: stable',
  'Signed-By: /etc/apt/keyrings/docker.asc',
  'END',
  `${APT} update`,
  `${APT} install -y --no-install-recommends docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin`,
];

describe('the plan', () => {
  it('reads as a person would do it', () => {
    expect(planned(system, true).map(({ title }) => title)).toEqual([
      "Wait for the server's own first updates",
      "Install Docker from Docker's own repository",
      'Start Docker, now and whenever the server starts',
      'Make a private network for the web server and the app',
      'Download the front web server',
      'Put a front web server on ports 80 and 443',
      'Download Study 1.2',
      'See that study.example.org leads to this server',
      'See from outside that port 80 is open',
      "Get a certificate for study.example.org from Let's Encrypt",
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      'Open https://study.example.org',
      'Check https://study.example.org from this computer',
      'Download Node, for renewing certificates',
      'Put a program on the server that renews the certificate (/etc/setup-server/renewal)',
      'Have it look every hour whether a certificate is due',
      'Remember on the server what was set up (/etc/setup-server/study/install.json)',
      'Leave a page with all that matters on the server (/etc/setup-server/study/receipt.txt)',
    ]);
  });

  it("installs Docker from Docker's own repository, as its documentation does", () => {
    const debian = 'https://download.docker.com/linux/debian';
    expect(linesOf(planned(system, true), 'docker.install')).toEqual(
      fromDocker(debian, 'bookworm'),
    );
    expect(linesOf(planned(trixie, true), 'docker.install')).toEqual(fromDocker(debian, 'trixie'));
    const ubuntu = 'https://download.docker.com/linux/ubuntu';
    expect(linesOf(planned(noble, true), 'docker.install')).toEqual(fromDocker(ubuntu, 'noble'));
  });

  it("falls back to the distribution's packages, and says why", () => {
    const install = planned(system, false).find(({ step }) => step.id === 'docker.install');
    expect(install?.title).toBe("Install Docker from Debian's packages");
    expect(install?.because).toBe(
      "The server cannot reach Docker's own repository (download.docker.com); Debian's Docker works as well.",
    );
    expect(linesOf(planned(system, false), 'docker.install')).toEqual([
      `${APT} update`,
      `${APT} install -y --no-install-recommends docker.io ca-certificates curl`,
    ]);
  });

  it('installs the client beside docker.io on Debian 13, which split it off', () => {
    expect(linesOf(planned(trixie, false), 'docker.install')?.at(-1)).toBe(
      `${APT} install -y --no-install-recommends docker.io docker-cli ca-certificates curl`,
    );
  });

  it('lets a user who is not root use Docker, and says what that means', () => {
    const steps = planned(system, true, sudoLogin);
    const group = steps.find(({ step }) => step.id === 'docker.group');
    expect(group?.because).toBe(
      'Whoever may use Docker can do everything on the server, as root can.',
    );
    expect(linesOf(steps, 'docker.group')).toEqual([
      'getent group docker >/dev/null || groupadd --system docker; usermod -aG docker debian',
      'exit    # and log in again',
    ]);
  });

  it('shows no secret', () => {
    const everything = planned(system, true).flatMap(({ actions }) =>
      actions.flatMap(describeAction),
    );
    expect(everything.join('\n')).not.toContain('hunter2');
    expect(linesOf(planned(system, true), 'settings.write')).toEqual([
      "install -D -m 0600 /dev/stdin /etc/setup-server/study/env.list <<'END'",
      'TITLE=A study',
      'MAIL_PASSWORD=[secret]',
      'APP_SECRET=[64 letters and digits, made up once]',
      'END',
    ]);
  });
});
