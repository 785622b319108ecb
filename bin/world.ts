import { homedir } from 'node:os';
import type { Environment } from '../source/answers/environment.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** What the program gets of the machine it runs on. Nothing else touches `process`. */
export interface World {
  /** The words after the program's name. */
  readonly words: readonly string[];
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Where files are saved that the person asked for. */
  readonly folder: string;
  readonly process: number;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
  readonly now: () => Date;
  /** Of this computer's clock: `Europe/Berlin`. */
  readonly zone: string;
  readonly isAlive: (process: number) => boolean;
  /** Hears of Ctrl-C, SIGTERM, SIGHUP, and of nobody reading any more; gives the way to stop hearing. */
  readonly onInterrupt: (hear: () => void) => () => void;
  /** Hears that the program ends, or is about to because of an error that nobody caught. */
  readonly onDying: (hear: () => void) => () => void;
  /** Ends the program this moment. */
  readonly exit: (code: ExitCode) => never;
}

/** The process that we are, its streams, signals and environment. Listens to the signals from then on. */
export function thisWorld(): World {
  const listeners = new Set<() => void>();
  const interrupt = () => {
    // As it was before anybody listened: the program ends.
    if (listeners.size === 0) process.exit(EXIT.cancelled);
    for (const hear of listeners) hear();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // Nobody reads any more: once is enough, though every further line fails as well.
  const gone = once(interrupt);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', gone);
  return {
    words: process.argv.slice(2),
    environment: process.env,
    platform: process.platform,
    home: homedir(),
    folder: process.cwd(),
    process: process.pid,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    now: () => new Date(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    isAlive,
    onInterrupt: (hear) => {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    onDying: (hear) => {
      for (const event of DYING) process.on(event, hear);
      return () => {
        for (const event of DYING) process.off(event, hear);
      };
    },
    exit: (code) => process.exit(code),
  };
}

/** The first comes before Node prints the error, which would else be written onto the screens. */
const DYING = ['uncaughtExceptionMonitor', 'exit'] as const;

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function isAlive(id: number): boolean {
  try {
    // Signal 0 is not sent, only permitted or not (kill(2)).
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
