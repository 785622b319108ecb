import { goingOn, REPLACE } from './adoption/adopted.ts';
import { FOLDERS, FOUND } from './adoption/adoption.ts';
import { asItWas } from './adoption/as-it-was.ts';
import {
  AGAIN,
  type Answers,
  installOf,
  namedInstall,
  OTHER,
  textAnswer,
  withoutSecrets,
} from './answers/answers.ts';
import type { App } from './apps/app.ts';
import { memoryBeside } from './apps/beside.ts';
import { appOf, calledIn } from './apps/index.ts';
import type { Recipe } from './apps/recipe.ts';
import { staying } from './apps/spread.ts';
import { CERTIFICATE_USE, tlsWay } from './apps/tls.ts';
import { authorityOf } from './certificate-authorities.ts';
import { COPY, PINNED, RESTORE } from './changes/revision.ts';
import { MOVED, STOPPED } from './containers/stopped.ts';
import { accountGoal, PROVIDER } from './dns/providers/chosen.ts';
import { isAboutDns, rememberedAccount } from './dns/providers/remembered.ts';
import { type Facts, query } from './facts/facts.ts';
import { isOfInstall, portsTaken } from './facts/network/listeners.ts';
import { PLAIN_PORTS, publicPort, USUAL_PORTS } from './front/ports.ts';
import type { FrontGoal, Goal } from './goal.ts';
import { hostKindOf, hostKinds, reachedAt } from './hosts/index.ts';
import { frontAnswers, frontGoal } from './offers/front-goal.ts';
import { offerQuestions } from './offers/index.ts';
import { seen } from './offers/taken-ports.ts';
import { followedFamilies } from './questions/address.ts';
import { awayIn, rememberedRecipient } from './questions/away.ts';
import { keptAccount } from './questions/certificate-proof.ts';
import { isBalanced, OWN_FILES, sourceGoal } from './questions/certificate-use.ts';
import { certificateWishes } from './questions/certificate-wishes.ts';
import { TRUST } from './questions/dns.ts';
import { namesOf } from './questions/name.ts';
import { channelIn } from './questions/notify.ts';
import { timetableIn } from './questions/timetable.ts';
import { OWN_LINES, withOwnLines } from './settings/own-lines.ts';
import { clusterIn } from './swarm/cluster-in.ts';
import { rests } from './swarm/parts.ts';

/** What the answers ask for. They must have passed the interview. */
export function decideGoal(answers: Answers, facts: Facts): Goal {
  const app = appOf(textAnswer(answers, 'app'));
  const install = installOf(answers);
  const host = hostKindOf(answers).address(answers);
  const hostname = textAnswer(answers, 'hostname');
  const authority = authorityOf(answers);
  const loginKey = hostKindOf(answers).loginKey?.(answers, facts);
  const { dockerFrom } = app.needs;
  const notify = channelIn(answers);
  const timetable = timetableIn(answers);
  const away = awayIn(answers, hostname);
  const front = frontGoal(answers, facts);
  const wishes = certificateWishes(answers);
  const follows = followedFamilies(answers);
  const kept = follows || wishes.wishes?.proof ? keptAccount(answers, facts) : undefined;
  const dns = accountGoal(answers) ?? kept;
  const record = facts.get(query('record', host, install));
  const adopted = record?.adopted;
  const port = visitedPort(answers, front);
  const setting = {
    ...{ answers, facts, install, host, hostname },
    ...(port && { port }),
    besideMB: memoryBeside(facts, host, install),
  };
  const wanted = app.recipe(setting);
  const own = withOwnLines(app, goingOn(wanted, adopted), answers);
  const recipe = pinned(own, answers);
  const once = readOnce(app);
  const stopped = textAnswer(answers, STOPPED);
  const cluster = clusterIn(app, recipe, setting);
  const goal: Goal = {
    host,
    reachedAt: reachedAt(host),
    install,
    app: { id: app.id, label: calledIn(app, answers), ...(dockerFrom ? { dockerFrom } : {}) },
    recipe: { ...(cluster ? staying(recipe, cluster.spread) : recipe), ...(once && { once }) },
    ...(adopted && { adopted }),
    names: [hostname, ...namesOf(answers).slice(1)],
    // They lead to what stands in front, which only a visit can judge.
    trustNames: textAnswer(answers, PROVIDER) === TRUST || isBalanced(answers),
    ...(dns && { dns }),
    ...(follows
      ? { follows }
      : record && followedFamilies(record.answers) && { followedBefore: true }),
    certificate: {
      directory: authority.directory,
      rehearsal: authority.rehearsal,
      authority: authority.label,
      email: textAnswer(answers, 'certificate.email'),
      ...wishes,
      ...sourceGoal(answers, facts),
    },
    ...(notify && { notify }),
    ...(timetable
      ? { timetable }
      : record && timetableIn(record.answers) && { timetableBefore: true }),
    ...(away ? { away } : record && awayIn(record.answers, hostname) && { awayBefore: true }),
    ...(front && { front }),
    ...(stopped !== '' && { stopped }),
    ...(textAnswer(answers, MOVED) !== '' && { moved: true }),
    ...(appInTheWay(answers, facts) && { appInTheWay: true }),
    ...(cluster && { cluster }),
    ...(loginKey && { loginKey }),
    answers: {
      ...lasting(answers, app),
      ...recipe.remembers,
      ...rememberedRecipient(answers),
      ...rememberedAccount(answers, record),
      ...frontAnswers(front),
    },
  };
  return asItWas(onCluster(goal), answers);
}

/** The timetable's script knows one server: it would copy data there while parts of the app write to them. */
function onCluster(goal: Goal): Goal {
  if (!goal.cluster || !goal.timetable || !rests(goal)) return goal;
  const { timetable: _, ...rest } = goal;
  return { ...rest, timetableBefore: true };
}

/** Where they ask without a certificate, something else has one, and the usual port. */
function visitedPort(answers: Answers, front: FrontGoal | undefined): number | undefined {
  const port = publicPort(front);
  const plain = textAnswer(answers, CERTIFICATE_USE) === 'none' || isBalanced(answers);
  const isUsual = port === USUAL_PORTS.https || plain;
  return isUsual ? undefined : port;
}

/** The app's own web server stands where the front has to be: it did HTTPS itself before. */
function appInTheWay(answers: Answers, facts: Facts): boolean {
  const way = tlsWay(answers);
  if (way === 'app-client') return false;
  const { listeners } = seen(answers, facts);
  const ports = way === 'app-files' ? PLAIN_PORTS : USUAL_PORTS;
  const own = installOf(answers);
  return portsTaken(listeners, ports).some((each) => isOfInstall(each, own));
}

/**
 * What the server is to remember: neither secrets, nor how this person gets in, nor what was only
 * asked because of the moment. Else the next person, or the next run, would find another record.
 */
function lasting(answers: Answers, app: App): Record<string, string | boolean> {
  const { onlyFirst = [] } = app;
  const waysIn = hostKinds.flatMap(({ questions }) => questions.map(({ id }) => id));
  const offered = offerQuestions.map(({ id }) => id);
  const passing = [
    ...['host.kind', 'hostname.from', AGAIN, OTHER, COPY, RESTORE, REPLACE, FOUND, FOLDERS],
    ...[...waysIn, ...offered, ...OWN_FILES, ...OWN_LINES, ...onlyFirst],
  ];
  // What it is called here may have been settled where it was seen what is there.
  const install =
    installOf(answers) === namedInstall(answers) ? {} : { install: installOf(answers) };
  return Object.fromEntries(
    Object.entries({ ...withoutSecrets(answers), ...install }).filter(
      ([id, value]) =>
        (value !== '' || wasEmptied(id, app)) && !passing.includes(id) && !isAboutDns(id),
    ),
  );
}

/** Empty is an answer where we would suggest something: it is not to be suggested once more. */
function wasEmptied(id: string, { questions }: App): boolean {
  const question = questions.find((each) => each.id === id);
  return question?.kind === 'text' && question.suggestion !== undefined;
}

/** A tag that moves, held fast at what it meant when the app was upgraded last. */
function pinned(recipe: Recipe, answers: Answers): Recipe {
  const { image } = recipe.container;
  const fast = textAnswer(answers, PINNED);
  if (!fast.startsWith(`${image}@sha256:`)) return recipe;
  return { ...recipe, container: { ...recipe.container, image: fast } };
}

function readOnce({ variables = {} }: App): Recipe['once'] {
  const once = Object.entries(variables).flatMap(([name, each]) =>
    each.once === undefined ? [] : [[name, each.once] as const],
  );
  return once.length > 0 ? Object.fromEntries(once) : undefined;
}
