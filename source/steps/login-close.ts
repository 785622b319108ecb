import type { DefaultLogin } from '../apps/accounts.ts';
import { type Facts, query } from '../facts/facts.ts';
import { answerQuery } from '../facts/network/answer.ts';
import type { Goal } from '../goal.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** Nobody gets in any more with the login that everybody knows. */
export function loginClose(goal: Goal, login: DefaultLogin): Step {
  const { host, install, app, recipe } = goal;
  const { user, password, close } = login;
  const seen = answerQuery(host, install, recipe.front.port, login);
  const check = (facts: Facts): Check => {
    const answer = facts.get(seen);
    if (!answer) return lacks(`${app.label} does not answer yet.`);
    const verdict = login.verdict(answer);
    if (verdict === 'closed') return HOLDS;
    return verdict === 'open'
      ? lacks(`${app.label} lets anybody in as ${user} with the password ${password}.`)
      : lacks(`${app.label} does not tell whether its first password still works.`);
  };
  return {
    id: 'login.close',
    title: `Set your password for ${user} in the place of the one that everybody knows`,
    needs: ['app.ready'],
    sees: [seen],
    check,
    actions: () =>
      close.length === 0
        ? []
        : [{ do: 'request', container: install, port: recipe.front.port, exchanges: close }],
    remedies: [
      ...(close.length === 0 ? ['Run setup-server again: it asks for a new password then.'] : []),
      `Change the password in ${app.label} itself: sign in there as ${user}.`,
    ],
    evidence: query('log', host, install),
  };
}
