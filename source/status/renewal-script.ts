import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import { REMEMBERED } from '../hosts/remembered.ts';
import type { Item } from '../interview.ts';
import { certificateFile } from '../paths.ts';
import type { Question } from '../questions/question.ts';
import { waysIn } from '../script.ts';
import { dayOf } from '../text/day.ts';
import { dueOf } from './due.ts';

/** The question which of a server's certificates is meant. Not one of the main job's. */
export const WHICH_INSTALL = 'renew.install';

export const whichInstall: Question = {
  id: WHICH_INSTALL,
  section: 'Certificate',
  kind: 'choice',
  title: 'Which certificate?',
  hint: 'A renewal takes some seconds. Visitors do not notice it.',
  help: [
    'A certificate proves to browsers that they talk to your server. It ends',
    'after some weeks, and is renewed before that: the server gets a new one',
    'for the same names, and the web server takes it up without dropping',
    'anybody.',
    '',
    'Each app that was set up on the server has a certificate of its own.',
  ].join('\n'),
  when: (answers, facts) =>
    installsIn(answers, facts).length > 1 || answers[WHICH_INSTALL] !== undefined,
  choices: (answers, facts) =>
    installsIn(answers, facts).map((install) => ({
      value: install,
      label: nameOf(install, answers, facts),
      note: noteOn(install, answers, facts),
    })),
  suggestion: (answers, facts) => soonest(answers, facts),
};

/** The way in, a look at what was set up there, and which of it is meant. */
export const renewalScript: readonly Item[] = wayToInstall(whichInstall);

/** The same for whatever else is done with an install's certificate. */
export function wayToInstall(which: Question): readonly Item[] {
  return [
    ...waysIn.map(aboutServer),
    { look: (answers) => FIRST.map((fact) => query(fact, hostOf(answers))) },
    {
      look: (answers, facts) =>
        installsIn(answers, facts).flatMap((install) => [
          query('record', hostOf(answers), install),
          query('certificate', hostOf(answers), certificateFile(install)),
        ]),
    },
    { ask: which },
  ];
}

const FIRST = ['system', 'login', 'addresses', 'installs', 'renewal'] as const;

/** There it is asked for something that is to be set up. */
export function aboutServer(item: Item): Item {
  if (!('ask' in item) || item.ask.id !== 'host.kind') return item;
  return { ask: { ...item.ask, title: 'Which server?', hint: 'Where the website runs.' } };
}

/** The server that the answers mean. */
export function hostOf(answers: Answers): string {
  return hostKindOf(answers).address(answers);
}

/** Which installs that server has. */
export function installsIn(answers: Answers, facts: Facts): readonly string[] {
  return facts.get(query('installs', hostOf(answers))) ?? [];
}

/** The one that is meant: the chosen one, or the only one there is. */
export function installOfAnswers(answers: Answers, facts: Facts): string {
  return textAnswer(answers, WHICH_INSTALL) || (installsIn(answers, facts)[0] ?? '');
}

/** What its server remembers of it. */
export function recordOf(answers: Answers, facts: Facts) {
  return facts.get(query('record', hostOf(answers), installOfAnswers(answers, facts)));
}

/** By which answers it was set up, and settled since; none where nothing is remembered. */
export function recordedAt(answers: Answers, facts: Facts): Answers {
  return recordOf(answers, facts)?.answers ?? {};
}

/** Its website's name, as its record has it. */
export function nameOf(install: string, answers: Answers, facts: Facts): string {
  const record = facts.get(query('record', hostOf(answers), install));
  return textAnswer(record?.answers ?? {}, 'hostname') || install;
}

function noteOn(install: string, answers: Answers, facts: Facts): string {
  const due = dueIn(install, answers, facts);
  if (!due) return 'has no certificate';
  const { until, at } = due;
  const day = dayOf(at.toISOString());
  return due.due ? `due; ends on ${dayOf(until)}` : `to be renewed on ${day}`;
}

function soonest(answers: Answers, facts: Facts): string | undefined {
  const all = installsIn(answers, facts).map((install) => ({
    install,
    at: dueIn(install, answers, facts)?.at.getTime() ?? 0,
  }));
  return all.sort((one, other) => one.at - other.at)[0]?.install;
}

function dueIn(install: string, answers: Answers, facts: Facts) {
  const host = hostOf(answers);
  const certificate = facts.get(query('certificate', host, certificateFile(install)));
  if (!certificate) return undefined;
  const now = new Date(facts.get(REMEMBERED)?.at ?? certificate.from);
  const state = facts.get(query('renewal', host))?.installs[install];
  return { until: certificate.until, ...dueOf(host, install, certificate, state, now) };
}
