import type { Answers } from '../../source/answers/answers.ts';
import { suggestionFor } from '../../source/answers/feed.ts';
import { Facts, type FactTypes, query } from '../../source/facts/facts.ts';
import { applies } from '../../source/interview.ts';
import type { Offer } from '../../source/offers/offer.ts';
import { textOf } from '../../source/questions/question.ts';
import type { Step } from '../../source/steps/step.ts';
import { ground, HOST } from '../core/example-goal.ts';

export const server: Answers = { app: 'jatos', server: '203.0.113.7:22', 'ssh.user': 'root' };

/** A rented machine with nothing the matter. */
export const well: Partial<FactTypes> = {
  memory: { totalMB: 4000, availableMB: 3000, swapMB: 0 },
  fileSystems: { readOnly: [], root: 'ext4', freeMB: 20_000 },
  virtualisation: { kind: 'kvm', container: false },
  clock: { aheadSeconds: 0 },
  timeSync: { synchronised: true, program: 'systemd-timesyncd', running: true },
  listeners: [{ port: 22, address: '0.0.0.0', program: 'sshd' }],
  firewall: { kind: 'none', closed: [], dockerPasses: true },
  restart: { needed: false, packages: [], modulesGone: false, boot: 'first' },
  routes: { v4: true, v6: false, networks: ['203.0.113.0/24'] },
  daemonConfig: null,
  docker: null,
};

/** What was seen of the host; `port` is who stands at port 80. */
export function seen(
  changed: Partial<FactTypes> = {},
  port: FactTypes['portOwner'] = null,
  secure: FactTypes['portOwner'] = null,
): Facts {
  const facts = Object.entries({ ...well, ...changed }).map(([fact, value]) => ({
    query: query(fact as keyof FactTypes, HOST),
    value,
  }));
  return new Facts([
    ...(facts as never[]),
    { query: query('portOwner', HOST, '80'), value: port },
    { query: query('portOwner', HOST, '443'), value: secure },
  ]);
}

export interface Asked {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly suggestion: unknown;
  readonly choices: readonly string[];
}

/** What an offer asks about a host that looks like that. */
export function asks({ questions }: Offer, facts: Facts, given: Answers = {}): Asked[] {
  const answers = { ...server, ...given };
  return questions
    .filter((question) => applies(question, answers, facts))
    .map((question) => ({
      id: question.id,
      title: textOf(question.title, answers, facts),
      hint: textOf(question.hint ?? '', answers, facts),
      suggestion: suggestionFor(question, { answers, facts, confirmed: [] }),
      choices:
        question.kind === 'choice'
          ? question.choices(answers, facts).map(({ value }) => value)
          : [],
    }));
}

export function stepsOf(offer: Offer, facts: Facts, given: Answers): readonly Step[] {
  return offer.steps({ ...server, ...given }, facts, { ...ground, host: HOST });
}

/** The only step, which there must be. */
export function stepOf(offer: Offer, facts: Facts, given: Answers): Step {
  const [step, ...more] = stepsOf(offer, facts, given);
  if (!step || more.length > 0) throw new Error(`${more.length + (step ? 1 : 0)} steps.`);
  return step;
}

/** The commands of a step, as a person would type them. */
export function commandsOf(step: Step, facts: Facts): string[] {
  return step.actions(facts).map((action) => {
    if (action.do === 'run') return action.command.text;
    if (action.do === 'write') return `write ${action.path}\n${action.content.join('')}`;
    return action.do;
  });
}

/** A machine with everything the matter. */
export const troubled = seen(
  {
    memory: { totalMB: 967, availableMB: 700, swapMB: 0 },
    clock: { aheadSeconds: 7200 },
    timeSync: { synchronised: false, program: null, running: false },
    firewall: { kind: 'firewalld', closed: [80, 443], zone: 'public', dockerPasses: true },
    restart: { needed: true, packages: [], modulesGone: true, boot: 'first' },
    routes: { v4: true, v6: false, networks: ['172.16.0.0/12'] },
    listeners: [{ port: 80, address: '0.0.0.0', program: 'nginx' }],
  },
  { program: 'nginx', unit: 'nginx.service', package: 'nginx', onlyWelcome: true },
);

/** What is taken where all is offered, and everything accepted. */
export const allAccepted: Answers = {
  ...server,
  'server.restart': true,
  'server.clock': true,
  'server.swap': true,
  'server.ports': 'stop',
  'server.firewall': true,
  'server.docker-networks': true,
};
