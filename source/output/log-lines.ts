import { FRONT_CONTAINER } from '../front/container.ts';
import type { LogLine } from '../logs/log-line.ts';

/** A line that tells itself apart from those of other containers: when, who, what. Times are this computer's. */
export class LogLines {
  #width = 0;

  text(line: LogLine): string {
    const { day, time, name } = logParts(line);
    this.#width = Math.max(this.#width, name.length);
    return `${day} ${time}  ${name.padEnd(this.#width)} | ${line.text}`;
  }
}

/** When by this computer's clock, `2026-11-21` and `08:30:07`, and who. */
export function logParts({ container, at }: Pick<LogLine, 'container' | 'at'>) {
  const when = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    day: [when.getFullYear(), two(when.getMonth() + 1), two(when.getDate())].join('-'),
    time: [when.getHours(), when.getMinutes(), when.getSeconds()].map(two).join(':'),
    name: container === FRONT_CONTAINER ? 'front' : container,
  };
}
