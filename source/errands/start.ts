import { containersOf } from '../containers/install-containers.ts';
import { STOPPED } from '../containers/stopped.ts';
import { query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import type { Receipt } from '../receipt.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { decideCluster, looksOnSeveral } from '../swarm/decide.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { renewalOfApp, wayToApp } from './running.ts';
import { restOnSeveral } from './servers/rest-on-several.ts';

/** What its owner stopped runs again, as it was. */
export const startTask: Task = {
  command: 'start',
  doing: 'Starting',
  heading: 'Start',
  questions: [],
  script: wayToApp('It runs again as before.'),
  looks: (host, install, _wishes, _before, goal) => [
    query('container', host, install),
    ...looksOnSeveral(goal),
  ],
  asItWas: true,
  onSeveral: true,
  undertake,
};

const ALSO: readonly string[] = [
  'app.ready',
  'login.close',
  'app.account',
  'app.certificate',
  'site.open',
  'website.check',
  'record.write',
];

function undertake({ answers, facts }: Occasion): Undertaking {
  const { [STOPPED]: _, ...running } = answers;
  return {
    answers: running,
    steps: (steps, goal) => {
      if (goal.cluster) return restOnSeveral(goal, decideCluster(goal, running, facts), steps);
      const own = steps.filter(({ id }) => /\.(start|ready)$/.test(id) && !OTHERS.includes(id));
      const ids = [...own.map(({ id }) => id), ...ALSO, ...renewalOfApp(goal)];
      return onlyThose(steps, ids).map((step) => asItIs(step, goal));
    },
    receipt: receiptOf,
  };
}

/** Of the server, not of this app. */
const OTHERS: readonly string[] = ['server.ready', 'docker.start', 'front.start'];

/** What runs then is what was stopped: with a newer setup-server, too. */
function asItIs(step: Step, goal: Goal): Step {
  const { host, install } = goal;
  const spec = containersOf(goal).find(({ name }) => {
    const part = name === install ? 'app' : name.slice(install.length + 1);
    return step.id === `${part}.start`;
  });
  if (!spec) return step;
  const container = query('container', host, spec.name);
  return {
    ...step,
    title: `Start ${spec.name} as it was; Docker starts it again by itself from then on`,
    sees: [container],
    weighs: [],
    check: (facts) => {
      const found = facts.get(container);
      if (found?.state !== 'running') return lacks(`${spec.name} does not run.`);
      return found.restart === spec.restart
        ? HOLDS
        : lacks(`${spec.name} would not start again by itself.`);
    },
    actions: () => [{ do: 'start', spec }],
  };
}

function receiptOf(goal: Goal): Receipt {
  return {
    headline: `${goal.app.label} answers at ${addressOf(goal)}${goal.recipe.below ?? ''}`,
    lines: [
      goal.cluster
        ? { label: 'The servers', text: 'start it by themselves again when they are restarted.' }
        : { label: 'The server', text: 'starts it by itself again when it is restarted.' },
    ],
  };
}
