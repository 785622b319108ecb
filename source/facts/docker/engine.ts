import { type ShellCommand, sh } from '../../shell.ts';
import { type HostFactName, type ProbeReply, SAYS, unreadable } from '../probe.ts';

/**
 * Asks the host's own engine, whatever DOCKER_HOST and contexts say there, and only while it runs:
 * the client would wake a stopped one through its socket, and looking must change nothing.
 */
export function askEngine(command: ShellCommand): ShellCommand {
  return sh`
    command -v docker >/dev/null 2>&1 || exit ${SAYS.absent}
    ! command -v pidof >/dev/null 2>&1 || pidof dockerd >/dev/null || exit ${SAYS.absent}
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    { ${command}
    } 2>&1
  `;
}

/** What the engine told of an object, by a format that we gave. */
export type Told = Readonly<Record<string, unknown>>;

/**
 * The objects that the engine told of; empty where it has none of that name. Without a running
 * engine there is none either: starting it comes first, and then we look again.
 */
export function readObjects(fact: HostFactName, subject: string, reply: ProbeReply): Told[] {
  if (reply.code === SAYS.absent) return [];
  const objects = readLines(reply.stdout);
  if (objects.length > 0 || ABSENT.test(reply.stdout)) return objects;
  throw unreadable(fact, subject, reply);
}

const ABSENT =
  /no such (container|image|network|object|volume)|(network|volume) .* not found|cannot connect to/i;

/** The JSON objects among the lines of an output. */
export function readLines(text: string): Told[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** '' where it is no text. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** 0 where it is no number. */
export function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** What Docker says below a key; empty where it says nothing. */
export function objectIn(value: unknown): Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Told)
    : {};
}

/** Labels and the like, by name. */
export function textsIn(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(objectIn(value));
  return Object.fromEntries(entries.map(([name, each]) => [name, textIn(each)]));
}

/** The texts of a list; empty where there is none. */
export function wordsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
