import { query } from '../../source/facts/facts.ts';
import type { Item } from '../../source/interview.ts';

const HOST = 'ssh://root@203.0.113.7:22';

/** An interview like the one for JATOS, to show and to test the screens with. */
export const script: readonly Item[] = [
  {
    ask: {
      id: 'app',
      section: 'App',
      kind: 'choice',
      title: 'What do you want to set up?',
      help: 'An app is the program that people will use in their browser.',
      choices: () => [
        { value: 'jatos', label: 'JATOS', note: 'online studies and experiments' },
        {
          value: 'own',
          label: 'Your own Docker image',
          note: 'any web application that listens on a port',
        },
      ],
      suggestion: () => 'jatos',
    },
  },
  {
    ask: {
      id: 'server',
      section: 'Server',
      kind: 'choice',
      title: 'Where should JATOS run?',
      hint: 'JATOS wants 2 GB of memory and 10 GB of disk.',
      help: 'A server is a computer that is always on and that others can reach over the internet. You can rent a small one from about $5 a month. What counts is that you can log in to it: the provider gives you an address such as 203.0.113.7, a user name (often root) and a key or password.',
      choices: () => [
        { value: 'ssh', label: 'A server I already have', note: 'I can log in to it with SSH' },
        {
          value: 'ec2',
          label: 'A new server on Amazon EC2',
          note: 'about $15 a month, needs an AWS account',
        },
        {
          value: 'do',
          label: 'A new droplet at DigitalOcean',
          note: 'from $12 a month, needs an account',
        },
        { value: 'here', label: 'This computer', note: 'fine for trying it out' },
      ],
      suggestion: () => 'ssh',
    },
  },
  {
    ask: {
      id: 'ssh.target',
      section: 'Server',
      kind: 'text',
      title: 'How do you log in to your server?',
      hint: 'The user and the address, as you give them to ssh.',
      help: 'Your provider shows the address of your server in its console. The user is often root, sometimes ubuntu, debian or admin.',
      example: 'root@203.0.113.7',
      problem: (value) =>
        value.includes(' ')
          ? 'There is a space in it. Just the user and the address: root@203.0.113.7'
          : undefined,
    },
  },
  {
    look: () => [
      query('connection', HOST),
      query('system', HOST),
      query('memory', HOST),
      query('listeners', HOST),
      query('disk', HOST),
    ],
  },
  {
    ask: {
      id: 'hostname',
      section: 'Name',
      kind: 'text',
      title: 'Under which name will people find it?',
      hint: 'A name that you own, or a name below it. People type it in their browser.',
      help: 'If you own example.org, you can use study.example.org: you create a record for it where you bought the name.',
      example: 'study.example.org',
      normalise: (typed) => typed.trim().toLowerCase(),
      problem: (value) => {
        if (/^https?:/.test(value)) {
          return `That looks like a web address. Just the name: ${value.replace(/^https?:\/*/, '') || 'study.example.org'}`;
        }
        return value.includes('.')
          ? undefined
          : 'A name has at least one dot in it, like study.example.org';
      },
    },
  },
  {
    ask: {
      id: 'certificate.email',
      section: 'Certificate',
      kind: 'text',
      title: 'Where may Let’s Encrypt write to you?',
      hint: 'Only if something is wrong with your certificate. You can leave it empty.',
      help: 'Let’s Encrypt is the non-profit that gives out certificates.',
      example: 'you@example.org',
      optional: true,
      problem: (value) => (value.includes('@') ? undefined : 'A mail address has an @ in it.'),
    },
  },
  {
    ask: {
      id: 'certificate.terms',
      section: 'Certificate',
      kind: 'confirm',
      title: 'Do you agree to Let’s Encrypt’s terms?',
      help: 'The terms say that you own the name and keep the key safe.',
      yes: 'Yes, I agree',
      no: 'No',
      problem: (value) => (value ? undefined : 'Without that there is no certificate.'),
    },
  },
  {
    ask: {
      id: 'settings.password',
      section: 'Settings',
      kind: 'secret',
      title: 'The password of your mail server',
      hint: 'JATOS sends mails with it. It is written to the server only.',
      help: 'Your mail provider gave it to you.',
      example: 'At least 8 characters.',
      problem: (value) =>
        value.reveal().length < 8 ? 'That is shorter than 8 characters.' : undefined,
    },
  },
  ...settings(),
  {
    ask: {
      id: 'settings.more',
      section: 'Settings',
      kind: 'text',
      lines: true,
      title: 'More settings, one NAME=value a line',
      hint: 'Paste them here if you have a file with settings. Or leave it empty.',
      help: 'These are environment variables.',
      example: 'JATOS_JVM=-Xmx2G',
      optional: true,
    },
  },
];

function settings(): Item[] {
  const form = 'Settings of JATOS';
  return [
    {
      ask: {
        id: 'env.title',
        section: 'Settings',
        form,
        kind: 'text',
        title: 'Title in the browser',
        hint: 'What people see on the tab.',
        help: 'Any text.',
        example: 'Our studies',
        suggestion: () => 'JATOS',
      },
    },
    {
      ask: {
        id: 'env.users',
        section: 'Settings',
        form,
        kind: 'choice',
        title: 'Who may sign up',
        help: 'Who may create an account.',
        choices: () => [
          { value: 'nobody', label: 'nobody' },
          { value: 'ldap', label: 'people in our directory (LDAP)' },
          { value: 'all', label: 'everybody' },
        ],
      },
    },
    {
      ask: {
        id: 'env.ldap',
        section: 'Settings',
        form,
        kind: 'text',
        title: 'Address of the directory',
        when: (answers) => answers['env.users'] === 'ldap',
        help: 'Ask your IT department.',
        example: 'ldap://ldap.example.org',
      },
    },
    {
      ask: {
        id: 'env.multi',
        section: 'Settings',
        form,
        kind: 'confirm',
        title: 'Several machines behind one address',
        help: 'For very large studies.',
        suggestion: () => false,
      },
    },
    {
      ask: {
        id: 'env.secret',
        section: 'Settings',
        form,
        kind: 'secret',
        optional: true,
        title: 'Secret for cookies',
        hint: 'Leave it empty, and one is made up.',
        help: 'Signs the cookies.',
        example: 'Leave it empty.',
      },
    },
    {
      ask: {
        id: 'env.memory',
        section: 'Settings',
        form,
        expert: true,
        kind: 'text',
        title: 'Memory for Java',
        help: 'The JVM’s -Xmx.',
        example: '2G',
        suggestion: () => '2G',
      },
    },
    {
      ask: {
        id: 'env.timezone',
        section: 'Settings',
        form,
        expert: true,
        kind: 'text',
        title: 'Time zone',
        help: 'For times in the log.',
        example: 'Europe/Berlin',
        suggestion: () => 'UTC',
      },
    },
  ];
}
