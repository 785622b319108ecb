import type { Event, Outcome } from '../../source/event.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Facts, Sighting } from '../../source/facts/facts.ts';
import type { ConnectionFact } from '../../source/facts/network/connection.ts';
import type { Goal } from '../../source/goal.ts';
import type { PlannedStep } from '../../source/plan.ts';
import type { Control } from '../../source/run.ts';
import type { Secret } from '../../source/secrets/secret.ts';
import type { Prepared, Session } from '../../source/session/session.ts';
import { sh } from '../../source/shell.ts';
import { lacks, type Step } from '../../source/steps/step.ts';
import { HOST } from '../answers/small-script.ts';

export interface Behaviour {
  /** Whether the step has been done already. */
  readonly done?: boolean;
  /** How many looks fail before one succeeds. */
  readonly lookFails?: number;
  /** What the first looks show of the way in; then it is open. */
  readonly connections?: readonly ConnectionFact[];
  /** Of the app, for the receipt. */
  readonly tokens?: readonly Secret[];
  readonly events?: (control: Control) => AsyncGenerator<Event, Outcome>;
}

export const INSTALL: Step = {
  id: 'docker.install',
  title: 'Install Docker',
  needs: [],
  sees: [],
  check: () => lacks('Docker is not installed.'),
  actions: () => [{ do: 'run', command: sh`apt-get install docker-ce`, patienceSeconds: 60 }],
};

const OPEN: ConnectionFact = { open: true, user: 'root', fingerprint: null };

/** A server with one thing to do, and a note of everything that was asked of it. */
export function smallSession(behaviour: Behaviour = {}) {
  const calls: string[] = [];
  const connections = [...(behaviour.connections ?? [])];
  let failures = behaviour.lookFails ?? 0;
  const session: Session = {
    async *look(queries) {
      calls.push('look');
      if (failures > 0) {
        failures -= 1;
        throw new ExpectedError({ code: 'ssh.unreachable', what: 'Nobody answers.' });
      }
      for (const query of queries) {
        const value =
          query.fact === 'connection'
            ? (connections.shift() ?? OPEN)
            : { totalMB: 512, availableMB: 400, swapMB: 0 };
        yield { query, value } satisfies Sighting as Sighting;
      }
    },
    finding: ({ query }) =>
      query.fact === 'memory' ? { status: 'good', text: '512 MB of memory' } : undefined,
    async prepare(answers, facts) {
      calls.push('prepare');
      return preparedFor(answers, facts, behaviour.done ?? false);
    },
    async *run(_, control) {
      calls.push('run');
      if (behaviour.events) return yield* behaviour.events(control);
      yield { type: 'started', step: INSTALL.id, title: 'Install Docker' };
      yield { type: 'finished', step: INSTALL.id, seconds: 11 };
      yield { type: 'done', outcome: 'complete', changed: 1 };
      calls.push('let go of the lock');
      return 'complete';
    },
    async receipt() {
      calls.push('receipt');
      return {
        headline: 'JATOS answers at https://study.example.org',
        lines: [{ label: 'Your data', text: 'volume jatos-data' }],
        ...(behaviour.tokens && { tokens: behaviour.tokens }),
      };
    },
    enter: () => Promise.reject(new Error('Nobody enters.')),
    async close() {
      calls.push('close');
    },
  };
  return { session, calls };
}

function preparedFor(answers: Prepared['answers'], facts: Facts, done: boolean): Prepared {
  const planned: PlannedStep = {
    step: INSTALL,
    title: 'Install Docker',
    holds: done,
    why: done ? '' : 'Docker is not installed.',
    because: undefined,
    actions: done ? [] : INSTALL.actions(facts),
  };
  const goal = {
    host: HOST,
    names: ['study.example.org'],
    app: { id: 'jatos', label: 'JATOS' },
  } as Partial<Goal> as Goal;
  return { answers, goal, facts, steps: [INSTALL], planned: [planned] };
}

export function controlOf(): {
  control: Control & { overridden: Set<string> };
  stop: () => void;
} {
  const stop = new AbortController();
  const abort = new AbortController();
  const control = { stop: stop.signal, abort: abort.signal, overridden: new Set<string>() };
  return { control, stop: () => stop.abort() };
}
