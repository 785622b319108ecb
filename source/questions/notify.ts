import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { Channel } from '../renewal/channel.ts';
import { Secret } from '../secrets/secret.ts';
import type { Question } from './question.ts';

const WHERE = 'notify.where';
const NOWHERE = 'nowhere';
/** Mail programs hand mails in here (RFC 6409); 465 where TLS comes first (RFC 8314). */
const SUBMISSION = 587;

const chosen = (kind: Channel['kind']) => (answers: Answers) => textAnswer(answers, WHERE) === kind;

const where: Question = {
  id: WHERE,
  section: 'Certificate',
  kind: 'choice',
  title: 'Where shall we tell you when a renewal fails?',
  hint: 'The certificate renews by itself. If that fails for days, somebody has to look.',
  help: [
    'A certificate ends after some weeks. This server renews it in time,',
    'without you. But a firewall that somebody changes, or a name that',
    'leads elsewhere, can keep it from that, and nobody else warns you:',
    "Let's Encrypt stopped its reminders in 2025.",
    '',
    'After two tries that failed you get one message, and one when all is',
    'well again; the same of copies of the data that the server makes by',
    'itself. A test message comes right after the setup.',
  ].join('\n'),
  choices: () => [
    { value: NOWHERE, label: 'Nowhere', note: 'setup-server shows it when you run it' },
    { value: 'mail', label: 'By mail', note: 'needs a mail server that takes it (SMTP)' },
    { value: 'ntfy', label: 'On my phone, by ntfy', note: 'free; needs the ntfy app' },
    { value: 'slack', label: 'In Slack', note: 'needs an incoming webhook' },
    { value: 'webhook', label: 'To a URL of mine', note: 'JSON, sent by POST' },
  ],
  suggestion: () => NOWHERE,
};

const mailTo: Question = {
  id: 'notify.mail.to',
  section: 'Certificate',
  kind: 'text',
  title: 'To which mail address?',
  help: 'Whoever reads it should be able to run setup-server again.',
  when: chosen('mail'),
  form: 'mail',
  example: 'you@your-university.edu',
  problem: problemWithAddress,
};

const mailServer: Question = {
  id: 'notify.mail.server',
  section: 'Certificate',
  kind: 'text',
  title: 'Which server takes the mail?',
  hint: 'Its name, as in the settings of a mail program ("outgoing server", SMTP).',
  help: [
    'The server of your organisation or mail provider that takes mails',
    'from you. Most providers of servers close port 25, so it is talked to',
    'on port 587; write another one behind the name.',
    '',
    'For example: smtp.your-university.edu or smtp.example.org:465',
  ].join('\n'),
  when: chosen('mail'),
  form: 'mail',
  example: 'smtp.your-university.edu',
  problem: (typed) =>
    serverIn(typed) ? undefined : 'A name, and a port if need be: smtp.your-university.edu:587',
};

const mailUser: Question = {
  id: 'notify.mail.user',
  section: 'Certificate',
  kind: 'text',
  title: 'The user name there?',
  hint: 'Can be left empty where the server takes mails without.',
  help: 'As in the settings of a mail program. Often it is the mail address.',
  when: chosen('mail'),
  form: 'mail',
  example: 'you@your-university.edu',
  optional: true,
};

const mailPassword: Question = {
  id: 'notify.mail.password',
  section: 'Certificate',
  kind: 'secret',
  title: 'And the password?',
  hint: 'Leave it empty where there is none, or where the server has it already.',
  help: [
    'It is kept on the server, where only root can read it, and goes over',
    'encrypted or not at all. Some providers want an "app password" made',
    'for this purpose instead of your own.',
  ].join('\n'),
  when: chosen('mail'),
  form: 'mail',
  example: 'As in the settings of a mail program.',
  optional: true,
};

const mailFrom: Question = {
  id: 'notify.mail.from',
  section: 'Certificate',
  kind: 'text',
  title: 'From which address shall it come?',
  hint: 'Most servers take mails only from addresses of their own.',
  help: 'Some servers refuse mails that claim to come from elsewhere.',
  expert: true,
  when: chosen('mail'),
  example: 'servers@your-university.edu',
  suggestion: (answers) => textAnswer(answers, 'notify.mail.to') || undefined,
  problem: problemWithAddress,
};

const ntfyUrl: Question = {
  id: 'notify.ntfy.url',
  section: 'Certificate',
  kind: 'text',
  title: 'Which ntfy topic?',
  hint: 'Make up a long one that nobody guesses, and subscribe to it in the app.',
  help: [
    'ntfy (https://ntfy.sh) brings messages to phones and browsers. A topic',
    'is an address that you make up; whoever knows it can read along, so',
    'take one that nobody guesses. No account is needed.',
    '',
    'For example: https://ntfy.sh/our-lab-7Qk2vXw9',
  ].join('\n'),
  when: chosen('ntfy'),
  example: 'https://ntfy.sh/our-lab-7Qk2vXw9',
  problem: (typed) => problemWithUrl(typed, 'https://ntfy.sh/our-lab-7Qk2vXw9'),
};

const ntfyToken: Question = {
  id: 'notify.ntfy.token',
  section: 'Certificate',
  kind: 'secret',
  title: 'An access token for the topic?',
  hint: 'Only where the topic is closed to others.',
  help: 'Whoever runs the ntfy server can give you one. It begins with tk_.',
  expert: true,
  when: chosen('ntfy'),
  example: 'It begins with tk_.',
  optional: true,
};

const slackUrl: Question = {
  id: 'notify.slack.url',
  section: 'Certificate',
  kind: 'secret',
  title: "What is the webhook's address in Slack?",
  hint: 'Leave it empty where the server has it already.',
  help: [
    'In Slack, an app with "Incoming Webhooks" switched on has an address',
    'for each channel (https://api.slack.com/apps). Whoever knows it can',
    'write there, so it is kept like a password.',
  ].join('\n'),
  when: chosen('slack'),
  example: 'It begins with https://hooks.slack.com/services/',
  optional: true,
  problem: (url) => problemWithUrl(url.reveal(), 'https://hooks.slack.com/services/…'),
};

const webhookUrl: Question = {
  id: 'notify.webhook.url',
  section: 'Certificate',
  kind: 'secret',
  title: 'To which address?',
  hint: 'Leave it empty where the server has it already.',
  help: [
    'It gets a JSON object by POST, with event, title, text, install, name',
    'and until. event is certificate.failing, certificate.late,',
    'certificate.ended, certificate.works-again or certificate.test; where',
    'the server sets its name itself, address.failing and',
    'address.works-again, too; and where it copies data by itself,',
    'copy.failing and copy.works-again.',
  ].join('\n'),
  when: chosen('webhook'),
  example: 'It begins with https://',
  optional: true,
  problem: (url) => problemWithUrl(url.reveal(), 'https://example.org/hooks/1234'),
};

export const notifyQuestions: readonly Question[] = [
  where,
  ...[mailTo, mailServer, mailUser, mailPassword, mailFrom],
  ...[ntfyUrl, ntfyToken, slackUrl, webhookUrl],
];

/** Where a person wants to be told; undefined for nowhere. */
export function channelIn(answers: Answers): Channel | undefined {
  const secret = (id: string) => secretAnswer(answers, id) ?? new Secret('');
  switch (textAnswer(answers, WHERE)) {
    case 'mail': {
      const server = serverIn(textAnswer(answers, 'notify.mail.server'));
      const to = textAnswer(answers, 'notify.mail.to');
      if (!server || to === '') return undefined;
      return {
        kind: 'mail',
        ...server,
        user: textAnswer(answers, 'notify.mail.user'),
        password: secret('notify.mail.password'),
        from: textAnswer(answers, 'notify.mail.from') || to,
        to,
      };
    }
    case 'ntfy': {
      const url = textAnswer(answers, 'notify.ntfy.url');
      return url === '' ? undefined : { kind: 'ntfy', url, token: secret('notify.ntfy.token') };
    }
    case 'slack':
      return { kind: 'slack', url: secret('notify.slack.url') };
    case 'webhook':
      return { kind: 'webhook', url: secret('notify.webhook.url') };
    default:
      return undefined;
  }
}

/** Reads `mail.example.org:465`; undefined where that is none. */
export function serverIn(typed: string): { host: string; port: number } | undefined {
  const [, host, port = String(SUBMISSION)] =
    /^([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$/i.exec(typed.trim()) ?? [];
  if (host === undefined || Number(port) > 65_535 || Number(port) === 0) return undefined;
  return { host: host.toLowerCase(), port: Number(port) };
}

/** For one mail address of a person. */
export function problemWithAddress(address: string): string | undefined {
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(address)
    ? undefined
    : 'That does not look like a mail address: you@your-university.edu';
}

function problemWithUrl(typed: string, example: string): string | undefined {
  if (!URL.canParse(typed)) return `A whole address: ${example}`;
  return /^https?:$/.test(new URL(typed).protocol) ? undefined : 'It must begin with https://';
}
