import { LABEL } from '../../source/containers/container.ts';
import {
  SHARED,
  type TracesFact,
  traceNetwork,
  tracePaths,
} from '../../source/facts/installs/traces.ts';
import { certificateFolder } from '../../source/paths.ts';
import type { PretendHost } from './pretend-host.ts';

/** What takes things away from a pretend host; false for any other command. */
export function removing(host: PretendHost, text: string): boolean {
  const [, install] =
    /^ids=\$\(docker ps .*label=setup-server\.install=([\w-]+)\)/.exec(text) ?? [];
  const [, network] = /^docker network rm (\S+)$/.exec(text) ?? [];
  const [, volume] = /^docker volume rm (\S+)$/.exec(text) ?? [];
  const [, paths] = /^rm -rf ((?:\/(?:etc|var\/lib)\/setup-server\/\S+ ?)+)$/.exec(text) ?? [];
  const [, emptied] = /^find (\S+) -mindepth 1 -maxdepth 1 '!' -path /m.exec(text) ?? [];
  if (emptied) {
    const spared = [...text.matchAll(/'!' -path (\S+)/g)].map(([, path]) => path);
    for (const file of [...host.files.keys()])
      if (file.startsWith(`${emptied}/`) && !spared.includes(file)) host.files.delete(file);
    host.files.delete(`${emptied}/install.json`);
  } else if (install) {
    const own = labelled(host, install);
    if (!/ --force /.test(text) && own.some((name) => host.runs(name)))
      throw new Error('It was not stopped its own way.');
    for (const name of own) host.end(name);
  } else if (network) {
    if (!host.networks.delete(network)) throw new Error(`No such network: ${network}`);
  } else if (volume) {
    if (!host.data.volumes.delete(volume)) throw new Error(`No such volume: ${volume}`);
  } else if (paths) for (const path of paths.trim().split(' ')) removeFolder(host, path);
  else if (text === 'gpasswd -d debian docker') host.groups.delete('docker');
  else if (/^systemctl disable --now \S+\.timer/.test(text)) {
    const units = /^rm -f (.*) &&$/m.exec(text)?.[1]?.split(' ') ?? [];
    for (const unit of units) host.files.delete(unit);
    if (text.includes('renewal')) host.timer = 'inactive';
  } else return false;
  return true;
}

function removeFolder(host: PretendHost, path: string): void {
  for (const file of [...host.files.keys()])
    if (file === path || file.startsWith(`${path}/`)) host.files.delete(file);
  if (certificateFolder('study').startsWith(path)) host.certificate = null;
  if (path.endsWith('/backups/study')) host.data.forget();
}

/** What the probe of that name finds. */
export function tracesOn(host: PretendHost, install: string): TracesFact {
  const there = (path: string) =>
    [...host.files.keys()].some((file) => file === path || file.startsWith(`${path}/`)) ||
    (host.certificate !== null && path === certificateFolder('study'));
  const others = [...host.containers].filter(([, labels]) => labels[LABEL.install] !== install);
  return {
    containers: labelled(host, install),
    network: host.networks.has(traceNetwork(install)),
    files: tracePaths(install).filter(there),
    dockerUsers: install === SHARED && host.groups.has('docker') ? ['debian'] : [],
    usedImages: others.map(([, labels]) => labels.image ?? ''),
  };
}

function labelled(host: PretendHost, install: string): string[] {
  const label = install === SHARED ? 'front' : install;
  return [...host.containers]
    .filter(([, labels]) => labels[LABEL.install] === label)
    .map(([name]) => name);
}

export function installsOn(host: PretendHost): string[] {
  return [...host.files.keys()].flatMap((path) => {
    const [, name] = /^\/etc\/setup-server\/([\w-]+)\/install\.json$/.exec(path) ?? [];
    return name === undefined ? [] : [name];
  });
}
