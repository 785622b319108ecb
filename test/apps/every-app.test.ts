import { describe, expect, it } from 'vitest';
import type { Answer, Answers } from '../../source/answers/answers.ts';
import { apps } from '../../source/apps/index.ts';
import { containersOf, volumesOf } from '../../source/containers/install-containers.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { describeAction } from '../../source/describe.ts';
import { setTask } from '../../source/errands/env.ts';
import type { Occasion } from '../../source/errands/errand.ts';
import { startTask } from '../../source/errands/start.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { parseImage } from '../../source/image/reference.ts';
import { plan } from '../../source/plan.ts';
import { isExpert, type Question, suggestionOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { LINES } from '../../source/settings/own-lines.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { ground, HOST } from '../core/example-goal.ts';
import { expectSameAfterAnyKill } from '../core/killed-at.ts';
import { PretendHost } from '../core/pretend-host.ts';
import { runOn } from '../core/run-on.ts';

const none = new Facts();
const HUSH = 'correct-Horse-9-battery';

/** As somebody answers who takes what is suggested, else the example. */
function answersFor(id: string, install: string): Answers {
  const app = apps.find((each) => each.id === id);
  const asked: readonly Question[] = app?.questions ?? [];
  const start: Answers = {
    app: id,
    install,
    hostname: 'study.example.org',
    server: '203.0.113.7',
    'ssh.user': 'root',
    'certificate.terms': true,
  };
  const answers: Record<string, Answer> = { ...start };
  for (const question of asked) {
    if (!(question.when?.(answers, none) ?? true)) continue;
    const suggestion = suggestionOf(question, answers, none);
    if (suggestion !== undefined) answers[question.id] = suggestion;
    else if (question.kind !== 'secret') answers[question.id] = exampleOf(question);
    else if (!question.optional) answers[question.id] = new Secret(HUSH);
  }
  return answers;
}

/** Nobody gives a second time what only the first start takes. */
function answersLater(id: string): Answers {
  const first = new Set(apps.find((each) => each.id === id)?.onlyFirst);
  const given = Object.entries(answersFor(id, 'study'));
  return Object.fromEntries(given.filter(([each]) => !first.has(each)));
}

function exampleOf(question: Question): string {
  if (!('example' in question))
    throw new Error(`${question.id} has neither a suggestion nor an example.`);
  return question.example;
}

function goalFor(id: string, install = 'study'): Goal {
  return { ...decideGoal(answersFor(id, install), none), host: HOST };
}

const linesFor = (goal: Goal) =>
  plan(stepsFor(goal, ground), none).flatMap(({ title, actions }) => [
    title,
    ...actions.flatMap(describeAction),
  ]);

describe.each(apps.map((app) => [app.label, app] as const))('%s', (_, app) => {
  const { id } = app;

  it('shows a beginner no more than six questions of its own', () => {
    const answers = answersFor(id, 'study');
    const shown = app.questions.filter(
      (question) => (question.when?.(answers, none) ?? true) && !isExpert(question, answers, none),
    );
    expect(shown.length).toBeLessThanOrEqual(6);
  });

  it('comes to the same from the same answers', () => {
    expect(JSON.stringify(goalFor(id))).toBe(JSON.stringify(goalFor(id)));
  });

  it('shows no password in its plan, and has none remembered', () => {
    const goal = goalFor(id);
    expect(linesFor(goal).join('\n')).not.toContain(HUSH);
    expect(JSON.stringify(goal.answers)).not.toContain(HUSH);
    expect(Object.values(goal.answers).some((value) => typeof value === 'object')).toBe(false);
  });

  it('keeps what it has in volumes of its own, so that two of it share nothing', () => {
    const things = (install: string) => {
      const containers = containersOf(goalFor(id, install));
      return [
        ...containers.map(({ name }) => name),
        ...containers.map(({ envFile }) => envFile),
        ...containers.flatMap((each) => volumesOf(each).map(({ source }) => source)),
      ];
    };
    const [one, other] = [new Set(things('one')), things('other')];
    expect(other.filter((each) => one.has(each))).toEqual([]);
  });

  it('opens no port past the web server', () => {
    expect(containersOf(goalFor(id)).flatMap(({ ports }) => ports)).toEqual([]);
  });

  it.each([
    ['started again', startTask],
    ['given another variable', setTask],
  ])('lets visitors in only after it belongs to somebody when it is %s', (_, task) => {
    const goal = goalFor(id);
    const all = stepsFor(goal, ground);
    const open = all.find((step) => step.id === 'site.open');
    const before = open?.needs.filter((each) => /^(login|app)\.(close|account)$/.test(each));
    const wishes = { [LINES]: new Secret('TZ=UTC') };
    const occasion = { goal, wishes, answers: goal.answers, facts: none, ...ground };
    const steps = task.undertake(occasion as unknown as Occasion).steps(all, goal);
    expect(steps.find((step) => step.id === 'site.open')?.needs).toEqual(
      expect.arrayContaining(before ?? []),
    );
    expect(steps.map((step) => step.id)).toEqual(expect.arrayContaining(before ?? []));
  });

  it('knows every variable that it sets', () => {
    const { variables } = app;
    if (!variables) return expect(['expfactory', 'image']).toContain(id);
    const names = goalFor(id).recipe.env.map(({ name }) => name);
    expect(names.filter((name) => !(name in variables))).toEqual([]);
  });
});

describe.each(apps.map((app) => [app.label, app] as const))('%s, once it is there', (_, app) => {
  it('is changed by steps that all come after those that they need', () => {
    const goal = { ...decideGoal(answersLater(app.id), none), host: HOST };
    const before = new Set<string>();
    for (const { id, needs } of stepsFor(goal, ground)) {
      expect(
        needs.filter((each) => !before.has(each)),
        `before ${id}`,
      ).toEqual([]);
      before.add(id);
    }
  });
});

/** Those that are set up on the pretend host by the loop alone. */
const catalogue = ['limesurvey', 'rstudio', 'nextcloud', 'ghost', 'vaultwarden'];

describe.each(catalogue)('%s', (id) => {
  it('names the version that it takes', () => {
    for (const { image } of containersOf(goalFor(id))) expect(parseImage(image).tag).toMatch(/\d/);
  });

  it('can be given another version, which comes to that image', () => {
    const { versions } = apps.find((each) => each.id === id) ?? {};
    const goal = goalFor(id);
    const { image } = goal.recipe.container;
    if (!versions) throw new Error(`${id} can't be upgraded.`);
    const newer = image.replace(/(\d+)(?=\D*$)/, '999');
    const answers = { ...answersFor(id, 'study'), [versions.asked]: versions.answer(newer) };
    expect(decideGoal(answers, none).recipe.container.image).toBe(newer);
    expect(versions.warns?.('1', '2').join(' ')).toMatch(/\.$/);
  });

  it('is the same after a run that was cut off anywhere and begun anew', async () => {
    const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: true });
    await expectSameAfterAnyKill(fresh, stepsFor(goalFor(id), ground));
  });

  it('gets another name without the answers that only its first start took', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    const ends = async (goal: Goal) => (await runOn(host, stepsFor(goal, ground))).at(-1);
    expect(await ends(goalFor(id))).toMatchObject({ outcome: 'complete' });
    const answers = { ...answersLater(id), hostname: 'other.example.org' };
    const later = { ...decideGoal(answers, none), host: HOST };
    expect(await ends(later)).toMatchObject({ outcome: 'complete' });
    expect(await ends(later)).toMatchObject({ outcome: 'complete', changed: 0 });
  });
});

describe('what is put on the server', () => {
  const titles = (id: string) =>
    plan(stepsFor(goalFor(id, id), ground), none)
      .filter(({ step }) => /^(app|db|cache|timer|settings|site)\./.test(step.id))
      .map(({ title }) => title);

  it('for LimeSurvey', () => {
    expect(titles('limesurvey')).toEqual([
      'Download LimeSurvey 6.17.18',
      'Download MariaDB',
      'Make a private network for LimeSurvey and MariaDB',
      'Write the settings of MariaDB to /etc/setup-server/limesurvey/db.env.list',
      'Start MariaDB for LimeSurvey, its data in the volume limesurvey-db',
      'Wait until MariaDB is ready',
      'Write 13 settings, 4 of them secret, to /etc/setup-server/limesurvey/env.list',
      'Put files for LimeSurvey into /etc/setup-server/limesurvey/files',
      'Start LimeSurvey, its data in the volume limesurvey-upload',
      'Wait until LimeSurvey answers, mostly one or two minutes',
      'Open https://study.example.org',
    ]);
  });

  it('for Nextcloud', () => {
    expect(titles('nextcloud')).toEqual([
      'Download Nextcloud 34.0.3',
      'Download MariaDB',
      'Download Redis',
      "Make a private network for Nextcloud and MariaDB, Redis, Nextcloud's timer",
      'Write the settings of MariaDB to /etc/setup-server/nextcloud/db.env.list',
      'Start MariaDB for Nextcloud, its data in the volume nextcloud-db',
      'Wait until MariaDB is ready',
      'Write the settings of Redis to /etc/setup-server/nextcloud/cache.env.list',
      'Start Redis for Nextcloud, its data in the volume nextcloud-cache',
      'Wait until Redis is ready',
      'Write 12 settings, 1 of them secret, to /etc/setup-server/nextcloud/env.list',
      'Put files for Nextcloud into /etc/setup-server/nextcloud/files',
      'Start Nextcloud, its data in the volume nextcloud-data',
      'Wait until Nextcloud answers, mostly one or two minutes',
      "Write the settings of Nextcloud's timer to /etc/setup-server/nextcloud/timer.env.list",
      "Start Nextcloud's timer for Nextcloud, its data in the volume nextcloud-data",
      "Wait until Nextcloud's timer is ready",
      'Open https://study.example.org',
    ]);
  });

  it('for RStudio', () => {
    expect(titles('rstudio')).toEqual([
      'Download RStudio 4.6.1',
      'Write 1 setting, which is secret, to /etc/setup-server/rstudio/env.list',
      'Start RStudio, its data in the volumes rstudio-home, rstudio-packages-4.6',
      'Wait until RStudio answers',
      'Open https://study.example.org',
    ]);
  });

  it('for Ghost', () => {
    expect(titles('ghost')).toEqual([
      'Download Ghost 6.63.0',
      'Download MySQL',
      'Keep visitors out while Ghost begins with an empty database',
      'Make a private network for Ghost and MySQL',
      'Write the settings of MySQL to /etc/setup-server/ghost/db.env.list',
      'Start MySQL for Ghost, its data in the volume ghost-db',
      'Wait until MySQL is ready',
      'Write 8 settings, 1 of them secret, to /etc/setup-server/ghost/env.list',
      'Start Ghost, its data in the volume ghost-content',
      'Wait until Ghost answers, mostly one minute',
      'Make the first account of Ghost, before anybody else can',
      'Open https://study.example.org',
    ]);
  });

  it('for Vaultwarden', () => {
    expect(titles('vaultwarden')).toEqual([
      'Download Vaultwarden 1.37.3',
      'Write 3 settings, 1 of them secret, to /etc/setup-server/vaultwarden/env.list',
      'Start Vaultwarden, its data in the volume vaultwarden-data',
      'Wait until Vaultwarden answers',
      'Open https://study.example.org',
    ]);
  });
});
