import { isCovered } from '../dns/hostname.ts';
import { FRONT_CONTAINER } from '../front/container.ts';

/** A line that a container wrote. */
export interface LogLine {
  /** Of several servers, with the server: `app.1@203.0.113.8`. */
  readonly container: string;
  /** When it was written, by the host's clock: RFC 3339 with nanoseconds, so that texts sort as times do. */
  readonly at: string;
  readonly text: string;
}

const FORM = /^([a-zA-Z0-9][\w.-]*(?:@[\w.-]+)?) (\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/s;

/** As `logCommand` prints it; undefined for whatever else came. */
export function readLogLine(line: string): LogLine | undefined {
  const [, container, at, text] = FORM.exec(line) ?? [];
  if (container === undefined || at === undefined || text === undefined) return undefined;
  return { container, at, text };
}

/** Whether a line is the web server's in front, and not the app's. */
export function isOfFront({ container }: Pick<LogLine, 'container'>): boolean {
  return container === FRONT_CONTAINER || container.startsWith('front@');
}

/** What nginx writes down of a visit, and of a mistake, with the name that was asked for. */
const VISITED = /^\S+ \[[^\]]+\] (\S+) "/;
const ASKED = /\bhost: "([^":]+)/;

/**
 * Whether a line is about these websites: the web server writes down the visitors of all. What it
 * says without a name concerns everybody.
 */
export function concerns({ container, text }: LogLine, names: readonly string[]): boolean {
  if (container !== FRONT_CONTAINER || names.length === 0) return true;
  const name = (VISITED.exec(text) ?? ASKED.exec(text))?.[1];
  return name === undefined || isCovered(name, names);
}

/** Passes each line once, in the order of each container: after a lost line its end is asked for anew. */
export class OnlyNew {
  readonly #last = new Map<string, LogLine>();

  isNew(line: LogLine): boolean {
    const last = this.#last.get(line.container);
    if (last && (line.at < last.at || (line.at === last.at && line.text === last.text)))
      return false;
    this.#last.set(line.container, line);
    return true;
  }
}

/** The lines of all containers as they were written, the last `count` of them. */
export function inTimeOrder(lines: readonly LogLine[], count: number): readonly LogLine[] {
  const sorted = [...lines].sort((one, other) =>
    one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
  );
  return sorted.slice(-count);
}
