import { type Answers, installOf, textAnswer, yesAnswer } from '../answers/answers.ts';
import { memoryBeside } from '../apps/beside.ts';
import { appOf } from '../apps/index.ts';
import { type Facts, query } from '../facts/facts.ts';
import { isHopeless, wantsSwap } from '../facts/machine/memory.ts';
import { hostKindOf } from '../hosts/index.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { OFFERED, type Offer } from './offer.ts';

const FILE = '/swapfile';

/** Disk in the place of memory: slow, but a program waits instead of being stopped. */
export const swap: Offer = {
  id: 'swap',
  looks: (host) => [
    query('memory', host),
    query('fileSystems', host),
    query('virtualisation', host),
  ],
  before: 'docker.install',
  questions: [
    {
      id: 'server.swap',
      ...OFFERED,
      kind: 'confirm',
      title: 'Make a swap file?',
      hint: (answers, facts) =>
        `The server has little memory. ${sizeFor(answers, facts) / 1024 || 1} GB of its disk can help out: slower, but nothing is stopped for want of memory.`,
      help: [
        'When its memory is full, a server stops one of its programs, often',
        'the one that matters most. With a swap file it moves what was not',
        'used for a while to the disk instead.',
        '',
        'That is much slower than memory. If pages take seconds all the time,',
        'choose a larger server at your provider.',
        '',
        'To undo it, on the server: swapoff /swapfile; rm /swapfile; and take',
        'its line out of /etc/fstab.',
      ].join('\n'),
      when: (answers, facts) => sizeFor(answers, facts) > 0,
      suggestion: () => true,
      yes: 'Yes, make one',
      no: 'No',
    },
  ],
  steps: (answers, facts, { host }) => {
    const megabytes = sizeFor(answers, facts);
    return megabytes > 0 && yesAnswer(answers, 'server.swap') ? [swapStep(host, megabytes)] : [];
  },
};

/**
 * Megabytes, in whole gigabytes; 0 where memory is enough, or no swap file can be. A copy-on-write
 * file system can't hold one as it is (btrfs(5), "Swapfile support"), a container has no swap of its own.
 */
function sizeFor(answers: Answers, facts: Facts): number {
  const host = hostKindOf(answers).address(answers);
  const memory = facts.get(query('memory', host));
  const files = facts.get(query('fileSystems', host));
  const machine = facts.get(query('virtualisation', host));
  if (!memory || memory.swapMB > 0 || !files || machine?.container !== false) return 0;
  const { memoryMB } = appOf(textAnswer(answers, 'app')).needs;
  if (isHopeless(memory, memoryMB)) return 0;
  const megabytes = wantsSwap(memory, memoryMB + memoryBeside(facts, host, installOf(answers)));
  const holds = ['ext4', 'ext3', 'xfs'].includes(files.root) && files.freeMB > 2 * megabytes;
  return holds ? megabytes : 0;
}

function swapStep(host: string, megabytes: number): Step {
  const memory = query('memory', host);
  return {
    id: 'swap.make',
    title: `Make a swap file of ${megabytes / 1024} GB (${FILE})`,
    needs: ['server.ready'],
    sees: [memory],
    check: (facts) =>
      (facts.get(memory)?.swapMB ?? 0) > 0 ? HOLDS : lacks('The server has no swap.'),
    actions: () => [
      {
        do: 'run',
        patienceSeconds: 600,
        detached: true,
        // Made aside, so that a half-made one is never taken for a whole one; used last, so that
        // a run that was cut off finds it unused. Written in full: not every file system takes a
        // swap file with holes (swapon(8)).
        command: sh`
          { [ -e ${FILE} ] || {
            rm -f ${`${FILE}.new`} &&
            (umask 077; dd if=/dev/zero of=${`${FILE}.new`} bs=1M count=${megabytes} 2>/dev/null) &&
            mkswap ${`${FILE}.new`} >/dev/null &&
            mv ${`${FILE}.new`} ${FILE}
          }; } &&
          { ! command -v restorecon >/dev/null 2>&1 || restorecon ${FILE}; } &&
          { grep -q ${`^${FILE}[[:space:]]`} /etc/fstab || printf '%s\\n' ${`${FILE} none swap sw 0 0`} >> /etc/fstab; } &&
          swapon ${FILE}
        `,
      },
    ],
    remedies: ['Answer no to the swap file, and choose a larger server when it gets slow.'],
  };
}
