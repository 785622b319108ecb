import { isAdopted, isAsItWas } from '../adoption/adopted.ts';
import { type Answers, textAnswer } from '../answers/answers.ts';
import { sourcesOf } from '../backup/sources.ts';
import { LABEL } from '../containers/container.ts';
import { containersOf } from '../containers/install-containers.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { ChangeFact } from '../facts/installs/change.ts';
import type { Goal } from '../goal.ts';
import { momentOf } from '../text/day.ts';
import { CHANGE_FORMAT } from './change.ts';
import { whyInPlace } from './in-place.ts';
import { barred, isBarred, unconfirmed } from './moved-trouble.ts';
import { COPY, NOTHING, RESTORE, type RestoreRevision, type Revision } from './revision.ts';
import { waysOn } from './ways-on.ts';

/** What tells whether the data of an install are to be copied or put back. */
export function revisionQueries(goal: Goal): readonly Query[] {
  const { host, install } = goal;
  return [
    query('record', host, install),
    query('change', host, install),
    query('backups', host, install),
    query('memory', host),
    ...containersOf(goal).map(({ name }) => query('container', host, name)),
  ];
}

/**
 * What is to happen to the install's data on the way to the goal; undefined where they stay as they
 * are. Other images never get them without a copy.
 */
export function decideRevision(goal: Goal, answers: Answers, facts: Facts): Revision | undefined {
  const { host, install } = goal;
  const change = facts.get(query('change', host, install)) ?? null;
  if (change && change.format > CHANGE_FORMAT) throw newer(goal);
  refuseOtherImage(goal, facts);
  const sources = sourcesOf(goal, facts);
  const wish = textAnswer(answers, RESTORE);
  if (change?.kind === 'move') {
    if (isBarred(change)) return undefined;
    if (wish !== '' || replaced(goal, facts).length > 0) throw unconfirmed(goal, change);
    return answers[COPY] === true ? { kind: 'copy', sources } : undefined;
  }
  if (wish !== '') return { ...restoring(goal, wish, change, facts), sources };
  const from = replaced(goal, facts);
  const begun = change?.state === 'begun' ? change : null;
  if (begun && !(begun.kind === 'upgrade' && sameImages(goal, begun))) return undefined;
  if (begun || from.length > 0) {
    // Where the ones before run again, somebody may have worked with them since the copy.
    const again = from.some(({ container }) => runs(host, container, facts));
    return {
      ...{ kind: 'upgrade', sources, inPlace: whyInPlace(goal, facts) },
      from: begun && !again ? begun.from : from,
      begun: again ? null : begun,
    };
  }
  return answers[COPY] === true ? { kind: 'copy', sources } : undefined;
}

/** The same for a copy that may have to come from a file of this computer first. */
export function decideArrival(
  goal: Goal,
  answers: Answers,
  facts: Facts,
  { copy, coming }: Pick<RestoreRevision, 'coming'> & { readonly copy: BackupFact },
): Revision | undefined {
  const { host, install } = goal;
  const there = facts.get(query('backups', host, install)) ?? [];
  const wish = { ...answers, [RESTORE]: copy.stamp };
  const known = there.some(({ stamp }) => stamp === copy.stamp);
  const all = known ? there : [...there, copy];
  const onlyIt = facts.with([{ query: query('backups', host, install), value: all }]);
  const revision = decideRevision(goal, wish, onlyIt);
  if (revision?.kind !== 'restore') return revision;
  return { ...revision, arriving: true, ...(coming && !known && { coming }) };
}

function restoring(
  goal: Goal,
  wish: string,
  change: ChangeFact | null,
  facts: Facts,
): Omit<RestoreRevision, 'sources'> {
  const { host, install } = goal;
  const backups = facts.get(query('backups', host, install)) ?? [];
  const backup = wish === NOTHING ? null : (backups.find(({ stamp }) => stamp === wish) ?? null);
  if (wish !== NOTHING && !backup) throw noSuchCopy(goal, wish);
  const same = change?.kind === 'restore' && change.restoring === (backup?.stamp ?? null);
  const running = containersOf(goal).some(({ name }) => runs(host, name, facts));
  // Begun, and the app runs: either the data were put back before, or it is to be begun anew.
  const begun = same && (change.restored !== null || !running) ? change : null;
  const failed = change?.kind === 'upgrade' && change.state === 'begun';
  const there = containersOf(goal).some(({ name }) => facts.get(query('container', host, name)));
  const copyFirst = begun ? begun.backup !== null : backup !== null && !failed && there;
  const beside = facts.get(query('container', host, install))?.successor === true;
  const leadsBack = backup === null && beside;
  return { kind: 'restore', backup, copyFirst, begun, ...(leadsBack && { leadsBack }) };
}

/** Decides instead what is to happen to the data, and what it looks at for that. */
export interface Revising {
  readonly looks: (goal: Goal) => readonly Query[];
  readonly decide: (goal: Goal, facts: Facts) => Revision | undefined;
}

/** Throws where something else was begun with the data and not ended: `change.unfinished`. */
export function refuseUnfinished(goal: Goal, facts: Facts): void {
  const change = facts.get(query('change', goal.host, goal.install));
  if (goal.revision?.kind === 'move') return;
  if (change && isBarred(change)) throw barred(goal, change);
  if (change?.state === 'begun' && !['upgrade', 'restore'].includes(goal.revision?.kind ?? ''))
    throw unfinished(goal, change);
}

/** Containers of ours that would be made from other images. */
function replaced(goal: Goal, facts: Facts) {
  return containersOf(goal).flatMap((spec) => {
    const found = facts.get(query('container', goal.host, spec.name));
    if (!found || found.image === spec.image) return [];
    const ours = found.labels[LABEL.install] === spec.labels[LABEL.install];
    if (!ours && !isAdopted(goal.adopted, found)) return [];
    return [{ container: spec.name, image: found.image, id: found.imageId }];
  });
}

function runs(host: string, container: string, facts: Facts): boolean {
  const state = facts.get(query('container', host, container))?.state;
  return state === 'running' || state === 'restarting' || state === 'paused';
}

/** Whether the goal is what the change was to lead to. */
function sameImages(goal: Goal, { to }: ChangeFact): boolean {
  return containersOf(goal).every(
    ({ name, image }) => to[name] === undefined || to[name] === image,
  );
}

/** A copy could not tell what lies in the container of somebody else's alone; so one thing after the other. */
function refuseOtherImage({ host, install, app, adopted, asItWas, recipe }: Goal, facts: Facts) {
  const before = facts.get(query('record', host, install))?.image;
  const { image } = recipe.container;
  if (!isAsItWas(adopted) || asItWas || before === undefined || before === image) return;
  throw new ExpectedError({
    code: 'adopt.other-image',
    what: `${app.label} was set up by hand with ${before}, and can't get another image in the same step (${image}).`,
    why: 'It gets HTTPS with what it runs. Once it is ours, an upgrade copies its data before.',
    next: ['Go back, and leave the version as it is suggested.', 'Then: npx setup-server upgrade'],
  });
}

/** What is told of what was begun, and must come to its end first. */
export function unfinished({ app, reachedAt }: Goal, change: ChangeFact): ExpectedError {
  const { kind, at, by, to } = change;
  const what = kind === 'upgrade' ? 'An upgrade' : 'Putting back a copy of the data';
  const images = Object.values(to).join(', ');
  return new ExpectedError({
    code: 'change.unfinished',
    what: `${what} of ${app.label} was begun, and did not come to its end.`,
    why: `${by} began it on ${momentOf(at)}${images === '' ? '' : `, to ${images}`}. Until it is finished or undone, nothing else is safe for its data.`,
    next: waysOn(change, reachedAt),
  });
}

function newer({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'change.newer',
    what: `A newer setup-server has begun to change ${app.label}.`,
    why: 'This one does not know what it noted, and leaves everything as it is.',
    next: ['Run the newest one: npx setup-server@latest'],
  });
}

function noSuchCopy({ app, host, install }: Goal, stamp: string): ExpectedError {
  return new ExpectedError({
    code: 'backup.none',
    what: `There is no copy of the data of ${app.label} called ${stamp}.`,
    next: ['npx setup-server backup list shows those that there are.'],
    detail: `${host} ${install}`,
  });
}
