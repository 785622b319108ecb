import { type Answers, textAnswer } from '../../answers/answers.ts';
import { decideArrival, type Revising } from '../../changes/decide-revision.ts';
import type { RestoreRevision } from '../../changes/revision.ts';
import { answersIn } from '../../doctor/install.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { BackupFact } from '../../facts/installs/backups.ts';
import { addressOf, type Goal } from '../../goal.ts';
import type { Item } from '../../interview.ts';
import type { Narrow } from '../../plan.ts';
import { COPY_KEY, copyKeyIn } from '../../questions/own-copy.ts';
import type { Question } from '../../questions/question.ts';
import type { Receipt } from '../../receipt.ts';
import { waysIn, waysInIds } from '../../script.ts';
import type { Session } from '../../session/session.ts';
import { findingOnTheWay } from '../../status/chosen-install.ts';
import { aboutServer, hostOf } from '../../status/renewal-script.ts';
import { othersRecorded, withoutCluster } from '../../swarm/answers.ts';
import { momentOf } from '../../text/day.ts';
import { answersThere, askedThere } from '../app-elsewhere.ts';
import { identity } from '../away.ts';
import type { Doing } from '../menu/entries.ts';

/** Id of the question where the copy is. */
export const COPY_FILE = 'restore.file';

const file: Question = {
  id: COPY_FILE,
  section: 'App',
  kind: 'text',
  title: 'Which file is the copy in?',
  hint: 'On this computer, as npx setup-server backup get has fetched it.',
  help: [
    'The app in the copy is set up on the server as it was: with its version,',
    'settings and data. The server may be a new one. Where you have encrypted',
    'the file with age, the key is asked for next.',
    '',
    'For example: study.example.org-2026-11-29T03-40-10Z.tar',
  ].join('\n'),
  example: 'study.example.org-2026-11-29T03-40-10Z.tar',
  thenLook: looksAtCopy,
};

function looksAtCopy(answers: Answers) {
  const path = textAnswer(answers, COPY_FILE);
  return path === '' ? [] : [query('ownCopy', '', path)];
}

const isEncrypted = (answers: Answers, facts: Facts) => seenIn(answers, facts) === 'encrypted';

/** Where somebody has encrypted the file since, as age does it. */
const key: Question = {
  ...identity,
  ...{ id: COPY_KEY, section: 'App', title: 'The key that opens the copy' },
  hint: 'The file is encrypted. The key begins with AGE-SECRET-KEY-1; it stays on this computer.',
  when: (answers, facts) => isEncrypted(answers, facts) || answers[COPY_KEY] !== undefined,
  thenLook: looksAtCopy,
};

function seenIn(answers: Answers, facts: Facts) {
  const path = textAnswer(answers, COPY_FILE);
  return path === '' ? undefined : facts.get(query('ownCopy', '', path));
}

function copyIn(answers: Answers, facts: Facts): BackupFact | undefined {
  const seen = seenIn(answers, facts);
  return seen === 'encrypted' ? undefined : seen;
}

/** By which answers the app in the copy is wanted on the server: on that one, though it may have run on several. */
function known(answers: Answers, facts: Facts): Answers {
  const copy = copyIn(answers, facts);
  const recorded = copy?.record
    ? { ...withoutCluster(answersIn(copy.record)), install: copy.install }
    : {};
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return answersThere(recorded, answers, Object.fromEntries(way));
}

const ready = (answers: Answers, facts: Facts) => copyIn(answers, facts)?.record != null;

/** The file, the way to the server, and what only a person knows of it. */
export const restoreFileScript: readonly Item[] = [
  { ask: file },
  { look: looksAtCopy },
  { ask: key },
  { look: looksAtCopy },
  ...waysIn.map(aboutServer),
  ...askedThere(known).map(
    (item): Item =>
      'look' in item
        ? { look: (answers, facts) => (ready(answers, facts) ? item.look(answers, facts) : []) }
        : item,
  ),
];

export const restoreFileQuestions: readonly Question[] = [file, key];

/** The app in a copy, on any server: set up as it was, with its data before it is first started. */
export class RestoreFileErrand implements Doing {
  #copy: (Pick<RestoreRevision, 'coming'> & { readonly copy: BackupFact }) | undefined;
  #answers: Answers = {};

  readonly narrow: Narrow = (steps) => steps;

  /** For the session below. */
  readonly revising = (): Revising | undefined => {
    const arriving = this.#copy;
    if (!arriving) return undefined;
    return {
      looks: ({ host, install }) => [query('record', host, install)],
      decide: (goal, facts) => decideArrival(goal, this.#answers, facts, arriving),
    };
  };

  over(session: Session<Goal>): Session<Goal> {
    return {
      ...session,
      finding: findingOnTheWay,
      prepare: async (answers, facts, signal) => {
        const copy = copyIn(answers, facts);
        const path = textAnswer(answers, COPY_FILE);
        if (isEncrypted(answers, facts)) throw withoutKey(path);
        if (!copy?.record) throw withoutRecord(path);
        this.#copy = { copy, coming: { file: path, identity: copyKeyIn(answers) } };
        this.#answers = known(answers, facts);
        const seen = await seenThere(session, hostOf(answers), copy, facts, signal);
        return await session.prepare(this.#answers, seen, signal);
      },
      receipt: async ({ goal }) => receiptOf(goal, this.#copy?.copy),
    };
  }
}

/** Another app by that name would lose its place. */
async function seenThere(
  session: Session<Goal>,
  host: string,
  { install, app }: BackupFact,
  facts: Facts,
  signal: AbortSignal,
): Promise<Facts> {
  const record = query('record', host, install);
  let seen = facts;
  for await (const sighting of session.look([record], signal)) seen = seen.with([sighting]);
  const there = seen.get(record);
  if (there && there.app !== app) throw otherApp(install, there.app, app);
  return seen;
}

function receiptOf(goal: Goal, copy: BackupFact | undefined): Receipt {
  const at = copy ? momentOf(copy.at) : '';
  const others = othersRecorded(copy?.record);
  return {
    headline: `${goal.app.label} is on ${goal.reachedAt}, with the data of ${at}`,
    lines: [
      { label: 'Website', text: addressOf(goal) },
      { label: 'Version', text: goal.recipe.container.image },
      ...(others > 0
        ? [
            {
              label: 'Servers',
              text: `this one alone; it ran on ${others + 1}. npx setup-server grow --install ${goal.install} takes it to several again.`,
            },
          ]
        : []),
      {
        label: 'Mind',
        text: 'If it still runs where the copy is from, stop it there: each would get a part of what people send.',
        tone: 'warning',
      },
    ],
  };
}

function withoutKey(path: string): ExpectedError {
  return new ExpectedError({
    code: 'own-copy.encrypted',
    what: `${path} is encrypted, and no key was given that opens it.`,
    next: ['Give the key that you kept: it begins with AGE-SECRET-KEY-1.'],
  });
}

function withoutRecord(path: string): ExpectedError {
  return new ExpectedError({
    code: 'backup.no-record',
    what: `It is not known what the app in ${path} was made from.`,
    why: 'The record in that copy is missing or damaged.',
    next: ['Take another copy: npx setup-server backup list'],
  });
}

function otherApp(install: string, there: string, app: string): ExpectedError {
  return new ExpectedError({
    code: 'restore.other-app',
    what: `The server has another app called ${install}: ${there}, not ${app}.`,
    next: ['Remove that one first (npx setup-server remove), or take another server.'],
  });
}
