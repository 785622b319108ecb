import type { PageLine, Reading } from '../screens/reading.ts';
import { type Answers, textAnswer } from '../source/answers/answers.ts';
import { entryIn } from '../source/errands/menu/menu.ts';
import type { Facts } from '../source/facts/facts.ts';
import { isOfFront, type LogLine } from '../source/logs/log-line.ts';
import { readLogWish } from '../source/logs/log-wish.ts';
import { entryHead } from '../source/output/history-lines.ts';
import { logParts } from '../source/output/log-lines.ts';
import { Secret } from '../source/secrets/secret.ts';
import type { FarSession } from '../source/session/session.ts';
import { WHICH_INSTALL } from '../source/status/renewal-script.ts';
import { readHistory } from './read-history.ts';
import { readLogs } from './read-logs.ts';
import type { World } from './world.ts';

/** What of the menu is read on a page: logs, history. */
export function readingIn(
  world: World,
  session: Pick<FarSession, 'look' | 'follow'>,
  typed: readonly Secret[],
  answers: Answers,
): Reading | undefined {
  const install = textAnswer(answers, WHICH_INSTALL);
  const place = (way: Answers, facts: Facts, signal: AbortSignal) => {
    return { world, session, way, facts, named: install || undefined, signal };
  };
  const of = install === '' ? '' : ` of ${install}`;
  switch (entryIn(answers)?.id) {
    case 'logs':
      return {
        ...{ title: `Logs${of}`, empty: 'Nothing was written so far.', follows: true },
        async *lines(way, facts, signal) {
          const given = Object.values(way).filter((value) => value instanceof Secret);
          const wish = readLogWish({ follow: true });
          for await (const line of readLogs(place(way, facts, signal), wish, [
            ...typed,
            ...given,
          ])) {
            const { day, time, name } = logParts(line);
            yield {
              lead: `${time} ${name}`,
              role: roleOf(line),
              text: line.text,
              at: line.at,
              day,
            };
          }
        },
      };
    case 'history':
      return {
        ...{ title: `History${of}`, empty: 'Nothing was noted so far.', follows: false },
        async *lines(way, facts, signal) {
          for (const { entries } of await readHistory(place(way, facts, signal)))
            for (const entry of entries.toReversed()) {
              yield inOrder('', 'strong', entryHead(entry));
              for (const each of entry.did) yield inOrder('  +', 'done', each);
              if (entry.trouble !== null) yield inOrder('  Failed:', 'failed', entry.trouble);
              yield inOrder('', 'plain', '');
            }
        },
      };
    default:
      return undefined;
  }
}

/** The web server in front, told apart from the app and what works with it. */
function roleOf(line: LogLine): PageLine['role'] {
  return isOfFront(line) ? 'quiet' : 'here';
}

function inOrder(lead: string, role: PageLine['role'], text: string): PageLine {
  return { lead, role, text, at: '', day: '' };
}
