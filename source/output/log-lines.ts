import { FRONT_CONTAINER } from '../front/container.ts';
import type { LogLine } from '../logs/log-line.ts';

/** A line that tells itself apart from those of other containers: when, who, what. Times are this computer's. */
export class LogLines {
  #width = 0;

  text({ container, at, text }: LogLine): string {
    const name = container === FRONT_CONTAINER ? 'front' : container;
    this.#width = Math.max(this.#width, name.length);
    return `${localTime(new Date(at))}  ${name.padEnd(this.#width)} | ${text}`;
  }
}

/** `2026-11-21 08:30:07`. */
function localTime(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
