import { textAnswer } from '../answers/answers.ts';
import { appOf } from '../apps/index.ts';
import { mergeEnv } from '../containers/env-file.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import { type Narrow, onlyThose } from '../plan.ts';
import { valuesIn } from '../questions/several.ts';
import type { Receipt } from '../receipt.ts';
import { questions as allQuestions } from '../script.ts';
import { changeFor, type Wish } from '../settings/change.ts';
import { difference, differenceText } from '../settings/difference.ts';
import { LINES, type Lines, linesIn } from '../settings/own-lines.ts';
import { hostOf } from '../status/renewal-script.ts';
import { companionStep } from '../steps/companion-step.ts';
import { lateChanges } from '../steps/settings.ts';
import type { Step } from '../steps/step.ts';
import { looksOnSeveral } from '../swarm/decide.ts';
import {
  ALL_LINES,
  allLinesQuestion,
  fileLook,
  fileQuestion,
  linesQuestion,
  REMOVE,
  REST,
  removeQuestion,
  restQuestion,
  typed,
  wayToVariables,
} from './env-questions.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { restartTold } from './restarting.ts';
import { settingsOnSeveral } from './settings-on-several.ts';

/** What the variables, and what follows from the app's recipe, depend on. */
const settingsLooks: Task['looks'] = (host, install, _wishes, _before, goal) => [
  query('envFile', host, envFile(install)),
  query('container', host, install),
  query('memory', host),
  ...looksOnSeveral(goal),
];

/** Some variables are set, and some removed. */
export const setTask: Task = {
  command: 'env set',
  doing: 'Changing settings of',
  heading: 'Settings',
  questions: [linesQuestion, removeQuestion],
  script: [...wayToVariables(), { ask: linesQuestion }, { ask: removeQuestion }],
  looks: settingsLooks,
  onSeveral: true,
  undertake: (occasion) => {
    const { wishes } = occasion;
    const set = linesIn(typed(wishes, LINES));
    const remove = valuesIn(textAnswer(wishes, REMOVE));
    if (set.size === 0 && remove.length === 0) throw nothingSaid();
    return undertake(occasion, { set, remove }, []);
  },
};

/** Those in a file are set. */
export const importTask: Task = {
  command: 'env import',
  doing: 'Changing settings of',
  heading: 'Settings',
  questions: [fileQuestion, restQuestion],
  script: [
    ...wayToVariables(),
    { ask: fileQuestion },
    {
      look: (answers) => {
        const look = fileLook(hostOf(answers), answers);
        return look ? [look] : [];
      },
    },
    { ask: restQuestion },
  ],
  looks: settingsLooks,
  onSeveral: true,
  undertake: (occasion) => {
    const { wishes, host, facts } = occasion;
    const look = fileLook(host, wishes);
    const found = look && facts.get(look);
    const set: Lines = found?.entries ?? new Map();
    const others = missing(presentIn(occasion), set).filter((name) => !isOurs(occasion, name));
    const remove = textAnswer(wishes, REST) === 'remove' ? others : [];
    const problems = found && 'problems' in found ? found.problems : [];
    return undertake(
      occasion,
      { set, remove },
      problems.map(({ line, text }) => `Line ${line}: ${text}`),
    );
  },
};

/** All are edited together. */
export const editTask: Task = {
  command: 'env edit',
  doing: 'Changing settings of',
  heading: 'Settings',
  questions: [allLinesQuestion],
  script: [...wayToVariables(), { ask: allLinesQuestion }],
  looks: settingsLooks,
  onSeveral: true,
  undertake: (occasion) => {
    const set = linesIn(typed(occasion.wishes, ALL_LINES));
    return undertake(occasion, { set, remove: missing(presentIn(occasion), set) }, []);
  },
};

function presentIn({ host, name, facts }: Occasion): Lines {
  return facts.get(query('envFile', host, envFile(name)))?.entries ?? new Map();
}

/** Set by setup-server itself, or made up by it: no file need have it. */
function isOurs({ goal }: Occasion, name: string): boolean {
  const asked = appOf(goal.app.id).variables?.[name]?.asked;
  return asked === undefined && goal.recipe.env.some((each) => each.name === name);
}

function missing(present: Lines, set: Lines): string[] {
  return [...present.keys()].filter((name) => !set.has(name));
}

function undertake(occasion: Occasion, wish: Wish, notes: readonly string[]): Undertaking {
  const { goal, facts, answers } = occasion;
  if (goal.stopped) throw stoppedTrouble(goal);
  const present = presentIn(occasion);
  const change = changeFor(wish, {
    ...{ app: appOf(goal.app.id), recipe: goal.recipe, present, answers, facts },
    questions: allQuestions,
  });
  const remarks = [...notes, ...change.remarks];
  const { steps: taken, ...several } = goal.cluster
    ? settingsOnSeveral(occasion, change.answers)
    : { steps: onOne };
  return {
    ...several,
    answers: change.answers,
    steps: (steps, wanted) => taken(steps, wanted).map((step) => withRemarks(step, remarks)),
    receipt: (wanted) =>
      receiptOf(wanted, present, [...remarks, ...(wanted.recipe.remarks ?? [])], facts),
  };
}

const onOne: Narrow = (steps, wanted) => restartTold(onlyThose(steps, stepsOf(wanted)), wanted);

const STEPS: readonly string[] = [
  'site.shut',
  'settings.write',
  'app.files',
  'app.folders',
  'app.start',
  'app.ready',
  'login.close',
  'app.account',
  'app.tokens',
  'app.certificate',
  'site.open',
  'website.check',
  'record.write',
  'receipt.write',
];

/** What another setting takes, and nothing that costs more: no download, no certificate. */
function stepsOf({ recipe }: Goal): readonly string[] {
  const others = (recipe.companions ?? []).flatMap(({ name }) =>
    (['settings', 'start', 'ready'] as const).map((part) => companionStep(name, part)),
  );
  return [...STEPS, ...others];
}

function withRemarks(step: Step, remarks: readonly string[]): Step {
  if (step.id !== 'settings.write') return step;
  return {
    ...step,
    because: (facts) =>
      [step.because?.(facts) ?? '', ...remarks].filter(Boolean).join(' ') || undefined,
  };
}

function receiptOf(goal: Goal, before: Lines, remarks: readonly string[], facts: Facts): Receipt {
  const { app, names, install, recipe, host } = goal;
  const changes = difference(before, mergeEnv(before, recipe));
  const { left } = lateChanges(changes, goal, facts.get(query('container', host, install)));
  return {
    headline:
      changes.length === 0
        ? `The variables of ${app.label} at ${names[0]} are as they were`
        : `${app.label} at ${names[0]} runs with other variables`,
    lines: [
      ...(changes.length === 0 ? [] : [{ label: 'Changed', text: differenceText(changes) }]),
      ...left.map((name) => ({
        label: 'Not yet',
        text: `${name}: ${recipe.once?.[name]}`,
        tone: 'warning' as const,
      })),
      ...remarks.map((text) => ({ label: 'Note', text })),
      { label: 'Settings', text: envFile(install) },
    ],
  };
}

/** `start` has the container run again as it was. */
export function stoppedTrouble({ app, install }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'env.stopped',
    what: `${app.label} is stopped, so it can not take up other settings.`,
    next: [`npx setup-server start --install ${install}`, 'Then try again.'],
  });
}

function nothingSaid(): ExpectedError {
  return new ExpectedError({
    code: 'env.nothing',
    what: 'It was not said which variable is to be changed.',
    next: [
      'npx setup-server env set --variable NAME=value',
      'npx setup-server env edit shows all of them.',
    ],
  });
}
