import type { Device, Mount, PublishedPort } from '../../containers/container.ts';
import { parseEnvFile } from '../../containers/env-file.ts';
import type { ComposeText } from '../../facts/docker/compose.ts';
import { asArray, asRecord } from '../../text/untrusted-json.ts';
import { splitWords } from '../command-words.ts';
import { readPort, readVolume } from './short-forms.ts';

/** One service of a compose file, as far as a container of ours can be the same. */
export interface ComposeService {
  readonly name: string;
  /** '' where it is built. */
  readonly image: string;
  /** The folder that it is built from, as it stands in the file; '' where it has an image. */
  readonly build: string;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly workdir: string;
  readonly user: string;
  readonly env: ReadonlyMap<string, string>;
  /** Volumes by their names in the file; folders of the server. */
  readonly mounts: readonly Mount[];
  /** Container ports that are published, and where. */
  readonly ports: readonly PublishedPort[];
  /** Container ports that are named without being published. */
  readonly exposed: readonly number[];
  readonly memory: string;
  readonly cpus: string;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly devices: readonly Device[];
  readonly gpus: boolean;
  readonly healthcheck: readonly string[] | string | null;
  /** What of it can't be taken over, a few words each. */
  readonly leftOut: readonly string[];
}

/** What setup-server sees to in its own way, or what means nothing for one server. */
const OURS = new Set([
  ...['attach', 'container_name', 'depends_on', 'env_file', 'hostname', 'links', 'logging'],
  ...['networks', 'platform', 'profiles', 'pull_policy', 'restart', 'stop_grace_period', 'tty'],
]);
const TAKEN = new Set([
  ...['build', 'cap_add', 'cap_drop', 'command', 'cpus', 'deploy', 'devices', 'entrypoint'],
  ...['environment', 'expose', 'gpus', 'healthcheck', 'image', 'mem_limit', 'ports', 'user'],
  ...['volumes', 'working_dir'],
]);

/** Reads a service (docs.docker.com/reference/compose-file/services). */
export function readService(
  name: string,
  told: unknown,
  { envFiles }: Pick<ComposeText, 'envFiles'>,
): ComposeService {
  const fields = asRecord(told);
  const leftOut = Object.keys(fields).filter((key) => !isSeenTo(key));
  const tell = (words: string) => void leftOut.push(words);
  const { resources, mode: _mode, restart_policy: _restart, ...others } = asRecord(fields.deploy);
  for (const key of Object.keys(others)) tell(`deploy: ${key}`);
  const { limits, reservations } = asRecord(resources);
  const { cpus, memory } = asRecord(limits);
  return {
    name,
    image: text(fields.image),
    build: text(fields.image) === '' ? buildIn(fields.build, tell) : '',
    command: words(fields.command),
    entrypoint: words(fields.entrypoint),
    workdir: text(fields.working_dir),
    user: text(fields.user),
    env: environmentIn(fields, envFiles),
    mounts: asArray(fields.volumes).flatMap((each) => readVolume(each, tell)),
    ports: asArray(fields.ports).flatMap((each) => readPort(each, tell)),
    exposed: asArray(fields.expose)
      .map((each) => Number.parseInt(text(each), 10))
      .filter((port) => port > 0),
    memory: text(fields.mem_limit ?? memory),
    cpus: text(fields.cpus ?? cpus),
    capAdd: asArray(fields.cap_add).map(text),
    capDrop: asArray(fields.cap_drop).map(text),
    devices: asArray(fields.devices).flatMap((each) => readDevice(each, tell)),
    gpus: fields.gpus !== undefined || wantsGpu(reservations),
    healthcheck: checkIn(asRecord(fields.healthcheck).test),
    leftOut,
  };
}

function isSeenTo(key: string): boolean {
  return OURS.has(key) || TAKEN.has(key) || key.startsWith('x-');
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** A list of words, or one line that is taken apart as a shell does. */
function words(value: unknown): string[] {
  return typeof value === 'string' ? splitWords(value) : asArray(value).map(text);
}

function buildIn(value: unknown, tell: (words: string) => void): string {
  if (typeof value === 'string') return value;
  const { context, ...others } = asRecord(value);
  for (const key of Object.keys(others)) tell(`build: ${key}`);
  return text(context) || (value === undefined ? '' : '.');
}

/** What stands in the file itself counts before what comes from env files. */
function environmentIn(
  { environment, env_file: named }: Readonly<Record<string, unknown>>,
  envFiles: ComposeText['envFiles'],
): Map<string, string> {
  const names = (typeof named === 'string' ? [named] : asArray(named)).map((each) =>
    text(each) === '' ? text(asRecord(each).path) : text(each),
  );
  const env = new Map(names.flatMap((each) => [...parseEnvFile(envFiles[each] ?? '').entries]));
  const own = Array.isArray(environment)
    ? environment.map(text).map((line): [string, unknown] => {
        const at = line.indexOf('=');
        return at === -1 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
      })
    : Object.entries(asRecord(environment));
  for (const [name, value] of own) {
    // Without a value, it would come from the shell of whoever runs Compose.
    if (value !== null && value !== undefined) env.set(name, String(value));
  }
  return env;
}

function readDevice(value: unknown, tell: (words: string) => void): Device[] {
  const [host = '', container = host] = text(value).split(':');
  if (host.startsWith('/dev/')) return [{ host, container }];
  tell(`the device ${host || 'in a form of its own'}`);
  return [];
}

function wantsGpu(reservations: unknown): boolean {
  return asArray(asRecord(reservations).devices).some((each) =>
    asArray(asRecord(each).capabilities).includes('gpu'),
  );
}

function checkIn(test: unknown): ComposeService['healthcheck'] {
  if (typeof test === 'string') return test;
  const [kind, ...rest] = asArray(test).map(text);
  if (kind === 'CMD-SHELL') return rest[0] ?? null;
  return kind === 'CMD' ? rest : null;
}
