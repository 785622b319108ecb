import { readFile, rename } from 'node:fs/promises';
import { replaceFile } from '../edges/local/private-file.ts';
import type { RememberedHost, RememberedInstall } from '../facts/installs/remembered.ts';
import { withCertificateEnd, withHost, withOthers, withoutInstall } from './remembered.ts';
import { readRemembered, rememberedText } from './remembered-text.ts';

/** What was read, and what the person should know of a file that could not be. */
export interface Recalled {
  readonly hosts: readonly RememberedHost[];
  readonly problem: string | null;
}

/**
 * The hosts that this computer remembers, in one file. A convenience: what goes wrong with it never
 * ends anything. Changes are written one after another.
 */
export class HostMemory {
  readonly #path: string;
  readonly #now: () => Date;
  #working: Promise<void> = Promise.resolve();

  constructor(path: string, now: () => Date) {
    this.#path = path;
    this.#now = now;
  }

  async recall(): Promise<Recalled> {
    const text = await readFile(this.#path, 'utf8').catch(() => null);
    if (text === null) return { hosts: [], problem: null };
    const read = readRemembered(text);
    if ('hosts' in read) return { hosts: read.hosts, problem: null };
    return { hosts: [], problem: PROBLEMS[read.problem](this.#path) };
  }

  /** Notes that a host was used, and what runs there now. Complains of nothing. */
  note(address: string, install?: RememberedInstall): void {
    this.#change((hosts) => withHost(hosts, address, this.#now().toISOString(), install));
  }

  /** Notes when the certificate of an install ends, if that install is known. */
  noteCertificate(address: string, install: string, until: string): void {
    this.#change((hosts) => withCertificateEnd(hosts, address, install, until));
  }

  /** Notes on which other servers an install runs, if that install is known. */
  noteOthers(
    address: string,
    install: string,
    servers: Required<Pick<RememberedInstall, 'others' | 'alone'>>,
  ): void {
    this.#change((hosts) => withOthers(hosts, address, install, servers));
  }

  /** Notes that an install is gone from there. */
  forgetInstall(address: string, install: string): void {
    this.#change((hosts) => withoutInstall(hosts, address, install));
  }

  /** Notes that these are no longer wanted. */
  forget(addresses: readonly string[]): void {
    this.#change((hosts) => hosts.filter(({ address }) => !addresses.includes(address)));
  }

  /** When all is written that was to be. */
  async settled(): Promise<void> {
    await this.#working;
  }

  #change(change: (hosts: readonly RememberedHost[]) => readonly RememberedHost[]): void {
    this.#working = this.#working.then(() => this.#write(change)).catch(() => {});
  }

  async #write(
    change: (hosts: readonly RememberedHost[]) => readonly RememberedHost[],
  ): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => null);
    const read = text === null ? { hosts: [] } : readRemembered(text);
    if ('problem' in read) {
      if (read.problem === 'newer') return;
      await rename(this.#path, `${this.#path}.old`);
    }
    const hosts = change('hosts' in read ? read.hosts : []);
    await replaceFile(this.#path, rememberedText(hosts));
  }
}

const PROBLEMS = {
  newer: (path: string) =>
    `The servers remembered in ${path} were written by a newer setup-server, and are left alone.`,
  garbled: (path: string) =>
    `The servers remembered in ${path} can't be read. The next login begins a new file and keeps this one as ${path}.old.`,
} as const;
