import { appContainer, companionContainer } from '../containers/install-containers.ts';
import { restCommand } from '../containers/stop-command.ts';
import { FRONT_NETWORK } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { inLines, type ShellCommand, sh } from '../shell.ts';

/**
 * A server that leaves forgets the names of containers that run on it (seen with Docker 26.1): the web
 * server would not find the app. It is connected anew, within a fraction of a second. An app would not find
 * its database, nor would its connections outlive that: it is started anew once that has its name again.
 */
export function leaveCommand(goal: Goal): ShellCommand {
  const { install, recipe } = goal;
  const { companions = [] } = recipe;
  const app = appContainer(goal);
  const again = companions.map((each) => {
    const { name, network, aliases = [] } = companionContainer(install, each);
    const known = aliases.flatMap((alias) => ['--alias', alias]);
    return sh`
      docker network disconnect ${network} ${name}
      docker network connect ${known} ${network} ${name} || exit
    `;
  });
  return sh`
    docker swarm leave --force || exit
    [ "$(docker container inspect --format '{{.State.Running}}' ${install} 2>/dev/null)" = true ] || exit 0
    ${
      companions.length > 0
        ? inLines([restCommand(app), ...again, sh`docker start ${install}`])
        : sh`
            docker network disconnect ${FRONT_NETWORK} ${install}
            docker network connect ${FRONT_NETWORK} ${install}
          `
    }
  `;
}
