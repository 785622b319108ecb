import { type Answers, textAnswer } from '../answers/answers.ts';
import type { Facts } from '../facts/facts.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import { unusualPorts } from '../front/ports.ts';
import type { FrontGoal } from '../goal.ts';
import { isTaken, ownersOf, seen, takenBy } from './taken-ports.ts';

/** Ids of the questions. */
export const WAY = 'server.ports';
export const CONTAINER = 'server.ports.container';
export const HTTP = 'server.ports.http';
export const HTTPS = 'server.ports.https';

/** Whether the ports are to be freed for us. */
export function frees(answers: Answers, facts: Facts): boolean {
  return isTaken(answers, facts) && ['stop', 'stop-container'].includes(textAnswer(answers, WAY));
}

/** Where the front shall stand, if not at the usual ports: as chosen now, or as it stands already. */
export function frontGoal(answers: Answers, facts: Facts): FrontGoal | undefined {
  const { listeners } = seen(answers, facts);
  const owner = ownersOf(takenBy(answers, facts))[0] ?? 'the other web server';
  const way = textAnswer(answers, WAY);
  if (isTaken(answers, facts) && (way === 'behind' || way === 'beside')) {
    return {
      http: Number(textAnswer(answers, HTTP)),
      https: Number(textAnswer(answers, HTTPS)),
      ...(way === 'behind' && { behind: true }),
      owner,
    };
  }
  const stands = unusualPorts(listeners, FRONT_CONTAINER);
  return stands && { ...stands, owner };
}

/** The answers that say so, for the record: they are asked only once. */
export function frontAnswers(front: FrontGoal | undefined): Record<string, string> {
  if (!front) return {};
  const { http, https, behind } = front;
  return { [WAY]: behind ? 'behind' : 'beside', [HTTP]: String(http), [HTTPS]: String(https) };
}
