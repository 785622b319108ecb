import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { expfactory } from '../../source/apps/expfactory.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from '../core/example-goal.ts';

const PATH = '~/experiments';
const facts = new Facts([
  {
    query: query('ownExperiments', '', PATH),
    value: {
      ...{ sha256: 'ab'.repeat(32), files: 2, bytes: 100 },
      experiments: [{ id: 'memory-task', folder: 'memory task' }],
    },
  },
]);

function planned(answers: Answers) {
  const install = 'expfactory';
  const hostname = 'study.example.org';
  const recipe = expfactory.recipe({ answers, facts, host: HOST, install, hostname });
  const { id, label } = expfactory;
  const wanted: Goal = { ...goal, install, app: { id, label }, recipe };
  return plan(stepsFor(wanted, ground), new Facts());
}

const answers = {
  'expfactory.experiments': 'stroop',
  'expfactory.own': PATH,
  'expfactory.database': 'mariadb',
};

describe('the plan for experiments of both kinds, and a database', () => {
  const steps = planned(answers);
  const linesOf = (id: string) =>
    steps.find(({ step }) => step.id === id)?.actions.flatMap(describeAction) ?? [];

  it('reads as a person would do it', () => {
    const titles = steps.map(({ title }) => title);
    const [from, to] = [
      'Put a front web server on ports 80 and 443',
      'Open https://study.example.org',
    ];
    expect(titles.slice(titles.indexOf(from) + 1, titles.indexOf(to))).toEqual([
      'Build The Experiment Factory on the server',
      'Download MariaDB',
      'See that study.example.org leads to this server',
      'See from outside that port 80 is open',
      "Get a certificate for study.example.org from Let's Encrypt",
      'Make a private network for The Experiment Factory and MariaDB',
      'Write the settings of MariaDB to /etc/setup-server/expfactory/db.env.list',
      'Start MariaDB for The Experiment Factory, its data in the volume expfactory-db',
      'Wait until MariaDB is ready',
      'Write 6 settings, 1 of them secret, to /etc/setup-server/expfactory/env.list',
      'Start The Experiment Factory, its data in the volume expfactory-data',
      'Wait until The Experiment Factory answers',
      'Make 20 tokens for participants',
    ]);
  });

  it("sends the person's own, has the recipe written with them, and builds by it", () => {
    const lines = linesOf('app.build');
    const order = [
      "docker build --tag localhost/expfactory-own:abababababababab '~/experiments'",
      "cp -r '/etc/setup-server/expfactory/experiments/abababababababab.arrived/memory task/.' ",
      'cp -r /etc/setup-server/expfactory/experiments/abababababababab/memory-task /var/lib/setup-server/build/expfactory/memory-task',
      'quay.io/vanessa/expfactory-builder:latest build stroop /data/memory-task 2>&1',
      's|^RUN git clone',
    ];
    const found = order.map((part) => lines.findIndex((line) => line.includes(part)));
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(lines.at(-1)).toMatch(
      /^docker build --tag localhost\/expfactory:[0-9a-f]{16} \/var\/lib\/setup-server\/build\/expfactory$/,
    );
  });

  it('writes the settings, and no password where others could read it', () => {
    expect(linesOf('settings.write')).toEqual([
      "install -D -m 0600 /dev/stdin /etc/setup-server/expfactory/env.list <<'END'",
      'EXPFACTORY_DATABASE=mysql+pymysql://expfactory:PASSWORD@expfactory-db/expfactory',
      expect.stringMatching(/^EXPFACTORY_DATABASE_PASSWORD=\[/),
      'EXPFACTORY_STUDY_ID=expfactory',
      'EXPFACTORY_HEADLESS=true',
      'EXPFACTORY_RANDOM=true',
      'EXPFACTORY_WTF_CSRF_TIME_LIMIT=10800',
      'END',
    ]);
  });
});
