import type { Returning } from '../source/changes/back-to-work.ts';
import type { Revising } from '../source/changes/decide-revision.ts';
import { isOf, type Query, query, type Sighting } from '../source/facts/facts.ts';
import type { RememberedInstall } from '../source/facts/installs/remembered.ts';
import type { Asker } from '../source/hosts/host.ts';
import { reachedAt } from '../source/hosts/index.ts';
import { othersAlone, othersGoOn } from '../source/hosts/others-go-on.ts';
import { certificateFile, installOfCertificate } from '../source/paths.ts';
import type { Narrow } from '../source/plan.ts';
import { accountWithProxyTold, withProxyTold } from '../source/proxy-left-out.ts';
import type { FarSession } from '../source/session/session.ts';
import { keptAddress, keptHosts } from './kept-hosts.ts';
import { operatorOf } from './operator.ts';
import type { World } from './world.ts';

/** What is left of the whole job. */
export interface Part {
  readonly narrow: Narrow;
  /** See `openSession`. */
  readonly asItIs?: boolean;
  readonly revising?: () => Revising | undefined;
  readonly returning?: Returning;
}

/** A login that came about. */
function isOpen(sighting: Sighting): boolean {
  return isOf(sighting, 'connection') && sighting.value.open;
}

/** The first screen is drawn by then. */
const SOON_MS = 300;

/**
 * The session with the real world. The code that reaches it is loaded when it is first needed, or
 * while the person reads the first question: the screens must not wait for it. `part` leaves only
 * some of the steps.
 */
export function sessionFor(world: World, asker: Asker, part?: Part): FarSession {
  let session: FarSession | undefined;
  let opening: Promise<FarSession> | undefined;
  const open = async () => {
    const { openSession } = await import('../source/session/open-session.ts');
    session = openSession(
      await operatorOf(world),
      asker,
      part?.narrow,
      () => part?.asItIs ?? false,
      () => part?.revising?.(),
      (course, facts) => part?.returning?.(course, facts),
    );
    return session;
  };
  const hosts = keptHosts(world);
  const { environment } = world;
  const note = (address: string, install?: RememberedInstall) =>
    hosts.note(keptAddress(world, address), install);
  const noteCertificate = (sighting: Sighting) => {
    if (!isOf(sighting, 'certificate')) return;
    const { query, value } = sighting;
    const install = installOfCertificate(query.subject);
    if (install !== null && value)
      hosts.noteCertificate(keptAddress(world, query.host), install, value.until);
  };
  const knownAmong = async (queries: readonly Query[]) => {
    const { hosts: known } = await hosts.recall();
    const asked = queries.map(({ host }) => keptAddress(world, host));
    return known.find(({ address }) => asked.includes(address));
  };
  const opened = () => {
    opening ??= open();
    return opening;
  };
  // What goes wrong with it is met, and told, where it is needed.
  const soon = setTimeout(() => void opened().catch(() => {}), SOON_MS);
  return {
    async *look(queries, signal, answers) {
      try {
        for await (const sighting of (await opened()).look(queries, signal, answers)) {
          if (isOpen(sighting)) note(sighting.query.host);
          noteCertificate(sighting);
          yield accountWithProxyTold(sighting, environment);
        }
      } catch (error) {
        throw withProxyTold(othersGoOn(error, await knownAmong(queries)), environment);
      }
    },
    finding: (sighting, answers) => session?.finding(sighting, answers),
    async prepare(answers, facts, signal) {
      try {
        return await (await opened()).prepare(answers, facts, signal);
      } catch (error) {
        throw withProxyTold(error, environment);
      }
    },
    async *run(prepared, control) {
      const outcome = yield* (await opened()).run(prepared, control);
      const { host, install, cluster } = prepared.goal;
      const others = (cluster?.others ?? []).map(reachedAt);
      const alone = othersAlone(prepared.goal).map(reachedAt);
      if (outcome === 'complete')
        hosts.noteOthers(keptAddress(world, host), install, { others, alone });
      return outcome;
    },
    receipt: async (prepared, signal) => {
      const { host, install, app, names } = prepared.goal;
      note(host, { install, app: app.label, names });
      const { look, receipt } = await opened();
      const told = await receipt(prepared, signal);
      const certificate = query('certificate', host, certificateFile(install));
      for await (const sighting of look([certificate], signal)) noteCertificate(sighting);
      return told;
    },
    enter: async (...given) => await (await opened()).enter(...given),
    attach: async (host, command) => await (await opened()).attach(host, command),
    async *follow(host, command, signal) {
      return yield* (await opened()).follow(host, command, signal);
    },
    async close() {
      clearTimeout(soon);
      await opening?.then((each) => each.close());
      await hosts.settled();
    },
  };
}
