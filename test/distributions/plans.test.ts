import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { reachQueries } from '../../source/distributions/distribution.ts';
import { distributionOf } from '../../source/distributions/index.ts';
import { ubuntu } from '../../source/distributions/ubuntu.ts';
import { Facts } from '../../source/facts/facts.ts';
import { plan } from '../../source/plan.ts';
import { dockerInstall } from '../../source/steps/docker-install.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST, sudoLogin } from '../core/example-goal.ts';
import { type Sample, systemOf } from './os-release.ts';

/** What is planned for a fresh machine, as a person would type it. */
function planned(sample: Sample, reachable = true) {
  const system = systemOf(sample);
  const judged = distributionOf(system);
  if (!judged.works) throw new Error(judged.why);
  const { distribution } = judged;
  const seen = reachQueries(distribution.docker(system), HOST).map((query) => ({
    query,
    value: { reachable, says: '' },
  }));
  const login = { ...sudoLogin, user: 'anna' };
  const steps = plan(stepsFor(goal, { ...ground, distribution, login, system }), new Facts(seen));
  const step = (id: string) => {
    const found = steps.find((each) => each.step.id === id);
    if (!found) throw new Error(`No step ${id}.`);
    const { title, because, actions } = found;
    return { title, because, lines: actions.flatMap(describeAction) };
  };
  return {
    install: step('docker.install'),
    start: step('docker.start'),
    group: step('docker.group'),
  };
}

const APT =
  'DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';

const PACKAGES = 'docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin';

/** docs.docker.com/engine/install/ubuntu, "Install using the apt repository", steps 1 and 2. */
const byApt = (distribution: string, suite: string) => [
  'for list in /etc/apt/sources.list.d/*.list; do',
  `  sources=$(grep '^[[:space:]]*deb' "$list" 2>/dev/null) || continue`,
  `  if echo "$sources" | grep -Fq https://download.docker.com/linux/${distribution} && ! echo "$sources" | grep -Fqv https://download.docker.com/linux/${distribution}; then`,
  '    aside="$list.$(date +%Y-%m-%dT%H-%M-%S).save"',
  `    mv "$list" "$aside" && echo "Docker's older list of packages was put aside as $aside." || exit`,
  '  fi',
  'done',
  `{ command -v curl || command -v wget; } >/dev/null && [ -e /etc/ssl/certs/ca-certificates.crt ] || { ${APT} update && ${APT} install -y --no-install-recommends ca-certificates curl; }`,
  'install -d -m 0755 /etc/apt/keyrings &&',
  `if command -v curl >/dev/null; then curl -fsSL --retry 3 https://download.docker.com/linux/${distribution}/gpg; else wget -qO- https://download.docker.com/linux/${distribution}/gpg; fi > /etc/apt/keyrings/docker.asc.new &&`,
  'chmod 0644 /etc/apt/keyrings/docker.asc.new &&',
  'mv /etc/apt/keyrings/docker.asc.new /etc/apt/keyrings/docker.asc',
  "install -D -m 0644 /dev/stdin /etc/apt/sources.list.d/docker.sources <<'END'",
  'Types: deb',
  `URIs: https://download.docker.com/linux/${distribution}`,
  `Suites: ${suite}`,
  'Components: stable',
  'Signed-By: /etc/apt/keyrings/docker.asc',
  'END',
  `${APT} update`,
  `${APT} install -y --no-install-recommends ${PACKAGES}`,
];

/**
 * docs.docker.com/engine/install/rhel, …/centos and …/fedora, "Set up the repository": what stands in
 * the docker-ce.repo that they add (as quoted in github.com/docker/docker-install/issues/499), but for
 * the release's number; then "Install Docker Engine".
 */
const byDnf = (distribution: string, release: string) => [
  "install -D -m 0644 /dev/stdin /etc/yum.repos.d/docker-ce.repo <<'END'",
  '[docker-ce-stable]',
  'name=Docker CE Stable - $basearch',
  `baseurl=https://download.docker.com/linux/${distribution}/${release}/$basearch/stable`,
  'enabled=1',
  'gpgcheck=1',
  `gpgkey=https://download.docker.com/linux/${distribution}/gpg`,
  'END',
  `dnf -y install ${PACKAGES}`,
];

describe("Docker's own packages", () => {
  it.each<[Sample, string, string]>([
    ['debian 12', 'debian', 'bookworm'],
    ['debian 13', 'debian', 'trixie'],
    ['raspberry 64-bit', 'debian', 'bookworm'],
    ['lmde 7', 'debian', 'trixie'],
    ['ubuntu 22.04', 'ubuntu', 'jammy'],
    ['ubuntu 24.04', 'ubuntu', 'noble'],
    ['ubuntu 26.04', 'ubuntu', 'resolute'],
    ['mint 22', 'ubuntu', 'noble'],
    ['pop 24.04', 'ubuntu', 'noble'],
  ])('come to %s by apt', (sample, distribution, suite) => {
    expect(planned(sample).install).toEqual({
      title: "Install Docker from Docker's own repository",
      because: undefined,
      lines: byApt(distribution, suite),
    });
  });

  it.each<[Sample, string, string]>([
    ['fedora 44', 'fedora', '$releasever'],
    ['rhel 9', 'rhel', '9'],
    ['rhel 10', 'rhel', '10'],
    ['rocky 9', 'rhel', '9'],
    ['rocky 10', 'rhel', '10'],
    ['alma 9', 'rhel', '9'],
    ['alma 10', 'rhel', '10'],
    ['centos 9', 'centos', '9'],
    ['centos 10', 'centos', '10'],
  ])('come to %s by dnf', (sample, distribution, release) => {
    const wanted = {
      title: "Install Docker from Docker's own repository",
      because: undefined,
      lines: byDnf(distribution, release),
    };
    expect(planned(sample).install).toEqual(wanted);
    // There is no second choice; the attempt tells best what is in the way.
    expect(planned(sample, false).install).toEqual(wanted);
  });
});

it('is without what is for people at a terminal on a further server of a cluster', () => {
  const system = systemOf('ubuntu 26.04');
  const value = { reachable: true, says: '' };
  const seen = reachQueries(ubuntu.docker(system), HOST).map((query) => ({ query, value }));
  const step = dockerInstall(goal, ubuntu, system, { engineAlone: true });
  expect(step.actions(new Facts(seen)).flatMap(describeAction)).toEqual([
    ...byApt('ubuntu', 'resolute').slice(0, -1),
    `${APT} install -y --no-install-recommends docker-ce docker-ce-cli containerd.io`,
  ]);
});

describe("the distribution's own packages", () => {
  it.each<[Sample, string, string]>([
    ['debian 12', 'Debian', 'docker.io ca-certificates curl'],
    ['debian 13', 'Debian', 'docker.io docker-cli ca-certificates curl'],
    ['ubuntu 24.04', 'Ubuntu', 'docker.io ca-certificates curl'],
    ['mint 22', 'Ubuntu', 'docker.io ca-certificates curl'],
  ])("are taken on %s where Docker's repository is out of reach", (sample, label, packages) => {
    expect(planned(sample, false).install).toEqual({
      title: `Install Docker from ${label}'s packages`,
      because: `The server cannot reach Docker's own repository (download.docker.com); ${label}'s Docker works as well.`,
      lines: [`${APT} update`, `${APT} install -y --no-install-recommends ${packages}`],
    });
  });

  it.each<[Sample, string, string]>([
    ['debian 11', 'Debian', 'Debian 11'],
    ['ubuntu 20.04', 'Ubuntu', 'Ubuntu 20.04'],
  ])('are taken on %s, for which Docker builds none any more', (sample, label, release) => {
    expect(planned(sample).install).toEqual({
      title: `Install Docker from ${label}'s packages`,
      because: `Docker itself makes no packages for ${release} any more; ${label}'s own works.`,
      lines: [
        `${APT} update`,
        `${APT} install -y --no-install-recommends docker.io ca-certificates curl`,
      ],
    });
  });

  it('are taken on Amazon Linux (docs.aws.amazon.com/linux/al2023/ug/ecs.html)', () => {
    expect(planned('amazon 2023').install).toEqual({
      title: "Install Docker from Amazon Linux's packages",
      because: "Docker itself makes no packages for Amazon Linux; Amazon's own is kept up to date.",
      lines: ['dnf -y install docker'],
    });
  });

  it.each<Sample>(['leap 15.6', 'leap 16'])(
    'are taken on %s (en.opensuse.org/Docker)',
    (sample) => {
      const wrapped = (words: string) =>
        `ZYPP_LOCK_TIMEOUT=600 zypper --non-interactive ${words} || { code=$?; case $code in 102 | 103 | 106 | 107) ;; *) (exit $code) ;; esac; }`;
      expect(planned(sample).install).toEqual({
        title: "Install Docker from openSUSE Leap's packages",
        because: "Docker itself makes no packages for openSUSE; openSUSE's own is kept up to date.",
        lines: [wrapped('refresh'), wrapped('install docker')],
      });
    },
  );

  it('are taken on Alpine, from its community repository (wiki.alpinelinux.org/wiki/Docker)', () => {
    expect(planned('alpine 3.23').install).toEqual({
      title: "Install Docker from Alpine's packages",
      because:
        "Docker itself makes no packages for Alpine; Alpine's own is kept up to date. GNU's tar is for copies of data: Alpine's loses owners and access lists.",
      lines: [
        "grep -Eq '^[^#].*/community/?$' /etc/apk/repositories || {",
        "  community=$(sed -n 's|^\\([^#@ ].*\\)/main/*$|\\1/community|p' /etc/apk/repositories | head -n 1)",
        '  [ -n "$community" ] || { echo \'There is no mirror in /etc/apk/repositories.\' >&2; false; } &&',
        '  echo "$community" >> /etc/apk/repositories',
        '}',
        'apk --wait 600 update',
        'apk --wait 600 add docker tar',
      ],
    });
  });

  it('are taken on Arch Linux, with all its updates (wiki.archlinux.org/title/Docker)', () => {
    expect(planned('arch').install).toEqual({
      title: "Install Docker from Arch Linux's packages",
      because:
        'Arch Linux takes all its updates at once. If its kernel is among them, the server must restart before Docker can.',
      lines: ['pacman -Syu --noconfirm --needed --disable-download-timeout docker'],
    });
  });
});

describe('after Docker is installed', () => {
  it.each<Sample>([
    'debian 13',
    'ubuntu 26.04',
    'amazon 2023',
    'fedora 44',
    'rhel 10',
    'rocky 9',
    'alma 10',
    'centos 10',
    'leap 16',
    'arch',
  ])('it is started by systemd on %s, and people may use it', (sample) => {
    const { start, group } = planned(sample);
    expect(start.lines).toEqual([
      'systemctl enable --now docker ||',
      '{ systemctl reset-failed docker.service; systemctl start docker; } &&',
      'docker version >/dev/null ||',
      '{ journalctl -u docker.socket -u containerd -u docker -n 30 -o cat --no-pager >&2; false; }',
    ]);
    expect(group.lines).toEqual([
      'getent group docker >/dev/null || groupadd --system docker; usermod -aG docker anna',
      'exit    # and log in again',
    ]);
  });

  it("it is started by OpenRC on Alpine, and people may use it by BusyBox's means", () => {
    const { start, group } = planned('alpine 3.23');
    expect(start.lines).toEqual([
      'rc-update add docker default &&',
      'rc-service docker --ifstopped start &&',
      'for _ in $(seq 60); do docker version >/dev/null 2>&1 && break; sleep 1; done &&',
      'docker version >/dev/null ||',
      '{ tail -n 30 /var/log/docker.log >&2; false; }',
    ]);
    expect(group.lines).toEqual([
      "grep -q '^docker:' /etc/group || addgroup -S docker; addgroup anna docker",
      'exit    # and log in again',
    ]);
  });
});
