import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Import {
  readonly file: string;
  /** A path from the root of the repository, or a package's name. */
  readonly of: string;
  readonly lazy: boolean;
  readonly typeOnly: boolean;
}

const files = ['source', 'screens', 'bin'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name)),
);

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)( type)?[^;]*? from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map(([, type, from, bare, lazy]): Import => {
    const name = from ?? bare ?? lazy ?? '';
    const of = name.startsWith('.')
      ? relative(root, normalize(join(root, dirname(file), name)))
      : name;
    return { file, of, lazy: lazy !== undefined, typeOnly: type !== undefined };
  });
});

/** What breaks a rule, as lines that say where. */
function breaking(applies: (file: string) => boolean, forbidden: (found: Import) => boolean) {
  return imports
    .filter((found) => applies(found.file) && forbidden(found))
    .map(({ file, of }) => `${file} imports ${of}`);
}

const within =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`));

/** What does: reads and writes, here and on servers. All else in source/ only decides: values in, values out. */
const DOING = [
  'apply',
  'edges',
  'hosts',
  'answers/answers-file.ts',
  'answers/draft.ts',
  'session/look.ts',
  'session/open-launch.ts',
  'session/open-session.ts',
].map((path) => `source/${path}`);
const decides = (file: string) =>
  file.startsWith('source/') && !DOING.some((path) => file === path || within(path)(file));

/** Parts of Node that compute and touch nothing. */
const COMPUTING = ['crypto', 'net', 'string_decoder', 'url', 'util'].map((name) => `node:${name}`);

const HEAVY = [
  'acme-client',
  'dockerode',
  'yaml',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-acm',
  '@aws-sdk/client-iam',
  '@aws-sdk/client-pricing',
  '@aws-sdk/client-rds',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-route-53',
];

describe('the rooms', () => {
  it('that do are there, so that the rules below mean what they say', () => {
    expect(
      DOING.filter((path) => !files.some((file) => file === path || within(path)(file))),
    ).toEqual([]);
  });

  it('source/ never imports screens/ or bin/: the core works without a terminal', () => {
    expect(breaking(within('source'), ({ of }) => within('screens', 'bin')(of))).toEqual([]);
  });

  it('what decides imports no edge: a decision is a function of answers and facts', () => {
    const edge = ({ of, typeOnly }: Import) =>
      within('source/edges', 'source/apply')(of) && !typeOnly;
    expect(breaking(decides, edge)).toEqual([]);
  });

  it('what decides reads no disk, network, clock or process', () => {
    const io = ({ of }: Import) => of.startsWith('node:') && !COMPUTING.includes(of);
    expect(breaking(decides, io)).toEqual([]);
  });

  it('screens import no edge, and nothing that touches the machine: they get it as props', () => {
    const touches = ({ of, typeOnly }: Import) =>
      !typeOnly &&
      (within('source/edges', 'source/apply', 'bin')(of) ||
        /^node:(fs|net|child|os|http)/.test(of));
    expect(breaking(within('screens'), touches)).toEqual([]);
  });

  it('React and Ink live in screens/ only', () => {
    const drawing = ({ of }: Import) => /^(react|ink)(-|\/|$)/.test(of);
    expect(breaking(within('source', 'bin'), drawing)).toEqual([]);
  });

  it('heavy libraries are loaded when they are used, not at the start', () => {
    const early = ({ of, lazy, typeOnly }: Import) => HEAVY.includes(of) && !lazy && !typeOnly;
    expect(breaking(() => true, early)).toEqual([]);
  });

  it('process is for bin/ alone: the rest is told what it needs', () => {
    const using = files
      .filter((file) => !file.startsWith('bin/') && !file.startsWith('source/edges/'))
      .filter((file) =>
        /(?<![\w.'`-])process\.(env|argv|exit|std|cwd|on|platform)/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
    expect(using).toEqual([]);
  });
});
