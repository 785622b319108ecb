import type { Answers } from '../../answers/answers.ts';
import { sourcesWanted } from '../../backup/sources.ts';
import type { Course, WayBack } from '../../changes/back-to-work.ts';
import type { Revising } from '../../changes/decide-revision.ts';
import type { RestoreRevision, UpgradeRevision } from '../../changes/revision.ts';
import { STOPPED } from '../../containers/stopped.ts';
import { answersIn } from '../../doctor/install.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { BackupFact } from '../../facts/installs/backups.ts';
import type { RecordFact } from '../../facts/installs/record.ts';
import type { Goal } from '../../goal.ts';
import { waysInIds } from '../../script.ts';
import { BESIDE, IMAGE, isOfCluster } from '../../swarm/answers.ts';
import type { Cluster } from '../../swarm/cluster.ts';
import { decideCluster } from '../../swarm/decide.ts';
import { lastStart, wereStopped } from '../../swarm/gates.ts';
import { appParts, specsOf } from '../../swarm/parts.ts';
import { putBackSteps, replaceSteps } from '../../swarm/revise-steps.ts';
import { definitionOf } from '../../swarm/stack.ts';
import type { Occasion, Undertaking } from '../errand.ts';
import { restoredReceipt } from '../restore/restored-receipt.ts';
import { tagged } from './questions.ts';
import { upgradeReceipt } from './receipt.ts';

interface Wanted {
  readonly answers: Answers;
  readonly before: Answers;
  readonly warnings: readonly string[];
}

/**
 * All parts stop, their data are copied, and those of another version start with them. Where these do not
 * become well, all is put back as it was, with the data of the copy.
 */
export function upgradedTogether(
  { goal, facts }: Occasion,
  cluster: Cluster,
  { answers, before, warnings }: Wanted,
): Undertaking {
  const old = decideCluster(goal, before, facts);
  const decide = (after: Goal, seen: Facts) => upgradeOf(after, old, cluster, seen);
  return {
    answers,
    revising: { looks: (after) => looks(after, old), decide },
    steps: (whole, after) => {
      const { revision } = after;
      const begun = revision?.kind === 'upgrade' ? revision.begun : null;
      return replaceSteps(goal, after, cluster, whole, begun?.backup ?? null).map((step) =>
        step.id === 'swarm.services'
          ? { ...step, because: () => warnings.join(' ') || undefined }
          : step,
      );
    },
    returning: (course, seen) => putBack(goal, old, before, course, seen),
    receipt: (after, seen, rested) => upgradeReceipt(after, tagged(old.image), seen, rested),
  };
}

function looks({ host, install }: Goal, { image }: Cluster) {
  return [
    query('change', host, install),
    query('backups', host, install),
    query('swarmServices', host, install),
    query('image', host, image),
  ];
}

/** What was begun is gone on with, unless the version before runs again: somebody may have worked with it since. */
function upgradeOf(goal: Goal, old: Cluster, cluster: Cluster, facts: Facts): UpgradeRevision {
  const { host, install } = goal;
  const change = facts.get(query('change', host, install));
  const image = facts.get(query('image', host, old.image));
  const again = (facts.get(query('swarmServices', host, install)) ?? []).some(({ name, tasks }) => {
    const isPart = appParts(goal).some((part) => part.name === name);
    return (
      isPart &&
      tasks.some((task) => task.running && !task.spec.startsWith(definitionOf(name, goal, cluster)))
    );
  });
  const begun = change?.state === 'begun' && change.kind === 'upgrade' && !again ? change : null;
  return {
    ...{ kind: 'upgrade', sources: dataOf(goal), begun },
    inPlace: 'its parts on the cluster have the same data',
    from: image ? [{ container: install, image: old.image, id: image.id }] : [],
  };
}

function dataOf(goal: Goal) {
  return sourcesWanted(specsOf(goal));
}

/** Undefined where nothing was stopped, or all came about. */
function putBack(
  goal: Goal,
  cluster: Cluster,
  answers: Answers,
  course: Course,
  facts: Facts,
): WayBack | undefined {
  const { host, install } = goal;
  const change = facts.get(query('change', host, install));
  const { outcome, held } = course;
  if (outcome === 'complete' || !wereStopped(course) || held.has(lastStart(goal)) || !change)
    return undefined;
  const copy = facts
    .get(query('backups', host, install))
    ?.find(({ stamp }) => stamp === change.backup);
  return {
    answers,
    revising: restoring(copy ?? null, false),
    steps: (whole, back) => putBackSteps(back, cluster, whole),
  };
}

/** What there was before an upgrade takes its place again, with the data of the copy of then; what is there now is copied before. */
export function undoneTogether(
  { answers, facts, host, name }: Occasion,
  record: RecordFact,
  copy: BackupFact | null,
): Undertaking {
  const change = facts.get(query('change', host, name));
  // Which servers there are is no matter of the version.
  const now = Object.entries(answers).filter(
    ([id]) => waysInIds.includes(id) || (isOfCluster(id) && id !== IMAGE && id !== BESIDE),
  );
  const { [STOPPED]: _, ...then } = answersIn(record);
  const before = { ...then, ...Object.fromEntries(now) };
  return {
    answers: before,
    revising: restoring(copy, change?.state === 'done'),
    steps: (whole, back) => putBackSteps(back, decideCluster(back, before, facts), whole),
    receipt: (back, _, rested) => restoredReceipt(back, copy ?? undefined, 'undo', rested),
  };
}

function restoring(backup: BackupFact | null, copyFirst: boolean): Revising {
  return {
    looks: ({ host, install }) => [query('change', host, install), query('backups', host, install)],
    decide: (goal, facts): RestoreRevision => {
      const change = facts.get(query('change', goal.host, goal.install));
      const same = change?.kind === 'restore' && change.restoring === (backup?.stamp ?? null);
      return {
        ...{ kind: 'restore', backup, sources: dataOf(goal) },
        ...{ begun: same ? change : null, copyFirst: same ? change.backup !== null : copyFirst },
      };
    },
  };
}
