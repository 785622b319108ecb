import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { App, Versions } from '../../apps/app.ts';
import { appOf } from '../../apps/index.ts';
import { type Facts, type Query, query } from '../../facts/facts.ts';
import { parseImage, versionOf } from '../../image/reference.ts';
import { isBuilt } from '../../image/source.ts';
import { isMajor, versionsAfter } from '../../image/versions.ts';
import type { Item } from '../../interview.ts';
import type { Choice, Question } from '../../questions/question.ts';
import { registryQuestions } from '../../questions/registry-login.ts';
import { hostOf, installOfAnswers, recordedAt } from '../../status/renewal-script.ts';
import { IMAGE, STATELESS } from '../../swarm/answers.ts';
import { isById } from '../../swarm/image.ts';
import { wayToApp } from '../running.ts';

export const HOW = 'upgrade.how';
export const TO = 'upgrade.to';
/** Stands for the newest image of the tag that is in use. */
export const SAME_TAG = 'same';
const MOST = 12;

/** What is known of an install that may get another version. */
export interface Upgradable {
  readonly app: App;
  readonly versions: Versions;
  /** What its container is made from now. */
  readonly image: string;
}

/** Undefined where its image is built on the server, or was not seen. */
export function upgradable(answers: Answers, facts: Facts): Upgradable | undefined {
  const [host, install] = [hostOf(answers), installOfAnswers(answers, facts)];
  const record = facts.get(query('record', host, install));
  const app = record && appOf(record.app);
  const image =
    downloadedByCluster(answers, facts) ||
    (facts.get(query('container', host, install))?.image ?? record?.image ?? '');
  if (!app?.versions || image === '' || isBuilt(image)) return undefined;
  return { app, versions: app.versions, image };
}

/** What runs on several servers, by its digest or its id; '' for what runs on one. */
function imageOnCluster(answers: Answers, facts: Facts): string {
  return textAnswer(recordedAt(answers, facts), IMAGE);
}

/** The same, where it is of a registry by what is known of it there. */
function downloadedByCluster(answers: Answers, facts: Facts): string {
  const image = imageOnCluster(answers, facts);
  return isById(image) ? '' : image;
}

/** On several servers, of what keeps nothing, a new copy runs beside those before. */
function isOneByOne(answers: Answers, facts: Facts): boolean {
  const recorded = recordedAt(answers, facts);
  return (
    imageOnCluster(answers, facts) !== '' &&
    recorded[STATELESS] === true &&
    !recorded['image.beside']
  );
}

/** An image by its tag alone, as its registry is asked for it; by its digest where it has no tag. */
export function tagged(image: string): string {
  const { name, tag } = parseImage(image);
  return tag === undefined ? image : `${name}:${tag}`;
}

/** The same image in another version. */
export function retagged(image: string, tag: string): string {
  return `${parseImage(image).name}:${tag}`;
}

const how: Question = {
  id: HOW,
  section: 'Settings',
  kind: 'choice',
  title: 'An upgrade is not at its end. What shall be done?',
  hint: 'Until then its data before the upgrade, and the old image, are kept.',
  help: [
    'Before an upgrade, a copy of the data was made. So there is a way back:',
    'the old version, and the data as they were then. What came since then',
    'is copied first, and can be put back in the same way.',
    '',
    'To let the old image go frees room on the disk. The copy of the data',
    'stays until you delete it: npx setup-server backup delete.',
  ].join('\n'),
  // Whoever asked for it beforehand is told where it can't be.
  when: (answers, facts) => changeIn(answers, facts) !== undefined || answers[HOW] !== undefined,
  choices: (answers, facts) => {
    const change = changeIn(answers, facts);
    return change?.state === 'begun'
      ? [
          { value: 'finish', label: 'Finish it', note: 'go on where it was cut off' },
          { value: 'undo', label: 'Undo it', note: 'image and data as they were before' },
        ]
      : [
          { value: 'new', label: 'Look for a newer version', note: '' },
          { value: 'undo', label: 'Undo the last upgrade', note: 'image and data as before it' },
          { value: 'keep', label: 'Let the old image go', note: 'all is well; frees room' },
        ];
  },
  suggestion: (answers, facts) => (changeIn(answers, facts)?.state === 'begun' ? 'finish' : 'new'),
};

const to: Question = {
  id: TO,
  section: 'Settings',
  kind: 'choice',
  title: 'Which version?',
  hint: (answers, facts) =>
    isOneByOne(answers, facts)
      ? 'Copy by copy: a new one answers before an old one goes.'
      : 'It is downloaded first; the app rests only while its data are copied.',
  help: [
    'Before the new version gets the data, a copy of them is made on the',
    'server. If the new version does not work, the old one is put back with',
    'these data, by itself.',
    '',
    'Shown are the versions after the one that you have, the newest first.',
  ].join('\n'),
  when: (answers, facts) => {
    if (!['', 'new'].includes(textAnswer(answers, HOW))) return false;
    return choicesOf(answers, facts).length > 0 || answers[TO] !== undefined;
  },
  choices: choicesOf,
  // A large step is a person's to choose.
  suggestion: (answers, facts) => {
    const current = versionOf(tagged(upgradable(answers, facts)?.image ?? ''));
    return choicesOf(answers, facts).find(
      ({ value }) => value === SAME_TAG || !isMajor(current, value),
    )?.value;
  },
};

function choicesOf(answers: Answers, facts: Facts): readonly Choice[] {
  const known = upgradable(answers, facts);
  if (!known) return [];
  const current = versionOf(tagged(known.image));
  const tags = facts.get(query('tags', '', tagged(known.image))) ?? [];
  const after = versionsAfter(current, tags).slice(0, MOST);
  const renewed = newerDigest(answers, facts) !== undefined;
  return [
    ...after.map((tag) => ({ value: tag, label: tag, note: `after ${current}` })),
    ...(renewed
      ? [{ value: SAME_TAG, label: `The newest ${current}`, note: 'its makers renewed it' }]
      : []),
    // Not to be chosen, but known: whoever asks for it again is told that it is there.
    ...(!renewed && answers[TO] === current
      ? [{ value: current, label: current, note: 'runs already' }]
      : []),
  ];
}

/** What the tag in use means at the registry now, where the server has another; undefined else. */
export function newerDigest(answers: Answers, facts: Facts): string | undefined {
  const known = upgradable(answers, facts);
  if (!known) return undefined;
  const manifest = facts.get(query('manifest', '', tagged(known.image)));
  const container = facts.get(
    query('container', hostOf(answers), installOfAnswers(answers, facts)),
  );
  const has =
    downloadedByCluster(answers, facts) ||
    facts.get(query('image', hostOf(answers), container?.imageId ?? ''))?.digest;
  if (manifest?.is !== 'there' || !has) return undefined;
  return has.endsWith(manifest.digest) ? undefined : manifest.digest;
}

function changeIn(answers: Answers, facts: Facts) {
  const change = facts.get(query('change', hostOf(answers), installOfAnswers(answers, facts)));
  return change?.kind === 'upgrade' || change?.state === 'begun' ? change : undefined;
}

export const upgradeQuestions: readonly Question[] = [how, to];

/** The way to an app, a look at what it is made from and what its registry has, and what is wished. */
const looksAtRegistry = (answers: Answers, facts: Facts): readonly Query[] => {
  const known = upgradable(answers, facts);
  return known
    ? (['tags', 'manifest'] as const).map((fact) => query(fact, '', tagged(known.image)))
    : [];
};

/** The versions of a private image are told to whoever may download it. */
const login = registryQuestions({
  section: 'Settings',
  imageOf: (answers, facts) => tagged(upgradable(answers, facts)?.image ?? ''),
  looks: looksAtRegistry,
  otherwise: 'Your login shows which versions there are. Empty: leave it as it is.',
});

export const upgradeScript: readonly Item[] = [
  ...wayToApp('It gets another version, with a way back.'),
  {
    look: (answers, facts) => {
      const [host, install] = [hostOf(answers), installOfAnswers(answers, facts)];
      return install === ''
        ? []
        : (['container', 'change', 'backups'] as const).map((fact) => query(fact, host, install));
    },
  },
  {
    look: (answers, facts): readonly Query[] => {
      const known = upgradable(answers, facts);
      if (!known) return [];
      const [host, install] = [hostOf(answers), installOfAnswers(answers, facts)];
      const container = facts.get(query('container', host, install));
      return [
        ...looksAtRegistry(answers, facts),
        ...(container ? [query('image', host, container.imageId)] : []),
      ];
    },
  },
  { ask: how },
  ...login.map((ask) => ({ ask })),
  { look: looksAtRegistry },
  { ask: to },
  {
    // On several servers it must be the same image everywhere.
    look: (answers, facts): readonly Query[] => {
      const known = imageOnCluster(answers, facts) ? upgradable(answers, facts) : undefined;
      const tag = textAnswer(answers, TO);
      return known && tag !== '' && tag !== SAME_TAG
        ? [query('manifest', '', retagged(known.image, tag))]
        : [];
    },
  },
];
