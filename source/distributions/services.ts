import { sh } from '../shell.ts';
import type { ServiceManager } from './distribution.ts';

export const systemd: ServiceManager = {
  startDocker: sh`systemctl enable --now docker && docker version >/dev/null`,
  dockerLog: 'journalctl -u docker -n 50',
};

/** rc-service(8) does not wait until the engine answers. */
export const openrc: ServiceManager = {
  startDocker: sh`
    rc-update add docker default &&
    rc-service docker --ifstopped start &&
    for _ in $(seq 60); do docker version >/dev/null 2>&1 && break; sleep 1; done &&
    docker version >/dev/null
  `,
  dockerLog: 'tail -n 50 /var/log/docker.log',
};
