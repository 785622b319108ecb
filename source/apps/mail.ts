import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { problemWithAddress, serverIn } from '../questions/notify.ts';
import type { Question } from '../questions/question.ts';
import type { Secret } from '../secrets/secret.ts';

/** The server through which an app sends its mails. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, as on port 465 (RFC 8314); else it begins in the middle (STARTTLS). */
  readonly tls: boolean;
  readonly user: string;
  /** Absent where none was told: the one that is on the server stays. */
  readonly password?: Secret;
  readonly from: string;
}

const idsOf = (app: string) => ({
  server: `${app}.mail.server`,
  user: `${app}.mail.user`,
  password: `${app}.mail.password`,
  from: `${app}.mail.from`,
});

/** How an app may send mails; all of it behind "more settings", for it can wait. */
export function mailQuestions(
  app: string,
  label: string,
  /** What it sends mails for: lines for `?`. */
  purpose: readonly string[],
): readonly Question[] {
  const ids = idsOf(app);
  const common = { section: 'Settings', form: `${app}.mail` } as const;
  const isWanted = (answers: Answers) => textAnswer(answers, ids.server) !== '';
  return [
    {
      id: ids.server,
      section: 'Settings',
      form: 'settings',
      kind: 'text',
      title: `Which server takes the mails of ${label}?`,
      hint: 'Empty: it sends none yet. Its name is in the settings of a mail program (SMTP).',
      help: [
        ...purpose,
        '',
        'Take the server of your organisation or mail provider that takes mails',
        'from you. It is talked to on port 587; write another one behind it.',
        '',
        'For example: smtp.your-university.edu or smtp.example.org:465',
      ].join('\n'),
      expert: true,
      optional: true,
      example: 'smtp.your-university.edu',
      normalise: (typed) => typed.trim().toLowerCase(),
      problem: (typed) =>
        serverIn(typed) ? undefined : 'A name, and a port if need be: smtp.your-university.edu:587',
    },
    {
      ...common,
      id: ids.from,
      kind: 'text',
      title: 'From which address do they come?',
      hint: 'Most servers take mails only from addresses of their own.',
      help: 'People who get the mails see it, and answer to it.',
      example: 'office@your-university.edu',
      when: isWanted,
      normalise: (typed) => typed.trim(),
      problem: problemWithAddress,
    },
    {
      ...common,
      id: ids.user,
      kind: 'text',
      title: 'The user name there?',
      hint: 'Can be left empty where the server takes mails without.',
      help: 'As in the settings of a mail program. Often it is the mail address.',
      example: 'office@your-university.edu',
      optional: true,
      when: isWanted,
      normalise: (typed) => typed.trim(),
    },
    {
      ...common,
      id: ids.password,
      kind: 'secret',
      title: 'And the password?',
      hint: 'Leave it empty where there is none, or where the server has it already.',
      help: [
        'It is written to env.list on the server, which only root can read.',
        'Some providers want an "app password" made for this purpose.',
      ].join('\n'),
      example: 'As in the settings of a mail program.',
      optional: true,
      when: isWanted,
      problem: (password) =>
        /[\r\n\0]/.test(password.reveal()) ? 'A password is a single line.' : undefined,
    },
  ];
}

/** Undefined where it shall send none, as far as was asked. */
export function mailIn(app: string, answers: Answers): MailServer | undefined {
  const ids = idsOf(app);
  const server = serverIn(textAnswer(answers, ids.server));
  if (!server) return undefined;
  const password = secretAnswer(answers, ids.password);
  return {
    ...server,
    tls: server.port === 465,
    user: textAnswer(answers, ids.user),
    ...(password && !password.isEmpty && { password }),
    from: textAnswer(answers, ids.from),
  };
}

/** Lines of env.list without those that are empty. */
export function filled(entries: Readonly<Record<string, string | Secret | undefined>>) {
  return Object.entries(entries).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value }],
  );
}
