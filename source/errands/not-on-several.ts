import { type Answers, textAnswer } from '../answers/answers.ts';
import { appOf } from '../apps/index.ts';
import type { WhyNot } from '../apps/spread.ts';
import { answersIn } from '../doctor/install.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import { hostOf, installOfAnswers } from '../status/renewal-script.ts';

/** What keeps an app from running on several servers, whichever they are; undefined where nothing does that is known beforehand. */
export function whyNotOnSeveral(answers: Answers, facts: Facts): WhyNot | undefined {
  const [host, install] = [hostOf(answers), installOfAnswers(answers, facts)];
  const record = facts.get(query('record', host, install));
  const recorded = record && record.damage === undefined ? answersIn(record) : {};
  const app = textAnswer(recorded, 'app');
  if (app === '') return undefined;
  const hostname = textAnswer(recorded, 'hostname');
  return appOf(app).several?.whyNot?.({ answers: recorded, facts, install, host, hostname });
}

/** The same part of a script, of no effect where it would be asked in vain. */
export function unlessInVain(item: Item): Item {
  if ('until' in item) return item;
  const inVain = (answers: Answers, facts: Facts) => whyNotOnSeveral(answers, facts) !== undefined;
  if ('look' in item)
    return { look: (answers, facts) => (inVain(answers, facts) ? [] : item.look(answers, facts)) };
  const { ask } = item;
  return {
    ask: {
      ...ask,
      when: (answers, facts) => !inVain(answers, facts) && (ask.when?.(answers, facts) ?? true),
    },
  };
}
