import type { ComposeFact, ComposeText } from '../facts/docker/compose.ts';
import { Secret } from '../secrets/secret.ts';
import { asArray, asRecord, parseJson } from '../text/untrusted-json.ts';
import { asCapabilities } from './capabilities.ts';
import { quoteWords } from './command-words.ts';
import { type ComposeService, readService } from './compose/service.ts';
import { besideLine, knownBeside, problemWithBeside } from './image/beside.ts';
import { checkedPage, webPorts } from './image/declared.ts';
import type { EnvEntry } from './recipe.ts';

/** What a compose file asks for, as far as setup-server does it. */
export interface Project {
  /** The one that visitors come to. */
  readonly web: ComposeService;
  /** Databases and caches that it works with. */
  readonly beside: readonly ComposeService[];
  /** What can't be taken over, a line each. */
  readonly leftOut: readonly string[];
  /** Names of variables that it gives, where their values are for the person to say. */
  readonly variables?: readonly string[];
  /** Its volumes are called as they stand there, not after the install. */
  readonly volumes?: 'as named';
}

/** The project, or why it is none that can be set up: a sentence. */
export function readProject({ content }: ComposeFact): Project | string {
  const text = asRecord(parseJson(content.reveal())) as unknown as ComposeText;
  const { services: told, ...others } = asRecord(text.document);
  // Those with a profile are started on wish only.
  const [onWish, usual] = parted(Object.entries(asRecord(told)), ([, each]) =>
    Boolean(asArray(asRecord(each).profiles).length),
  );
  const services = usual.map(([name, each]) => readService(name, each, text));
  const beside = services.filter(({ image }) => image !== '' && knownBeside(image));
  const apps = services.filter((each) => !beside.includes(each));
  const open = apps.filter(({ ports }) => ports.length > 0);
  const [web, another] = open.length > 0 ? open : apps;
  if (!web) return 'There is no web application in it, only databases.';
  if (another) {
    const names = (open.length > 0 ? open : apps).map(({ name }) => name).join(', ');
    return `Several services in it may be the web application (${names}). setup-server takes one: make it the only one with "ports".`;
  }
  if (web.image === '' && web.build === '') return `${web.name} has neither an image nor a build.`;
  const taken = beside.filter((each) => fits(each));
  const left = services.filter((each) => each !== web && !taken.includes(each));
  const kept = [web, ...taken];
  return {
    web,
    beside: taken,
    leftOut: [
      ...left.map(({ name }) => `${name}: the whole service`),
      ...onWish.map(([name]) => `${name}: the whole service, which has a profile`),
      ...kept.flatMap(({ name, leftOut }) => leftOut.map((words) => `${name}: ${words}`)),
      ...kept.flatMap(longVariables),
      ...taken.flatMap(({ name, user, entrypoint }) => [
        ...(user === '' ? [] : [`${name}: user`]),
        ...(entrypoint.length === 0 ? [] : [`${name}: entrypoint`]),
      ]),
      ...Object.keys(others)
        .filter((key) => ['secrets', 'configs', 'include', 'extends'].includes(key))
        .map((key) => `${key}, at the top of the file`),
      ...text.unset.map((name) => `$${name} is set nowhere, so it is empty`),
    ],
  };
}

function parted<T>(all: readonly T[], holds: (each: T) => boolean): readonly [T[], T[]] {
  return [all.filter(holds), all.filter((each) => !holds(each))];
}

function fits(service: ComposeService): boolean {
  return problemWithBeside(lineFor(service, 'install'), 'install') === undefined;
}

/** A line of env.list is one line. */
function longVariables({ name, env }: ComposeService): string[] {
  return [...env]
    .filter(([, value]) => /[\r\n]/.test(value))
    .map(([variable]) => `${name}: the variable ${variable}, which has several lines`);
}

/** The variables of a service, each a secret: which of them is one, we can't know. */
export function envOf(service: ComposeService): EnvEntry[] {
  return [...service.env]
    .filter(([, value]) => !/[\r\n]/.test(value))
    .map(([name, value]) => ({ name, value: new Secret(value) }));
}

/** The answers that a compose file stands for; those that it says nothing of are missing. */
export function answersFrom(
  { web, beside, volumes }: Project,
  install: string,
): Readonly<Record<string, string | boolean>> {
  const [port] = webPortsOf(web);
  const others = web.ports.filter(({ container, host, protocol }) => {
    const front = protocol === 'tcp' && (container === port || host === 80 || host === 443);
    return !front;
  });
  const given: Record<string, string> = {
    'image.port': port === undefined ? '' : String(port),
    'image.folders': foldersOf(web, volumes ? '' : install).join('\n'),
    'image.ports': others.map(portLine).join('\n'),
    'image.command': quoteWords(web.command),
    'image.entrypoint': quoteWords(web.entrypoint),
    'image.workdir': web.workdir,
    'image.user': web.user,
    'image.memory': megabytes(web.memory),
    'image.health': checkedPage(web) ?? '',
    'image.cpus': Number(web.cpus) > 0 ? web.cpus : '',
    'image.capabilities': asCapabilities(web.capAdd.join(',')),
    'image.dropped': asCapabilities(web.capDrop.join(',')),
    'image.devices': web.devices.map(({ host, container }) => `${host}:${container}`).join('\n'),
    'image.beside': beside.map((each) => lineFor(each, install)).join('\n'),
  };
  const said = Object.entries(given).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(said), ...(web.gpus && { 'image.gpus': true }) };
}

const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `512m`, `1gb`, or bytes alone. */
function megabytes(size: string): string {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([bkmg]?)b?$/i.exec(size) ?? [];
  const bytes = Number(number) * (BYTES[unit.toLowerCase()] ?? 1);
  return number === undefined ? '' : String(Math.ceil(bytes / 2 ** 20));
}

/** Ports of the container that may speak HTTP, the likeliest first. */
function webPortsOf({ ports, exposed }: ComposeService): number[] {
  const tcp = ports.filter(({ protocol }) => protocol === 'tcp').map(({ container }) => container);
  const named = tcp.length > 0 ? tcp : exposed;
  return webPorts(named.map((port) => `${port}/tcp`));
}

function lineFor(service: ComposeService, install: string): string {
  const { name, image, command } = service;
  const data = knownBeside(image)?.data ?? '';
  const kept = service.mounts.some(({ target }) => target === data);
  const folders = foldersOf(service, install);
  const own = data === '' || kept ? [] : [`${install}-${name}:${data}`];
  return besideLine({ name, image, folders: [...folders, ...own], command });
}

/** Volumes are named after the install, where there is one, so that another project's are not taken for its own. */
function foldersOf({ name, mounts }: ComposeService, install: string): string[] {
  return mounts.map(({ source, target, readOnly }) => {
    const mode = readOnly ? ':ro' : '';
    if (source.startsWith('/')) return `${source}:${target}${mode}`;
    if (install === '') return `${source === '' ? '' : `${source}:`}${target}${mode}`;
    const slug = target.replace(/[^A-Za-z0-9_.-]+/g, '-');
    return `${install}-${source === '' ? `${name}${slug}` : source}:${target}${mode}`;
  });
}

function portLine({ address, host, container, protocol }: ComposeService['ports'][number]): string {
  const on = address === undefined ? '' : `${address}:`;
  return `${on}${host}:${container}${protocol === 'udp' ? '/udp' : ''}`;
}
