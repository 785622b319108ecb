import { asArray, parseJson } from '../../text/untrusted-json.ts';
import { declarationsIn } from './image-declarations.ts';
import type { ImageDeclarations } from './manifest-fact.ts';

/**
 * What a Dockerfile declares of its last stage, as far as it stands there in plain words: what a
 * variable decides, or what its base image declares, only a build can tell
 * (docs.docker.com/reference/dockerfile).
 */
export function dockerfileDeclarations(text: string): ImageDeclarations {
  const stage = lastStage(instructions(text));
  const all = (name: string) => stage.flatMap(([is, rest]) => (is === name ? [rest] : []));
  const plain = (words: readonly string[]) => words.filter((word) => !word.includes('$'));
  return declarationsIn({
    ExposedPorts: asKeys(plain(all('EXPOSE').flatMap(words)).map(withProtocol)),
    Volumes: asKeys(plain(all('VOLUME').flatMap(paths))),
    User: plain(all('USER')).at(-1),
    WorkingDir: plain(all('WORKDIR')).findLast((path) => path.startsWith('/')),
    Env: all('ENV').flatMap(variables),
  });
}

type Instruction = readonly [name: string, rest: string];

function instructions(text: string): Instruction[] {
  const whole = text
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\[ \t]*\n/g, ' ');
  return whole.split('\n').flatMap((line): Instruction[] => {
    const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    return name === '' ? [] : [[name.toUpperCase(), rest]];
  });
}

function lastStage(all: readonly Instruction[]): readonly Instruction[] {
  return all.slice(all.findLastIndex(([name]) => name === 'FROM') + 1);
}

/** Keys that are numbers would lose their order. */
function withProtocol(port: string): string {
  return port.includes('/') ? port : `${port}/tcp`;
}

/** `["/a", "/b"]`, or words. */
function paths(rest: string): string[] {
  const list = asArray(parseJson(rest)).filter((each) => typeof each === 'string');
  return list.length > 0 ? list : words(rest);
}

function words(rest: string): string[] {
  return rest.split(/\s+/).filter((word) => word !== '');
}

/** `A=1 B=2`, or the older `A some words`. */
function variables(rest: string): string[] {
  const named = [...rest.matchAll(/(?:^|\s)([A-Za-z_]\w*)=/g)].map(([, name = '']) => name);
  return named.length > 0 ? named : words(rest).slice(0, 1);
}

function asKeys(list: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(list.map((each) => [each, {}]));
}
