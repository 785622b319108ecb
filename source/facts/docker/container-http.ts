import { type ShellCommand, sh } from '../../shell.ts';

/** Sets `ip` to the container's address on one of Docker's networks. */
export function addressOfContainer(container: string): ShellCommand {
  return sh`ip=$(docker container inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' -- ${container})`;
}

/**
 * Hands a request over as it comes from standard input, to `$ip`, and prints what comes back. Every
 * system that we know has bash or BusyBox's nc. It must be HTTP/1.0: no answer comes in chunks then.
 */
export function handOver(port: number, patienceSeconds: number): ShellCommand {
  return sh`if command -v bash >/dev/null 2>&1; then timeout ${patienceSeconds} bash -c 'exec 3<>"/dev/tcp/$1/$2" && cat >&3 && cat <&3' - "$ip" ${port}; else nc -w ${patienceSeconds} "$ip" ${port}; fi`;
}

/** What is asked of an app inside its container. */
export interface AppRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent urlencoded, by POST. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The request as it is handed over. Its form may be secret, and so is all of it then. */
export function requestText({ path, headers = {}, form }: AppRequest): string {
  const body = form && bodyOf(form);
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.0`,
    ...Object.entries({
      Host: 'localhost',
      Connection: 'close',
      ...headers,
      ...(body !== undefined && {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': String(Buffer.byteLength(body)),
      }),
    }).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

/** A form as it travels. */
export function bodyOf(form: Readonly<Record<string, string>>): string {
  return new URLSearchParams(form).toString();
}

export interface AppReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** An answer in HTTP; null for anything else. */
export function readReply(text: string): AppReply | null {
  const [head, status, lines = ''] =
    /^HTTP\/[\d.]+ (\d{3})[^\n]*\n((?:[^\r\n]+\r?\n)*)\r?\n?/.exec(text) ?? [];
  if (head === undefined || status === undefined) return null;
  const body = text.slice(head.length);
  // 100 Continue and 103 Early Hints come before the answer (RFC 9110, 15.2).
  if (status.startsWith('1')) return readReply(body);
  const headers = lines.split(/\r?\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at < 1 ? [] : [[line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]];
  });
  return { status: Number(status), headers, body };
}
