import type { ContainerSpec } from '../containers/container.ts';
import { containersOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { isOurs } from '../paths.ts';
import type { BackupSource } from './backup.ts';

/** Where the install's data lie now, as its containers say; each place once, by name. */
export function sourcesOf(goal: Goal, facts: Facts): readonly BackupSource[] {
  const found = containersOf(goal).flatMap(({ name }) => {
    const mounts = facts.get(query('container', goal.host, name))?.mounts ?? [];
    return mounts.flatMap(({ type, source, writable }): BackupSource[] => {
      if (type === 'volume') return [{ kind: 'volume', source }];
      return type === 'bind' && writable && isData(source) ? [{ kind: 'folder', source }] : [];
    });
  });
  return eachOnce(found);
}

/** The same of containers that are not there: as they are wanted. */
export function sourcesWanted(specs: readonly Pick<ContainerSpec, 'volumes'>[]) {
  return eachOnce(
    specs.flatMap(({ volumes }) =>
      volumes.flatMap(({ source, readOnly }): BackupSource[] => {
        if (!source.startsWith('/')) return [{ kind: 'volume', source }];
        return !readOnly && isData(source) ? [{ kind: 'folder', source }] : [];
      }),
    ),
  );
}

/** In one order: Docker tells a container's mounts in another one each time. */
function eachOnce(found: readonly BackupSource[]): readonly BackupSource[] {
  return [...new Map(found.map((each) => [each.source, each])).values()].sort((one, other) =>
    one.source < other.source ? -1 : 1,
  );
}

/** Not what is ours and is copied with the settings, nor sockets and the system's own places. */
function isData(path: string): boolean {
  return !isOurs(path) && !SYSTEM.test(path) && !WHOLE.test(path);
}

/** Some apps look after a whole server. To put these back would be to empty it first, and the copy with it. */
const WHOLE =
  /^\/(bin|boot|etc|lib|lib32|lib64|sbin|usr|var|var\/lib|var\/lib\/(containerd|docker|docker\/volumes))?\/?$/;

/** Much mounted for an app to read (`-v /etc/localtime:/etc/localtime`), and not its to bring back. */
const SYSTEM =
  /^\/(dev|proc|run|sys|var\/run|etc\/(localtime|timezone|host(name|s)|resolv\.conf|machine-id|passwd|group|ssl|pki))(\/|$)/;
