import type { Answers } from '../../answers/answers.ts';
import { PINNED } from '../../changes/revision.ts';
import { ExpectedError } from '../../expected-error.ts';
import { query } from '../../facts/facts.ts';
import { addressOf, type Goal } from '../../goal.ts';
import { versionOf } from '../../image/reference.ts';
import { onlyThose } from '../../plan.ts';
import type { Receipt } from '../../receipt.ts';
import { IMAGE } from '../../swarm/answers.ts';
import type { Cluster } from '../../swarm/cluster.ts';
import { decideCluster } from '../../swarm/decide.ts';
import { swarmSettled } from '../../swarm/deployment.ts';
import { imageThere } from '../../swarm/image.ts';
import { rests } from '../../swarm/parts.ts';
import { swarmServices } from '../../swarm/services.ts';
import type { Occasion, Undertaking } from '../errand.ts';
import { tagged } from './questions.ts';
import { upgradedTogether } from './together.ts';

interface Wanted {
  /** By its tag, or by its digest, too. */
  readonly image: string;
  /** By which it would be wanted on one server. */
  readonly answers: Answers;
  /** By which the one is that runs now. */
  readonly before: Answers;
  readonly warnings: readonly string[];
}

/**
 * One copy after another is replaced, each only once the new one is well; Swarm itself puts the old ones
 * back where one does not become well. Nothing is remembered of it until all are.
 */
export function upgradedOnSeveral(occasion: Occasion, wanted: Wanted): Undertaking {
  const { goal, facts } = occasion;
  const { image, answers, warnings } = wanted;
  const manifest = facts.get(query('manifest', '', image));
  const [, known = manifest?.is === 'there' ? manifest.digest : undefined] = image.split('@');
  if (known === undefined) throw notThere(image);
  const fast = `${tagged(image)}@${known}`;
  // What the copies work with is no part of Swarm's, and must be the very same.
  const own = goal.cluster?.spread.stays ? { [PINNED]: fast } : {};
  const all = { ...answers, ...own, [IMAGE]: fast };
  const cluster = decideCluster(goal, all, facts);
  if (rests(goal)) return upgradedTogether(occasion, cluster, { ...wanted, answers: all });
  return {
    answers: all,
    steps: (steps, upgraded) => {
      const taken = (id: string, needs: readonly string[]) =>
        onlyThose(steps, [id]).map((step) => ({ ...step, needs }));
      // Swarm itself could not log in anywhere.
      const { source } = upgraded.recipe;
      const isPrivate = source?.from === 'registry' && source.login !== undefined;
      const downloads = isPrivate
        ? cluster.nodes.map((node) => imageThere(upgraded, cluster, node, []))
        : [];
      const ready = downloads.map(({ id }) => id);
      const services = swarmServices(upgraded, cluster, ready);
      return [
        ...downloads,
        {
          ...services,
          title: `Replace one copy of ${goal.app.label} after another`,
          because: () =>
            [
              'A new copy answers before the old one goes. If it does not become well, the old ones are put back.',
              ...warnings,
            ].join(' '),
        },
        swarmSettled(upgraded, cluster, 'swarm.services'),
        ...taken('record.write', ['swarm.settled']),
        ...taken('website.check', ['swarm.services']),
      ];
    },
    receipt: (upgraded) => receiptOf(upgraded, cluster),
  };
}

function notThere(image: string): ExpectedError {
  return new ExpectedError({
    code: 'upgrade.registry-silent',
    what: `It could not be found out which image ${image} is.`,
    why: 'Its registry does not tell, or could not be reached.',
    next: ['Try again in a while.'],
  });
}

function receiptOf(goal: Goal, { image, replicas }: Cluster): Receipt {
  return {
    headline: `All copies are version ${versionOf(tagged(image))} now, at ${addressOf(goal)}`,
    lines: [
      { label: 'Copies', text: `all ${replicas} were replaced, one after another.` },
      { label: 'Visitors', text: 'were answered all the time.' },
    ],
  };
}
