import type { Event } from '../source/event.ts';
import { ExpectedError } from '../source/expected-error.ts';
import type { Prepared } from '../source/session/session.ts';
import type { Action, Ending, LookPhase, WizardState } from './phase.ts';
import type { PageLine, Reading } from './reading.ts';
import type { WizardProps } from './wizard-props.ts';
import { firstState, ownAnswers, reduce } from './wizard-state.ts';

/** Events come in bursts; the screen takes them in this often. */
const FRAME_MS = 80;

/**
 * Holds the wizard's state and does what its phases ask for: looks, prepares, runs. The screens draw
 * the state and dispatch actions; what happens outside comes in as actions too.
 */
export class WizardControl {
  readonly ended: Promise<Ending>;
  readonly #props: WizardProps;
  readonly #listeners = new Set<() => void>();
  #state: WizardState;
  #job = new AbortController();
  #stop = new AbortController();
  #overridden = new Set<string>();
  #end: (ending: Ending) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  constructor(props: WizardProps) {
    this.#props = props;
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#state = firstState(props.script, props.start, openingOf(props));
    props.asker.listen((prompt) => this.dispatch({ type: 'prompted', prompt }));
    if (this.#state.job > 0) this.#work();
  }

  readonly state = (): WizardState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Seconds, as steps and waits are measured. */
  readonly now = (): number => (this.#props.now ?? Date.now)() / 1000;

  readonly dispatch = (action: Action): void => {
    const before = this.#state;
    if (before.phase.at === 'end') return;
    try {
      this.#state = reduce(before, action);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const { interview, job, phase } = this.#state;
    if (interview !== before.interview) this.#props.onDraft(ownAnswers(this.#state));
    if (phase.at === 'run' && phase.stop !== 'no') this.#stop.abort();
    if (job !== before.job || (phase.at === 'run' && phase.stop === 'now')) this.#job.abort();
    if (phase.at === 'end') {
      this.#props.asker.close();
      this.#end(phase.how);
    } else if (job !== before.job) {
      this.#work();
    }
    if (this.#state !== before) for (const listener of this.#listeners) listener();
  };

  /** Goes on without a step that waits for the person. */
  readonly override = (step: string): void => {
    this.#overridden.add(step);
  };

  /** Does something small at the person's wish, and says how it went. */
  readonly note = async (saving: () => Promise<string>): Promise<void> => {
    try {
      this.dispatch({ type: 'noted', text: await saving(), good: true });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.dispatch({ type: 'noted', text, good: false });
    }
  };

  #work(): void {
    this.#job = new AbortController();
    const { job } = this.#state;
    this.#workOn(job, this.#job.signal).catch((error: unknown) => this.#troubled(job, error));
  }

  async #workOn(job: number, signal: AbortSignal): Promise<void> {
    const { phase, interview } = this.#state;
    const { session } = this.#props;
    const reading = this.#props.reads?.(interview.answers);
    if (phase.at === 'look') {
      await this.#look(job, phase, signal);
    } else if (phase.at === 'prepare' && reading) {
      await this.#read(job, reading, signal);
    } else if (phase.at === 'prepare' && this.#props.leavesFor?.(interview.answers)) {
      this.dispatch({ type: 'went-elsewhere' });
    } else if (phase.at === 'prepare') {
      const prepared = await session.prepare(interview.answers, interview.facts, signal);
      this.dispatch({ type: 'prepared', job, prepared });
    } else if (phase.at === 'run') {
      await this.#run(job, phase.prepared, signal);
    } else if (phase.at === 'conclude') {
      const receipt = await session.receipt(phase.prepared, signal);
      this.dispatch({ type: 'concluded', job, receipt });
    }
  }

  async #look(job: number, { queries }: LookPhase, signal: AbortSignal): Promise<void> {
    const { session } = this.#props;
    const { answers } = this.#state.interview;
    for await (const sighting of session.look(queries, signal, answers)) {
      const finding = session.finding(sighting, this.#state.interview.answers);
      this.dispatch({ type: 'sighted', job, sighting, finding });
    }
    this.dispatch({ type: 'looked', job });
  }

  async #read(job: number, reading: Reading, signal: AbortSignal): Promise<void> {
    const { answers, facts } = this.#state.interview;
    this.dispatch({ type: 'opened', job, reading });
    const batch = new Batch<PageLine>((lines) => this.dispatch({ type: 'read', job, lines }));
    try {
      for await (const line of reading.lines(answers, facts, signal)) batch.add(line);
    } finally {
      batch.flush();
    }
    this.dispatch({ type: 'read-all', job });
  }

  async #run(job: number, prepared: Prepared, abort: AbortSignal): Promise<void> {
    this.#stop = new AbortController();
    this.#overridden = new Set();
    const control = { stop: this.#stop.signal, abort, overridden: this.#overridden };
    const batch = new Batch<Event>((events) =>
      this.dispatch({ type: 'happened', job, events, now: this.now() }),
    );
    const events = this.#props.session.run(prepared, control);
    try {
      for (;;) {
        const next = await events.next();
        if (next.done) {
          batch.flush();
          return this.dispatch({ type: 'ran', job, outcome: next.value });
        }
        batch.add(next.value);
      }
    } finally {
      batch.flush();
    }
  }

  #troubled(job: number, error: unknown): void {
    const { phase } = this.#state;
    if (this.#state.job !== job) return;
    if (error instanceof ExpectedError) {
      this.dispatch({ type: 'troubled', job, trouble: error.trouble });
    } else if (phase.at === 'run' && phase.stop === 'now') {
      this.dispatch({ type: 'interrupted' });
    } else {
      this.#fail(error);
    }
  }
}

/** Collects what comes in quickly, and hands it on together. */
class Batch<T> {
  readonly #hand: (values: readonly T[]) => void;
  #values: T[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(hand: (values: readonly T[]) => void) {
    this.#hand = hand;
  }

  add(value: T): void {
    this.#values.push(value);
    this.#timer ??= setTimeout(() => this.flush(), FRAME_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const values = this.#values;
    this.#values = [];
    if (values.length > 0) this.#hand(values);
  }
}

function openingOf({ start, given, errand }: WizardProps): 'welcome' | 'offer' | 'straight' {
  if (Object.values(given).includes('earlier')) return 'offer';
  return start.confirmed.length === 0 && errand === undefined ? 'welcome' : 'straight';
}
