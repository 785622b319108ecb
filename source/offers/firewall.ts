import { type Answers, yesAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { FirewallFact } from '../facts/machine.ts';
import { hostKindOf } from '../hosts/index.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { OFFERED, type Offer } from './offer.ts';

const SERVICES: Readonly<Record<number, string>> = { 80: 'http', 443: 'https' };

/**
 * firewalld's own list opened for the web. Nothing for the others: ports that Docker publishes pass
 * ufw and rules for the host's own input, because they are forwarded
 * (docs.docker.com/engine/network/packet-filtering-firewalls).
 */
export const firewall: Offer = {
  id: 'firewall',
  looks: (host) => [query('firewall', host)],
  before: 'front.start',
  questions: [
    {
      id: 'server.firewall',
      ...OFFERED,
      kind: 'confirm',
      title: 'Open its firewall for the web?',
      hint: (answers, facts) =>
        `firewalld keeps ${servicesOf(shut(answers, facts)).join(' and ') || 'http'} closed. Docker lets visitors past it; open, its list says so too.`,
      help: [
        'A firewall lets only those connections in that stand on its list.',
        'Visitors come to ports 80 (http) and 443 (https).',
        '',
        'Docker makes rules of its own, by which they come in anyway; if those',
        'are ever lost, only this list helps. Nothing else is opened.',
        '',
        'To undo it: firewall-cmd --permanent --remove-service=http, the same',
        'for https, and both once more without --permanent.',
      ].join('\n'),
      when: (answers, facts) => shut(answers, facts) !== undefined,
      suggestion: () => true,
      yes: 'Yes, open it',
      no: 'No',
    },
  ],
  steps: (answers, facts, { host }) => {
    const found = shut(answers, facts);
    return found && yesAnswer(answers, 'server.firewall') ? [openStep(host, found)] : [];
  },
};

/** firewalld, where it keeps a port of the web closed. */
function shut(answers: Answers, facts: Facts): FirewallFact | undefined {
  const found = facts.get(query('firewall', hostKindOf(answers).address(answers)));
  return found?.kind === 'firewalld' && found.closed.length > 0 ? found : undefined;
}

function servicesOf(found: FirewallFact | undefined): string[] {
  return (found?.closed ?? []).flatMap((port) => SERVICES[port] ?? []);
}

function openStep(host: string, found: FirewallFact): Step {
  const seen = query('firewall', host);
  const services = servicesOf(found);
  const zone = found.zone === undefined ? [] : [`--zone=${found.zone}`];
  const flags = services.map((service) => `--add-service=${service}`);
  return {
    id: 'firewall.open',
    title: `Open ${services.join(' and ')} in the server's firewall (firewalld)`,
    needs: ['server.ready'],
    sees: [seen],
    check: (facts) => {
      const closed = facts.get(seen)?.closed ?? [];
      return closed.length === 0 ? HOLDS : lacks(`Port ${closed.join(' and ')} is closed.`);
    },
    actions: () => [
      {
        do: 'run',
        patienceSeconds: 60,
        // Once for good and once for now: a reload would take Docker's own rules away. For good
        // first, so that what is seen to be open stays open.
        command: sh`firewall-cmd -q --permanent ${[...zone, ...flags]} && firewall-cmd -q ${[...zone, ...flags]}`,
      },
    ],
  };
}
