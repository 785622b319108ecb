import { sh } from '../../shell.ts';
import { onlyFile } from '../files/file.ts';
import { type Also, type Finding, unremarkable } from '../finding.ts';
import type { DaemonConfigFact } from '../machine.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

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

/** JavaScript's engines say `at position 9`, or that the text ended: then its last line is meant. */
function lineOf(text: string, says: string): number {
  const written = text.trimEnd();
  const [, position = written.length] = /at position (\d+)/.exec(says) ?? [];
  return written.slice(0, Number(position)).split('\n').length;
}

/** What stands in the way of an engine with these settings (docs.docker.com/reference/cli/dockerd). */
export function daemonConfigFinding(fact: DaemonConfigFact | null, also: Also): Finding {
  if (fact === null) return unremarkable('Docker has no settings of its own');
  const { value, line } = fact;
  if (value === null) {
    return {
      // One that runs took its settings before they were broken; it won't start the next time.
      status: also('docker')?.running ? 'warning' : 'stops',
      text: "There is a mistake in Docker's settings",
      note: `line ${line} of ${DAEMON_CONFIG}; Docker does not start with it`,
      advice: [
        `Correct line ${line} of ${DAEMON_CONFIG}; often it is a comma too many or too few.`,
        `On the server, \`dockerd --validate\` tells whether it is right (from Docker 23 on).`,
      ],
    };
  }
  if (value.iptables === false) {
    return {
      status: 'warning',
      text: 'Docker may not change the firewall',
      note: 'then its containers do not reach the internet by themselves',
      advice: [`Take "iptables": false out of ${DAEMON_CONFIG}, then: systemctl restart docker`],
    };
  }
  if (typeof value.ip === 'string' && /^(127\.|::1$)/.test(value.ip)) {
    return {
      status: 'warning',
      text: 'Docker opens ports for the server alone',
      note: 'nobody else would reach the website',
      advice: [`Take "ip": "${value.ip}" out of ${DAEMON_CONFIG}, then: systemctl restart docker`],
    };
  }
  const names = Object.keys(value).slice(0, 5).join(', ');
  return unremarkable("Docker's settings can be read", names === '' ? undefined : names);
}
