import type { Tokens } from '../apps/accounts.ts';
import { type Facts, query } from '../facts/facts.ts';
import { tokensIn, tokensQuery } from '../facts/installs/tokens.ts';
import type { Goal } from '../goal.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from './step.ts';

const PATIENCE_SECONDS = 120;

/** As many tokens as are wanted, made by the app itself. None is printed: they let people in. */
export function appTokens(goal: Goal, tokens: Tokens): Step {
  const { host, install, app } = goal;
  const seen = tokensQuery(host, install, tokens.list);
  const missing = (facts: Facts) => {
    const there = tokensIn(facts.get(seen));
    return there && tokens.count - there.all;
  };
  return {
    id: 'app.tokens',
    title: (facts) => `Make ${missing(facts) ?? tokens.count} tokens for participants`,
    needs: ['app.ready'],
    sees: [seen],
    check: (facts) => {
      const more = missing(facts);
      if (more === undefined) return lacks(`${app.label} does not tell its tokens.`);
      return more <= 0 ? HOLDS : lacks(`${more} of ${tokens.count} tokens are missing.`);
    },
    actions: (facts) => [
      {
        do: 'run',
        command: sh`docker exec ${install} ${tokens.make(missing(facts) ?? tokens.count)}`,
        patienceSeconds: PATIENCE_SECONDS,
      },
    ],
    evidence: query('log', host, install),
  };
}
