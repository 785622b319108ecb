import { quote } from '../shell.ts';
import { bindOf, type ContainerSpec, type PublishedPort, readsAsRoot } from './container.ts';

/** The `docker run` that makes this container, in lines to paste into a shell. */
export function dockerRun(spec: ContainerSpec): string[] {
  const [entrypoint, ...leading] = spec.entrypoint ?? [];
  const options = [
    ['--name', spec.name],
    ['--restart', spec.restart],
    ...[spec.network, ...(spec.networks ?? [])].map((network) => ['--network', network]),
    ...(spec.aliases ?? []).map((alias) => ['--network-alias', alias]),
    ...(readsAsRoot(spec) ? [['--userns', 'host']] : []),
    ...spec.ports.map((port) => ['--publish', publish(port)]),
    ...spec.volumes.map((mount) => ['--volume', bindOf(mount)]),
    ...(spec.envFile === undefined ? [] : [['--env-file', spec.envFile]]),
    ...(spec.workdir === undefined ? [] : [['--workdir', spec.workdir]]),
    ...(spec.user === undefined ? [] : [['--user', spec.user]]),
    ...(entrypoint === undefined ? [] : [['--entrypoint', entrypoint]]),
    ['--stop-timeout', String(spec.stop.timeoutSeconds)],
    ['--log-driver', 'json-file'],
    ['--log-opt', `max-size=${spec.logs.maxSizeMB}m`],
    ['--log-opt', `max-file=${spec.logs.files}`],
    ...(spec.openFiles === undefined
      ? []
      : [['--ulimit', `nofile=${spec.openFiles}:${spec.openFiles}`]]),
    ...limits(spec),
    ...rights(spec),
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

function limits({ limits: { memoryMB, cpus } = {} }: ContainerSpec): string[][] {
  return [
    ...(memoryMB === undefined ? [] : [['--memory', `${memoryMB}m`]]),
    ...(cpus === undefined ? [] : [['--cpus', String(cpus)]]),
  ];
}

function rights({ rights: { add = [], drop = [], devices = [], gpus } = {} }: ContainerSpec) {
  return [
    ...drop.map((each) => ['--cap-drop', each]),
    ...add.map((each) => ['--cap-add', each]),
    ...devices.map(({ host, container }) => ['--device', `${host}:${container}`]),
    ...(gpus === undefined ? [] : [['--gpus', gpus]]),
  ];
}

function publish({ address, host, container, protocol }: PublishedPort): string {
  const on = address === undefined ? '' : `${bracketed(address)}:`;
  return `${on}${host}:${container}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}
