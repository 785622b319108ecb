import type { Answer } from '../answers/answers.ts';
import { type Interview, startingValue } from '../interview.ts';
import { accept, problemWith } from '../questions/accept.ts';
import {
  type Choice,
  exampleFor,
  isOptional,
  type Question,
  type SeveralQuestion,
  textOf,
} from '../questions/question.ts';
import { matching } from '../questions/several.ts';
import { Secret } from '../secrets/secret.ts';
import type { Lines } from './lines.ts';

/** What came of asking: an answer, a step back, or the person left. */
export type Asked = { readonly answer: Answer } | 'back' | 'left';

/** Typed for a new password, which one then is made up for: too short to be one. */
const NEW = 'new';

/** Asks one question in lines until the answer is right, by what `judging` knows. */
export async function askInLines(
  question: Question,
  interview: Interview,
  lines: Lines,
  judging = interview.facts,
): Promise<Asked> {
  const { answers, facts } = interview;
  const start = startingValue(question, interview);
  introduce(question, interview, start, lines);
  for (;;) {
    const typed = await lines.ask('> ', { secret: question.kind === 'secret' });
    if (typed === null) return 'left';
    const word = typed.trim();
    if (word === '<') return 'back';
    if (word === '?') {
      for (const line of textOf(question.help, answers, facts).split('\n')) lines.say(`  ${line}`);
      continue;
    }
    if (question.kind === 'several' && word.startsWith('/')) {
      for (const line of found(question, interview, word.slice(1))) lines.say(line);
      continue;
    }
    if (question.kind === 'secret' && question.madeUp && word === NEW) {
      const password = question.madeUp();
      lines.say(`  ${password}`);
      lines.say('Keep it in your password manager: it is not shown again.');
      return { answer: new Secret(password) };
    }
    const given = await meaning(question, interview, typed, start, lines);
    if (given === undefined) {
      lines.say('Type the number of a choice.');
      continue;
    }
    const accepted = accept(question, given, answers, judging);
    if ('value' in accepted) return { answer: accepted.value };
    lines.say(accepted.problem);
  }
}

function introduce(
  question: Question,
  { answers, facts }: Interview,
  start: Answer | undefined,
  lines: Lines,
): void {
  lines.say('');
  lines.say(`${question.section}: ${textOf(question.title, answers, facts)}`);
  if (question.hint) lines.say(textOf(question.hint, answers, facts));
  if (question.kind === 'choice')
    question.choices(answers, facts).forEach(({ label, note }, index) => {
      lines.say(`  ${index + 1}. ${label}${note ? ` (${note})` : ''}`);
    });
  if (question.kind === 'several')
    for (const line of offered(question, { answers, facts })) lines.say(line);
  const written = question.kind === 'text' || question.kind === 'several';
  const example = written ? exampleFor(question, answers) : '';
  if (example !== '') lines.say(`For example: ${example}`);
  const wrong = answers[question.id];
  const problem = wrong === undefined ? undefined : problemWith(question, wrong, answers, facts);
  if (problem) lines.say(`The answer so far does not fit: ${problem}`);
  lines.say(`${wanted(question, { answers, facts }, start)} ? explains, < goes back.`);
}

type Known = Pick<Interview, 'answers' | 'facts'>;

function wanted(question: Question, { answers, facts }: Known, start: Answer | undefined): string {
  const enter = start === undefined ? '' : shown(question, { answers, facts }, start);
  const orEnter = enter === '' ? '' : `, or press Enter for ${enter}`;
  switch (question.kind) {
    case 'choice':
      return `Type a number${orEnter}.`;
    case 'several':
      return `Type them, with commas in between${orEnter}.`;
    case 'confirm':
      return `Type yes (${question.yes ?? 'Yes'}) or no (${question.no ?? 'No'})${orEnter}.`;
    case 'secret':
      if (question.lines) return `Type or paste it${orEnter}; a line with only . ends it.`;
      return `Type it; it is not shown${isOptional(question, answers, facts) ? ', and may be left empty' : ''}${orEnter}.${question.madeUp ? ` Type ${NEW} and one is made up and shown.` : ''}`;
    case 'text': {
      const empty = start !== '' && problemWith(question, '', answers, facts) === undefined;
      const none = empty ? ' A - alone leaves it empty.' : '';
      const how = question.lines ? 'Type it; a line with only . ends it' : 'Type it';
      return `${how}${start === '' ? ', or press Enter to leave it empty' : orEnter}.${none}`;
    }
  }
}

function shown(question: Question, { answers, facts }: Known, value: Answer): string {
  if (value instanceof Secret) return 'the one given before';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (question.kind !== 'choice') return value.includes('\n') ? 'what was given before' : value;
  const index = question.choices(answers, facts).findIndex((choice) => choice.value === value);
  return index < 0 ? '' : String(index + 1);
}

/** More than that would scroll the question away. */
const LISTED = 20;

function offered(question: SeveralQuestion, { answers, facts }: Known): string[] {
  const choices = question.choices(answers, facts);
  if (choices.length <= LISTED) return choices.map(choiceLine);
  return [`There are ${choices.length} of them. Type / and a word to see those with it: /memory`];
}

function found(question: SeveralQuestion, { answers, facts }: Known, word: string): string[] {
  const those = matching(question.choices(answers, facts), word);
  return those.length > 0 ? those.map(choiceLine) : [`None has "${word.trim()}".`];
}

function choiceLine({ value, note }: Choice): string {
  return `  ${value}${note ? ` (${note})` : ''}`;
}

/** What was meant by what was typed; undefined where it means nothing. */
async function meaning(
  question: Question,
  { answers, facts }: Interview,
  typed: string,
  start: Answer | undefined,
  lines: Lines,
): Promise<unknown> {
  const word = typed.trim();
  if (word === '' && start !== undefined) return start;
  if (question.kind === 'choice') {
    const choices = question.choices(answers, facts);
    return /^\d+$/.test(word) ? choices[Number(word) - 1]?.value : word === '' ? undefined : word;
  }
  if (question.kind === 'text' && word === '-') {
    if (problemWith(question, '', answers, facts) === undefined) return '';
  }
  const several = (question.kind === 'text' || question.kind === 'secret') && question.lines;
  if (!several) return typed;
  const all: string[] = [];
  for (let line: string | null = typed; line !== null && line.trim() !== '.'; ) {
    all.push(line);
    line = await lines.ask('> ', { secret: question.kind === 'secret' });
  }
  return all.join('\n');
}
