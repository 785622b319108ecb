import { FRONT_NETWORK } from '../front/container.ts';
import { sh } from '../shell.ts';

/**
 * A server that leaves forgets the names of containers that run on it (seen with Docker 26.1): the web
 * server would not find the app. It is connected anew, within a fraction of a second.
 */
export function leaveCommand(install: string) {
  return sh`
    docker swarm leave --force || exit
    docker container inspect ${install} >/dev/null 2>&1 || exit 0
    docker network disconnect ${FRONT_NETWORK} ${install}
    docker network connect ${FRONT_NETWORK} ${install}
  `;
}
