import { leftAtRest } from '../errands/rested.ts';
import type { Event, ProgressEvent } from '../event.ts';
import { fold, NO_PROGRESS } from '../progress.ts';
import type { Receipt } from '../receipt.ts';
import { stripControl } from '../text/plain-text.ts';
import { amount, duration } from './amounts.ts';
import type { Message } from './message.ts';
import { planLines } from './plan-lines.ts';
import { problemLines } from './problem-lines.ts';
import { renewalLine } from './renewal-line.ts';
import { troubleLines } from './trouble-lines.ts';

/** A word on a step's progress comes this often, or at every quarter. */
const EVERY_SECONDS = 10;
/** What a step said last, shown if it fails. */
const LAST_WORDS = 20;

/**
 * Messages as plain lines: one finished sentence each, prefixed by its step; no colour, no cursor
 * movement, nothing drawn over. Keeps what it needs of the past, so one is made for each run.
 */
export class PlainLines {
  readonly #titles = new Map<string, string>();
  readonly #said = new Map<string, string[]>();
  readonly #progress = new Map<string, Progress>();
  readonly #details: boolean;
  #course = NO_PROGRESS;

  /** `details`: a plan is shown with its reasons and commands. */
  constructor({ details }: { readonly details: boolean }) {
    this.#details = details;
  }

  /** The lines for a message, at `seconds` on any clock that does not go back. */
  lines(message: Message, seconds: number): string[] {
    const lines = this.#linesOf(message, seconds);
    return lines.flatMap((line) => stripControl(line).split('\n'));
  }

  #linesOf(message: Message, seconds: number): string[] {
    switch (message.type) {
      case 'begin':
      case 'end':
      // Told all at once, in groups: see `doctorLines`, `statusLines`, `certificateLines`, `backupLines`.
      case 'backups':
      case 'certificates':
      case 'variables':
      case 'config':
      case 'check':
      case 'log':
      case 'history':
      case 'status':
        return [];
      case 'renewal':
        return [renewalLine(message)];
      case 'note':
        return [message.text];
      case 'finding':
        return [findingLine(message)];
      case 'problems':
        return problemLines(message.problems);
      case 'plan':
        for (const { step, title } of message.steps) this.#titles.set(step, title);
        return planLines(message, this.#details);
      case 'trouble':
        return troubleLines(message.trouble);
      case 'receipt':
        return receiptLines(message);
      default:
        return this.#eventLines(message, seconds);
    }
  }

  #eventLines(event: Event, seconds: number): string[] {
    if (event.type !== 'said') this.#course = fold(this.#course, event, seconds);
    switch (event.type) {
      case 'planned':
        for (const { step, title } of event.steps) this.#titles.set(step, title);
        return [];
      case 'locked':
        return [`${event.by} has been working on this server since ${event.since}. Waiting.`];
      case 'skipped':
        return [this.#say(event.step, SKIPPED[event.why])];
      case 'started':
        this.#titles.set(event.step, event.title);
        this.#said.delete(event.step);
        this.#progress.set(event.step, { seconds, text: '', quarter: 0 });
        return [this.#say(event.step, 'started.')];
      case 'progress':
        return this.#progressLines(event, seconds);
      case 'said':
        this.#keep(event.step, event.line);
        return [];
      case 'instructed':
        return [
          this.#say(event.step, 'there is something for you to do.'),
          ...event.text.split('\n').map((line) => `  ${line}`),
          ...event.fields.map(({ label, value }) => `    ${label}: ${value}`),
          '  It goes on by itself as soon as this is done.',
        ];
      case 'retried':
        return [this.#say(event.step, `${event.what} Trying again (${event.attempt}).`)];
      case 'finished':
        return [this.#say(event.step, doneAfter(event.seconds))];
      case 'warned':
        return [this.#say(event.step, `warning: ${sentence(event.text)}`)];
      case 'failed':
        return [
          this.#say(event.step, 'failed.'),
          ...this.#lastWords(event.step),
          ...troubleLines(event.trouble).map((line) => `  ${line}`),
        ];
      case 'done':
        return [doneLine(event), ...this.#atRest(event)];
    }
  }

  #say(step: string, text: string): string {
    return `${this.#titles.get(step) ?? step}: ${text}`;
  }

  #progressLines(event: ProgressEvent, seconds: number): string[] {
    const before = this.#progress.get(event.step) ?? { seconds: -Infinity, text: '', quarter: 0 };
    const quarter = event.fraction === null ? before.quarter : Math.floor(event.fraction * 4);
    const waited = seconds - before.seconds >= EVERY_SECONDS;
    const news = event.text !== before.text && (waited || before.text === '');
    if (!news && !waited && quarter <= before.quarter) return [];
    this.#progress.set(event.step, { seconds, text: event.text, quarter });
    const share = event.fraction === null ? [] : [`${Math.floor(event.fraction * 100)} %`];
    const bytes = event.bytes ? [amount(event.bytes)] : [];
    return [this.#say(event.step, sentence([event.text, ...share, ...bytes].join(', ')))];
  }

  #atRest({ outcome }: Extract<Event, { type: 'done' }>): string[] {
    const text = outcome === 'complete' ? null : leftAtRest(this.#course.steps);
    return text === null ? [] : [text];
  }

  #keep(step: string, line: string): void {
    const lines = this.#said.get(step) ?? [];
    lines.push(line);
    this.#said.set(step, lines.slice(-LAST_WORDS));
  }

  #lastWords(step: string): string[] {
    return (this.#said.get(step) ?? []).map((line) => `  | ${line}`);
  }
}

interface Progress {
  readonly seconds: number;
  readonly text: string;
  readonly quarter: number;
}

const SKIPPED = {
  holds: 'nothing to do.',
  overridden: 'left as it is, as you chose.',
} as const;

const FINDINGS = { good: 'Good', warning: 'Warning', stops: 'This stops us' } as const;

/** One finding, in one line. */
export function findingLine(finding: Extract<Message, { type: 'finding' }>): string {
  const note = finding.note ? ` (${finding.note})` : '';
  return `${FINDINGS[finding.status]}: ${sentence(finding.text + note)}`;
}

/** A receipt, its labels in one column. */
export function receiptLines({ headline, lines }: Receipt): string[] {
  const width = Math.max(0, ...lines.map(({ label }) => label.length));
  return [
    sentence(headline),
    ...lines.map(({ label, text, tone }) => {
      const words = tone === 'warning' ? `Warning: ${text}` : text;
      return `  ${label.padEnd(width)}  ${words.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`;
    }),
  ];
}

function doneLine({ outcome, changed }: Extract<Event, { type: 'done' }>): string {
  const steps = changed === 1 ? 'One step' : `${changed} steps`;
  switch (outcome) {
    case 'complete':
      return changed === 0 ? 'Nothing had to be changed.' : `Done. ${steps} changed something.`;
    case 'stopped':
      return `Stopped. ${steps} changed something; run setup-server again to go on.`;
    case 'failed':
      return `Not done. ${steps} changed something; run setup-server again to go on.`;
  }
}

function doneAfter(seconds: number): string {
  return seconds < 1 ? 'done.' : `done after ${duration(seconds)}.`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
