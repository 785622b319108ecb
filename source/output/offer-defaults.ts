import type { Answer, Answers } from '../answers/answers.ts';
import { suggestionFor } from '../answers/feed.ts';
import { answer, type Interview, type Item, nextMove } from '../interview.ts';
import { isExpert, type Question, textOf } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import type { Lines } from './lines.ts';

/**
 * Offers to take the defaults of the questions that come next and that few people need, all at once.
 * Undefined where there are none, or the person wants to see to them: then `seenTo` has their ids.
 */
export async function offerDefaults(
  script: readonly Item[],
  interview: Interview,
  lines: Lines,
  seenTo: Set<string>,
): Promise<Answers | 'back' | 'left' | undefined> {
  const group = nextDefaults(script, interview, seenTo);
  const [first] = group;
  if (!first) return undefined;
  lines.say('');
  lines.say(`${first.question.section}: few people need to change this.`);
  for (const { title, value } of group) lines.say(`  ${title} ${value}`);
  const typed = await lines.ask('Press Enter to leave it so, or type yes to see to it: ');
  if (typed === null) return 'left';
  if (typed.trim() === '<') return 'back';
  if (!/^y(es)?$/i.test(typed.trim()))
    return Object.fromEntries(group.map((each) => [each.question.id, each.answer]));
  for (const { question } of group) seenTo.add(question.id);
  return undefined;
}

interface Default {
  readonly question: Question;
  readonly answer: Answer;
  readonly title: string;
  readonly value: string;
}

/** The run of such questions that begins here and stays in one section. */
function nextDefaults(
  script: readonly Item[],
  interview: Interview,
  seenTo: ReadonlySet<string>,
): Default[] {
  const group: Default[] = [];
  for (let ahead = interview; ; ) {
    const move = nextMove(script, ahead);
    if (move.move !== 'ask') return group;
    const open = move.questions.filter(({ id }) => !ahead.confirmed.includes(id));
    const found = open.flatMap((question) => defaultOf(question, ahead) ?? []);
    const all = found.length > 0 && found.length === move.questions.length;
    const here = group[0]?.question.section ?? found[0]?.question.section;
    const fits = ({ question }: Default) => question.section === here && !seenTo.has(question.id);
    if (!all || !found.every(fits)) return group;
    group.push(...found);
    ahead = answer(ahead, Object.fromEntries(found.map((each) => [each.question.id, each.answer])));
  }
}

function defaultOf(question: Question, interview: Interview): Default | undefined {
  const { answers, facts } = interview;
  if (!isExpert(question, answers, facts) || answers[question.id] !== undefined) return undefined;
  const value = suggestionFor(question, interview);
  if (value === undefined) return undefined;
  const title = textOf(question.title, answers, facts);
  return { question, answer: value, title, value: shown(question, value, interview) };
}

function shown(question: Question, value: Answer, { answers, facts }: Interview): string {
  if (value === '' || (value instanceof Secret && value.isEmpty)) return '(nothing)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (question.kind !== 'choice') return String(value);
  const choices = question.choices(answers, facts);
  return choices.find((choice) => choice.value === value)?.label ?? String(value);
}
