import { inOrder, type ShellCommand, sh } from '../shell.ts';
import type { ContainerSpec } from './container.ts';

/** Brings a container to rest its own way, as a command for the host. */
export function restCommand({ name, stop }: ContainerSpec): ShellCommand {
  const { command, timeoutSeconds } = stop;
  const rest = sh`docker stop -t ${timeoutSeconds} ${name}`;
  // Where the app is not well, its own command fails; Docker's stops it all the same.
  return command ? sh`docker exec ${name} ${command}; ${rest}` : rest;
}

/** Ends it without that. */
export function endCommand({ name }: ContainerSpec): ShellCommand {
  return sh`docker update --restart no ${name}; docker kill ${name}`;
}

/** The same, and starts it again. */
export function restartCommand(spec: ContainerSpec): ShellCommand {
  return inOrder(restCommand(spec), sh`docker start ${spec.name}`);
}

/** Brings it to rest so that it stays at rest, also when the server starts anew. */
export function restForGoodCommand(spec: ContainerSpec): ShellCommand {
  return sh`docker update --restart no ${spec.name}; ${restCommand(spec)}`;
}

/** Starts it as it is, and has Docker start it from then on. */
export function wakeCommand({ name, restart }: ContainerSpec): ShellCommand {
  return inOrder(sh`docker update --restart ${restart} ${name}`, sh`docker start ${name}`);
}
