import type { Node, Pair, Scalar, YAMLError } from 'yaml';
import { ExpectedError } from '../expected-error.ts';
import type { Question } from '../questions/question.ts';
import {
  type AnswerProblem,
  type Given,
  guarded,
  problemOf,
  type Source,
  unknownProblem,
} from './given.ts';

/**
 * The answers in a YAML text: ids as keys, whole (`certificate.email: …`) or nested. Throws an
 * ExpectedError `answers.syntax` with line and column where it is not YAML. `name` is the file's.
 */
export async function answersDocument(
  text: string,
  name: string,
  questions: readonly Question[],
): Promise<Source> {
  const { default: yaml } = await import('yaml');
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = yaml;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw syntaxError(error, lines.linePos(error.pos[0]), name);

  const given = new Map<string, Given>();
  const problems: AnswerProblem[] = [];
  const known = new Map(questions.map((question) => [question.id, question]));
  const whereIs = (node: Node) => `${name}, line ${lines.linePos(node.range?.[0] ?? 0).line}`;
  const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);

  const valueIn = (node: unknown, question: Question): unknown => {
    const target = resolved(node);
    if (isScalar(target)) return question.kind === 'confirm' ? target.value : asWritten(target);
    if (question.kind === 'several' && isSeq(target))
      return target.items.map((item) => valueIn(item, question));
    const lined = 'lines' in question && question.lines;
    if (lined && isSeq(target))
      return target.items.map((item) => valueIn(item, question)).join('\n');
    if (lined && isMap(target))
      return target.items
        .map((pair) => `${keyOf(pair)}=${valueIn(pair.value, question) ?? ''}`)
        .join('\n');
    return isSeq(target) ? [] : isMap(target) ? {} : null;
  };

  const walk = (pairs: readonly Pair[], prefix: string) => {
    for (const pair of pairs) {
      const id = prefix + keyOf(pair);
      const where = whereIs(pair.key as Node);
      const question = known.get(id);
      const target = resolved(pair.value);
      const isGroup = isMap(target) && [...known.keys()].some((each) => each.startsWith(`${id}.`));
      if (isMap(target) && target.items.length > 0 && (!question || isGroup)) {
        walk(target.items, `${id}.`);
      } else if (!question) {
        problems.push(unknownProblem(id, where, 'There is no such question.', [...known.keys()]));
      } else if (given.has(id)) {
        const what = `It is answered already, in ${given.get(id)?.origin.where}.`;
        problems.push(problemOf(question, 'wrong', what, where));
      } else {
        const value = guarded(question, valueIn(pair.value, question));
        given.set(id, { value, origin: { from: 'file', where } });
      }
    }
  };

  const { contents } = document;
  if (isMap(contents)) walk(contents.items, '');
  else if (contents !== null && !(isScalar(contents) && contents.value === null))
    throw notAnswers(name);
  return { given, problems };
}

/** A number as it stands in the file: `1.10` is a version, not 1.1. */
function asWritten(scalar: Scalar): unknown {
  if (typeof scalar.value === 'string' || scalar.value === null) return scalar.value;
  return scalar.source ?? String(scalar.value);
}

function keyOf(pair: Pair): string {
  const key = pair.key as Scalar | null;
  return String(key?.source ?? key?.value ?? '');
}

const EXAMPLE = 'app: jatos';

function notAnswers(name: string): ExpectedError {
  return new ExpectedError({
    code: 'answers.syntax',
    what: `${name} holds no answers.`,
    why: `An answers file has one answer a line, as in "${EXAMPLE}".`,
    next: ['npx setup-server questions lists what can be answered.'],
  });
}

/** The commonest slips, in words for someone who never saw YAML. */
const SLIPS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'The line begins with a tab. Indent with spaces.',
  BAD_INDENT: 'The line is not indented like the lines around it.',
  DUPLICATE_KEY: 'The same name stands there twice.',
  MISSING_CHAR: 'A quote, a bracket or a comma is missing before this place.',
  BAD_SCALAR_START: 'A value can’t begin with this character. Put the value in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'There are two ": " in one line. Put the value in quotes.',
  MULTILINE_IMPLICIT_KEY: 'A colon and a space are missing after the name.',
  MULTIPLE_DOCS: 'A line with --- begins a second document; only one is read.',
  TAG_RESOLVE_FAILED: 'A word with ! at its beginning means something else in YAML. Quote it.',
};

function syntaxError(
  error: YAMLError,
  { line, col }: { line: number; col: number },
  name: string,
): ExpectedError {
  return new ExpectedError({
    code: 'answers.syntax',
    what: `${name} can't be read: line ${line}, column ${col}.`,
    why: SLIPS[error.code] ?? error.message,
    next: [`Write one answer a line, as in "${EXAMPLE}".`],
    detail: error.message,
  });
}
