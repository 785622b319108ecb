import type { WhyNot } from '../apps/spread.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { isOurs } from '../paths.ts';
import { STATELESS } from './answers.ts';
import { appParts } from './parts.ts';

/** Throws what keeps this app from running on several servers. */
export function refuseUnfit(goal: Goal, facts: Facts): void {
  const refusal = refusalOf(goal, facts);
  if (refusal) throw refusal;
}

/** What keeps it from that; undefined where nothing does. */
export function refusalOf(goal: Goal, facts: Facts): ExpectedError | undefined {
  const why = unfit(goal, facts);
  return why && refusalBy(goal, why);
}

/** Because of what is known beforehand. */
export function refusalBy({ app, host }: Pick<Goal, 'app' | 'host'>, why: WhyNot): ExpectedError {
  return new ExpectedError({
    code: 'swarm.unfit',
    what: `${app.label} can't be put on several servers as it is.`,
    why: why.why,
    next: [why.next].flat(),
    detail: host,
  });
}

function unfit(goal: Goal, facts: Facts): WhyNot | undefined {
  const { recipe, certificate, host, install, cluster, adopted } = goal;
  const { ports, rights } = recipe.container;
  const others = (facts.get(query('installs', host)) ?? []).filter((each) => each !== install);
  const [other] = others;
  if (other !== undefined)
    return {
      why: `There is ${other} on this server, too, and its visitors come in by the same web server.`,
      next: 'Move one of the two to a server of its own first.',
    };
  if (cluster?.whyNot) return cluster.whyNot;
  if ((adopted?.networks ?? []).length > 0)
    return {
      why: 'It reaches other containers of this server by networks that somebody made. On the cluster it would not.',
      next: 'Let it reach them by an address of this server first.',
    };
  const copied = appParts(goal).filter(({ runs }) => runs === 'copies');
  const local = (source: string) => !source.startsWith('/') || isOurs(source);
  if (copied.some(({ spec }) => spec.volumes.some(({ source }) => local(source))))
    return {
      why: 'It reads files or keeps data that lie on this server. Copies on other servers would not see them.',
      next: `With --set ${STATELESS}=no it stays on this server, with its data, and only its visitors come in anywhere.`,
    };
  if (ports.length > 0 || rights?.devices || rights?.gpus)
    return {
      why: 'It has ports or devices of this server for itself.',
      next: 'Set it up with no more than the port at which it is visited.',
    };
  const nameless = namelessVolume(goal, facts);
  if (nameless !== undefined)
    return {
      why: `It keeps data in ${nameless}, in a volume without a name that nothing but its own container has.`,
      next: `Run npx setup-server, and have it keep ${nameless} as one of its folders.`,
    };
  // Swarm ends whatever it wants to start elsewhere, and asks for no proof.
  if (appParts(goal).some(({ spec }) => spec.stop.proof))
    return {
      why: 'Its data are in its container, and only safe outside of it once it has stopped in a way of its own. A cluster does not wait for that.',
      next: 'Let it keep its data in a storage elsewhere first.',
    };
  const { use, servedBy } = certificate;
  if (use === 'none' || use === 'app-client' || servedBy)
    return {
      why: 'The web server in front of it has no certificate of its own.',
      next: 'Run npx setup-server, and choose that the web server in front of the app does HTTPS.',
    };
  if (goal.front || goal.follows)
    return {
      why: "Another web server stands before it, or its server's address changes.",
      next: 'Take a server with a lasting address, with ports 80 and 443 free.',
    };
  if (goal.stopped !== undefined || goal.asItWas)
    return {
      why: 'It is stopped, or still runs as somebody set it up by hand.',
      next: 'npx setup-server start has it run again; npx setup-server sets it up.',
    };
  return undefined;
}

/** What an image declares to be data, and nobody gave a name; of what there are copies of, nothing is kept. */
function namelessVolume(goal: Goal, facts: Facts): string | undefined {
  return appParts(goal)
    .filter(({ runs }) => runs === 'once')
    .flatMap(({ spec: { name, volumes } }) => {
      const mounts = facts.get(query('container', goal.host, name))?.mounts ?? [];
      const known = volumes.map(({ target }) => target);
      return mounts.filter(({ type, target }) => type === 'volume' && !known.includes(target));
    })
    .map(({ target }) => target)[0];
}
