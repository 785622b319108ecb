import type { Asker } from '../source/hosts/host.ts';
import type { Session } from '../source/session.ts';
import { operatorOf } from './operator.ts';
import type { World } from './world.ts';

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
  const opened = () => {
    opening ??= open();
    return opening;
  };
  // What goes wrong with it is met, and told, where it is needed.
  const soon = setTimeout(() => void opened().catch(() => {}), SOON_MS);
  return {
    async *look(queries, signal) {
      yield* (await opened()).look(queries, signal);
    },
    finding: (sighting, answers) => session?.finding(sighting, answers),
    prepare: async (answers, facts, signal) => (await opened()).prepare(answers, facts, signal),
    async *run(prepared, control) {
      return yield* (await opened()).run(prepared, control);
    },
    receipt: async (prepared, signal) => (await opened()).receipt(prepared, signal),
    async close() {
      clearTimeout(soon);
      await opening?.then((each) => each.close());
    },
  };
}
