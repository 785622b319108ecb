import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { NOTIFY_FILE } from '../paths.ts';
import { type Channel, channelInWords, channelToSeal } from '../renewal/channel.ts';
import { RENEWAL_SCRIPT } from '../renewal/run-script.ts';
import { sameSealed, withKeptSecrets } from '../renewal/sealed.ts';
import { sh } from '../shell.ts';
import { writeSealed } from './server-program.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** A person hears of a renewal that fails, and of this at once, so that it is known to work. */
export function notifySteps(goal: Goal): Step[] {
  return goal.notify ? [notifyWrite(goal, goal.notify), notifyTest(goal, goal.notify)] : [];
}

function notifyWrite({ host }: Goal, channel: Channel): Step {
  const file = query('sealedFile', host, NOTIFY_FILE);
  const wanted = (facts: Facts) => withKeptSecrets(channelToSeal(channel), facts.get(file)?.value);
  return {
    id: 'notify.write',
    title: `Note on the server where you are told when a renewal fails (${NOTIFY_FILE})`,
    needs: ['renewal.write'],
    sees: [file],
    check: (facts) => {
      const found = facts.get(file);
      if (!found || !sameSealed(wanted(facts), found.value)) {
        return lacks('The server does not know yet where to tell you of a renewal that fails.');
      }
      return found.mode === '600' ? HOLDS : lacks(`${NOTIFY_FILE} can be read by others.`);
    },
    actions: (facts) => [writeSealed(NOTIFY_FILE, wanted(facts))],
  };
}

function notifyTest({ host }: Goal, channel: Channel): Step {
  const file = query('file', host, NOTIFY_FILE);
  const renewal = query('renewal', host);
  const check = (facts: Facts): Check => {
    const tested = facts.get(renewal)?.tested;
    const now = facts.get(file)?.sha256;
    if (!tested || tested.of !== now) return lacks('No test message was sent yet.');
    return tested.ok ? HOLDS : lacks(tested.says);
  };
  return {
    id: 'notify.test',
    title: `Send a test message ${channelInWords(channel)}`,
    needs: ['notify.write', 'renewal.timer'],
    sees: [file, renewal],
    check,
    actions: () => [
      { do: 'run', command: sh`sh ${RENEWAL_SCRIPT} --test-notice`, patienceSeconds: 180 },
    ],
    advisory: true,
  };
}
