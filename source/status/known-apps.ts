import type { Facts } from '../facts/facts.ts';
import { reachedAt } from '../hosts/index.ts';
import { REMEMBERED } from '../hosts/remembered.ts';

/** An app that this computer remembers, on a server that it was at. */
export interface KnownApp {
  /** The host's id. */
  readonly host: string;
  readonly install: string;
  /** The website's main name. */
  readonly name: string;
  /** The app as the person knows it: "JATOS". */
  readonly app: string;
  /** How its server is reached. */
  readonly place: string;
}

/** From what is remembered alone: nobody is connected to. The server that was used last comes first. */
export function knownApps(facts: Facts): KnownApp[] {
  const hosts = facts.get(REMEMBERED)?.hosts ?? [];
  return hosts.flatMap(({ address, installs }) =>
    installs.map(({ install, app, names }) => ({
      ...{ host: address, install, app, name: names[0] ?? install },
      place: reachedAt(address),
    })),
  );
}
