import { ExpectedError } from '../expected-error.ts';
import type { ShellCommand } from '../shell.ts';
import type { HostFacts } from './host-facts.ts';

/** The facts that are seen on a host; the others are seen from the person's machine. */
export type HostFactName = keyof HostFacts;

/** How one fact is got from a host: a question in POSIX sh, and what its answer means. */
export interface HostProbe<Name extends HostFactName = HostFactName> {
  readonly fact: Name;
  /** False: asked as the user who logged in. All others are asked as root where that is possible. */
  readonly asRoot?: false;
  /** Takes tens of milliseconds or more: asked beside the others, not before them. */
  readonly slow?: true;
  /** May wait for the network: its answer holds no other up. */
  readonly waits?: true;
  /**
   * Changes nothing, reads no standard input, and works in dash and BusyBox's ash. A missing
   * program is for the parser to see, by exit code or empty output.
   */
  readonly command: (subject: string) => ShellCommand;
  /** Throws `unreadable` where the reply tells neither what is there nor that nothing is there. */
  readonly parse: (reply: ProbeReply, subject: string, asked: Asked) => HostFacts[Name];
}

export interface ProbeReply {
  readonly code: number;
  readonly stdout: string;
}

/** When the host was asked and had answered, by our clock, in seconds since 1970. */
export interface Asked {
  readonly before: number;
  readonly after: number;
}

/** Exit codes by which probes say more than success or failure. */
export const SAYS = {
  /** What was asked for does not exist on the host. */
  absent: 90,
} as const;

/** A fact that cannot be had now. It may be there all the same, so nothing may be built on it. */
export function unreadable(fact: HostFactName, subject: string, reply: ProbeReply): ExpectedError {
  const cut = reply.code === 124 || reply.code === 143 || reply.code === 137;
  return new ExpectedError({
    code: `look.${fact}`,
    what: `The server did not tell about ${FACT_WORDS[fact]}${subject === '' ? '' : ` (${subject})`}.`,
    why: cut
      ? 'It took too long to answer; it may be very busy.'
      : 'Its answer could not be understood.',
    next: ['Try again.', 'If that does not help, restart the server at its provider.'],
    detail: `exit code ${reply.code}`,
    passing: true,
  });
}

/** What a fact is about, after "The server did not tell about". */
export const FACT_WORDS: Readonly<Record<HostFactName, string>> = {
  system: 'its system',
  login: 'who we are there',
  loginKey: 'the keys that may log in',
  memory: 'its memory',
  disk: 'its disk',
  listeners: 'its open ports',
  addresses: 'its addresses',
  clock: 'its clock',
  packages: 'its package manager',
  firstBoot: 'its first start',
  docker: 'its Docker',
  daemonConfig: "Docker's settings",
  firewall: 'its firewall',
  virtualisation: 'what kind of machine it is',
  selinux: 'SELinux',
  timeSync: 'what keeps its clock right',
  restart: 'whether it wants a restart',
  resolver: 'how it looks names up',
  routes: 'its ways out',
  fileSystems: 'its file systems',
  portOwner: 'who stands at a port',
  reach: 'what it can reach',
  file: 'a file',
  envFile: 'a settings file',
  environment: "a container's settings",
  certificate: 'a certificate',
  keptCertificates: 'its certificates',
  accounts: 'its accounts at certificate authorities',
  container: 'a container',
  otherContainers: 'the containers that others made',
  log: "a container's log",
  image: 'an image',
  network: 'a network',
  volume: 'a volume',
  record: 'what was set up before',
  change: 'a change that was begun',
  backups: 'the copies of its data',
  history: 'what was done with it so far',
  traces: 'what is there of it',
  dataSize: 'how much data there is',
  underWay: 'who is in the middle of something',
  renewal: 'the renewal of certificates',
  addressUpdates: 'the names that follow its address',
  timetable: 'the copies by a timetable',
  awayCopies: 'the copies elsewhere',
  sealedFile: 'a settings file',
  neighbours: 'what else was set up there',
  installs: 'all that was set up there',
  textFile: 'the end of a file',
  answer: "the app's answer",
  execution: 'what a program in a container says',
  folder: 'a folder',
  swarm: 'the cluster that it is in',
  swarmNodes: 'the servers of its cluster',
  swarmServices: 'what runs on its cluster',
  copyLog: 'what a copy wrote',
  swarmRunning: 'what its cluster runs there',
  marks: 'whether settings are the same',
  abilities: 'what it can do for a cluster',
};
