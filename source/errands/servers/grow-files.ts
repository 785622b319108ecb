import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import { appOf } from '../../apps/index.ts';
import { type TaskSize, taskSize } from '../../clouds/ecs/fargate.ts';
import { ecsDollars, ecsFiles } from '../../clouds/ecs/files.ts';
import { refuseForEcs, sharedFolder, whyNotOnEcs } from '../../clouds/ecs/fit.ts';
import { ecsParts } from '../../clouds/ecs/parts.ts';
import type { EcsWanted } from '../../clouds/ecs/wanted.ts';
import { folderOf, written } from '../../clouds/take-along/written.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { isPulled } from '../../image/source.ts';
import { envFile } from '../../paths.ts';
import type { Question } from '../../questions/question.ts';
import { isOpen } from '../../settings/note-on.ts';
import { wantedIn } from '../../status/greeting.ts';
import { hostOf, installOfAnswers } from '../../status/renewal-script.ts';
import { IMAGE, STATELESS } from '../../swarm/answers.ts';
import { isById, manifestsOf } from '../../swarm/image.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { wayToApp } from '../running.ts';
import { looksAtRegistry } from './grow-questions.ts';
import { stateless as onServers } from './stateless-question.ts';

const FOLDER = 'ecs.folder';
const COPIES = 'ecs.copies';

/** The same question; but there is no server on which it could stay with its data. */
const stateless: Question = {
  id: onServers.id,
  section: 'Settings',
  kind: 'confirm',
  title: 'Can each copy of the app answer any visitor?',
  hint: 'Visitors come to any copy, and to another one with the next click.',
  help: [
    'Then nothing may lie in one copy only: no uploaded files, no database,',
    'and nobody who is logged in there alone. What a copy writes for itself',
    'is lost when it is replaced. If you do not know, ask whoever made the',
    'app whether it is "stateless".',
  ].join('\n'),
  yes: 'Yes, it keeps nothing of its own',
  ...(onServers.when && { when: onServers.when }),
  problem: (value) =>
    value ? undefined : 'Then Amazon ECS would lose what it keeps: it must stay on its server.',
};

const copies: Question = {
  id: COPIES,
  section: 'Settings',
  kind: 'text',
  title: 'How many copies of the app shall run?',
  hint: 'With two, one can fail or be replaced while the other one answers.',
  help: 'Amazon puts them into different zones, and starts another one where one ends.',
  example: '2',
  suggestion: () => '2',
  problem: (value) => (/^[1-9]\d?$/.test(value) ? undefined : 'A number from 1 to 99.'),
};

const folder: Question = {
  id: FOLDER,
  section: 'Settings',
  kind: 'text',
  title: 'Into which folder of this computer?',
  hint: 'It is made where it is not there. Files of the same names in it are written over.',
  help: 'README.txt in it says what to do with the files. No secret is in them.',
  example: '~/study-ecs',
  suggestion: (answers, facts) => `${installOfAnswers(answers, facts) || 'app'}-ecs`,
};

/** The same questions, unless the app can't be written whatever is said: that is told instead. */
const asked: readonly Question[] = [
  unlessUnfit(stateless, () => true),
  ...[copies, folder].map((ask) => unlessUnfit(ask, (answers) => yesAnswer(answers, STATELESS))),
];

function unlessUnfit(ask: Question, keepsNothing: (answers: Answers) => boolean): Question {
  return {
    ...ask,
    when: (answers, facts) =>
      !isUnfit(answers, facts, keepsNothing(answers)) && (ask.when?.(answers, facts) ?? true),
  };
}

function isUnfit(answers: Answers, facts: Facts, keepsNothing: boolean): boolean {
  const [host, install] = [hostOf(answers), installOfAnswers(answers, facts)];
  const wanted = wantedIn(answers, facts, install);
  if (!('goal' in wanted)) return false;
  const { goal } = wanted;
  const setting = { answers: wanted.answers, facts, install, host, hostname: goal.names[0] };
  return whyNotOnEcs(goal, setting, keepsNothing) !== undefined || !isPulled(goal.recipe.source);
}

/** The same app as files for Amazon ECS, which runs it without servers of the person's. Nothing is changed. */
export const growFilesTask: Task = {
  command: 'grow --write',
  doing: 'Writing files for',
  heading: 'Files for Amazon ECS',
  ...{ asItIs: true, onSeveral: true },
  questions: [stateless, copies, folder],
  script: [
    ...wayToApp('It goes on as it is: only files are written.'),
    {
      look: (answers, facts) => {
        const install = installOfAnswers(answers, facts);
        return install === '' ? [] : [query('container', hostOf(answers), install)];
      },
    },
    { look: looksAtRegistry },
    ...asked.map((ask) => ({ ask })),
  ],
  looks: (host, install) => [
    query('envFile', host, envFile(install)),
    query('container', host, install),
    query('system', host),
  ],
  undertake,
};

function undertake({ host, name, goal, answers, wishes, facts }: Occasion): Undertaking {
  const copies = Number(textAnswer(wishes, COPIES)) || 2;
  const size = sizeOf(goal);
  // What it makes of a server's memory, it is to make of what it gets there.
  const memory = { totalMB: size.memoryMB, availableMB: size.memoryMB, swapMB: 0 };
  const there = facts.with([{ query: query('memory', host), value: memory }]);
  const setting = { answers, facts: there, install: name, host, hostname: goal.names[0], copies };
  refuseForEcs(goal, setting, yesAnswer(wishes, STATELESS));
  const place = folderOf(textAnswer(wishes, FOLDER));
  const { several } = appOf(goal.app.id);
  const spread = several?.spread(setting);
  const folder = sharedFolder(goal.recipe, spread);
  const bucket = several?.bucketByRole?.(setting);
  const wanted = wantedOf(goal, facts, {
    image: imageOf(goal, textAnswer(answers, IMAGE), facts),
    isPrivate: manifestsOf(host, name, facts).some((each) => facts.get(each)?.is === 'hidden'),
    ...{ copies, parts: ecsParts(goal, spread, size) },
    ...(folder && { folder }),
    ...(bucket !== undefined && { bucket }),
  });
  return {
    answers,
    steps: () => ecsFiles(wanted).map(([file, text]) => written(`${place}/${file}`, text)),
    receipt: () => ({
      headline: `The files for ${goal.app.label} on Amazon ECS are in ${place}`,
      lines: [
        { label: 'Do first', text: `Read ${place}/README.txt: it says what to do with them.` },
        {
          label: 'Costs',
          text: `Nothing yet. Once it is made there, about $${ecsDollars(wanted)} a month, besides what your servers cost until you delete them.`,
        },
        {
          label: 'Secrets',
          text:
            wanted.secrets.length > 0
              ? `None is in the files. ${place}/secrets.sh puts them to Amazon.`
              : 'It has none.',
        },
      ],
    }),
  };
}

function wantedOf(
  goal: Goal,
  facts: Facts,
  rest: Pick<EcsWanted, 'image' | 'isPrivate' | 'copies' | 'parts' | 'folder' | 'bucket'>,
): EcsWanted {
  const { host, install, recipe, names, app } = goal;
  const { front, ready, source } = recipe;
  const known = appOf(app.id);
  const lines = facts.get(query('envFile', host, envFile(install)))?.entries ?? new Map();
  // An empty value tells nothing, and can be no parameter.
  const open = [...lines].filter(
    ([name, value]) => value.reveal() === '' || isOpen(known, recipe.env, name),
  );
  return {
    ...{ install, label: app.label, hostname: names[0], front, ...rest },
    isPrivate: rest.isPrivate || (source?.from === 'registry' && source.login !== undefined),
    processor: facts.get(query('system', host))?.architecture === 'arm64' ? 'arm64' : 'amd64',
    health: { path: ready.path, codes: codesOf(ready.status) },
    patienceSeconds: ready.patienceSeconds,
    environment: new Map(open.map(([name, value]) => [name, value.reveal()])),
    secrets: [...lines.keys()].filter((name) => !open.some(([each]) => each === name)),
  };
}

function sizeOf({ app, recipe }: Goal): TaskSize {
  const { memoryMB = appOf(app.id).needs.memoryMB, cpus = 0 } = recipe.container.limits ?? {};
  return taskSize(memoryMB, cpus);
}

/** Which answers are good ones, as a load balancer takes them. */
function codesOf(isGood: (status: number) => boolean): string {
  if (isGood(404)) return '200-499';
  return isGood(302) ? '200-399' : '200-299';
}

function imageOf({ host, recipe, app }: Goal, settled: string, facts: Facts): string {
  const { image } = recipe.container;
  const by = settled === '' || isById(settled) ? image : settled;
  const [, digest] = facts.get(query('image', host, by))?.digest?.split('@') ?? [];
  if (isPulled(recipe.source) && digest !== undefined)
    return `${by.replace(/@.*$/s, '')}@${digest}`;
  throw new ExpectedError({
    code: 'ecs.no-image',
    what: `Amazon could not get the image of ${app.label}.`,
    why: 'No registry has it: it was built on the server, or brought there.',
    next: ['Put it into a registry (Amazon has one, ECR), and set the app up with its name there.'],
  });
}
