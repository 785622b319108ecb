import type { Asker, Connection } from '../hosts/host.ts';
import { connect } from '../hosts/index.ts';

/** One connection for each host, opened when it is first needed and kept. */
export class Connections {
  readonly #asker: Asker;
  readonly #open = new Map<string, Promise<Connection>>();
  readonly #closing = new AbortController();

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  to(host: string): Promise<Connection> {
    const known = this.#open.get(host);
    if (known) return known;
    const opening = connect(host, this.#asker, this.#closing.signal);
    this.#open.set(host, opening);
    // What could not be opened, or was refused, is tried anew the next time.
    opening.then(
      ({ fact }) => fact.open || this.#open.delete(host),
      () => this.#open.delete(host),
    );
    return opening;
  }

  /** For good. A login that is still going on is given up. */
  async close(): Promise<void> {
    this.#closing.abort();
    const all = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    await Promise.allSettled(
      all.flatMap((each) => (each.status === 'fulfilled' ? [each.value.close()] : [])),
    );
  }
}
