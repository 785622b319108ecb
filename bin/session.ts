import { resolve } from 'node:path';
import type { ConnectionFact } from '../source/facts/connection.ts';
import type { Sighting } from '../source/facts/facts.ts';
import type { RememberedInstall } from '../source/facts/remembered.ts';
import type { Asker } from '../source/hosts/host.ts';
import { withPaths } from '../source/hosts/ssh-address.ts';
import type { Session } from '../source/session.ts';
import { keptHosts } from './kept-hosts.ts';
import { operatorOf } from './operator.ts';
import type { World } from './world.ts';

/** A login that came about. */
function isOpen({ query, value }: Sighting): boolean {
  return query.fact === 'connection' && (value as ConnectionFact).open;
}

/** The first screen is drawn by then. */
const SOON_MS = 300;

/**
 * The session with the real world. The code that reaches it is loaded when it is first needed, or
 * while the person reads the first question: the screens must not wait for it.
 */
export function sessionFor(world: World, asker: Asker): Session {
  let session: Session | undefined;
  let opening: Promise<Session> | undefined;
  const open = async () => {
    const { openSession } = await import('../source/open-session.ts');
    session = openSession(await operatorOf(world), asker);
    return session;
  };
  const hosts = keptHosts(world);
  const note = (address: string, install?: RememberedInstall) =>
    hosts.note(
      withPaths(address, (path) => resolve(world.folder, path)),
      install,
    );
  const opened = () => {
    opening ??= open();
    return opening;
  };
  // What goes wrong with it is met, and told, where it is needed.
  const soon = setTimeout(() => void opened().catch(() => {}), SOON_MS);
  return {
    async *look(queries, signal, answers) {
      for await (const sighting of (await opened()).look(queries, signal, answers)) {
        if (isOpen(sighting)) note(sighting.query.host);
        yield sighting;
      }
    },
    finding: (sighting, answers) => session?.finding(sighting, answers),
    prepare: async (answers, facts, signal) => (await opened()).prepare(answers, facts, signal),
    async *run(prepared, control) {
      return yield* (await opened()).run(prepared, control);
    },
    receipt: async (prepared, signal) => {
      const { host, install, app, names } = prepared.goal;
      note(host, { install, app: app.label, names });
      return await (await opened()).receipt(prepared, signal);
    },
    async close() {
      clearTimeout(soon);
      await opening?.then((each) => each.close());
      await hosts.settled();
    },
  };
}
