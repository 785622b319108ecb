import type { OtherContainer } from '../../facts/docker/other-containers.ts';
import { problemWithCapabilities } from '../capabilities.ts';

/** The options of a container that somebody started, as answers, and which of them those are. */
export function answersForRights({ user, limits, rights }: OtherContainer): {
  readonly answers: Readonly<Record<string, string | boolean>>;
  readonly carries: readonly string[];
} {
  const { memoryMB, cpus } = limits;
  const { add = [], drop = [], devices = [], gpus } = rights;
  const all: readonly (readonly [option: string, id: string, value: string | boolean])[] = [
    ['--user', 'image.user', user ?? ''],
    ['--memory', 'image.memory', memoryMB === undefined || memoryMB < 6 ? '' : String(memoryMB)],
    ['--cpus', 'image.cpus', cpus === undefined ? '' : String(Math.round(cpus * 100) / 100)],
    ['--cap-add', 'image.capabilities', known(add)],
    ['--cap-drop', 'image.dropped', known(drop)],
    [
      '--device',
      'image.devices',
      devices.map(({ host, container }) => `${host}:${container}`).join('\n'),
    ],
    ['--gpus', 'image.gpus', gpus !== undefined],
  ];
  const given = all.filter(([, , value]) => value !== '' && value !== false);
  return {
    answers: Object.fromEntries(given.map(([, id, value]) => [id, value])),
    carries: given.map(([option]) => option),
  };
}

function known(list: readonly string[]): string {
  const text = list.join(',');
  return problemWithCapabilities(text) === undefined ? text : '';
}
