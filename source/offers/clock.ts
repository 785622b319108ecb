import { type Answers, yesAnswer } from '../answers/answers.ts';
import type { PackageManager, ServiceManager } from '../distributions/distribution.ts';
import { type Facts, query } from '../facts/facts.ts';
import { HARMLESS_SECONDS } from '../facts/machine/clock.ts';
import { hostKindOf } from '../hosts/index.ts';
import { LOCAL } from '../hosts/local.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import { OFFERED, type Offer } from './offer.ts';

/** Seconds that a clock which was set a moment ago may be off. */
const CLOSE = 5;

/** A clock that is wrong, or that nothing keeps right. */
export const clock: Offer = {
  id: 'clock',
  looks: (host) => [query('clock', host), query('timeSync', host), query('virtualisation', host)],
  before: 'docker.install',
  questions: [
    {
      id: 'server.clock',
      ...OFFERED,
      kind: 'confirm',
      title: "Keep the server's clock right?",
      hint: (answers, facts) =>
        aheadOf(answers, facts) === 0
          ? 'Nothing keeps it right now. It would go wrong in time, and certificates need the right time.'
          : `It differs from this computer's by more than a minute. Certificates and downloads fail with a wrong clock.`,
      help: [
        'A server can ask others on the internet for the time (NTP), and set',
        'its clock by it. A service does so all day; nearly every server has',
        'one.',
        '',
        'If its clock is far off and no time server answers, it is set by this',
        "computer's clock once. So look first whether this one is right.",
      ].join('\n'),
      when: (answers, facts) => isOff(answers, facts),
      suggestion: () => true,
      yes: 'Yes, by time servers',
      no: 'No',
    },
  ],
  steps: (answers, facts, { host, distribution }) =>
    isOff(answers, facts) && yesAnswer(answers, 'server.clock')
      ? [clockStep(host, distribution.packages, distribution.services)]
      : [],
};

/**
 * A clock that time servers keep is right: then it is the person's own that differs. A container's
 * clock is its host's.
 */
function isOff(answers: Answers, facts: Facts): boolean {
  const host = hostKindOf(answers).address(answers);
  const sync = facts.get(query('timeSync', host));
  const machine = facts.get(query('virtualisation', host));
  if (!sync || sync.synchronised === true || machine?.container !== false) return false;
  return aheadOf(answers, facts) !== 0 || (host !== LOCAL && !sync.running);
}

/** Seconds, 0 where it is no more than is harmless. */
function aheadOf(answers: Answers, facts: Facts): number {
  const seen = facts.get(query('clock', hostKindOf(answers).address(answers)));
  const ahead = seen?.aheadSeconds ?? 0;
  return Math.abs(ahead) > HARMLESS_SECONDS ? ahead : 0;
}

function clockStep(host: string, packages: PackageManager, services: ServiceManager): Step {
  const seen = query('clock', host);
  const sync = query('timeSync', host);
  return {
    id: 'clock.sync',
    title: "Keep the server's clock right (time synchronisation)",
    needs: ['server.ready'],
    sees: [seen, sync],
    check: (facts): Check => {
      const found = facts.get(sync);
      if (found?.synchronised === true) return HOLDS;
      if (!found?.running) return lacks("Nothing keeps the server's clock right.");
      const off = Math.abs(facts.get(seen)?.aheadSeconds ?? 0);
      return off > CLOSE ? lacks(`The server's clock is ${off} seconds off.`) : HOLDS;
    },
    actions: (facts) => {
      const { program } = facts.get(sync) ?? {};
      const ahead = facts.get(seen)?.aheadSeconds ?? 0;
      const wanted = packages.timeSync;
      return [
        ...(Math.abs(ahead) > HARMLESS_SECONDS
          ? [{ do: 'run', patienceSeconds: 30, command: stepped(ahead) } as const]
          : []),
        ...(program || wanted.packages.length === 0
          ? []
          : [...(packages.update ? [packages.update] : []), packages.install(wanted.packages)]),
        {
          do: 'run',
          patienceSeconds: 60,
          command: started(services.restart(program ?? wanted.service)),
        },
      ];
    },
    remedies: ["Look whether this computer's own clock is right, then try again."],
  };
}

/**
 * Set back by what it is off, as seen from this computer. First of all: with a wrong clock no
 * package can be fetched, and some time services refuse to jump so far.
 */
function stepped(aheadSeconds: number): ShellCommand {
  return sh`date -u -s "@$(( $(date +%s) - ${aheadSeconds} ))" >/dev/null`;
}

/** A few seconds for the first answer of a time server; without one the clock is close all the same. */
function started(restart: ShellCommand): ShellCommand {
  return sh`
    ${restart} &&
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      [ "$(timedatectl show -p NTPSynchronized --value 2>/dev/null)" = no ] || break
      sleep 1
    done
  `;
}
