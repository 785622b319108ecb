import { Hiding } from '../doctor/hide.ts';
import { HIDDEN } from '../doctor/secret-patterns.ts';
import type { Secret } from '../secrets/secret.ts';
import type { LogLine } from './log-line.ts';

const BEGINS = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const ENDS = /-----END [A-Z0-9 ]*PRIVATE KEY/;

/** Takes out of lines, as they come, what others must not see: logs are copied into forums. */
export class HidingInLogs {
  readonly #hiding: Hiding;
  /** Containers that are in the middle of writing a private key. */
  readonly #inKey = new Set<string>();

  constructor(
    settings: readonly (readonly [name: string, value: Secret])[],
    typed: readonly Secret[],
  ) {
    this.#hiding = new Hiding({
      secrets: [...typed, ...settings.map(([, value]) => value)],
      names: settings.map(([name]) => name),
      told: new Map(),
      keepAddresses: true,
    });
  }

  line(line: LogLine): LogLine {
    const { container, text } = line;
    const within = this.#inKey.has(container);
    if (BEGINS.test(text)) this.#inKey.add(container);
    if (ENDS.test(text)) this.#inKey.delete(container);
    const hidden = within && !ENDS.test(text) ? HIDDEN : this.#hiding.text(text);
    return { ...line, text: hidden };
  }
}
