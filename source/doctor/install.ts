import { isAsItWas } from '../adoption/adopted.ts';
import type { Answers } from '../answers/answers.ts';
import { decideGoal } from '../decide-goal.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { RecordFact } from '../facts/installs/record.ts';
import type { Goal } from '../goal.ts';
import { onlyThose, type PlannedStep } from '../plan.ts';
import { problemWith } from '../questions/accept.ts';
import { questions, waysInIds } from '../script.ts';
import { appReady } from '../steps/app.ts';
import { groundSeen } from '../steps/ground.ts';
import { stepsFor } from '../steps/index.ts';
import { type Author, RECORD_FORMAT } from '../steps/record-write.ts';
import type { Step } from '../steps/step.ts';

/** What the server's record asks for, or why that can't be told. */
export type Wanted =
  | { readonly goal: Goal; readonly steps: readonly Step[]; readonly answers: Answers }
  | { readonly problem: string };

/** An install of the host, and how it is. */
export type ExaminedInstall = { readonly name: string } & (
  | { readonly goal: Goal; readonly planned: readonly PlannedStep[] }
  | { readonly problem: string }
);

/** Decides anew what was wanted, from the record and by which way we came in. */
export function wantedBy(
  name: string,
  host: string,
  way: Answers,
  facts: Facts,
  author: Author,
): Wanted {
  const record = facts.get(query('record', host, name));
  if (!record) return { problem: 'The record that the server has of it could not be read.' };
  const answers = { ...answersIn(record), ...way };
  try {
    const problem = problemWithRecord(name, record, answers, facts);
    if (problem !== undefined) return { problem };
    const ground = groundSeen(host, facts, author);
    if (!ground) return { problem: 'setup-server does not know this kind of server well enough.' };
    const goal = decideGoal(answers, facts);
    // What somebody else set up need not be as ours would be, as long as it answers.
    const steps = isAsItWas(goal.adopted) ? [appReady(goal)] : stepsFor(goal, ground);
    if (goal.cluster) return { goal, steps: onlyThose(steps, OF_CLUSTER), answers };
    return { goal, steps, answers };
  } catch (error) {
    // What is written there may be anything; the other installs are examined all the same.
    return { problem: `What its record says is not understood. ${(error as Error).message}` };
  }
}

/** What is on the first of several servers as on a single one. */
const OF_CLUSTER: readonly string[] = [
  ...['docker.install', 'docker.start', 'certificate.obtain', 'certificate.place'],
  ...['renewal.write', 'renewal.timer', 'website.check', 'record.write'],
];

/** The answers that lie on a server could have been written by anybody who is root there. */
function problemWithRecord(
  name: string,
  { answers, damage, format, adopted }: RecordFact,
  all: Answers,
  facts: Facts,
): string | undefined {
  if (damage !== undefined) return `The record that the server has of it is damaged. ${damage}`;
  if (format > RECORD_FORMAT) return 'A newer setup-server set it up. Use that one.';
  const { app } = answers;
  const own = answers.install ?? app;
  if (own !== name) return `The record in its folder is of another install (${String(own)}).`;
  for (const question of questions) {
    const value = answers[question.id];
    // Choices may depend on what was seen in the interview; a text goes to shells and into URLs.
    if (question.kind !== 'text' || value === undefined || value === '') continue;
    const wrong = problemWith(question, value, all, facts);
    if (wrong !== undefined)
      return `The answer to ${question.id} in its record does not fit. ${wrong}`;
  }
  const named = typeof answers.hostname === 'string' || isAsItWas(adopted);
  return typeof app === 'string' && named
    ? undefined
    : 'The record that the server has of it is not complete.';
}

/** What a record was made from, without what would lead to another server. */
export function answersIn({ answers }: RecordFact): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !waysInIds.includes(id)));
}
