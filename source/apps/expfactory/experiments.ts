import { type Answers, installOf, textAnswer } from '../../answers/answers.ts';
import { isLocalPath } from '../../facts/docker/own-image.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { hostKindOf } from '../../hosts/index.ts';
import type { Choice, Question } from '../../questions/question.ts';
import { valuesIn } from '../../questions/several.ts';
import { nearest } from '../../text/nearest.ts';
import { KEPT, keptContent, OWN, ownExperiments } from './own.ts';

export const EXPERIMENTS = 'expfactory.experiments';

/** Which experiments: of the library, and the person's own. */
export const experimentQuestions: readonly Question[] = [
  {
    id: EXPERIMENTS,
    section: 'App',
    kind: 'several',
    title: 'Which experiments?',
    hint: (_answers, facts) =>
      libraryIn(facts)
        ? 'From its library, whose makers stopped in 2022. For your own alone, choose none.'
        : 'The library could not be read from here. Type their names; they are looked up on the server.',
    help: [
      'An experiment is a task or a survey that runs in the browser. They',
      'are put together into an image of your own, which is built on your',
      'server. You can change your choice later: what was collected stays.',
      '',
      'https://expfactory.github.io/experiments lets you try each of them.',
      'Its makers stopped in October 2022, so flaws are not repaired any',
      'more: keep no secrets on the same server.',
      '',
      'For example: stroop,flanker',
    ].join('\n'),
    example: 'stroop,flanker',
    optional: true,
    choices: (_answers, facts) => libraryIn(facts) ?? [],
    unlisted: problemWithName,
  },
  {
    id: OWN,
    section: 'App',
    kind: 'text',
    title: 'Where are your own experiments?',
    hint: (answers) =>
      chosenIn(answers).length === 0
        ? 'You chose none of the library, so one of yours is needed: a folder on this computer, with one experiment or several.'
        : 'A folder on this computer: an experiment, or several in folders of their own.',
    help: [
      'An experiment of your own is a folder with a file config.json in it,',
      'as https://expfactory.github.io/expfactory/contribute describes, and',
      'an index.html. It is sent to your server, and built in beside those',
      'of the library. One with the name of one in the library takes its',
      'place.',
      '',
      'For example: ~/experiments',
      `Later, "${KEPT}" leaves those that the server has as they are.`,
    ].join('\n'),
    reason: (answers) =>
      chosenIn(answers).length === 0 ? 'No experiment of the library was chosen.' : '',
    example: '~/experiments',
    expert: (answers) => chosenIn(answers).length > 0,
    optional: (answers) => chosenIn(answers).length > 0,
    normalise: (typed) => typed.trim(),
    problem: problemWithOwn,
  },
];

/** Those of the library that were chosen. */
export function chosenIn(answers: Answers): readonly string[] {
  return valuesIn(textAnswer(answers, EXPERIMENTS));
}

/** Those of the library and the person's own. */
export function allIn(answers: Answers, facts: Facts): readonly string[] {
  const host = hostKindOf(answers).address(answers);
  const own = ownExperiments(answers, facts, host, installOf(answers));
  return [...new Set([...chosenIn(answers), ...(own?.ids ?? [])])];
}

function libraryIn(facts: Facts): readonly Choice[] | undefined {
  const library = facts.get(query('experimentLibrary', ''));
  if (library?.is !== 'there') return undefined;
  return library.experiments.map(({ name, tags }) => ({
    value: name,
    label: name,
    ...(tags.length > 0 && { note: tags.join(', ') }),
  }));
}

/** What the server has of them is seen later than it is asked. */
function problemWithOwn(typed: string, answers: Answers, facts: Facts): string | undefined {
  if (typed !== KEPT)
    return isLocalPath(typed)
      ? undefined
      : 'A path on this computer, like ~/experiments or ./task.';
  const host = hostKindOf(answers).address(answers);
  const install = installOf(answers);
  const looked = facts.has(query('record', host, install));
  return looked && !keptContent(answers, facts, host, install)
    ? 'The server has no experiments of your own yet. Say in which folder of this computer they are.'
    : undefined;
}

/** Where the library could not be read, the builder is the one who knows. */
function problemWithName(name: string, _answers: Answers, facts: Facts): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(name))
    return `"${name}" is no name of an experiment. For example: stroop`;
  const library = libraryIn(facts);
  if (!library) return undefined;
  const meant = nearest(
    name,
    library.map(({ value }) => value),
  );
  return `The library has no experiment "${name}".${meant ? ` Did you mean ${meant}?` : ''}`;
}
