import { type Answers, yesAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { RestartFact } from '../facts/machine.ts';
import { hostKindOf } from '../hosts/index.ts';
import { LOCAL } from '../hosts/local.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { OFFERED, type Offer } from './offer.ts';

/**
 * A server that wants to be started anew before Docker can work on it. Only where nobody's Docker
 * runs on it yet, or can't run any more; and never the machine that this program runs on.
 */
export const restart: Offer = {
  id: 'restart',
  looks: (host) => [query('restart', host)],
  before: 'all',
  questions: [
    {
      id: 'server.restart',
      ...OFFERED,
      kind: 'confirm',
      title: 'Restart the server first?',
      hint: (answers, facts) =>
        wanted(answers, facts)?.modulesGone
          ? 'Its kernel was replaced by a newer one. Docker cannot work before a restart.'
          : 'Its own updates wait for a restart. Now is a good time: nothing is set up yet.',
      help: [
        'Some updates, above all those of the kernel, the innermost part of the',
        'system, count only after a restart. Until then a part of what Docker',
        'needs may be missing.',
        '',
        'A restart takes a minute or two. All that runs on the server stops and',
        'starts again. setup-server waits, logs in again and goes on.',
      ].join('\n'),
      reason: (answers, facts) =>
        wanted(answers, facts)?.modulesGone
          ? "The server's kernel was replaced: Docker cannot work before a restart, which stops all that runs there for a minute."
          : '',
      when: (answers, facts) => wanted(answers, facts) !== undefined,
      // What else runs there, nobody knows but they.
      suggestion: (answers, facts) =>
        wanted(answers, facts)?.modulesGone === true ? undefined : false,
      yes: 'Yes, restart it',
      no: 'No',
    },
  ],
  steps: (answers, facts, { host }) => {
    const seen = wanted(answers, facts);
    return seen && yesAnswer(answers, 'server.restart') ? [restartStep(host, seen)] : [];
  },
};

function wanted(answers: Answers, facts: Facts): RestartFact | undefined {
  const host = hostKindOf(answers).address(answers);
  const seen = facts.get(query('restart', host));
  if (host === LOCAL || !seen || !(seen.needed || seen.modulesGone)) return undefined;
  const docker = facts.get(query('docker', host));
  return seen.modulesGone || docker === null ? seen : undefined;
}

function restartStep(host: string, before: RestartFact): Step {
  const seen = query('restart', host);
  return {
    id: 'server.restart',
    title: 'Restart the server, and wait until it is back',
    needs: ['server.ready'],
    sees: [seen],
    check: (facts) => {
      const now = facts.get(seen);
      if (now && now.boot !== before.boot) return HOLDS;
      return lacks('The server was not restarted yet.');
    },
    actions: () => [
      {
        do: 'run',
        // A moment later, so that we hear that it was begun.
        command: sh`nohup sh -c 'sleep 1; reboot || systemctl reboot' </dev/null >/dev/null 2>&1 &`,
        patienceSeconds: 30,
      },
      {
        do: 'await',
        saying: 'the server to come back',
        everySeconds: 2,
        patienceSeconds: 600,
        away: true,
      },
    ],
    remedies: [
      "Look at the server in your provider's console: it may wait there for something.",
      'When it is back, run setup-server again; it goes on from here.',
    ],
  };
}
