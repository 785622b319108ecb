import { textAnswer } from '../../source/answers/answers.ts';
import { query } from '../../source/facts/facts.ts';
import type { Item } from '../../source/interview.ts';
import type { Question } from '../../source/questions/question.ts';

export const HOST = 'ssh://root@203.0.113.7:22';

export const app: Question = {
  id: 'app',
  section: 'App',
  kind: 'choice',
  title: 'What do you want to run?',
  help: 'An application.',
  choices: () => [
    { value: 'jatos', label: 'JATOS', note: 'for studies' },
    { value: 'image', label: 'Your own image' },
  ],
};

export const address: Question = {
  id: 'server.address',
  section: 'Server',
  kind: 'text',
  title: 'Where is the server?',
  help: 'A name or an address.',
  example: '203.0.113.7',
};

export const user: Question = {
  id: 'server.user',
  section: 'Server',
  kind: 'text',
  title: 'Log in as?',
  help: 'A user.',
  example: 'root',
  suggestion: (_, facts) => {
    const fact = facts.get(query('connection', HOST));
    return fact && !fact.open ? (fact.user ?? 'root') : 'root';
  },
  problem: (value, _, facts) => {
    const fact = facts.get(query('connection', HOST));
    return fact && !fact.open && value === 'root' ? 'The server asks for admin.' : undefined;
  },
};

export const passphrase: Question = {
  id: 'server.passphrase',
  section: 'Server',
  kind: 'secret',
  title: 'Passphrase?',
  help: 'Of the key.',
  example: 'The passphrase of your key.',
  optional: true,
};

export const swap: Question = {
  id: 'server.swap',
  section: 'Server',
  kind: 'confirm',
  title: 'Make a swap file?',
  help: 'Memory on disk.',
  when: (_, facts) => (facts.get(query('memory', HOST))?.totalMB ?? 0) < 1000,
  suggestion: (_, facts) => (facts.has(query('memory', HOST)) ? true : undefined),
};

export const hostname: Question = {
  id: 'hostname',
  section: 'Name',
  kind: 'text',
  title: 'Which name?',
  help: 'A name.',
  example: 'study.example.org',
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (name) => (name.includes('.') ? undefined : 'A name has a dot.'),
};

export const email: Question = {
  id: 'certificate.email',
  section: 'Certificate',
  kind: 'text',
  title: 'Mail?',
  help: 'An address.',
  example: 'you@your-university.edu',
  optional: true,
};

export const terms: Question = {
  id: 'certificate.terms',
  section: 'Certificate',
  kind: 'confirm',
  title: 'Do you agree?',
  help: 'Terms.',
  suggestion: () => true,
  problem: (agreed) => (agreed ? undefined : 'Without it there is no certificate.'),
};

export const password: Question = {
  id: 'image.password',
  section: 'Settings',
  kind: 'secret',
  title: 'Password?',
  help: 'A password.',
  example: 'Any password.',
  when: (answers) => textAnswer(answers, 'app') === 'image',
};

export const variables: Question = {
  id: 'image.env',
  section: 'Settings',
  kind: 'secret',
  title: 'Variables?',
  help: 'NAME=value lines.',
  example: 'NAME=value',
  optional: true,
  lines: true,
  when: (answers) => textAnswer(answers, 'app') === 'image',
};

/** As the real one, but small: every kind of question, and one look. */
export const smallScript: readonly Item[] = [
  { ask: app },
  { ask: address },
  { ask: user },
  { ask: passphrase },
  { look: () => [query('connection', HOST), query('memory', HOST)] },
  { ask: swap },
  { ask: hostname },
  { ask: email },
  { ask: terms },
  { ask: password },
  { ask: variables },
];

export const smallQuestions: readonly Question[] = smallScript.flatMap((item) =>
  'ask' in item ? [item.ask] : [],
);
