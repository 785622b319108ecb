import type { Action, RunAction } from '../action.ts';
import { type Query, query } from '../facts/facts.ts';
import type { SystemFact } from '../facts/machine.ts';
import type { ShellCommand } from '../shell.ts';

/**
 * A Linux distribution, and how Docker gets onto it: one file each, one line in `index.ts`. It is
 * put together from parts that distributions share (`apt.ts`, `systemd.ts`, `accounts.ts` …).
 */
export interface Distribution {
  /** os-release ID. */
  readonly id: string;
  readonly label: string;
  /** os-release IDs that we do not know, to which this one is the nearest. */
  readonly kin?: readonly string[];
  /** Why this release can't be set up, and the nearest that can; undefined where it can. */
  readonly refusal: (system: SystemFact) => string | undefined;
  /** What the person should know of this release before; undefined where there is nothing. */
  readonly warning?: (system: SystemFact) => string | undefined;
  /** Where Docker can come from, the best first. */
  readonly docker: (system: SystemFact) => readonly [DockerSource, ...DockerSource[]];
  readonly packages: PackageManager;
  readonly services: ServiceManager;
  readonly accounts: Accounts;
}

/** One way to get Docker onto a release. */
export interface DockerSource {
  readonly from: 'docker' | 'distribution';
  /** The engine's package: `docker-ce`, `docker.io`. */
  readonly package: string;
  /** The host must reach it, and has no address of it yet; absent where its mirrors are set up. */
  readonly repository?: string;
  readonly actions: readonly Action[];
  /** Without what is for people at a terminal, where that is packages of their own. */
  readonly engineAlone?: readonly Action[];
  /** Why it is installed this way, where that is not plain: one sentence. */
  readonly because?: string;
}

/** A family of package managers. */
export interface PackageManager {
  /** As one calls it on a command line: `apt`, `dnf`. */
  readonly name: string;
  /** Fetches the lists of what there is. Absent where `install` does. */
  readonly update?: RunAction;
  readonly install: (packages: readonly string[]) => RunAction;
  /** Finishes an installation that was cut short, where the `packages` fact can tell. */
  readonly repair?: RunAction;
  /** What keeps the clock right where nothing does yet: the service, and the packages it is in. */
  readonly timeSync: { readonly service: string; readonly packages: readonly string[] };
}

/** What starts services, now and with the machine. */
export interface ServiceManager {
  /** Starts Docker, now and whenever the machine starts; succeeds when Docker answers. */
  readonly startDocker: ShellCommand;
  /** For a person: a command that shows why Docker does not start. */
  readonly dockerLog: string;
  readonly stopDocker: ShellCommand;
  /** Starts a service anew, now and whenever the machine starts. */
  readonly restart: (service: string) => ShellCommand;
  /** Has a script run again and again, from now on and whenever the machine was started. */
  readonly repeat: (job: RepeatedJob) => Repeated;
}

/** About once an hour; or every five minutes, every fifteen where cron can do no better by itself. */
export type HowOften = 'hourly' | 'every-few-minutes';

export interface RepeatedJob {
  /** `setup-server-renewal`. */
  readonly name: string;
  /** What it does: "Renew certificates". */
  readonly does: string;
  /** Path of a script for sh. */
  readonly script: string;
  readonly often: HowOften;
  /** As systemd writes it: `12h`; an hour where absent. */
  readonly mayTake?: string;
}

export interface Repeated {
  readonly files: readonly { readonly path: string; readonly text: string; readonly mode: '644' }[];
  /** Once the files are there. */
  readonly start: ShellCommand;
  /** Ends it, and takes its files away. Fine if there is none. */
  readonly stop: ShellCommand;
  /** For a person: starts it at once. */
  readonly now: string;
}

/** Who may do what on the machine. */
export interface Accounts {
  /** Makes the group where it is missing, too. */
  readonly addToGroup: (user: string, group: string) => ShellCommand;
  readonly removeFromGroup: (user: string, group: string) => ShellCommand;
}

/** Asks the host itself whether it reaches a repository: a firewall may be in between. */
export function reachQueries(
  sources: readonly DockerSource[],
  host: string,
): readonly Query<'reach'>[] {
  return sources.flatMap(({ repository }) =>
    repository === undefined ? [] : [query('reach', host, repository)],
  );
}
