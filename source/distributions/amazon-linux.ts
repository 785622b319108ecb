import { shadow } from './accounts.ts';
import type { Distribution } from './distribution.ts';
import { dnf } from './dnf.ts';
import { systemd } from './services.ts';

/**
 * Amazon Linux 2023 has `docker` in its core repository (docs.aws.amazon.com/linux/al2023/ug/ecs.html).
 * Docker makes no packages for it; those for CentOS or Fedora want others than it has.
 */
export const amazonLinux: Distribution = {
  id: 'amzn',
  label: 'Amazon Linux',
  refusal: ({ version }) =>
    version === '2023' ? undefined : `This is Amazon Linux ${version}. Amazon Linux 2023 works.`,
  docker: () => [
    {
      from: 'distribution',
      package: 'docker',
      actions: [dnf.install(['docker'])],
      because: "Docker itself makes no packages for Amazon Linux; Amazon's own is kept up to date.",
    },
  ],
  packages: dnf,
  services: systemd,
  accounts: shadow,
};
