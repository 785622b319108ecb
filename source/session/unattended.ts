import type { Action } from '../action.ts';
import type { Answers } from '../answers/answers.ts';
import { feed } from '../answers/feed.ts';
import type { AnswerProblem, GivenAnswers } from '../answers/given.ts';
import type { Outcome } from '../event.ts';
import type { Query, Sighting } from '../facts/facts.ts';
import type { Finding } from '../facts/finding.ts';
import type { Item } from '../interview.ts';
import type { Ending, Message, Tell } from '../output/message.ts';
import { planMessage } from '../output/plan-lines.ts';
import type { Control } from '../run.ts';
import { Secret } from '../secrets/secret.ts';
import { withoutSecretsIn } from '../secrets/secrets-in.ts';
import type { Session } from './session.ts';

export interface Errand {
  readonly script: readonly Item[];
  readonly session: Session;
  readonly given: GivenAnswers;
  /** What was found wrong while the answers were gathered. */
  readonly problems: readonly AnswerProblem[];
  /** Show what would be done, and leave it at that. */
  readonly planOnly: boolean;
  readonly describe: (action: Action) => readonly string[];
  readonly control: Control;
}

/**
 * The whole job without a question: answers, a look, the plan, the run, the receipt. Throws the
 * ExpectedError of a look that could not be done; what a step meets is told.
 */
export async function unattended(errand: Errand, told: Tell): Promise<Ending> {
  const { script, session, given, control } = errand;
  const values = [...given.values()].map(({ value }) => value);
  const secrets = values.filter((value) => value instanceof Secret);
  const tell: Tell = (message) => told(withoutSecretsIn(message, secrets));

  const look = async (queries: readonly Query[], answers: Answers) => {
    const sightings: Sighting[] = [];
    for await (const sighting of session.look(queries, control.stop, answers)) {
      sightings.push(sighting);
      const finding = session.finding(sighting, answers);
      if (finding) tell(asMessage(finding));
    }
    return sightings;
  };

  const fed = await feed(script, given, look, errand.problems);
  if (!fed.complete) {
    if (fed.trouble) tell({ type: 'trouble', trouble: fed.trouble });
    tell({ type: 'problems', problems: fed.problems });
    return 'bad-input';
  }
  for (const id of fed.unused) tell({ type: 'note', text: `${id} is answered, but not needed.` });

  const { interview } = fed;
  const prepared = await session.prepare(interview.answers, interview.facts, control.stop);
  const plan = planMessage(prepared, errand.describe);
  tell(plan);
  if (errand.planOnly) return plan.changes === 0 ? 'nothing-to-do' : 'changes-pending';
  if (plan.changes > 0) {
    // To its very end: after the last event comes the letting go of the lock.
    let outcome: Outcome = 'failed';
    for await (const event of session.run(prepared, control)) {
      tell(event);
      if (event.type === 'done') outcome = event.outcome;
    }
    if (outcome !== 'complete') return outcome;
  }
  // Nobody wished to see the tokens, and what is told here is often kept.
  const { tokens: _, ...receipt } = await session.receipt(prepared, control.abort);
  tell({ type: 'receipt', ...receipt });
  return plan.changes > 0 ? 'complete' : 'nothing-to-do';
}

/** Without what only matters where somebody could press a key. */
function asMessage({ aside: _aside, quiet: _quiet, ...told }: Finding): Message {
  return { type: 'finding', ...told };
}
