import { aptInstall, aptInstallOnHost, aptSetUp } from './debian.ts';
import { ensureImage, type Recipe } from './image.ts';
import type { Say, Suite } from './places.ts';

export async function servicesRecipe(): Promise<Recipe> {
  return {
    name: 'services',
    from: 'trixie',
    folder: 'services',
    lines: [
      await aptSetUp('trixie'),
      aptInstall(
        'ca-certificates pebble caddy docker-registry bind9 bind9-dnsutils curl openssl',
        'apt-utils gpg gpg-agent iproute2 iptables',
      ),
      'COPY files/ /usr/local/bin/',
    ],
  };
}

export async function servicesImage(say: Say = () => {}): Promise<string> {
  return ensureImage(await servicesRecipe(), say);
}

export type HostKind = 'bare' | 'docker' | 'nginx' | 'cloud' | 'docker-nginx' | 'docker-cloud';

const masked = [
  'systemd-networkd-wait-online.service systemd-timesyncd.service getty.target console-getty.service',
  'systemd-udevd.service sys-kernel-debug.mount sys-kernel-config.mount systemd-modules-load.service',
  'apt-daily.timer apt-daily-upgrade.timer',
].join(' ');

/** A host's image trusts the range's web root, as a real one trusts the roots of Docker Hub. */
async function bareHost(suite: Suite, webRoot: string): Promise<Recipe> {
  return {
    name: `host-${suite}`,
    from: suite,
    folder: 'host',
    files: { 'root.crt': webRoot },
    lines: [
      await aptSetUp(suite),
      // As in Debian's own images: descriptions in other languages are a third of the lists.
      `RUN echo 'Acquire::Languages "none";' > /etc/apt/apt.conf.d/range`,
      aptInstallOnHost(
        'systemd systemd-sysv openssh-server sudo ca-certificates curl dbus iproute2 python3 procps',
      ),
      'COPY root.crt /usr/local/share/ca-certificates/range-root.crt',
      'RUN update-ca-certificates && passwd -l root && rm -f /etc/ssh/ssh_host_* /etc/machine-id \\',
      ` && : > /etc/machine-id && systemctl mask ${masked}`,
      // At each of systemd's reloads they look for what no host has.
      'RUN mkdir -p /etc/systemd/system-generators && cd /usr/lib/systemd/system-generators \\',
      ' && for each in *; do ln -s /dev/null /etc/systemd/system-generators/$each; done',
      'COPY files/range-init /sbin/range-init',
      'STOPSIGNAL SIGRTMIN+3',
      'CMD ["/sbin/range-init"]',
    ],
  };
}

// Debian 13 split the client off; docker.io only recommends it.
const docker = (suite: Suite) => (suite === 'bookworm' ? 'docker.io' : 'docker.io docker-cli');

const added: Record<Exclude<HostKind, 'bare'>, (suite: Suite) => string> = {
  docker,
  nginx: () => 'nginx-light',
  cloud: () => 'cloud-init',
  'docker-nginx': (suite) => `${docker(suite)} nginx-light`,
  'docker-cloud': (suite) => `${docker(suite)} cloud-init`,
};

export async function hostImage(
  suite: Suite,
  kind: HostKind,
  webRoot: string,
  say: Say,
): Promise<string> {
  const from = await bareHost(suite, webRoot);
  if (kind === 'bare') return ensureImage(from, say);
  const lines = [aptInstallOnHost(added[kind](suite))];
  return ensureImage({ name: `host-${suite}-${kind}`, from, lines }, say);
}

export async function operatorImage(say: Say): Promise<string> {
  const lines = [
    await aptSetUp('trixie'),
    aptInstall('nodejs openssh-client ca-certificates curl'),
  ];
  return ensureImage({ name: 'operator', from: 'trixie', lines }, say);
}
