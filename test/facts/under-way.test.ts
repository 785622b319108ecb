import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import { underWayProbe, underWaySubject } from '../../source/facts/installs/under-way.ts';
import { cutsOff } from '../../source/steps/cut-off.ts';
import { goal, HOST } from '../core/example-goal.ts';
import { askHere, ownFolder } from './ask-here.ts';

const asked = { before: 0, after: 0 };
const [ANNA, BEN, EVA] = ['a', 'b', 'c'].map(
  (each) => `${each.repeat(8)}-1111-2222-3333-444444444444`,
);
const visit = (name: string, what: string, status = 200) =>
  `203.0.113.0 [2026-11-29T07:00:00+00:00] ${name} "${what}" ${status} 12 0.004`;
const subject = underWaySubject('study.example.org', '/publix/');
const seen = (...lines: string[]) =>
  underWayProbe.parse({ code: 0, stdout: [...lines, 'running', ''].join('\n') }, subject, asked);

it('counts those who take part now, once each, and not those who are through', () => {
  expect(
    seen(
      visit('study.example.org', `GET /publix/${ANNA}/x/start`),
      visit('study.example.org', `POST /publix/${ANNA}/heartbeat`),
      visit('study.example.org', `POST /publix/${BEN}/heartbeat`),
      visit('study.example.org', `GET /publix/${BEN}/end`),
      visit('study.example.org', `POST /publix/${EVA}/heartbeat`),
      visit('study.example.org', 'GET /publix/run'),
      visit('study.example.org', 'GET /jatos'),
      visit('study.example.org', `GET /publix/${'d'.repeat(36)}/x`, 404),
    ),
  ).toEqual({ people: 2 });
  expect(seen()).toEqual({ people: 0 });
});

it('does not know where no front runs', () => {
  const stdout = 'Error: No such container: setup-server-front\n';
  expect(underWayProbe.parse({ code: 1, stdout }, subject, asked)).toBeNull();
});

it('reads what the front wrote about this website alone', () => {
  const folder = ownFolder();
  const other = visit('other.example.org', `POST /publix/${ANNA}/heartbeat`);
  const own = visit('study.example.org', `POST /publix/${BEN}/heartbeat`);
  const docker = `#!/bin/sh\ncase $1 in logs) printf '%s\\n' '${other}' '${own}' ;; *) echo running ;; esac\n`;
  for (const [name, text] of [
    ['docker', docker],
    ['pidof', '#!/bin/sh\nexit 0\n'],
  ] as const) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  const { stdout, code } = askHere('underWay', subject, `${folder}:${process.env.PATH}`);
  expect(underWayProbe.parse({ code, stdout }, subject, asked)).toEqual({ people: 1 });
});

it('is told where the app is about to be stopped', () => {
  const underWay = { path: '/publix/', who: 'in the middle of a study', loses: 'It may be lost.' };
  const { foresees, weighs } = cutsOff({ ...goal, recipe: { ...goal.recipe, underWay } });
  const at = (value: { people: number } | null) =>
    foresees?.(new Facts([{ query: query('underWay', HOST, subject), value }]));
  expect(weighs).toEqual([query('underWay', HOST, subject)]);
  expect(at({ people: 2 })).toEqual({
    warns: '2 people are in the middle of a study right now. It may be lost.',
  });
  expect([at({ people: 0 }), at(null)]).toEqual([undefined, undefined]);
  expect(cutsOff(goal)).toEqual({});
});
