import { parseImage, placeOf, problemWithImage } from '../../image/reference.ts';
import { quoteWords, splitWords } from '../command-words.ts';
import type { Companion } from '../companion.ts';
import { lines, parseMounts, problemWithMounts } from '../mounts.ts';
import type { EnvEntry } from '../recipe.ts';

/** A database or cache that setup-server knows how to wait for. */
interface Known {
  readonly label: string;
  /** The last part of its image's name. */
  readonly images: readonly string[];
  /** Where it keeps its data; '' where it keeps none. */
  readonly data: string;
  /** Ends with 0 once it takes connections. */
  readonly ready: readonly string[];
}

const KNOWN: readonly Known[] = [
  {
    label: 'PostgreSQL',
    images: ['postgres', 'postgresql', 'postgis', 'pgvector', 'timescaledb'],
    data: '/var/lib/postgresql/data',
    // By TCP: while it is being set up, it listens on its socket only.
    ready: ['pg_isready', '--host=127.0.0.1'],
  },
  {
    label: 'MariaDB',
    images: ['mariadb'],
    data: '/var/lib/mysql',
    ready: ['healthcheck.sh', '--connect', '--innodb_initialized'],
  },
  {
    label: 'MySQL',
    images: ['mysql', 'percona'],
    data: '/var/lib/mysql',
    // It ends with 0 also where it is not let in: it is there, then.
    ready: ['mysqladmin', 'ping', '--host=127.0.0.1', '--silent'],
  },
  { label: 'Redis', images: ['redis'], data: '/data', ready: ['redis-cli', 'ping'] },
  { label: 'Valkey', images: ['valkey'], data: '/data', ready: ['valkey-cli', 'ping'] },
  {
    label: 'MongoDB',
    images: ['mongo', 'mongodb'],
    data: '/data/db',
    ready: ['mongosh', '--quiet', '--eval', 'db.adminCommand("ping")'],
  },
  { label: 'Memcached', images: ['memcached'], data: '', ready: ['true'] },
];

const PATIENCE_SECONDS = 180;

/** What an image is beside a web application; undefined for none that we know. */
export function knownBeside(image: string): Known | undefined {
  const name = placeOf(image).repository.split('/').at(-1) ?? '';
  return KNOWN.find(({ images }) => images.includes(name));
}

export interface Beside {
  readonly name: string;
  readonly image: string;
  /** As in the question about folders. */
  readonly folders: readonly string[];
  readonly command: readonly string[];
}

/** `db postgres:16 shop-db:/var/lib/postgresql/data -- -c max_connections=200`. */
export function besideLine({ name, image, folders, command }: Beside): string {
  const words = command.length > 0 ? ['--', quoteWords(command)] : [];
  return [name, image, ...folders, ...words].join(' ');
}

function readLine(line: string): Beside {
  const [name = '', image = '', ...rest] = splitWords(line);
  const end = rest.indexOf('--');
  const folders = end === -1 ? rest : rest.slice(0, end);
  return { name, image, folders, command: end === -1 ? [] : rest.slice(end + 1) };
}

/** The containers that the lines ask for; `envOf` gives the variables of each. */
export function parseBeside(
  text: string,
  install: string,
  envOf: (name: string) => readonly EnvEntry[],
): Companion[] {
  return lines(text).flatMap((line): Companion[] => {
    const { name, image, folders, command } = readLine(line);
    const known = knownBeside(image);
    if (!known) return [];
    return [
      {
        ...{ name, label: known.label, alias: name },
        container: {
          image: withTag(image),
          ...(command.length > 0 ? { command } : {}),
          volumes: parseMounts(folders.join('\n'), `${install}-${name}`),
          stop: { timeoutSeconds: 60 },
        },
        env: envOf(name),
        ready: { command: known.ready, patienceSeconds: PATIENCE_SECONDS },
      },
    ];
  });
}

/** What is wrong with the lines; undefined where nothing is. */
export function problemWithBeside(text: string, install: string): string | undefined {
  const names = new Set<string>();
  for (const line of lines(text)) {
    const { name, image, folders } = readLine(line);
    const problem = problemWith(name, image, names) ?? problemWithFolders(folders, install, name);
    if (problem !== undefined) return `${line}: ${problem}`;
    names.add(name);
  }
  return undefined;
}

function problemWith(name: string, image: string, names: ReadonlySet<string>): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) return 'a name has small letters, digits and hyphens.';
  if (names.has(name)) return `${name} is there twice.`;
  if (image === '') return 'the image is missing: db postgres:17';
  const labels = KNOWN.map(({ label }) => label).join(', ');
  return problemWithImage(image) ?? (knownBeside(image) ? undefined : `only ${labels} work here.`);
}

function problemWithFolders(folders: readonly string[], install: string, name: string) {
  return problemWithMounts(folders.join('\n'), `${install}-${name}`);
}

function withTag(image: string): string {
  const { tag, digest } = parseImage(image);
  return tag === null && digest === null ? `${image}:latest` : image;
}
