import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Question } from '../questions/question.ts';
import type { HostKind } from './host.ts';
import { serverProblem } from './ssh-server-problem.ts';
import { parseServer, serverText, sshAddress } from './ssh-target.ts';
import {
  chosenServer,
  connectionOf,
  isKeyRefused,
  namesAlias,
  publicKeyOf,
  takesPassword,
  targetOf,
} from './ssh-way.ts';

const keyHelp = [
  'A key is a file on this computer by which a server recognises you; a',
  'server that was given a key lets nobody in without it.',
  '',
  'Amazon EC2 let you download it when the server was made: name.pem,',
  'most often in Downloads. A key that you made yourself is in the',
  'folder .ssh: ~/.ssh/id_ed25519 or ~/.ssh/id_rsa.',
  '',
  'Name the private key, not the one that ends in .pub. If the server',
  'was not given any key of yours, add one in the console of your provider.',
].join('\n');

const questions: readonly Question[] = [
  {
    id: 'server',
    section: 'Server',
    kind: 'text',
    title: 'What is the address of your server?',
    hint: 'Its IP address or name, or all that you type after ssh to log in.',
    help: [
      'Your provider shows the IP address, four numbers with dots, after the',
      'server was created:',
      '  DigitalOcean  Droplets: beside the name of the droplet',
      '  Hetzner       Servers: Public IP',
      '  Amazon EC2    Instances: Public IPv4 address',
      'You may also paste what the provider tells you to type:',
      '  ssh root@203.0.113.7',
      '  ssh -i Downloads/my-key.pem ubuntu@203.0.113.7',
      'or give host:port, or a name from your ~/.ssh/config.',
    ].join('\n'),
    example: '203.0.113.7',
    normalise: normaliseServer,
    problem: (value, answers, facts) =>
      serverProblem(value) ??
      (parseServer(value).user === ''
        ? undefined
        : wrongUserProblem({ ...answers, server: value }, facts)),
  },
  {
    id: 'ssh.user',
    section: 'Server',
    kind: 'text',
    title: 'Who do you log in as?',
    hint: 'It must be root, or a user who may use sudo.',
    help: [
      'A server has users, like any computer. root may do everything, and is',
      'the one that most providers give you.',
      '  DigitalOcean, Hetzner   root',
      '  Amazon EC2              admin with Debian, ubuntu with Ubuntu,',
      '                          ec2-user with Amazon Linux',
      'If it is the wrong one, most servers say which they want.',
      'Left empty, your ~/.ssh/config decides.',
    ].join('\n'),
    example: 'root',
    when: ({ server }) => typeof server !== 'string' || parseServer(server).user === '',
    suggestion: (answers) => (namesAlias(answers) ? '' : 'root'),
    optional: namesAlias,
    problem: (value, answers, facts) =>
      /^[^\s:@/]+$/.test(value)
        ? wrongUserProblem({ ...answers, 'ssh.user': value }, facts)
        : 'Just the name of the user, such as root.',
  },
  {
    id: 'ssh.port',
    section: 'Server',
    kind: 'text',
    title: 'Which port does its SSH service use?',
    hint: 'Empty: the usual one, 22, or what your ~/.ssh/config says.',
    help: 'Almost always 22. Whoever set up the server knows if it is another one.',
    example: '2222',
    expert: true,
    when: ({ server }) => typeof server !== 'string' || parseServer(server).port === '',
    optional: true,
    problem: (value) => (isPort(value) ? undefined : 'A port is a number from 1 to 65535.'),
  },
  {
    id: 'ssh.key',
    section: 'Server',
    kind: 'text',
    title: 'Which key file opens this server?',
    hint: (answers, facts) =>
      isKeyRefused(answers, facts)
        ? `The server let none of your keys in. ${takesPassword(answers, facts) ? 'Left empty, it asks for the password again.' : 'Left empty, it is tried once more.'}`
        : 'Empty: the keys of your SSH agent and those in ~/.ssh.',
    help: keyHelp,
    example: '~/Downloads/my-key.pem',
    when: (answers, facts) => isKeyRefused(answers, facts) || textAnswer(answers, 'ssh.key') !== '',
    optional: (answers, facts) => !isKeyRefused(answers, facts),
    normalise: (typed) => typed.trim().replace(/^(["'])(.*)\1$/, '$2'),
    problem: keyProblem,
  },
  {
    id: 'ssh.fingerprint',
    section: 'Server',
    kind: 'text',
    title: "What is the fingerprint of the server's key?",
    hint: 'Needed only where nobody can be asked; else you are shown it.',
    help: [
      'At first contact a server shows its key, by which it proves who it',
      "is. Your provider's console may show the fingerprint, a short form of",
      'it, too. On the server itself:',
      '  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    ].join('\n'),
    example: 'SHA256:lO2dGVz7aVqCq5Pw4yBbGFcbPrWQ8bQxRhCg1wDlzsI',
    expert: true,
    optional: true,
    problem: (value) =>
      /^SHA256:[A-Za-z0-9+/]{43}$/.test(value)
        ? undefined
        : 'A fingerprint begins with SHA256: and has 43 more characters.',
  },
  {
    id: 'ssh.passphrase',
    section: 'Server',
    kind: 'secret',
    title: 'What is the passphrase of your key?',
    hint: 'Needed only where nobody can be asked; else you are asked when the key is used.',
    help: 'A key file can be locked with a passphrase, chosen when the key was made.',
    example: 'The passphrase of the key file.',
    optional: true,
    expert: true,
    when: (answers) => answers['ssh.passphrase'] !== undefined,
  },
  {
    id: 'ssh.password',
    section: 'Server',
    kind: 'secret',
    title: 'What is the password for this server?',
    hint: 'Needed only where nobody can be asked; else you are asked when the server wants it.',
    help: [
      'Some providers mail a password when a server is made, instead of',
      'putting your key on it. It is given to SSH, and to sudo if that wants',
      'it, and kept nowhere.',
    ].join('\n'),
    example: 'The password of the user on the server.',
    optional: true,
    expert: true,
    when: (answers) => answers['ssh.password'] !== undefined,
  },
  {
    id: 'ssh.config',
    section: 'Server',
    kind: 'text',
    title: 'Which SSH configuration file shall be used?',
    hint: 'Empty: your ~/.ssh/config.',
    help: 'The same as the option -F of ssh. It can name users, keys and jump hosts.',
    example: '~/work/ssh_config',
    expert: true,
    optional: true,
  },
];

const afterwards: readonly Question[] = [
  {
    id: 'ssh.install-key',
    section: 'Server',
    kind: 'confirm',
    title: 'Shall your key open this server from now on?',
    hint: (answers, facts) =>
      `You came in with a password. Your public key: ${publicKeyOf(answers, facts)?.from ?? ''}`,
    help: [
      'A key is a file on this computer by which a server recognises you. Its',
      'public half is put on the server, and from then on you log in from here',
      'without the password. Nobody can guess a key, as passwords are guessed',
      'all day long on every server.',
      '',
      'The password goes on working, so you can still come in from elsewhere.',
    ].join('\n'),
    yes: 'Yes, put my public key on the server',
    no: 'No, I go on with the password',
    when: (answers, facts) => publicKeyOf(answers, facts) !== undefined,
    // Where nobody is asked, nobody is let in unasked.
    suggestion: (answers) => answers['ssh.password'] === undefined,
  },
];

/** Answered with the choice of a certain server. */
const WAY: readonly string[] = ['server', 'ssh.user', 'ssh.port', 'ssh.config'];

/** A server that the person can log in to already, with OpenSSH. */
export const sshHost: HostKind = {
  id: 'ssh',
  label: 'A server I already have',
  note: 'I can log in to it with SSH',
  questions: questions.map((question) =>
    WAY.includes(question.id)
      ? {
          ...question,
          when: (answers, facts) =>
            chosenServer(answers) === null && (question.when?.(answers, facts) ?? true),
        }
      : question,
  ),
  afterwards,
  loginKey: (answers, facts) => {
    const fact = connectionOf(answers, facts);
    if (!yesAnswer(answers, 'ssh.install-key') || !fact?.open || !fact.publicKey) return undefined;
    return { user: fact.user, publicKey: fact.publicKey.text, from: fact.publicKey.from };
  },
  address: (answers) => sshAddress(targetOf(answers)),
  looks: (answers) => [query('connection', sshAddress(targetOf(answers)))],
};

function normaliseServer(typed: string): string {
  const bare = typed.trim().replace(/^(?:https?|ssh):\/\/([^/]*)\/?$/i, '$1');
  return serverProblem(bare) === undefined ? serverText(parseServer(bare)) : bare;
}

function wrongUserProblem(answers: Answers, facts: Facts): string | undefined {
  const fact = connectionOf(answers, facts);
  return fact?.open === false && fact.refusal === 'other-user'
    ? `This server wants you to log in as ${fact.user ?? 'another user'} instead.`
    : undefined;
}

function keyProblem(value: string, answers: Answers, facts: Facts): string | undefined {
  if (value.endsWith('.pub')) return 'That is the public half. Name the file without .pub.';
  if (value.endsWith('.ppk'))
    return 'That is a key of PuTTY. Open it in PuTTYgen, then Conversions, Export OpenSSH key.';
  return isKeyRefused({ ...answers, 'ssh.key': value }, facts)
    ? 'The server does not let this key in.'
    : undefined;
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536;
}
