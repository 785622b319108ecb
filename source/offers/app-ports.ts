import { type Answers, installOf, textAnswer } from '../answers/answers.ts';
import { apps, calledIn } from '../apps/index.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { ListenersFact } from '../facts/machine.ts';
import { inOrder, sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import { OFFERED, type Offer } from './offer.ts';
import { seen, USUAL } from './taken-ports.ts';

const WAY = 'server.app-ports';

/** A mail server stands where the app itself shall take in mail. Systems often bring one along that nobody uses. */
export const appPorts: Offer = {
  id: 'app-ports',
  // The app's own answers tell which ports: `appPortLooks`.
  looks: () => [],
  before: 'app.start',
  questions: [
    {
      id: WAY,
      ...OFFERED,
      kind: 'choice',
      title: (answers, facts) => `${takenText(mailServers(answers, facts))}. What now?`,
      hint: (answers) => `${appName(answers)} takes in mail itself, and needs the port for that.`,
      help: [
        'Only one program can stand at a port. Many systems come with a mail',
        'server that does no more than deliver messages of the system to root on',
        'the same computer; then nobody misses it.',
        '',
        'If it takes in mail for people, leave it, and answer No where you are',
        'asked whether the app shall receive e-mail.',
      ].join('\n'),
      reason: (answers, facts) => `${takenText(mailServers(answers, facts))}.`,
      when: (answers, facts) => mailServers(answers, facts).length > 0,
      choices: () => [
        { value: 'stop', label: 'Stop the mail server for good', note: 'it can be started again' },
        { value: 'leave', label: 'Leave it', note: 'then the app can not take in mail' },
      ],
      suggestion: (answers, facts) =>
        mailServers(answers, facts).every(({ local }) => local) ? 'stop' : undefined,
    },
  ],
  steps: (answers, facts, { host }) => {
    const servers = mailServers(answers, facts);
    return freesAppPorts(answers) && servers.length > 0 ? [stopMail(host, servers)] : [];
  },
};

/** Whether a mail server that is in the way is stopped. */
export function freesAppPorts(answers: Answers): boolean {
  return textAnswer(answers, WAY) === 'stop';
}

/** Who stands at ports that the app wants to open, once that is known. */
export function appPortLooks(answers: Answers, facts: Facts): readonly Query[] {
  const { host, listeners } = seen(answers, facts);
  const taken = appPortsTaken(listeners, portsOf(answers, facts), installOf(answers));
  const numbers = [...new Set(taken.map(({ port }) => port))];
  return numbers.map((port) => query('portOwner', host, String(port)));
}

/** Those who listen at one of the ports, and are not of the install itself. */
export function appPortsTaken(
  listeners: ListenersFact,
  ports: readonly number[],
  install: string,
): ListenersFact {
  return listeners.filter((each) => ports.includes(each.port) && each.install !== install);
}

interface MailServer {
  readonly port: number;
  readonly program: string;
  readonly unit: string;
  /** It takes in mail of the same computer only. */
  readonly local: boolean;
}

function mailServers(answers: Answers, facts: Facts): readonly MailServer[] {
  const { host, listeners } = seen(answers, facts);
  // Before the app's own questions are answered nobody was looked at, and its recipe can't be asked.
  const known = listeners.filter(({ port }) => facts.get(query('portOwner', host, String(port))));
  if (known.every(({ port }) => USUAL.includes(port))) return [];
  return portsOf(answers, facts).flatMap((port) => {
    const owner = facts.get(query('portOwner', host, String(port)));
    const unit = owner?.unit?.replace(/@.*\.service$/, '.service') ?? '';
    if (!owner || !MAIL_UNITS.test(unit)) return [];
    const addresses = listeners.filter((each) => each.port === port);
    const local = addresses.every(({ address }) => LOOPBACK.test(address));
    return [{ port, program: owner.program, unit, local }];
  });
}

const MAIL_UNITS = /^(exim4?|postfix|sendmail|opensmtpd|smtpd)\.service$/;
const LOOPBACK = /^(127\.|\[?::1\]?$)/;

/** TCP ports of the host that the app's container opens to everybody. */
function portsOf(answers: Answers, facts: Facts): readonly number[] {
  const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
  if (!app) return [];
  const { host } = seen(answers, facts);
  const hostname = textAnswer(answers, 'hostname');
  const { container } = app.recipe({ answers, facts, install: installOf(answers), host, hostname });
  return container.ports
    .filter(({ protocol, address }) => protocol === 'tcp' && address === undefined)
    .map(({ host: port }) => port);
}

function stopMail(host: string, servers: readonly MailServer[]): Step {
  const units = [...new Set(servers.map(({ unit }) => unit))];
  const programs = [...new Set(servers.map(({ program }) => program))].join(' and ');
  const sees = servers.map(({ port }) => query('portOwner', host, String(port)));
  return {
    id: 'app.ports',
    title: `Stop the mail server ${programs}, now and for good`,
    because: () =>
      `The app takes in mail at its port. To undo it, on the server: systemctl enable --now ${units.join(' ')}`,
    needs: ['server.ready'],
    sees,
    check: (facts): Check => {
      const left = sees.map((each) => facts.get(each)).find((owner) => owner);
      return left ? lacks(`${left.program} still stands there.`) : HOLDS;
    },
    actions: () => [
      {
        do: 'run',
        patienceSeconds: 60,
        command: inOrder(...units.map((unit) => sh`systemctl disable --now ${unit}`)),
      },
    ],
  };
}

function takenText(servers: readonly MailServer[]): string {
  const ports = servers.map(({ port }) => port).join(' and ');
  const programs = [...new Set(servers.map(({ program }) => program))].join(' and ');
  return `The mail server ${programs} is at port ${ports}`;
}

function appName(answers: Answers): string {
  const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
  return app ? calledIn(app, answers) : 'The app';
}
