import { type Answers, textAnswer } from '../../answers/answers.ts';
import { unfinished } from '../../changes/decide-revision.ts';
import { whyInPlace } from '../../changes/in-place.ts';
import { barred, isBarred, unconfirmed } from '../../changes/moved-trouble.ts';
import { PINNED } from '../../changes/revision.ts';
import { STOPPED } from '../../containers/stopped.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { ChangeFact } from '../../facts/installs/change.ts';
import type { Goal } from '../../goal.ts';
import { versionOf } from '../../image/reference.ts';
import { registryAnswers } from '../../questions/registry-login.ts';
import { WHICH_INSTALL } from '../../status/renewal-script.ts';
import { changeRelease } from '../../steps/change.ts';
import type { Step } from '../../steps/step.ts';
import { momentOf } from '../../text/day.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { stepsOfApp } from '../of-app.ts';
import { restored } from '../restore/restored.ts';
import { keptReceipt } from './keep-upgrade.ts';
import { upgradedOnSeveral } from './on-several.ts';
import {
  HOW,
  newerDigest,
  retagged,
  SAME_TAG,
  TO,
  tagged,
  upgradable,
  upgradeQuestions,
  upgradeScript,
} from './questions.ts';
import { upgradeReceipt } from './receipt.ts';

/** Another version of an app, with a copy of its data before, and the way back afterwards. */
export const upgradeTask: Task = {
  command: 'upgrade',
  doing: 'Upgrading',
  heading: 'Upgrade',
  questions: upgradeQuestions,
  script: upgradeScript,
  looks: (host, install) =>
    (['container', 'change', 'backups'] as const).map((fact) => query(fact, host, install)),
  onSeveral: true,
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { host, name, goal, facts, wishes } = occasion;
  const change = facts.get(query('change', host, name)) ?? null;
  const begun = change?.state === 'begun';
  if (change?.kind === 'move')
    throw isBarred(change) ? barred(goal, change) : unconfirmed(goal, change);
  if (change?.arriving) throw unfinished(goal, change);
  const how = textAnswer(wishes, HOW) || (begun ? 'finish' : 'new');
  if (how === 'undo') {
    if (!change) throw nothingToUndo(goal.app.label);
    refuseWithout(goal, change);
    return restored(
      occasion,
      change.kind === 'restore' ? change.restoring : copyOf(change, occasion),
      'undo',
    );
  }
  if (how === 'keep') {
    if (change?.state !== 'done') throw nothingToUndo(goal.app.label);
    return {
      answers: withoutWishes(occasion.answers),
      steps: () => [changeRelease(goal, change)],
      receipt: keptReceipt,
    };
  }
  if (change && begun && change.kind === 'restore')
    return restored(occasion, change.restoring, 'undo');
  const begunTo = begun ? (change?.to[name] ?? '') : undefined;
  if (begunTo !== undefined) refuseAnother(occasion, begunTo);
  const image = begunTo ?? wanted(occasion);
  return upgradedTo(occasion, image);
}

/** The copy from before an upgrade; null where there is none, or the one before goes on beside the new one. */
function copyOf(change: ChangeFact, { facts, host, name: install, goal }: Occasion) {
  const runs = facts.get(query('container', host, install));
  const before = change.from.some(
    ({ container, id }) => container === install && id === runs?.imageId,
  );
  if (change.state === 'begun' && before && whyInPlace(goal, facts) === null) return null;
  const copies = facts.get(query('backups', host, install)) ?? [];
  return copies.some(({ stamp }) => stamp === change.backup) ? change.backup : null;
}

/**
 * What is not on the server is in no copy, and the newer version has written there by now: an older one may find
 * nothing in it that it can read, and leave its own in its place.
 */
function refuseWithout({ app, install, recipe }: Goal, change: ChangeFact): void {
  const { elsewhere } = recipe;
  if (elsewhere === undefined || change.state !== 'done' || change.kind !== 'upgrade') return;
  const before = change.from.find(({ container }) => container === install);
  throw new ExpectedError({
    code: 'upgrade.data-elsewhere',
    what: `The upgrade of ${app.label} is at its end, and can't be undone from here.`,
    why: `Its data lie in ${elsewhere}, as the newer version has written them. An older one may not be able to read them. The copy on the server has its settings alone.`,
    next: [
      'Is something wrong with the newer version? See whether there is one after it.',
      `To go back all the same: npx setup-server stop --install ${install}. Then put back what lies in ${elsewhere} as it was before${change.at === '' ? '' : ` ${momentOf(change.at)}`}, where that was kept.`,
      `Then set up the version from before with npx setup-server: ${before?.digest ?? before?.image ?? 'see the copy'}`,
    ],
  });
}

/** Who asked for another version than the one that was begun would get that one. */
function refuseAnother({ goal, wishes }: Occasion, begun: string): void {
  const to = textAnswer(wishes, TO);
  if (to === '' || to === SAME_TAG || to === versionOf(tagged(begun))) return;
  const { app, reachedAt } = goal;
  throw new ExpectedError({
    code: 'upgrade.another',
    what: `An upgrade of ${app.label} to ${versionOf(tagged(begun))} was begun, and is not at its end. So it can't be upgraded to ${to} now.`,
    why: 'Somebody may be at it right now, or it was cut off.',
    next: [
      'Wait for it, where somebody is at it. Then run the same again.',
      `npx setup-server upgrade ${reachedAt} finishes it; with --undo it is undone.`,
    ],
  });
}

/** The image that was chosen, or the only sensible one. */
function wanted({ name, goal, facts, wishes }: Occasion): string {
  const known = upgradable({ ...wishes, [WHICH_INSTALL]: name }, facts);
  if (!known) throw builtThere(goal.app.label);
  const to = textAnswer(wishes, TO);
  if (to === '') throw nothingNewer(goal.app.label, known.image, facts);
  if (to === versionOf(tagged(known.image))) throw thereAlready(goal.app.label, to);
  if (to !== SAME_TAG) return retagged(known.image, to);
  const digest = newerDigest({ ...wishes, [WHICH_INSTALL]: name }, facts);
  if (!digest) throw nothingNewer(goal.app.label, known.image, facts);
  return `${tagged(known.image)}@${digest}`;
}

function upgradedTo(occasion: Occasion, image: string): Undertaking {
  const { goal, facts, host, name } = occasion;
  const before = facts.get(query('container', host, name))?.image ?? goal.recipe.container.image;
  const known = upgradable({ ...occasion.wishes, [WHICH_INSTALL]: name }, facts);
  if (!known) throw builtThere(goal.app.label);
  const { asked, answer, warns } = known.versions;
  const plain = withoutWishes(occasion.answers);
  const answers = {
    ...plain,
    ...registryAnswers(occasion.wishes),
    [asked]: answer(tagged(image)),
    [PINNED]: image.includes('@') ? image : '',
  };
  const warnings = warns?.(versionOf(tagged(before)), versionOf(tagged(image))) ?? [];
  if (goal.cluster) return upgradedOnSeveral(occasion, { image, answers, before: plain, warnings });
  return {
    answers,
    steps: (steps, upgraded) => stepsOfApp(steps, upgraded).map((step) => warned(step, warnings)),
    receipt: (upgraded, seen, rested) => upgradeReceipt(upgraded, before, seen, rested),
  };
}

/** What to know is said where the app is about to change. */
function warned(step: Step, warnings: readonly string[]): Step {
  if (step.id !== 'app.start' || warnings.length === 0) return step;
  return { ...step, because: () => warnings.join(' ') };
}

/** What was wished stays out of the record; who upgrades an app wants it to run. */
export function withoutWishes(answers: Answers): Answers {
  const { [HOW]: _, [TO]: __, [STOPPED]: ___, ...rest } = answers;
  return rest;
}

function nothingToUndo(app: string): ExpectedError {
  return new ExpectedError({
    code: 'upgrade.none',
    what: `There is no upgrade of ${app} that could be undone.`,
    why: 'None was made by setup-server, or its old image was let go already.',
    next: ['npx setup-server restore puts back the data of any copy that there is.'],
  });
}

function builtThere(app: string): ExpectedError {
  return new ExpectedError({
    code: 'upgrade.built',
    what: `${app} is built on the server, and has no versions at a registry.`,
    next: ['npx setup-server builds it anew, from what you choose there.'],
  });
}

function thereAlready(app: string, version: string): ExpectedError {
  return new ExpectedError({
    code: 'upgrade.there-already',
    what: `${app} ${version} runs already.`,
    next: ['So all is well: nothing needs to be done.'],
  });
}

function nothingNewer(app: string, image: string, facts: Facts): ExpectedError {
  const silent = !facts.get(query('tags', '', tagged(image)));
  return new ExpectedError({
    code: silent ? 'upgrade.registry-silent' : 'upgrade.nothing-newer',
    what: silent
      ? `It could not be found out which versions of ${app} there are.`
      : `There is no newer version of ${app}.`,
    why: silent
      ? `The registry of ${image} does not tell, or could not be reached.`
      : `It is made from ${image}, and its registry has none after that.`,
    next: silent
      ? [
          'Try again in a while.',
          'Is it private? Then your login is needed, as the answers registry.user and registry.token.',
        ]
      : ['So all is well: nothing needs to be done.'],
  });
}
