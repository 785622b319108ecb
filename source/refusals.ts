import { isAdopted } from './adoption/adopted.ts';
import type { Answers } from './answers/answers.ts';
import { apps } from './apps/index.ts';
import { LABEL } from './containers/container.ts';
import { containersOf, volumesOf } from './containers/install-containers.ts';
import { nameTaken, volumeInUse } from './containers/taken-trouble.ts';
import { distributionOf } from './distributions/index.ts';
import { refuseDocker, refuseWithoutSource } from './distributions/refuse-docker.ts';
import { ExpectedError } from './expected-error.ts';
import { mismatchOf } from './facts/docker/manifest.ts';
import { type Facts, type Query, query, type Sighting } from './facts/facts.ts';
import type { Finding } from './facts/finding.ts';
import { portsTaken, waysOut } from './facts/network/listeners.ts';
import { REGISTRY } from './facts/network/reach.ts';
import { frontContainer } from './front/container.ts';
import { portsText } from './front/ports.ts';
import { frontPorts, type Goal } from './goal.ts';
import { noRootTrouble } from './hosts/no-root.ts';
import { appPortsTaken, freesAppPorts } from './offers/app-ports.ts';
import { frees } from './offers/front-goal.ts';
import { RECORD_FORMAT } from './steps/record-write.ts';
import type { Step } from './steps/step.ts';

/** What must be known of a host before anything is planned for it. */
export function groundQueries(host: string): readonly Query[] {
  return GROUND.map((fact) => query(fact, host));
}

const GROUND = [
  'system',
  'login',
  'memory',
  'docker',
  'listeners',
  'packages',
  'firstBoot',
  'addresses',
] as const;

/** Throws what makes it impossible to do anything on this host. */
export function refuseHost(goal: Goal, facts: Facts): void {
  const { host } = goal;
  const system = facts.get(query('system', host));
  const judged = system && distributionOf(system);
  if (judged?.works === false) {
    throw new ExpectedError({
      code: 'server.unsupported',
      what: 'This server cannot be set up yet.',
      why: judged.why,
      next: ['At your provider, create a server with Debian 13, and run setup-server again.'],
    });
  }
  const login = facts.get(query('login', host));
  if (login?.root === 'no') {
    const trouble = noRootTrouble(login.user, login.why);
    throw new ExpectedError({ code: 'server.no-root', ...trouble });
  }
  refuseNewerRecord(goal, facts);
}

/** Throws where the server's record was written by a setup-server that knew more. */
function refuseNewerRecord({ host, install, app }: Goal, facts: Facts): void {
  const record = facts.get(query('record', host, install));
  if (!record || record.format <= RECORD_FORMAT) return;
  throw new ExpectedError({
    code: 'record.newer',
    what: `A newer setup-server (${record.version}) has set up ${app.label} on this server.`,
    why: 'This one does not understand all that was noted there, and leaves everything as it is.',
    next: ['Run the newest one: npx setup-server@latest'],
  });
}

/** Throws what makes it impossible, or wrong, to go on with this host. */
export function refuseWhatCannotWork(goal: Goal, facts: Facts): void {
  refuseHost(goal, facts);
  const { host, app, recipe } = goal;
  const system = facts.get(query('system', host));
  const judged = system && distributionOf(system);
  const docker = facts.get(query('docker', host));
  if (docker) refuseDocker(docker, app);
  else if (system && judged?.works) refuseWithoutSource(system, judged.distribution, app);
  for (const { image } of [
    ...(recipe.companions ?? []).map((each) => each.container),
    recipe.container,
  ]) {
    const mismatch = system && mismatchOf(facts.get(query('manifest', '', image)), image, system);
    if (mismatch) throw new ExpectedError(mismatch);
  }
  refuseOtherPlace(goal, facts);
  refuseWhatIsOthers(goal, facts);
}

/** Throws where an app would start on an empty place: what people gave it would seem lost. What never came up has no data. */
export function refuseOtherPlace(
  { host, install, app, answers, revision }: Goal,
  facts: Facts,
): void {
  const record = facts.get(query('record', host, install));
  const { dataPlace } = apps.find(({ id }) => id === app.id) ?? {};
  if (!dataPlace || record?.app !== app.id || record.damage !== undefined) return;
  if (revision?.kind === 'restore' || revision?.kind === 'move') return;
  const [was, is] = [dataPlace(record.answers), dataPlace(answers)];
  if (was === is) return;
  throw new ExpectedError({
    code: 'app.other-place',
    what: `${app.label} has its data ${was}. ${is.charAt(0).toUpperCase()}${is.slice(1)} it would begin without them.`,
    why: 'They do not go there by themselves: accounts, answers and documents would seem lost.',
    next: [
      'Leave it where it is. Nothing was changed.',
      `To begin anew there, set up another ${app.label} beside it: npx setup-server`,
    ],
  });
}

/** What others made under the names that we need is neither replaced nor shared. */
function refuseWhatIsOthers(goal: Goal, facts: Facts): void {
  const { host, install, adopted } = goal;
  for (const { name, labels } of [...containersOf(goal), frontContainer(frontPorts(goal))]) {
    const found = facts.get(query('container', host, name));
    if (isAdopted(adopted, found)) continue;
    if (found && found.labels[LABEL.install] !== labels[LABEL.install])
      throw new ExpectedError(nameTaken(name));
  }
  for (const container of containersOf(goal)) {
    // Where it is there already, whoever shares its data came later: a backup, for instance.
    if (facts.get(query('container', host, container.name))) continue;
    for (const { source } of volumesOf(container)) {
      const users = facts.get(query('volume', host, source))?.users ?? [];
      const other = users.find((each) => each.install !== install);
      if (other) throw new ExpectedError(volumeInUse(source, other.container));
    }
  }
}

/**
 * Throws what leaves the app no chance, by the facts that are worth a line. Not where it is there
 * already: it has its place, and a full disk must not keep anybody from mending it.
 */
export function refuseWhatStops(
  goal: Goal,
  facts: Facts,
  judge: (sighting: Sighting) => Finding | undefined,
): void {
  const { host, install } = goal;
  if (facts.get(query('container', host, install))) return;
  refuseOffline(host, facts);
  for (const sighting of facts.sightings()) {
    if (isOfAnotherImage(goal, sighting.query)) continue;
    const found = judge(sighting);
    if (found?.status !== 'stops') continue;
    throw new ExpectedError({
      code: `server.${sighting.query.fact}`,
      what: `This stops us: ${found.text}.`,
      ...(found.note ? { why: sentence(found.note) } : {}),
      next: found.advice ?? ['Mend that, or take another server, and run setup-server again.'],
    });
  }
}

/** One that was asked for before, misspelt say, and is not wanted any more. */
function isOfAnotherImage(goal: Goal, { fact, subject }: Query): boolean {
  const { source } = goal.recipe;
  if (fact === 'ownImage') return !source || !('path' in source) || source.path !== subject;
  const isImage = fact === 'manifest' || fact === 'image';
  return isImage && !containersOf(goal).some(({ image }) => image === subject);
}

/**
 * Without names and without a way out, Docker's packages can only fail, after minutes. With Docker
 * already there, it may know mirrors that we don't.
 */
function refuseOffline(host: string, facts: Facts): void {
  const names = facts.get(query('resolver', host, new URL(REGISTRY).hostname));
  const way = facts.get(query('reach', host, REGISTRY));
  if (facts.get(query('docker', host)) || names?.works !== false || way?.reachable !== false)
    return;
  throw new ExpectedError({
    code: 'server.offline',
    what: 'The server itself has no way to the internet.',
    why: `It must download Docker and the app, but finds no names (${names.says}), and gets no answer from Docker Hub.`,
    next: [
      "Look at the provider's firewall: the server must be let out to ports 53, 80 and 443.",
      'On the server, `getent hosts registry-1.docker.io` must print an address.',
      'Then run setup-server again.',
    ],
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

/** Throws what is certain to fail: better before anything is touched than in the middle. */
export function refuseWhatIsForeseen(steps: readonly Step[], facts: Facts): void {
  for (const step of steps) {
    const foreseen = step.check(facts).holds ? undefined : step.foresees?.(facts);
    if (foreseen && 'stops' in foreseen) throw new ExpectedError(foreseen.stops);
  }
}

/** Every port that is wanted is free, or is about to be. */
export function refusePorts(goal: Goal, facts: Facts, answers: Answers): void {
  if (!frees(answers, facts)) refuseTakenPorts(goal, facts);
  if (!freesAppPorts(answers)) refuseTakenAppPorts(goal, facts);
}

/** What the app opens besides the web must be free, too. */
export function refuseTakenAppPorts({ host, install, app, recipe }: Goal, facts: Facts): void {
  const wanted = recipe.container.ports
    .filter(({ protocol, address }) => protocol === 'tcp' && address === undefined)
    .map(({ host: port }) => port);
  const [first] = appPortsTaken(facts.get(query('listeners', host)) ?? [], wanted, install);
  if (!first) return;
  const { container, program, port } = first;
  const owner = container ? `the container ${container}` : (program ?? 'another program');
  throw new ExpectedError({
    code: 'server.port-taken',
    what: `Port ${port} on this server is taken by ${owner}.`,
    why: `${app.label} is to open it, as its settings say.`,
    next: ['Change the settings so that it does not.', waysOut(first)],
  });
}

/** The front has its ports for itself; whoever stands there already is never pushed away. */
export function refuseTakenPorts(goal: Goal, facts: Facts): void {
  const { host, install } = goal;
  const front = frontPorts(goal);
  const first = portsTaken(facts.get(query('listeners', host)) ?? [], front, install)[0];
  if (!first) return;
  const { container, program } = first;
  const owner = container ? `the container ${container}` : (program ?? 'another program');
  throw new ExpectedError({
    code: 'server.port-taken',
    what: `Port ${first.port} on this server is taken by ${owner}.`,
    why: `The front web server needs ${portsText(front)}.`,
    next: [waysOut(first), 'Or take another server.'],
  });
}
