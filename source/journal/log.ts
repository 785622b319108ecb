import type { Event } from '../event.ts';
import type { Connection } from '../hosts/host.ts';
import { LOG, logFile } from '../paths.ts';
import { sh } from '../shell.ts';

/** The log on the server: one JSON line an event, by install. Readable by root only. */
export class ServerLog {
  readonly #connection: Connection;
  readonly #file: string;
  #lines: string[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, install: string) {
    this.#connection = connection;
    this.#file = logFile(install);
  }

  /** Notes an event; progress is left out. Sends what is noted when a step ends. */
  note(event: Event, at: Date, by: string): void {
    if (event.type === 'progress') return;
    this.#lines.push(JSON.stringify({ at: at.toISOString(), by, ...event }));
    if (event.type === 'finished' || event.type === 'failed') void this.flush();
  }

  /** A log that can't be written must not stop the work: the failure is swallowed. */
  async flush(): Promise<void> {
    const text = this.#lines
      .splice(0)
      .map((line) => `${line}\n`)
      .join('');
    if (text !== '') this.#writing = this.#writing.then(() => this.#append(text)).catch(() => {});
    await this.#writing;
  }

  #append(text: string): Promise<unknown> {
    const file = this.#file;
    return this.#connection.run(
      sh`
        umask 077
        install -d -m 0700 ${LOG}
        [ "$(stat -c %s ${file} 2>/dev/null || echo 0)" -lt 1000000 ] || mv ${file} ${`${file}.1`}
        cat >> ${file}
      `,
      { root: true, stdin: text, timeoutSeconds: 30 },
    );
  }
}
