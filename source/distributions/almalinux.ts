import type { Distribution } from './distribution.ts';
import { enterpriseLinux } from './enterprise-linux.ts';

/** Its wiki sends people to Docker's page for RHEL (github.com/AlmaLinux/wiki/issues/554). */
export const almalinux: Distribution = enterpriseLinux('almalinux', 'AlmaLinux', 'rhel');
