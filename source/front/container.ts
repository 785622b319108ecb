import { type ContainerSpec, LABEL } from '../containers/container.ts';
import { CHALLENGES, FRONT_FOLDER } from '../paths.ts';
import { inOrder, type ShellCommand, sh } from '../shell.ts';
import { type FrontPorts, LOOPBACK, USUAL_PORTS } from './ports.ts';

/** The stable branch in October 2026; the tag takes in its repairs. `http2 on` needs 1.25.1. */
export const FRONT_IMAGE = 'nginx:1.30-alpine';
export const FRONT_CONTAINER = 'setup-server-front';
/** The network on which the front reaches the apps, by their containers' names. */
export const FRONT_NETWORK = 'setup-server';
/** Where the front's folder is seen inside its container. */
export const INSIDE = '/etc/nginx/setup-server';
/** Where the challenges are seen inside its container. */
export const CHALLENGES_INSIDE = '/var/www/acme-challenge';

const CONFIGURATION = `${INSIDE}/nginx.conf`;

/** The one web server for all installs on a server; it owns ports 80 and 443 where they are free. */
export function frontContainer(at: FrontPorts = USUAL_PORTS): ContainerSpec {
  const published = (host: number, container: number) =>
    ({ ...(at.behind && { address: LOOPBACK }), host, container, protocol: 'tcp' }) as const;
  return {
    name: FRONT_CONTAINER,
    image: FRONT_IMAGE,
    // Not the image's entry point: its scripts rewrite a configuration that we don't use.
    entrypoint: ['nginx'],
    command: ['-c', CONFIGURATION, '-g', 'daemon off;'],
    volumes: [
      { source: FRONT_FOLDER, target: INSIDE, readOnly: true },
      { source: CHALLENGES, target: CHALLENGES_INSIDE, readOnly: true },
    ],
    ports: [
      published(at.http, USUAL_PORTS.http),
      ...(at.plainOnly ? [] : [published(at.https, USUAL_PORTS.https)]),
    ],
    network: FRONT_NETWORK,
    restart: 'always',
    // The image's stop signal is SIGQUIT: nginx finishes what it is answering.
    stop: { timeoutSeconds: 10 },
    logs: { maxSizeMB: 10, files: 3 },
    labels: { [LABEL.install]: 'front' },
  };
}

/** Says whether nginx could work with what lies in the front's folder now. */
export function checkFrontCommand(): ShellCommand {
  return sh`docker exec ${FRONT_CONTAINER} nginx -t -q -c ${CONFIGURATION}`;
}

/** Takes up changed sites and certificates without dropping a connection; refuses a broken configuration. */
export function reloadFrontCommand(): ShellCommand {
  return inOrder(checkFrontCommand(), takeUpFrontCommand());
}

/**
 * The same for what was checked a moment ago. A reload only asks nginx for it: until its workers from before are told
 * to end, they lead visitors to where they did before (https://nginx.org/en/docs/control.html#reconfiguration).
 */
export function takeUpFrontCommand(): ShellCommand {
  return sh`
    {
      front_workers() { docker exec ${FRONT_CONTAINER} ps 2>/dev/null | sed -n 's/^ *\\([0-9][0-9]*\\) .*nginx: worker process *$/\\1/p'; }
      front_before=$(front_workers)
      docker exec ${FRONT_CONTAINER} nginx -c ${CONFIGURATION} -s reload && {
        for front_try in $(seq 50); do
          front_now=" $(front_workers | tr '\\n' ' ')" front_old=
          for front_worker in $front_before; do
            case $front_now in *" $front_worker "*) front_old=1 ;; esac
          done
          [ "$front_old" ] || break
          sleep 0.1
        done
      }
    }`;
}
