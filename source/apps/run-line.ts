import type { Device } from '../containers/container.ts';
import { asRecord } from '../text/untrusted-json.ts';
import { problemWithWords, quoteWords, splitWords } from './command-words.ts';
import type { ComposeService } from './compose/service.ts';
import { readPort, readVolume } from './compose/short-forms.ts';
import type { Project } from './compose.ts';

/** Whether a text is a line that starts a container, as guides have them. */
export function isRunLine(text: string): boolean {
  return /^(?:\$\s+)?(?:sudo\s+)?docker\s+(?:container\s+)?run\s/.test(text.trim());
}

/**
 * The line as it was meant: websites turn quotes and dashes into prettier ones, and lines are
 * joined. Without the values of variables, which may be passwords.
 */
export function normaliseRunLine(typed: string): string {
  const plain = typed
    .trim()
    .replace(/^\$\s+/, '')
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(
      /(^|\s)[–—](\w+)/g,
      (_, before, name) => `${before}${name.length > 1 ? '--' : '-'}${name}`,
    )
    .replace(/\\\s+/g, ' ')
    .replace(/^sudo\s+/, '');
  if (problemWithWords(plain) !== undefined) return plain.replace(VARIABLE, '$1$2$3$4');
  const words = splitWords(plain);
  const named = words.map((word, at) => {
    const value = /^(?:--env|-[ditP]*e)$/.test(words[at - 1] ?? '');
    return value || /^(?:--env=|-[ditP]*e.)/.test(word)
      ? word.replace(/^((?:--env=|-[ditP]*e=?)?[^=]*)=.*$/s, '$1')
      : word;
  });
  return quoteWords(named);
}

/** In a line that can't be taken apart (`-dite` is `-d -i -t -e`); a quote that is not closed goes to the end. */
const VARIABLE =
  /(\s(?:-[ditP]*e|--env)[\s=]*)(?:"([A-Za-z_]\w*)=[^"]*(?:"|$)|'([A-Za-z_]\w*)=[^']*(?:'|$)|([A-Za-z_]\w*)=(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|\S)*)/g;

/** What the line asks for, or why that can't be told: a sentence. */
export function readRunLine(line: string): Project | string {
  const problem = problemWithWords(line);
  if (problem !== undefined) return problem;
  const words = splitWords(line);
  const rest = words.slice(words.indexOf('run') + 1);
  const given = new Map<string, string[]>();
  let at = 0;
  for (; at < rest.length && rest[at]?.startsWith('-'); at += 1) {
    const option = readOption(rest[at] ?? '', rest[at + 1]);
    if (option === undefined) return `setup-server does not know ${rest[at]}. Leave it out.`;
    for (const [name, value] of option.given) given.set(name, [...(given.get(name) ?? []), value]);
    if (option.takesNext) at += 1;
  }
  const [image, ...command] = rest.slice(at);
  if (image === undefined) return 'The image is missing at its end.';
  return projectFrom(image, command, given);
}

function projectFrom(
  image: string,
  command: readonly string[],
  given: ReadonlyMap<string, readonly string[]>,
): Project {
  const all = (name: string) => given.get(name) ?? [];
  const last = (name: string) => all(name).at(-1) ?? '';
  const leftOut = [...given.keys()]
    .filter((name) => !TAKEN.includes(name) && !OURS.includes(name))
    .map((name) => `--${name}`);
  const tell = (words: string) => void leftOut.push(words);
  const web: ComposeService = {
    ...{ name: 'docker run', image, build: '', command, env: new Map() },
    entrypoint: last('entrypoint') === '' ? [] : [last('entrypoint')],
    ...{ workdir: last('workdir'), user: last('user'), memory: last('memory'), cpus: last('cpus') },
    mounts: [
      ...all('volume').flatMap((each) => readVolume(each, tell)),
      ...all('mount').flatMap((each) => readVolume(mountFields(each), tell)),
    ],
    ports: all('publish').flatMap((each) => readPort(each, tell)),
    exposed: all('expose')
      .map(Number)
      .filter((port) => port > 0),
    ...{ capAdd: all('cap-add'), capDrop: all('cap-drop') },
    devices: all('device').map(deviceIn),
    gpus: all('gpus').length > 0,
    healthcheck: last('health-cmd') || null,
    leftOut: [],
  };
  return { web, beside: [], leftOut, variables: all('env').filter(Boolean), volumes: 'as named' };
}

/** Options that take a value, by their long names: those that we take over. */
const TAKEN = [
  ...['cap-add', 'cap-drop', 'cpus', 'device', 'entrypoint', 'env', 'expose', 'gpus', 'health-cmd'],
  ...['memory', 'mount', 'publish', 'user', 'volume', 'workdir'],
];
const OF_NO_USE = ['hostname', 'log-driver', 'log-opt', 'name', 'platform', 'pull', 'restart'];
const OTHERS = [
  ...['add-host', 'cpu-shares', 'cpuset-cpus', 'dns', 'env-file', 'ip', 'ipc', 'label', 'link'],
  ...['memory-swap', 'net', 'network', 'network-alias', 'pid', 'runtime', 'security-opt'],
  ...['shm-size', 'stop-signal', 'stop-timeout', 'sysctl', 'tmpfs', 'ulimit', 'volumes-from'],
];
const FLAGS = [
  'detach',
  'init',
  'interactive',
  'privileged',
  'publish-all',
  'read-only',
  'rm',
  'tty',
];
/** What setup-server sees to in its own way. */
const OURS = [...OF_NO_USE, 'detach', 'interactive', 'publish-all', 'rm', 'tty'];

const SHORT: Readonly<Record<string, string>> = {
  ...{ c: 'cpu-shares', e: 'env', h: 'hostname', l: 'label', m: 'memory', p: 'publish' },
  ...{ u: 'user', v: 'volume', w: 'workdir' },
  ...{ d: 'detach', i: 'interactive', t: 'tty', P: 'publish-all' },
};

interface Option {
  readonly given: readonly (readonly [name: string, value: string])[];
  /** Its value is the next word. */
  readonly takesNext: boolean;
}

/** Undefined for one that we don't know: whether the next word belongs to it can't be told then. */
function readOption(word: string, next: string | undefined): Option | undefined {
  const [, long, attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (long !== undefined) {
    if (FLAGS.includes(long)) return { given: [[long, attached ?? '']], takesNext: false };
    if (![...TAKEN, ...OF_NO_USE, ...OTHERS].includes(long)) return undefined;
    const value = attached ?? next ?? '';
    return { given: [[long, value]], takesNext: attached === undefined };
  }
  // `-it`, `-p80`, `-dp 80:80`.
  const given: (readonly [string, string])[] = [];
  const letters = word.slice(1);
  for (let at = 0; at < letters.length; at += 1) {
    const name = SHORT[letters.charAt(at)];
    if (name === undefined) return undefined;
    if (FLAGS.includes(name)) given.push([name, '']);
    else {
      const rest = letters.slice(at + 1).replace(/^=/, '');
      return { given: [...given, [name, rest || (next ?? '')]], takesNext: rest === '' };
    }
  }
  return given.length > 0 ? { given, takesNext: false } : undefined;
}

function deviceIn(text: string): Device {
  const [host = '', container = host] = text.split(':');
  return { host, container };
}

/** `type=bind,source=/srv,target=/data,readonly`. */
function mountFields(text: string): Readonly<Record<string, unknown>> {
  const pairs = text.split(',').map((each) => each.split('='));
  const fields = asRecord(Object.fromEntries(pairs.map(([key, value]) => [key, value ?? true])));
  const { src, source = src, dst, destination = dst, target = destination } = fields;
  const readOnly = fields.readonly ?? fields.ro;
  const kept = { type: fields.type ?? 'volume', source: source ?? '', target: target ?? '' };
  return { ...kept, read_only: readOnly === true || readOnly === 'true' };
}
