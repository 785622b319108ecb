import type { Limits, Rights } from '../../containers/container.ts';
import { objectIn, type Told, textIn, wordsIn } from './engine.ts';

/** What a container may take of the server. */
export function limitsIn({ Memory, NanoCpus }: Told): Limits {
  const [bytes, cpus] = [Number(Memory ?? 0), Number(NanoCpus ?? 0) / 1e9];
  return {
    ...(bytes > 0 && { memoryMB: Math.ceil(bytes / 2 ** 20) }),
    ...(cpus > 0 && { cpus }),
  };
}

/** What it may do beyond what containers may. */
export function rightsIn(host: Told): Rights {
  const capabilities = (key: string) => wordsIn(host[key]).map((each) => each.replace(/^CAP_/, ''));
  const [add, drop] = [capabilities('CapAdd'), capabilities('CapDrop')];
  const devices = list(host.Devices)
    .map(
      ({ PathOnHost, PathInContainer }) => [textIn(PathOnHost), textIn(PathInContainer)] as const,
    )
    .map(([on, inside]) => ({ host: on, container: inside || on }));
  // All of them; single ones have numbers.
  const gpus = list(host.DeviceRequests).some(({ Count }) => Count === -1);
  return {
    ...(add.length > 0 && { add }),
    ...(drop.length > 0 && { drop }),
    ...(devices.length > 0 && { devices }),
    ...(gpus && { gpus: 'all' }),
  };
}

function list(value: unknown): readonly Told[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each) : [];
}

/** Which options it was started with that most containers lack, as `docker run` calls them. */
export function unusualIn(host: Told, otherUser: boolean): string[] {
  const lists: readonly [string, string][] = [
    ['CapAdd', '--cap-add'],
    ['CapDrop', '--cap-drop'],
    ['Devices', '--device'],
    ['DeviceRequests', '--gpus'],
    ['SecurityOpt', '--security-opt'],
    ['ExtraHosts', '--add-host'],
    ['Links', '--link'],
    ['Dns', '--dns'],
    ['VolumesFrom', '--volumes-from'],
  ];
  const numbers: readonly [string, string][] = [
    ['Memory', '--memory'],
    ['NanoCpus', '--cpus'],
    ['CpuQuota', '--cpu-quota'],
  ];
  return [
    ...(host.Privileged === true ? ['--privileged'] : []),
    ...(otherUser ? ['--user'] : []),
    ...(host.ReadonlyRootfs === true ? ['--read-only'] : []),
    ...(Object.keys(objectIn(host.Tmpfs)).length > 0 ? ['--tmpfs'] : []),
    ...lists.flatMap(([key, option]) => (listed(host[key]) ? [option] : [])),
    ...numbers.flatMap(([key, option]) => (Number(host[key] ?? 0) > 0 ? [option] : [])),
  ];
}

function listed(value: unknown): boolean {
  return Array.isArray(value) && value.some((each) => each !== null);
}
