import { sh } from '../shell.ts';
import { onlyFile } from './file.ts';
import type { DaemonConfigFact } from './machine.ts';
import { type HostProbe, SAYS, unreadable } from './probe.ts';

export const DAEMON_CONFIG = '/etc/docker/daemon.json';

export const daemonConfigProbe: HostProbe<'daemonConfig'> = {
  fact: 'daemonConfig',
  command: () => sh`
    ${onlyFile(DAEMON_CONFIG)}
    cat -- ${DAEMON_CONFIG}
  `,
  parse: (reply, subject) => {
    if (reply.code === SAYS.absent) return null;
    if (reply.code !== 0) throw unreadable('daemonConfig', subject, reply);
    return readConfig(reply.stdout);
  },
};

/** dockerd takes an empty file, and a byte order mark before the text (moby, daemon/config). */
function readConfig(text: string): DaemonConfigFact {
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return { text, value: {} };
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject
      ? { text, value: value as Readonly<Record<string, unknown>> }
      : { text, value: null, line: 1 };
  } catch (error) {
    return { text, value: null, line: lineOf(json, (error as Error).message) };
  }
}

/** Engines of JavaScript say `at position 9`, or that the text ended too early. */
function lineOf(text: string, says: string): number {
  const [, position] = /at position (\d+)/.exec(says) ?? [];
  const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position));
  return before.split('\n').length;
}
