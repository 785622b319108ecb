import type { Distribution } from './distribution.ts';
import { enterpriseLinux } from './enterprise-linux.ts';

/** docs.rockylinux.org/gemstones/containers/docker takes the packages for RHEL. */
export const rocky: Distribution = enterpriseLinux('rocky', 'Rocky Linux', 'rhel', ['ol']);
