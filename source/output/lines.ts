/** A person who is talked to in lines: at a terminal without screens, or by a screen reader. */
export interface Lines {
  readonly say: (line: string) => void;
  /**
   * One line from the person; null when they end the input (Ctrl-D). What is typed for a secret is
   * not shown. Ends with null when the signal is aborted.
   */
  readonly ask: (prompt: string, options?: AskOptions) => Promise<string | null>;
}

export interface AskOptions {
  readonly secret?: boolean;
  readonly signal?: AbortSignal;
}

/** A numbered list, and the person's choice; null when they end the input. */
export async function choose<T>(
  lines: Lines,
  options: readonly (readonly [label: string, value: T])[],
): Promise<T | null> {
  options.forEach(([label], index) => {
    lines.say(`  ${index + 1}. ${label}`);
  });
  for (;;) {
    const typed = await lines.ask('Number [1]: ');
    if (typed === null) return null;
    const chosen = options[typed.trim() === '' ? 0 : Number(typed.trim()) - 1];
    if (chosen) return chosen[1];
    lines.say(`Type a number from 1 to ${options.length}.`);
  }
}
