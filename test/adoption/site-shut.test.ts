import { expect, it } from 'vitest';
import { openAtFirst } from '../../source/apps/open-at-first.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { envFile } from '../../source/paths.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { fileQuery } from '../../source/steps/known-file.ts';
import { siteShut } from '../../source/steps/site-shut.ts';
import { HOST } from '../core/example-goal.ts';
import { ID } from './sample-other.ts';

const answers = {
  ...{ app: 'ghost', 'host.kind': 'ssh', server: HOST.replace('ssh://', '') },
  hostname: 'blog.example.org',
};

it('an open site is not shut for a database that somebody else gave the app, and that stays', () => {
  const adopted = {
    ...{ container: ID, name: 'theirs', networks: [], rescued: [], replaced: true as const },
    volumes: [{ source: 'theirs', target: '/var/lib/ghost/content' }],
  };
  const holds = (record: object) => {
    const seen: Sighting[] = [
      { query: query('record', HOST, 'ghost'), value: { answers, ...record } as never },
      {
        query: query('envFile', HOST, envFile('ghost')),
        value: {
          entries: new Map([['database__connection__host', new Secret('their-sql')]]),
          ...{ sha256: 'x', mode: '600' },
        },
      },
    ];
    const goal = { ...decideGoal(answers, new Facts(seen)), host: HOST };
    const open = openAtFirst(goal.recipe);
    if (!open) throw new Error('Nobody could get in.');
    const step = siteShut(goal, open);
    const site = step.sees.find(({ fact }) => fact === fileQuery(HOST, { path: '/x' }).fact);
    if (!site) throw new Error('The site is not looked at.');
    const known = { query: site, value: { sha256: 'x', mode: '644', owner: 'root' } as never };
    return step.check(new Facts([...seen, known])).holds;
  };
  expect(holds({ adopted })).toBe(true);
  // Ours would be another one.
  expect(holds({})).toBe(false);
});
