import type { FirstAccount } from '../apps/accounts.ts';
import { type Facts, query } from '../facts/facts.ts';
import { executionSubject } from '../facts/installs/execution.ts';
import type { Goal } from '../goal.ts';
import { firstAccountFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { fileQuery } from './known-file.ts';
import { HOLDS, hopeless, lacks, type Step } from './step.ts';

const PATIENCE_SECONDS = 120;

/** The first account, made before anybody gets in: the app would let whoever comes first make it. */
export function appAccount(goal: Goal, account: FirstAccount): Step {
  const { host, install, app } = goal;
  const { input } = account;
  const seen = query('execution', host, executionSubject(install, account.check));
  const path = firstAccountFile(install);
  const left = fileQuery(host, { path });
  const isThere = (facts: Facts) => facts.get(seen)?.code === 0;
  return {
    id: 'app.account',
    title: `Make the first account of ${app.label}, before anybody else can`,
    needs: ['app.ready'],
    sees: [seen, left],
    check: (facts) => {
      if (!isThere(facts)) {
        const why = `${app.label} has no account yet. Whoever came first would make it, and own the site.`;
        return input
          ? lacks(why)
          : hopeless(why, ['Run setup-server again, and give the name and password of its owner.']);
      }
      return facts.get(left) ? lacks(`${path} is still there, with its password.`) : HOLDS;
    },
    actions: (facts) => [
      ...(isThere(facts) || !input
        ? []
        : [{ do: 'write', path, mode: '600', content: [input] } as const]),
      {
        do: 'run',
        // By standard input: what stands on a command line can be seen by others.
        command:
          isThere(facts) || !input
            ? sh`rm -f ${path}`
            : sh`docker exec -i ${install} ${account.make} < ${path}; code=$?; rm -f ${path}; exit $code`,
        patienceSeconds: PATIENCE_SECONDS,
      },
    ],
    evidence: query('log', host, install),
  };
}
