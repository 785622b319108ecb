import { sh } from '../shell.ts';
import type { ServiceManager } from './distribution.ts';

/**
 * systemd starts nothing that failed several times within a minute until it is told to forget that.
 * The end of the log goes along with a failure: systemctl itself says only that there was one.
 */
export const systemd: ServiceManager = {
  startDocker: sh`
    systemctl enable --now docker ||
    { systemctl reset-failed docker.service; systemctl start docker; } &&
    docker version >/dev/null ||
    { journalctl -u docker -n 30 -o cat --no-pager >&2; false; }
  `,
  dockerLog: 'journalctl -u docker -n 50',
  // Its socket would wake it again.
  stopDocker: sh`systemctl stop docker.socket docker.service`,
  restart: (service) => sh`systemctl enable ${service} && systemctl restart ${service}`,
};

/** rc-service(8) does not wait until the engine answers. */
export const openrc: ServiceManager = {
  startDocker: sh`
    rc-update add docker default &&
    rc-service docker --ifstopped start &&
    for _ in $(seq 60); do docker version >/dev/null 2>&1 && break; sleep 1; done &&
    docker version >/dev/null ||
    { tail -n 30 /var/log/docker.log >&2; false; }
  `,
  dockerLog: 'tail -n 50 /var/log/docker.log',
  stopDocker: sh`rc-service docker stop`,
  restart: (service) => sh`rc-update add ${service} default && rc-service ${service} restart`,
};
