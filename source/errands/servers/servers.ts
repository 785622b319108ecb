import type { Answers } from '../../answers/answers.ts';
import { leavingQueries } from '../../swarm/decide.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { drainTask } from './drain.ts';
import { growTask } from './grow.ts';
import { ADDRESS, HOW, SERVER } from './one-more-server.ts';
import { grownAnew, growsAnew, serversScript } from './questions.ts';

/** All that can be done with the servers of an app: a line of the menu for what `drain` and `grow` do. */
export const serversTask: Task = {
  ...growTask,
  command: 'servers',
  doing: 'Changing the servers of',
  heading: 'Servers',
  script: serversScript,
  looks: (host, ...of) => [...growTask.looks(host, ...of), ...leavingQueries(host)],
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { answers, wishes, facts } = occasion;
  if (!growsAnew(wishes)) return drainTask.undertake(occasion);
  return growTask.undertake({
    ...occasion,
    answers: plain(grownAnew(answers, facts)),
    wishes: plain(grownAnew(wishes, facts)),
  });
}

/** What was only asked to know which of it is meant. */
function plain({ [SERVER]: _, [HOW]: __, [ADDRESS]: ___, ...answers }: Answers): Answers {
  return answers;
}
