import { STOPPED } from '../containers/stopped.ts';
import { query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import type { Receipt } from '../receipt.ts';
import { decideCluster, looksOnSeveral } from '../swarm/decide.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { renewalOfApp, wayToApp } from './running.ts';
import { restOnSeveral } from './servers/rest-on-several.ts';

/** The app rests until its owner wants it to run again. */
export const stopTask: Task = {
  command: 'stop',
  doing: 'Stopping',
  heading: 'Stop',
  asItIs: true,
  questions: [],
  script: wayToApp('It is stopped until you start it again. Its data stay.'),
  looks: (host, install, _wishes, _before, goal) => [
    query('container', host, install),
    ...looksOnSeveral(goal),
  ],
  asItWas: true,
  onSeveral: true,
  undertake,
};

function undertake({ goal, answers, author, facts }: Occasion): Undertaking {
  const since = goal.stopped ?? author.at.toISOString();
  const resting = { ...answers, [STOPPED]: since };
  return {
    answers: resting,
    steps: (steps, stopped) => {
      if (stopped.cluster)
        return restOnSeveral(stopped, decideCluster(stopped, resting, facts), steps);
      const rest = steps.filter(({ id }) => id.endsWith('.stopped')).map(({ id }) => id);
      return onlyThose(steps, ['site.open', ...rest, ...renewalOfApp(stopped), 'record.write']);
    },
    receipt: receiptOf,
  };
}

function receiptOf(goal: Goal): Receipt {
  const { app, recipe, certificate, install, asItWas } = goal;
  const unanswered = certificate.use === 'app-client' || asItWas;
  return {
    headline: `${app.label} is stopped`,
    lines: [
      {
        label: 'Visitors',
        text: unanswered
          ? `of ${addressOf(goal)} get no answer: ${app.label} has a web server of its own.`
          : `of ${addressOf(goal)} are told that it was stopped by its owner.`,
      },
      { label: 'Your data', text: `stay: ${recipe.data}` },
      {
        label: goal.cluster ? 'The servers' : 'The server',
        text: 'may be restarted: it stays stopped all the same.',
      },
      { label: 'Again', text: `npx setup-server start --install ${install}` },
    ],
  };
}
