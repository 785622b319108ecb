import type { Distribution } from './distribution.ts';
import { enterpriseLinux } from './enterprise-linux.ts';

/** docs.docker.com/engine/install/rhel */
export const rhel: Distribution = enterpriseLinux('rhel', 'Red Hat Enterprise Linux', 'rhel');
