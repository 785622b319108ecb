import type { Answers } from '../answers/answers.ts';
import { withoutOtherServer } from '../answers/other-server.ts';
import { MOVED, STOPPED } from '../containers/stopped.ts';
import type { Item } from '../interview.ts';
import { offerQuestions } from '../offers/index.ts';
import type { Question } from '../questions/question.ts';
import { itemUpon, type Known } from '../questions/upon.ts';
import { appItems, hostItems, waysInIds, wholeJob } from '../script.ts';

/** A server that an app goes to is new to it: nothing of where it was leads there. */
const OF_THE_SERVER: readonly string[] = [
  ...waysInIds,
  ...offerQuestions.map(({ id }) => id),
  ...[STOPPED, MOVED],
];

/** By which answers the app is wanted on the other server. */
export function answersThere(recorded: Answers, wishes: Answers, way: Answers): Answers {
  const kept = Object.entries(recorded).filter(([id]) => !OF_THE_SERVER.includes(id));
  const given = Object.entries(withoutOtherServer(wishes)).filter(([id]) => ASKED.includes(id));
  return { ...Object.fromEntries([...kept, ...given]), ...way };
}

/** What nobody but a person knows there: what is in the way on that server, and secrets that go nowhere by themselves. */
function isAsked({ id, kind }: Question): boolean {
  return (
    offerQuestions.some((each) => each.id === id) ||
    id.startsWith('dns.') ||
    id.startsWith('registry.') ||
    (id.startsWith('notify.') && kind === 'secret')
  );
}

const job: readonly Item[] = [...appItems, ...hostItems, ...wholeJob];
const ASKED: readonly string[] = job.flatMap((item) =>
  'ask' in item && isAsked(item.ask) ? [item.ask.id] : [],
);

/** What is asked and looked at on a server that an app comes to, by what is known of the app. */
export function askedThere(known: Known): readonly Item[] {
  return job
    .filter((item) => !('ask' in item) || isAsked(item.ask))
    .map((item) => itemUpon(item, known));
}
