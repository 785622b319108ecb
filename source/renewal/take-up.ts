import { appContainer } from '../containers/install-containers.ts';
import { restartCommand } from '../containers/stop-command.ts';
import { reloadFrontCommand } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { inOrder, type ShellCommand, sh } from '../shell.ts';
import { deployCommand } from '../swarm/deployment.ts';

/** Has a renewed certificate taken up by all that serve it; on the host, as root. */
export function takeUpCommand(goal: Goal): ShellCommand {
  const { front, certificate, cluster } = goal;
  // What a balancer shows is handed over, and read by no web server.
  if (cluster) return certificate.handsTo === undefined ? deployCommand(goal) : sh`true`;
  // One that its owner stopped reads its certificate when it is started.
  if (certificate.servedBy === 'app')
    return goal.stopped ? sh`true` : restartCommand(appContainer(goal));
  if (!front?.behind) return reloadFrontCommand();
  // The web server before the front reads the same files. Caddy has certificates of its own.
  const owner = reloadOwner(front.owner);
  return owner ? inOrder(reloadFrontCommand(), owner) : reloadFrontCommand();
}

function reloadOwner(owner: string): ShellCommand | undefined {
  switch (owner) {
    case 'nginx':
      return sh`nginx -t -q && nginx -s reload`;
    case 'apache2':
      return sh`apachectl configtest && apachectl graceful`;
    case 'httpd':
      return sh`httpd -t && httpd -k graceful`;
    default:
      return undefined;
  }
}
