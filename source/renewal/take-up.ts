import { appContainer } from '../containers/install-containers.ts';
import { restartCommand } from '../containers/stop-command.ts';
import { reloadFrontCommand } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { inOrder, type ShellCommand, sh } from '../shell.ts';
import { deployCommand } from '../swarm/deployment.ts';
import { IS_BARRED } from './script-parts.ts';

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

/** The same for whoever comes by at any time: an app whose data are in the middle of being changed is not started. */
export function takeUpScript(goal: Goal): string {
  const { text } = takeUpCommand(goal);
  if (goal.certificate.servedBy !== 'app' || goal.cluster) return `${text}\n`;
  return `${IS_BARRED}\nis_barred ${goal.install} || {\n${text}\n}\n`;
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
