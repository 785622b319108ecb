import type { Distribution } from './distribution.ts';
import { enterpriseLinux } from './enterprise-linux.ts';

/** docs.docker.com/engine/install/centos */
export const centos: Distribution = enterpriseLinux('centos', 'CentOS Stream', 'centos');
