import type { ContainerSpec, Mount, PublishedPort } from './container.ts';
import { quote } from './shell.ts';

/**
 * Open files, for the soft and the hard limit. Docker 29 leaves the soft one at 1024, which is too
 * little for databases and message brokers; some older ones leave it at 2^30, with which programs
 * that close every possible file at start take minutes. 65536 serves both, and being below
 * systemd's default hard limit (524288) it needs no privilege on virtual servers that give none.
 */
export const OPEN_FILES = 65_536;

/** The `docker run` that makes this container, in lines to paste into a shell. */
export function dockerRun(spec: ContainerSpec): string[] {
  const [entrypoint, ...leading] = spec.entrypoint ?? [];
  const options = [
    ['--name', spec.name],
    ['--restart', spec.restart],
    ['--network', spec.network],
    ...spec.ports.map((port) => ['--publish', publish(port)]),
    ...spec.volumes.map((mount) => ['--volume', volume(mount)]),
    ...(spec.envFile === undefined ? [] : [['--env-file', spec.envFile]]),
    ...(spec.workdir === undefined ? [] : [['--workdir', spec.workdir]]),
    ...(entrypoint === undefined ? [] : [['--entrypoint', entrypoint]]),
    ['--stop-timeout', String(spec.stop.timeoutSeconds)],
    ['--log-driver', 'json-file'],
    ['--log-opt', `max-size=${spec.logs.maxSizeMB}m`],
    ['--log-opt', `max-file=${spec.logs.files}`],
    ['--ulimit', `nofile=${OPEN_FILES}:${OPEN_FILES}`],
    ...Object.entries(spec.labels).map(([name, value]) => ['--label', `${name}=${value}`]),
  ];
  const lines = [
    'docker run --detach',
    ...options.map((words) => words.map(quote).join(' ')),
    [spec.image, ...leading, ...(spec.command ?? [])].map(quote).join(' '),
  ];
  return lines.map((line, index) => {
    const indented = index === 0 ? line : `  ${line}`;
    return index === lines.length - 1 ? indented : `${indented} \\`;
  });
}

function publish({ address, host, container, protocol }: PublishedPort): string {
  const on = address === undefined ? '' : `${bracketed(address)}:`;
  return `${on}${host}:${container}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}

function volume({ source, target, readOnly }: Mount): string {
  return `${source}:${target}${readOnly ? ':ro' : ''}`;
}
