import { type Answers, installOf, textAnswer } from '../answers/answers.ts';
import { appOf, apps, calledIn } from '../apps/index.ts';
import { CERTIFICATE_USE, tlsWay } from '../apps/tls.ts';
import { ownCertificate } from '../facts/certificates/own-certificate.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { CertificateGoal } from '../goal.ts';
import { hostKindOf } from '../hosts/index.ts';
import { frontGoal } from '../offers/front-goal.ts';
import { isTaken } from '../offers/taken-ports.ts';
import { arnIn, FOR_BALANCER } from './certificate-arn.ts';
import { namesOf } from './name.ts';
import type { Choice, Question } from './question.ts';

const USE = CERTIFICATE_USE;
const CHAIN = 'certificate.own.chain';
const KEY = 'certificate.own.key';
/** Something in front of the server has it. */
export const BALANCED = 'balancer';

/** Whether a certificate authority is asked, which also renews. */
export function usesAuthority(answers: Answers): boolean {
  return !['own-files', 'none', 'app-client', BALANCED].includes(textAnswer(answers, USE));
}

/** Visitors come by HTTPS to something in front of the server, where the names lead. */
export function isBalanced(answers: Answers): boolean {
  return [BALANCED, FOR_BALANCER].includes(textAnswer(answers, USE));
}

const isOwn = (answers: Answers) => textAnswer(answers, USE) === 'own-files';

const use: Question = {
  id: USE,
  section: 'Certificate',
  kind: 'choice',
  title: 'Where does the certificate come from?',
  hint: 'It proves to browsers that they talk to your server.',
  help: [
    'Usually setup-server gets one by itself, free of charge, and the',
    'server renews it.',
    '',
    'Your organisation may have given you one as two files. They are put on',
    'the server, and nothing renews them: you do, before they end.',
    '',
    'A load balancer, or a tunnel, may stand in front of this server and have',
    'it. The name leads there then, and that sends visitors on to port 80 here.',
    'Let nobody else reach that port. A load balancer of Amazon can be given',
    'one that this server gets and renews.',
    '',
    'Without one, everything can be read on its way, passwords too. Browsers',
    'that were here by https:// refuse to come for a month.',
  ].join('\n'),
  expert: true,
  choices: (answers, facts) =>
    [
      { value: 'front', label: 'From a certificate authority', note: 'free; renews by itself' },
      { value: 'own-files', label: 'I have files of my own', note: 'you renew them' },
      ...appWays(answers, facts),
      { value: BALANCED, label: 'A load balancer in front has it', note: 'or a tunnel' },
      {
        value: FOR_BALANCER,
        label: 'From an authority, for a balancer at Amazon',
        note: 'renews; handed over',
      },
      { value: 'none', label: 'None, plain HTTP', note: 'everybody can read along' },
    ].filter(({ value }) => isOpen(value, answers, facts)),
  suggestion: () => 'front',
};

const chain: Question = {
  id: CHAIN,
  section: 'Certificate',
  form: 'own-files',
  kind: 'text',
  title: 'The file with your certificate, on this computer?',
  hint: 'In PEM, with those that vouch for it: often called fullchain.pem.',
  help: [
    'A text file with lines like -----BEGIN CERTIFICATE-----. First comes',
    'your certificate, then those of the authorities that vouch for it. If',
    'you were given several files, put them together in that order:',
    '  cat certificate.pem intermediate.pem > fullchain.pem',
    '',
    'It is checked at once: key, names, order and dates.',
    'For example: /home/anna/fullchain.pem',
  ].join('\n'),
  when: isOwn,
  optional: isThere,
  example: '/home/anna/fullchain.pem',
};

const key: Question = {
  id: KEY,
  section: 'Certificate',
  form: 'own-files',
  kind: 'text',
  title: 'And the file with its key?',
  hint: 'It stays secret: on the server only root can read it, and it goes into no log.',
  help: [
    'A text file with lines like -----BEGIN PRIVATE KEY-----. It was made',
    'together with the request for the certificate, on the same computer.',
    '',
    'For example: /home/anna/key.pem',
  ].join('\n'),
  when: isOwn,
  optional: isThere,
  example: '/home/anna/key.pem',
};

/** Where the app's first start has settled who has the certificate, only that way is left. */
function isOpen(way: string, answers: Answers, facts: Facts): boolean {
  const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
  const before = recordedAnswers(answers, facts);
  if (!app?.tlsIsSettled || before === undefined) return true;
  const present = tlsWay({ [USE]: before[USE] ?? 'front' });
  return tlsWay({ [USE]: way }) === present;
}

/** The app's own web server wants the ports for itself, so it must be the only app. */
function appWays(answers: Answers, facts: Facts): Choice[] {
  const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
  if (!app?.tls) return [];
  const host = hostKindOf(answers).address(answers);
  const installs = facts.get(query('installs', host)) ?? [];
  const alone = installs.every((name) => name === installOf(answers));
  if (!alone || isTaken(answers, facts) || frontGoal(answers, facts)) return [];
  const label = calledIn(app, answers);
  return app.tls.map((value) =>
    value === 'app-files'
      ? {
          value,
          label: `From an authority, for ${label}'s own web server`,
          note: 'renews; restarts it',
        }
      : { value, label: `${label} gets one itself`, note: 'and renews it itself' },
  );
}

/** Who else is on the server, where that decides. */
export function tlsLooks(answers: Answers): readonly Query[] {
  if (!appOf(textAnswer(answers, 'app')).tls) return [];
  return [query('installs', hostKindOf(answers).address(answers))];
}

/** What there is of a certificate, before who issues it. */
export const sourceQuestion = use;
export const ownFilesQuestions: readonly Question[] = [chain, key];

/** Where the files lie on one person's computer is nothing to remember. */
export const OWN_FILES: readonly string[] = [CHAIN, KEY];

/** Reads and checks the files before anything is built on them. */
export function ownLooks(answers: Answers): readonly Query<'ownCertificate'>[] {
  const [chainPath, keyPath] = OWN_FILES.map((id) => textAnswer(answers, id));
  if (!isOwn(answers) || !chainPath || !keyPath) return [];
  return [ownCertificate({ chain: chainPath, key: keyPath, names: namesOf(answers) })];
}

/** Empty where an authority is asked. */
export function sourceGoal(
  answers: Answers,
  facts: Facts,
): Pick<CertificateGoal, 'use' | 'own' | 'servedBy' | 'handsTo'> {
  const way = tlsWay(answers);
  if (way !== undefined) return way === 'app-client' ? { use: way } : { servedBy: 'app' };
  const handsTo = arnIn(answers);
  if (usesAuthority(answers)) return handsTo === undefined ? {} : { handsTo };
  if (isBalanced(answers)) return { use: BALANCED };
  if (!isOwn(answers)) return { use: 'none' };
  const [own] = ownLooks(answers).map((look) => facts.get(look));
  return { use: 'own-files', ...(own && { own: { chain: own.chain, key: own.key } }) };
}

/** Left empty, those that were put on the server before stay there. */
function isThere(answers: Answers, facts: Facts): boolean {
  return recordedAnswers(answers, facts)?.[USE] === 'own-files';
}

/** What the server remembers of the install; undefined where it does not know it. */
function recordedAnswers(answers: Answers, facts: Facts) {
  const host = hostKindOf(answers).address(answers);
  return facts.get(query('record', host, installOf(answers)))?.answers;
}
