import { openAtFirst } from '../apps/open-at-first.ts';
import { isBeside } from '../changes/in-place.ts';
import { type Goal, isBehindBalancer } from '../goal.ts';
import { LOCAL } from '../hosts/local.ts';
import type { Mending } from '../offers/index.ts';
import { BY_HAND } from '../timetable/timetable.ts';
import { appAccount } from './account.ts';
import { addressEnd, addressSteps } from './address.ts';
import { appReady, appStart } from './app.ts';
import { appFiles, appFolders } from './app-files.ts';
import { appMove, isReplacing, moves } from './app-move.ts';
import { appCertificate, appRest, frontEnd } from './app-tls.ts';
import { awayEnd, awaySteps } from './away.ts';
import { balancerHandOver } from './balancer-hand-over.ts';
import { besideSteps } from './beside.ts';
import { certificateObtain } from './certificate-obtain.ts';
import { certificatePlace, renewalEnd } from './certificate-place.ts';
import { companionSteps, companionStepsAfter } from './companions.ts';
import { dockerGroup, dockerInstall, dockerStart } from './docker-install.ts';
import { download } from './download.ts';
import { folderFill } from './folder-fill.ts';
import { frontDownload, frontNetwork, frontStart } from './front.ts';
import { frontPassedOn } from './front-passed-on.ts';
import type { Ground } from './ground.ts';
import { appImage, imageStepId } from './image.ts';
import { loginClose } from './login-close.ts';
import { loginKey } from './login-key.ts';
import { nameAfterApp } from './name-after.ts';
import { nameRecord } from './name-record.ts';
import { notifySteps } from './notify.ts';
import { outsideCheck } from './outside-check.ts';
import { receiptWrite } from './receipt-write.ts';
import { recordWrite } from './record-write.ts';
import { renewalSteps } from './renewal.ts';
import { isDownload, revisionSteps, waitingFor } from './revision.ts';
import { programDownload } from './server-program.ts';
import { serverReady } from './server-ready.ts';
import { settingsWrite } from './settings.ts';
import { siteBack, siteOpen } from './site-open.ts';
import { siteShut } from './site-shut.ts';
import type { Step } from './step.ts';
import { stoppedSteps } from './stopped.ts';
import { timetableEnd, timetableSteps } from './timetable.ts';
import { appTokens } from './tokens.ts';
import { websiteCheck } from './website-check.ts';

/** Everything that must hold, in the order in which a person reads it. */
export function stepsFor(goal: Goal, ground: Ground, mended: readonly Mending[] = []): Step[] {
  const { distribution, system, login, author } = ground;
  const group =
    login.root === 'already' || goal.host === LOCAL
      ? []
      : [dockerGroup(goal, distribution, login.user)];
  const dockerReady = group.length > 0 ? ['docker.start', 'docker.group'] : ['docker.start'];
  const { id, image, label } = frontDownload;
  const { use } = goal.certificate;
  const companions = companionSteps(goal, dockerReady);
  const after = companionStepsAfter(goal, dockerReady);
  const downloads = [
    appImage(goal, dockerReady),
    ...[...companions, ...after].filter(({ id }) => isDownload(id)),
  ];
  const others = (each: Step) => !downloads.includes(each);
  const ids = downloads.map(({ id }) => id);
  const revised = revisionSteps(goal, author, dockerReady, ids);
  const open = openAtFirst(goal.recipe);
  const late = isReplacing(goal);
  const before = [
    ...revised.first,
    ...downloads,
    ...followingSteps(goal, ground, dockerReady),
    ...(goal.trustNames ? [] : [nameRecord(goal)]),
  ];
  const steps = [
    ...(goal.loginKey ? [loginKey(goal.host, goal.loginKey)] : []),
    serverReady(goal, distribution),
    ...mended.map(({ step }) => step),
    dockerInstall(goal, distribution, system),
    dockerStart(goal, distribution),
    ...group,
    frontNetwork(goal, dockerReady),
    ...(use === 'app-client'
      ? [frontEnd(goal, dockerReady), ...before]
      : [
          download(goal, id, image, label, dockerReady),
          ...(late ? before : []),
          ...(goal.appInTheWay ? [appRest(goal, beforeRest(goal, dockerReady))] : []),
          frontStart(goal),
          ...(late ? [] : before),
        ]),
    ...openDoors(goal, ground),
    ...certificateStep(goal, author.at),
    ...(open ? [siteShut(goal, open)] : []),
    ...revised.atRest,
    ...companions.filter(others),
    settingsWrite(goal),
    ...appFiles(goal),
    ...appFolders(goal),
    ...(goal.stopped
      ? [...after.filter(others), ...resting(goal, dockerReady)]
      : running(goal, after.filter(others))),
    ...(use
      ? [renewalEnd(goal)]
      : [
          ...(goal.follows ? [] : [programDownload(goal, dockerReady)]),
          ...renewalSteps(goal, ground),
          ...notifySteps(goal),
          ...handingOver(goal),
        ]),
    recordWrite(goal, author),
    ...copyingSteps(goal, ground, dockerReady),
    ...revised.last,
    receiptWrite(goal),
  ];
  const waiting = inTurn(nameAfterApp(waitingFor(steps, revised, goal), goal, author.at));
  return mended.reduce(afterMending, leavingLate(goal, waiting));
}

/** All of them write the server's own program. Side by side, one would move away what another still writes. */
const WRITE_THE_PROGRAM: readonly string[] = ['address.write', 'renewal.write', 'timetable.write'];

function inTurn(steps: readonly Step[]): Step[] {
  const writing = steps.map(({ id }) => id).filter((id) => WRITE_THE_PROGRAM.includes(id));
  return steps.map((step) => {
    const before = writing[writing.indexOf(step.id) - 1];
    return before === undefined ? step : { ...step, needs: [...step.needs, before] };
  });
}

/** What somebody set up by hand goes on until nothing is left to download, and the name leads here. */
function beforeRest(goal: Goal, dockerReady: readonly string[]): readonly string[] {
  if (!isReplacing(goal)) return dockerReady;
  const { trustNames, recipe } = goal;
  return [
    ...[...dockerReady, frontDownload.id, imageStepId(recipe.source)],
    ...(trustNames ? [] : ['name.record']),
  ];
}

/** Where it does not stand in the front's way, it even goes on until the certificate is there. */
function leavingLate(goal: Goal, steps: Step[]): Step[] {
  if (!isReplacing(goal)) return steps;
  const certificate = steps.filter(({ id }) => id.startsWith('certificate.')).map(({ id }) => id);
  const first = steps.find(({ id }) => LEAVES.includes(id))?.id;
  const before = [...certificate, ...(goal.appInTheWay ? ['app.rest'] : [])];
  return steps.map((step) =>
    step.id === first ? { ...step, needs: [...new Set([...step.needs, ...before])] } : step,
  );
}

const LEAVES: readonly string[] = ['app.move', 'app.start'];

function running(goal: Goal, after: readonly Step[]): Step[] {
  // How people get in is the business of whoever set it up.
  if (goal.asItWas) return [appStart(goal), appReady(goal), ...after, websiteCheck(goal)];
  const { use, servedBy, handsTo } = goal.certificate;
  return [
    ...(moves(goal) ? [appMove(goal, [])] : []),
    ...folderFill(goal, []),
    ...(isBeside(goal) ? besideSteps(goal) : []),
    ...(goal.revision?.kind === 'restore' && goal.revision.leadsBack ? [siteBack(goal)] : []),
    appStart(goal),
    appReady(goal),
    ...(goal.recipe.defaultLogin ? [loginClose(goal, goal.recipe.defaultLogin)] : []),
    ...after,
    ...(goal.recipe.account ? [appAccount(goal, goal.recipe.account)] : []),
    ...(goal.recipe.tokens ? [appTokens(goal, goal.recipe.tokens)] : []),
    ...(servedBy === 'app' ? [appCertificate(goal)] : []),
    ...(use === 'app-client' ? [] : [siteOpen(goal)]),
    ...(handsTo === undefined ? [websiteCheck(goal)] : []),
  ];
}

/** Visitors get the certificate from a balancer, so they are looked for only then. */
function handingOver(goal: Goal): Step[] {
  const { certificate, stopped, asItWas } = goal;
  if (certificate.handsTo === undefined) return [];
  const visited = stopped === undefined && !asItWas;
  return [balancerHandOver(goal, certificate.handsTo), ...(visited ? [websiteCheck(goal)] : [])];
}

/** Visitors are told first: the app may take minutes to bring its data to safety. */
function resting(goal: Goal, dockerReady: readonly string[]): Step[] {
  const untold = goal.certificate.use === 'app-client' || goal.asItWas;
  const told = untold ? [] : [siteOpen(goal)];
  return [...told, ...stoppedSteps(goal, dockerReady)];
}

/** The names follow the server's address; or they did, and no longer shall. */
function followingSteps(goal: Goal, ground: Ground, dockerReady: readonly string[]): Step[] {
  if (goal.follows)
    return [programDownload(goal, dockerReady), ...addressSteps(goal, goal.follows, ground)];
  return goal.followedBefore ? [addressEnd(goal)] : [];
}

/** The data are copied without anybody, and sent away; or they were, and no longer shall be. */
function copyingSteps(goal: Goal, ground: Ground, dockerReady: readonly string[]): Step[] {
  const { timetable, away, timetableBefore, awayBefore, asItWas, certificate, follows } = goal;
  const ends = awayBefore && !away ? [awayEnd(goal)] : [];
  if ((!timetable && !away) || asItWas)
    return [...ends, ...(timetableBefore || awayBefore ? [timetableEnd(goal)] : [])];
  // Elsewhere it is there for the renewal, or for the name.
  const program = certificate.use && !follows ? [programDownload(goal, dockerReady)] : [];
  return [
    ...[...program, ...ends, ...timetableSteps(goal, timetable ?? BY_HAND, ground)],
    ...(away ? awaySteps(goal, away) : []),
  ];
}

function certificateStep(goal: Goal, now: Date): Step[] {
  switch (goal.certificate.use) {
    case 'none':
    case 'balancer':
    case 'app-client':
      return [];
    case 'own-files':
      return [certificatePlace(goal, now)];
    default:
      return [certificateObtain(goal, now)];
  }
}

/** Where names are proved by visits to port 80, it must be open. */
function openDoors(goal: Goal, { addresses }: Ground): Step[] {
  const { wishes, use } = goal.certificate;
  if (wishes?.proof === 'dns-01' || use === 'app-client') return [];
  // Nobody but the balancer is let in.
  const outside = isBehindBalancer(goal.certificate) ? [] : [outsideCheck(goal, addresses)];
  return [...outside, ...(goal.front ? [frontPassedOn(goal, goal.front)] : [])];
}

/** Lets wait for a step what must not come before it; nothing goes on beside one that all wait for. */
function afterMending(steps: Step[], { step: mending, before }: Mending): Step[] {
  const at = steps.findIndex(({ id }) => id === mending.id);
  const needsOf = ({ id, needs }: Step, index: number): readonly string[] => {
    if (before !== 'all') return id === before ? [...needs, mending.id] : needs;
    if (index === at) return steps.slice(0, at).map((each) => each.id);
    const first = needs.length === 0 || needs.includes('server.ready');
    return index > at && first ? [...needs, mending.id] : needs;
  };
  return steps.map((step, index) => ({ ...step, needs: needsOf(step, index) }));
}
