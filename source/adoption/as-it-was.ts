import type { Answers } from '../answers/answers.ts';
import type { Goal } from '../goal.ts';
import { isAsItWas, REPLACE } from './adopted.ts';

/**
 * What somebody else set up goes on as it is until a person agrees to one of ours in its place: it
 * has no front before it, and is visited at the server's own address, unless it has a certificate of
 * its own.
 */
export function asItWas(goal: Goal, answers: Answers): Goal {
  const { adopted, certificate, reachedAt } = goal;
  if (!isAsItWas(adopted) || answers[REPLACE] === true) return goal;
  if (certificate.use === 'app-client') return { ...goal, asItWas: true };
  const { servedBy: _, ...rest } = certificate;
  const { front: __, appInTheWay: ___, ...own } = goal;
  return {
    ...own,
    asItWas: true,
    names: [reachedAt],
    certificate: { ...rest, use: 'none' },
    ...(adopted?.port && { front: { http: adopted.port, https: adopted.port, owner: '' } }),
  };
}
