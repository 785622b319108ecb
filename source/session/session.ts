import type { Answers } from '../answers/answers.ts';
import type { Event, Outcome } from '../event.ts';
import type { Facts, Look, Sighting } from '../facts/facts.ts';
import type { Finding } from '../facts/finding.ts';
import type { Goal } from '../goal.ts';
import type { Connection } from '../hosts/host.ts';
import type { SshTarget } from '../hosts/ssh-target.ts';
import type { PlannedStep } from '../plan.ts';
import type { Receipt } from '../receipt.ts';
import type { Control } from '../run.ts';
import type { ShellCommand } from '../shell.ts';
import type { Step } from '../steps/step.ts';

/** What a plan is about, as far as it is shown. */
export type Subject = Pick<Goal, 'host' | 'install' | 'names' | 'app'>;

/** What was decided and is shown for approval before anything is touched. */
export interface Prepared<About extends Subject = Subject> {
  readonly answers: Answers;
  readonly goal: About;
  readonly facts: Facts;
  readonly steps: readonly Step[];
  readonly planned: readonly PlannedStep[];
}

/**
 * Everything that the wizard, the plain mode and the JSON mode need of the outside world.
 * The front ends get it as a value; they never touch an edge themselves.
 */
export interface Session<About extends Subject = Subject> {
  readonly look: Look;
  /** What a fact means to the person; undefined for facts that are not worth a line. */
  readonly finding: (sighting: Sighting, answers: Answers) => Finding | undefined;
  /** Looks at what the plan needs and was not seen yet, and plans. Changes nothing. */
  prepare(answers: Answers, facts: Facts, signal: AbortSignal): Promise<Prepared<About>>;
  /** Takes the lock, looks again, does what is left to do, writes the record and the log. */
  run(prepared: Prepared<About>, control: Control): AsyncGenerator<Event, Outcome>;
  /** Looks once more, and says what stands now. */
  receipt(prepared: Prepared<About>, signal: AbortSignal): Promise<Receipt>;
  /** A way of its own into a server that shows one of these keys (`AAAA…`). Whoever opened it closes it. */
  readonly enter: (
    target: SshTarget,
    hostKeys: readonly string[],
    signal: AbortSignal,
  ) => Promise<Connection>;
  readonly close: () => Promise<void>;
}

/** A session that also reaches further than questions and steps do. */
export interface FarSession extends Session<Goal> {
  /** Runs a command on a host, as root, that only reads there; gives its lines as they come, and in the end its exit code. */
  readonly follow: (
    host: string,
    command: ShellCommand,
    signal: AbortSignal,
  ) => AsyncGenerator<string, number>;
  /** Runs a command on a host, as root, in the person's own terminal; gives its exit code. */
  readonly attach: (host: string, command: ShellCommand) => Promise<number>;
}
