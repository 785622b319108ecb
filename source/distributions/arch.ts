import { shadow } from './accounts.ts';
import type { Distribution } from './distribution.ts';
import { pacman } from './pacman.ts';
import { systemd } from './services.ts';

/** wiki.archlinux.org/title/Docker. It has no releases. */
export const arch: Distribution = {
  id: 'arch',
  label: 'Arch Linux',
  kin: ['archarm', 'manjaro', 'endeavouros'],
  refusal: () => undefined,
  docker: () => [
    {
      from: 'distribution',
      package: 'docker',
      actions: [pacman.install(['docker'])],
      because:
        'Arch Linux takes all its updates at once. If its kernel is among them, the server must restart before Docker can.',
    },
  ],
  packages: pacman,
  services: systemd,
  accounts: shadow,
};
