import type { Distribution } from './distribution.ts';
import { enterpriseLinux } from './enterprise-linux.ts';

/** Made to run what RHEL runs, so it takes the packages for RHEL, as Rocky Linux does. */
export const almalinux: Distribution = enterpriseLinux('almalinux', 'AlmaLinux', 'rhel');
