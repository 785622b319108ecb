import { textAnswer } from '../../answers/answers.ts';
import { query } from '../../facts/facts.ts';
import { SHARED } from '../../facts/installs/traces.ts';
import { addressOf, type Goal } from '../../goal.ts';
import { backupsFolder, CONFIGURATION, LOG } from '../../paths.ts';
import type { Question } from '../../questions/question.ts';
import type { Receipt, ReceiptLine } from '../../receipt.ts';
import { installOfAnswers } from '../../status/renewal-script.ts';
import { groundSeen } from '../../steps/ground.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { wayToApp } from '../running.ts';
import { type KeptKeys, keptKeys, recordRemove } from './record-remove.ts';
import { lastSteps } from './removal-last.ts';
import { dataVolumes, removalSteps } from './removal-steps.ts';

/** Whether its data go, too: the install's name, typed. */
export const DATA = 'remove.data';

const dataQuestion: Question = {
  id: DATA,
  section: 'Review',
  kind: 'text',
  optional: true,
  title: (answers, facts) =>
    `Its data stay. To delete them for good, type ${installOfAnswers(answers, facts)}`,
  hint: 'Empty: volumes and copies of the data are kept, and the app can be set up with them again.',
  help: [
    'The containers, the settings, the certificate and what renews it are',
    'removed in any case; where it is the last app of the server, the front web',
    'server, too.',
    '',
    'Data are what visitors have made: they lie in volumes, and in copies of',
    'them on the server. Once deleted, nobody gets them back. Folders that you',
    'chose yourself are never deleted.',
  ].join('\n'),
  example: 'the name of the app on the server, or nothing',
  normalise: (typed) => typed.trim(),
  problem: (value, answers, facts) => {
    const install = installOfAnswers(answers, facts);
    return value === '' || value === install
      ? undefined
      : `That is not its name. Type ${install} to delete its data, or nothing to keep them.`;
  },
};

/** Everything goes that is on the server because of the app; its data only where its name is typed. */
export const removeTask: Task = {
  command: 'remove',
  doing: 'Removing',
  heading: 'Remove',
  asItIs: true,
  questions: [dataQuestion],
  script: [
    ...wayToApp('It is removed from the server. Before anything is done, you see all of it.'),
    { ask: dataQuestion },
  ],
  looks: (host, install) => [
    query('traces', host, install),
    query('traces', host, SHARED),
    query('installs', host),
    query('addresses', host),
  ],
  undertake,
};

function undertake({ host, name, goal, answers, wishes, facts, author }: Occasion): Undertaking {
  const withData = textAnswer(wishes, DATA) === name;
  const ground = groundSeen(host, facts, author);
  const kept = withData ? [] : keptKeys(goal);
  const isLast = (facts.get(query('installs', host)) ?? []).every((each) => each === name);
  return {
    answers,
    steps: () => {
      const own = removalSteps(goal, withData);
      const ids = own.map(({ id }) => id);
      const shared = isLast && ground ? lastSteps(goal, ground.distribution, ids) : [];
      return [...own, ...shared, recordRemove(goal, kept, [...ids, ...shared.map(({ id }) => id)])];
    },
    receipt: () => receiptOf(goal, withData, kept, isLast),
  };
}

function receiptOf(
  goal: Goal,
  withData: boolean,
  keys: readonly KeptKeys[],
  isLast: boolean,
): Receipt {
  const { app, install, names, dns, recipe } = goal;
  const folders = (recipe.folders ?? []).map(({ path }) => path);
  const volumes = dataVolumes(goal);
  const kept: ReceiptLine[] = withData
    ? []
    : [
        {
          label: 'Your data',
          text: `kept: ${[...volumes, backupsFolder(install)].join(', ')}. The same app, set up under the name ${install}, finds them again.`,
        },
        ...(keys.length > 0
          ? [
              {
                label: 'Their keys',
                text: `kept for root alone, since nothing else opens the data: ${keys.map(({ path }) => path).join(', ')}`,
              },
            ]
          : []),
      ];
  return {
    headline: `${app.label} is removed from the server`,
    lines: [
      ...kept,
      ...(folders.length > 0
        ? [{ label: 'Folders', text: `of your own stay: ${folders.join(', ')}` }]
        : []),
      ...(dns
        ? []
        : [
            {
              label: 'Name',
              text: `${names.join(', ')} still leads to the server: remove the record where you manage the name.`,
            },
          ]),
      ...(isLast
        ? [
            {
              label: 'The server',
              text: `has nothing of setup-server any more but ${kept.length > 0 ? 'what was kept and ' : ''}its log (${LOG}). Docker stays, and so does whatever else you agreed to; a rented server costs money until you delete it at its provider.`,
            },
          ]
        : [{ label: 'Other apps', text: `of the server go on as before (${CONFIGURATION}).` }]),
      { label: 'Again', text: `npx setup-server sets it up anew, also at ${addressOf(goal)}.` },
    ],
  };
}
