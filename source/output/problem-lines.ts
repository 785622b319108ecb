import type { AnswerProblem } from '../answers/given.ts';
import { stripControl } from '../text/plain-text.ts';

/** All that is missing or wrong among the answers given beforehand, one block each. */
export function problemLines(problems: readonly AnswerProblem[]): string[] {
  const count = problems.length === 1 ? 'One answer is' : `${problems.length} answers are`;
  const lines = [
    `${count} missing or wrong. Nothing was changed.`,
    ...problems.flatMap((problem) => ['', ...blockOf(problem)]),
    '',
    'Answer in a file (--answers FILE), by --set ID=VALUE, or by the variable.',
    'npx setup-server questions explains each.',
  ];
  return lines.flatMap((line) => stripControl(line).split('\n'));
}

function blockOf(problem: AnswerProblem): string[] {
  const { id, where, what, example, environment } = problem;
  const state = problem.perhaps ? 'may be needed' : STATES[problem.problem];
  const lines = [`${id}: ${state}${where && where !== id ? ` (${where})` : ''}.`, `  ${what}`];
  if (example !== null && !what.includes(example)) lines.push(`  For example: ${example}`);
  if (environment !== null && !what.includes(environment)) lines.push(`  Variable: ${environment}`);
  if (id === 'server') lines.push('  Or after a command: npx setup-server status 203.0.113.7');
  return lines;
}

const STATES: Readonly<Record<AnswerProblem['problem'], string>> = {
  missing: 'missing',
  wrong: 'wrong',
  unknown: 'unknown',
  unreadable: "can't be read",
  exposed: 'refused',
};
