import { shadow } from './accounts.ts';
import type { Distribution } from './distribution.ts';
import { majorOf } from './release.ts';
import { systemd } from './services.ts';
import { zypperManager } from './zypper.ts';

/**
 * Docker's packages for SUSE are for SLES on IBM Z only (docs.docker.com/engine/install, the table
 * of platforms); Leap has its own (en.opensuse.org/Docker). In Factory, from which 16 comes, that is
 * told to guard containers by SELinux (docker-daemon.json there); the `docker` fact says whether it does.
 */
export const opensuseLeap: Distribution = {
  id: 'opensuse-leap',
  label: 'openSUSE Leap',
  kin: ['opensuse-tumbleweed', 'opensuse', 'sles', 'suse'],
  refusal: (system) =>
    majorOf(system) === 16 || system.version === '15.6'
      ? undefined
      : `This is openSUSE Leap ${system.version}. Leap 15.6 and 16 work; 16 is best.`,
  warning: ({ version }) =>
    version === '15.6'
      ? 'openSUSE Leap 15.6 gets no security updates any more; Leap 16 does'
      : undefined,
  docker: () => [
    {
      from: 'distribution',
      package: 'docker',
      actions: [zypperManager.update, zypperManager.install(['docker'])],
      because: "Docker itself makes no packages for openSUSE; openSUSE's own is kept up to date.",
    },
  ],
  packages: zypperManager,
  services: systemd,
  accounts: shadow,
};
