import { query } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import { waysIn } from '../script.ts';
import { aboutServer, hostOf } from '../status/renewal-script.ts';
import { adoptQuestions } from './questions.ts';

/** The way in, a look at what others started there, and which of it is meant. */
export const adoptScript: readonly Item[] = [
  ...waysIn.map(aboutServer),
  { look: (answers) => FIRST.map((fact) => query(fact, hostOf(answers))) },
  {
    look: (answers, facts) =>
      (facts.get(query('installs', hostOf(answers))) ?? []).map((name) =>
        query('record', hostOf(answers), name),
      ),
  },
  ...adoptQuestions.map((ask) => ({ ask })),
];

const FIRST = ['system', 'login', 'addresses', 'installs', 'otherContainers'] as const;
