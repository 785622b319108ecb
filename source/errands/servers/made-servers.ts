import { type Answers, yesAnswer } from '../../answers/answers.ts';
import type { CloudWork } from '../../clouds/cloud-work.ts';
import type { Further } from '../../clouds/further.ts';
import { type Cloud, clouds } from '../../clouds/index.ts';
import { receiptOfAll, stepsBeside } from '../../clouds/several.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { recordedAt } from '../../status/renewal-script.ts';
import type { Step } from '../../steps/step.ts';
import { BALANCED_BY, DELETE, HOSTS, MADE, otherHosts } from '../../swarm/answers.ts';
import { balancerIn, type MadeServer, madeIn, madeText, partsOf } from '../../swarm/made.ts';
import { mayBe } from '../menu/chosen.ts';
import { balancedBy } from './new-balancer.ts';
import { made } from './new-servers-questions.ts';

/** Whether those go that were made for the app; asked where it goes back to its first server. */
export const deleteQuestion: Question = {
  id: DELETE,
  section: 'Server',
  kind: 'confirm',
  title: (answers, facts) =>
    balancerIn(recordedAt(answers, facts))
      ? 'Shall the servers and the load balancer be deleted that were made for it?'
      : 'Shall the servers be deleted that were made for it?',
  hint: (answers, facts) => `${namesIn(recordedAt(answers, facts))}: they cost money until then.`,
  help: [
    'Once the app runs on the first server alone, you are shown what goes:',
    'these servers with their disks and addresses, a load balancer in front of',
    'them once the name leads there no more, and nothing else. Other servers,',
    'also those that you named yourself, are never deleted.',
    '',
    'No: they stay, empty, and you are told how each is deleted.',
  ].join('\n'),
  yes: 'Yes, once it runs alone',
  no: 'No, they stay',
  when: (answers, facts) => allMade(recordedAt(answers, facts)).length > 0,
  suggestion: () => false,
};

function namesIn(answers: Answers): string {
  const names = allMade(answers).map((each) => partsOf(each).name);
  return names.join(' and ');
}

/** With the load balancer. */
function allMade(answers: Answers): readonly MadeServer[] {
  return [...madeIn(answers), ...[balancerIn(answers) ?? []].flat()];
}

/** Those that may be deleted: they were seen, and nothing else was set up on them meanwhile. */
export function deletable(answers: Answers, facts: Facts): readonly MadeServer[] {
  const others = otherHosts(answers);
  return madeIn(answers).filter(({ address }) => {
    const host = others.find(({ name }) => name === address)?.host;
    return host !== undefined && facts.get(query('installs', host))?.length === 0;
  });
}

/** What is known beforehand of deleting them; null where they stay, or there are none. */
export function toDelete(answers: Answers, facts: Facts): Answers | null {
  if (!mayBe(answers, 'shrink')) return null;
  const { [HOSTS]: hosts = '', [MADE]: before = '' } = recordedAt(answers, facts);
  const going = madeText(deletable({ ...answers, [HOSTS]: hosts, [MADE]: before }, facts));
  const all = ofClouds({ [MADE]: going });
  const regions = all.flatMap(({ further, region }) =>
    further.region === null ? [] : [[further.region, region] as const],
  );
  const balancer = balancerIn(recordedAt(answers, facts));
  if (!yesAnswer(answers, DELETE) || (all.length === 0 && !balancer)) return null;
  return {
    ...(going !== '' && { [MADE]: going }),
    ...(balancer && { [BALANCED_BY]: madeText([balancer]) }),
    ...Object.fromEntries(regions),
  };
}

/** Who pays for them. */
const deleteItems: readonly Item[] = [
  ...[made, balancedBy].map((ask) => ({ ask })),
  ...clouds.flatMap(({ id, further }) =>
    (further?.access ?? []).map((item) =>
      onlyWhile(item, (answers) => allMade(answers).some((each) => partsOf(each).cloud === id)),
    ),
  ),
];

interface OfCloud {
  readonly cloud: Cloud;
  readonly further: Further;
  readonly name: string;
  readonly region: string;
}

function ofClouds(answers: Answers): readonly OfCloud[] {
  return madeIn(answers).flatMap((each) => {
    const { cloud: id, name, region } = partsOf(each);
    const cloud = clouds.find((one) => one.id === id);
    return cloud?.further ? [{ cloud, further: cloud.further, name, region }] : [];
  });
}

/** The servers that were made for an app go, and what let them reach each other. */
export const deleteMade: CloudWork = {
  doing: 'Deleting',
  heading: 'Delete servers',
  questions: [made, balancedBy],
  script: deleteItems,
  undertake(answers, facts, brought) {
    const all = ofClouds(answers);
    const machines = all.map(({ cloud, further, name, region }) => {
      const of = further.region === null ? {} : { [further.region]: region };
      const about = { ...answers, ...of, [further.name]: name };
      const undertake = further.remove ?? cloud.remove.undertake;
      const its = undertake(about, facts, brought);
      return { name, its, manner: further };
    });
    const steps = stepsBeside(machines.map(({ its, ...each }) => ({ ...each, its: its.steps })));
    const names = namesIn(answers);
    const ends = balancerEnd(answers);
    const ended = ends.map(({ id }) => id);
    return {
      subject: {
        ...{ host: `made://${names}`, install: names, names: [names] },
        app: {
          id: 'made',
          label: allMade(answers).length === 1 ? `the server ${names}` : `the servers ${names}`,
        },
      },
      steps: [
        ...ends,
        // A balancer is not to be left with nobody to send visitors to.
        ...steps.map((step) => (step.needs.length > 0 ? step : { ...step, needs: ended })),
        ...apart(
          all,
          steps.map(({ id }) => id),
        ),
      ],
      looks: machines.flatMap(({ its }) => its.looks),
      receipt: (seen) => {
        const receipts = machines.map(({ name, its }) => ({ name, its: its.receipt(seen) }));
        const left = receipts.filter(({ its }) => its.lines.some(({ tone }) => tone === 'warning'));
        return {
          headline:
            left.length > 0
              ? `Something of ${left.map(({ name }) => name).join(' and ')} is still there`
              : `Gone: ${names}`,
          lines: receiptOfAll(receipts).lines,
        };
      },
      wayIn: () => null,
    };
  },
};

function balancerEnd(answers: Answers): readonly Step[] {
  const balancer = balancerIn(answers);
  if (!balancer) return [];
  const { cloud, name } = partsOf(balancer);
  const end = clouds.find(({ id }) => id === cloud)?.further?.balancer?.end(name);
  return end ? [end] : [];
}

/** One for each beginning of their names. */
function apart(all: readonly OfCloud[], needs: readonly string[]) {
  const groups = new Map(
    all.map((each) => {
      const called = each.name.replace(/-\d+$/, '');
      return [`${each.cloud.id} ${each.region} ${called}`, { ...each, called }] as const;
    }),
  );
  return [...groups.values()].flatMap(({ further, region, called }) =>
    further.apart(called, region, needs),
  );
}
