/** What `ssh -v` tells besides its messages. */
export interface DebugLines {
  /** Of the host key, `SHA256:…`; null where it was not shown. */
  readonly fingerprint: string | null;
  /** The login was accepted. */
  readonly accepted: boolean;
  /** It was accepted by a password, or by answers to other questions, not by a key. */
  readonly password: boolean;
  /** The messages. */
  readonly rest: string;
}

const NOT_A_MESSAGE =
  /^(debug\d: |OpenSSH_|Authenticated (to|using) |Transferred: |Bytes per second: |Warning: Permanently added )/;

/** Takes apart what `ssh -v` wrote. Through a jump host there are several servers; ours is the last. */
export function readDebugLines(text: string): DebugLines {
  const lines = text.split(/\r?\n/);
  const keys = lines.flatMap((line) => /^debug1: Server host key: \S+ (\S+)/.exec(line)?.[1] ?? []);
  const last = lines.findLastIndex((line) => /^debug1: (Server host key|Connecting to)/.test(line));
  const accepted = lines.slice(last + 1).find((line) => /^Authenticated to /.test(line));
  return {
    fingerprint: keys.at(-1) ?? null,
    accepted: accepted !== undefined,
    password: /using "(password|keyboard-interactive)"/.test(accepted ?? ''),
    rest: lines
      .filter((line) => !NOT_A_MESSAGE.test(line))
      .join('\n')
      .trim(),
  };
}
